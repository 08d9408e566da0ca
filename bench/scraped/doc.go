// Package scraped works out the scraped points of a trial: series over time for the figures, and sums, rates and means over the measured
// phases. It needs the points and the time axis, nothing of the hits.
//
// The files stand in levels, and none uses one above it; from the bottom:
//
//  1. The types of the result (result), the metrics that matter (metrics) and the labels of a series (labels).
//  2. One series is followed (track): counters, with resets taken out, at the borders of slots and measured phases, and gauges.
//  3. All of them are streamed (tracks): the times of the scrapes first, then the values. Tracks that share a name are summed into one line.
//  4. From the tracks come the cache (cache), stores as the API measures them (storelatency) and as they measure themselves (readings,
//     storepanels), processes and the machine (resources).
//
// The metrics of the stores themselves are among the points, on times of their own.
package scraped
