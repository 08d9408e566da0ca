// Package scrape turns Prometheus endpoints and processes into Points while a trial runs.
//
//  1. Every target has a goroutine of its own, so a slow one delays no other. Scrapes are due at the offsets 0, Interval,
//     2*Interval, ... from the trial's beginning; one that is late is made at once, those that were missed altogether are
//     left out. When the trial ends there is one more, so that the whole growth of every counter is covered.
//  2. A scrape first reads the target's process from /proc, then asks its endpoint for the text format (in which native
//     histograms come with their classic buckets). Every line of the answer is a value of a series, its labels sorted.
//  3. All points of one scrape carry the offset at which it began. A series is written only when its value changed; "up"
//     is written after the others at every scrape, 1 when the scrape worked and 0 when it did not. A scrape that failed is a
//     gap, never an error, and nothing is made up for it.
//  4. When an endpoint says that its process is a new one (process_start_time_seconds), its counters are written as 0
//     halfway between the scrape before and this one: a counter that has already grown past its old value would
//     otherwise look as if it had not begun again.
//  5. The load generator is a source too ("generator"): its own process, its garbage collector and its connections, for a
//     generator that was the bottleneck invalidates a run.
//  6. A collector is asked by a call rather than over HTTP: stores tell what they count through the drivers that the API has anyway. It
//     has rounds of its own, five times as far apart unless it says otherwise, and a series of its own for those that worked,
//     "telemetry_up", so that a store that tells nothing is a gap in its own figures and never an invalid run.
//
// A scrape is all or nothing: an answer that is too long, has too many series or cannot be read whole is a gap, because sums over
// the labels of half an answer would be wrong without looking wrong.
//
// What a process used is the sum over it and all its descendants, since a PostgreSQL works in processes that its
// first one started; the generator is counted alone, since the stack's processes are its children. Where /proc is not to be had,
// figures of processes are absent, and those that an endpoint exports about itself are taken instead.
//
// Rejected: gzip on the wire (it would cost the system under test the time it is being measured for); a parser of our own
// (BenchmarkScrape: 3,000 series cost about 10 ms of one core, a hundredth of it at the usual interval); the process's figures from the endpoint where both are
// there (a target that hangs still has a processor time).
package scrape
