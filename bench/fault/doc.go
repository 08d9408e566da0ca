// Package fault does to a running stack what a scenario's `faults` say, and records the instants of each.
//
//  1. Kinds is the table of what can be done: a file a kind, with what its author writes, which ability of a service it needs (package
//     stack), how it is done, seen to hold, and taken back.
//  2. Check refuses before the run, with file and line, what the stack of a scenario cannot do.
//  3. Timeline plays the faults on the load's clock, one goroutine a fault, and takes all back on every way out.
//
// The record of a fault is its row in Manifest.Faults and four events, each of which has the row's number (Event.Fault) and its label as
// the name. All instants are offsets on the generator's clock:
//
//	fault-injected   t_inject   the fault was asked for
//	fault-effective  t_effect   it was seen to hold: the process is gone, a probe through the link hangs
//	fault-healed     t_heal     its end was asked for; of a kind that is over at once (flush) the same as t_effect
//	fault-serving    t_serving  a probe straight at the service, past every proxy, was answered again
//	fault-failed     -          it could not be done or not be taken back; the detail says why
//
// They come in this order, and after a fault-failed in place of fault-effective comes fault-healed all the same. What happens after the
// load has ended, a slow start for one, is recorded too. One that is missing did not happen: without fault-effective the trial is INVALID,
// and a kind that acts on no service (exec) has no fault-serving.
// t_noticed and t_recovered are not here: they are read from the hits, by the analysis.
package fault
