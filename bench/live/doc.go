// Package live shows a run in a browser while it goes on. It follows the record in the run's folder, which the runner writes anyway: nothing is tapped
// in the way of a hit, everything is redacted already, a reader who comes late sees all of the past, and a run of another process can be shown as
// well. Without a reader nothing is followed and nothing is spent.
//
//  1. A trial is followed with samples.Follower; its hits and points are added up by the first pass of the analysis (analysis.Growing,
//     scraped.Tracks), so that the numbers are those of the report (trial).
//  2. Twice a second what is new becomes rows: one of each slot of the time axis, with a column a line of each figure (columns, row). What
//     stands at the top of the page is put into words (now).
//  3. What the run says so far, with intervals, checks and findings, takes all hits a second time. It is worked out beside that at most so often that
//     it takes 0.3 % of one core, by the analysis and the templates of the report (look). With it come the small figures of each store and around each fault (boards).
//  4. The feed keeps the latest of all that with the number of the round in which each piece changed. A reader gets what has changed since the
//     round seen last; a slow one, or one whose connection was cut, misses rounds but no row, and delays no other (feed).
//  5. The page has the present numbers in its HTML, for who has no script; with it they, the figures and the verdict are renewed by events
//     (page, and assets). When the report is there the page becomes the report.
//
// One analysis, two times: percentiles of a slot, of the phase that goes on and rates at once, everything else when there is processor to spare.
//
// Reading a long record from its beginning takes a while. It is done in turns of working and sleeping, never more than half of one core.
package live
