// Package stats holds the numbers behind a report: pure functions of slices and counts, no clocks, no files, nothing of the
// project. Each file is one method with the source of its formula in the comment; what gonum and hdrhistogram-go already do
// well is used, not repeated.
//
// A latency goes through three of them. A Histogram counts it with three significant digits, so that five million of them
// cost 200 KB; Ranks says between which order statistics the true percentile lies; and because neighbouring requests
// share their fate (one stall delays them all), Inflation and EffectiveSize give the effective sample size, the n that
// Ranks must be called with.
//
// Unless said otherwise intervals are two-sided and equal-tailed, NaN means "cannot say", and +Inf that the sample is too small
// for an upper bound.
package stats
