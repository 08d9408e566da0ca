// Package analysis turns the record of a run into what a report says about it. It reads run directories only, never a live
// system, so an old run can be analysed again and a test can write the run it wants to see judged.
//
// One trial is analysed in four steps.
//
//  1. Its hits are streamed once (totals): counts, histograms with three digits for all hits and for each operation, coarser ones
//     for each slot of the timeline, the heat map, failures by class. Memory does not grow with the number of hits.
//  2. They are streamed again (tails), now that the percentiles are known: where the slowest 1 % spend their time, and how many
//     hits of each of forty batches were slower than a percentile, which says how much neighbours share their fate.
//  3. The scraped points are streamed (scraped): counters, with resets taken out, at the borders of slots and measured phases.
//     What stores tell of themselves is among them, on times of its own, and is gathered for each store (store, storepanels, told).
//  4. Everything is judged: objectives with intervals, validity checks, findings, what to notice in figures.
//
// What counts, and how:
//
//   - A hit belongs to the phase it was due in, and only measured phases count, except in what is drawn over time.
//   - Response time is from the due time, service time from sending. Both are of all hits, failed ones included: a timeout counts
//     with the whole time it took, a hit that was never sent with the time until it was given up (it has no service time).
//     Leaving failures out would make a system look faster the more it fails.
//   - Throughput counts hits that were due and answered within measured phases, so that a backlog worked off later is not taken for
//     keeping up. Goodput counts those of them that were correct and inside every latency SLO (a percentile's limit is taken for each
//     hit) that applies to their operation.
//   - An objective holds when its measured value satisfies it. When its 95 % interval reaches across the limit, a warning says that
//     chance may have decided. Intervals of percentiles are order statistics at the effective sample size.
//   - A check that fails makes a trial invalid; a doubt only warns. Where the borders are is in Limits, why in each check.
//
// What the trials of one run say together when they differ in load, configuration or data volume is worked out from its result by
// package scaling; runs are compared from their results by package compare.
//
// What is judged comes out as kinds and values, never as text: package words has a sentence for each of them.
//
// Adding a finding: a file with its struct of values and its function, a row in analyses, and its sentence in package words. Adding a
// check: a struct of evidence and a function, a row in checks, and its words. Adding a figure's caption: a function, a row in captions. Adding a panel of a store: a row in panels.
package analysis
