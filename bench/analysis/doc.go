// Package analysis turns the record of a run into what a report says about it. It reads run directories only, never a live
// system, so an old run can be analysed again and a test can write the run it wants to see judged.
//
// Three packages stand below it: timeaxis, the phases, slots and batches of a trial; scraped, series and sums of the scraped points; and
// resilience, what faults did to the hits and what several trials say on them together.
//
// The files stand in levels, and none uses one above it; from the bottom:
//
//  1. What everything is made of: what a hit counts as (hit) and where its time went (places, shares), when faults were in force (faults), the
//     types of the result (result_hits, result_store, objective; check with evidence, finding; then result_trial, result_capacity and result).
//  2. The hits are streamed once (totals, with timeline, heatmap, failures, connections and filesizes): counts, histograms with three digits for all
//     hits and for each operation, coarser ones for each slot. Memory does not grow with the number of hits.
//  3. They are streamed again (tails), now that the percentiles are known: where the slowest 1 % by response time spend it, and how many hits of
//     each of a thousand batches were slower than a percentile, which measures how far neighbours share their fate.
//  4. The scraped points are streamed, by package scraped.
//  5. From these facts a trial's numbers are worked out (operation, slo, needed, measured, store; summary).
//  6. They are judged: validity checks (check_*), findings (finding_*), what to notice in figures (captions). analyze tells the whole way
//     of one trial; combine makes a run's result of its trials (accept, capacity, headline).
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
//   - Where time goes is said of response times, the wait before sending a part of its own, so that it is said of the very hits that a
//     percentile is of. What an answer says that cannot be takes no part (places).
//   - An objective holds when its measured value satisfies it. When its 95 % interval reaches across the limit, a warning says that
//     chance may have decided. Intervals of percentiles are order statistics at the effective sample size.
//   - A check that fails makes a trial invalid; a doubt only warns. Where the borders are is in Limits, why in each check.
//
// What the trials of one run say together when they differ in load, configuration or data volume is worked out from its result by
// package scaling; runs are compared from their results by package compare.
//
// What is judged comes out as kinds and values, never as text: package words has a sentence for each of them.
//
// Adding a finding: its struct of values (finding), its function (finding_time, finding_work), a row in analyses, and its sentence in package
// words. Adding a check: its struct of evidence (evidence), a function, a row in checks, and its words. Adding a figure's caption: a function, a row in captions.
// Adding a panel of a store: a row in the panels of its backend, which describes itself in the record.
package analysis
