// Package coordinator is what of a run of several generators the process does that started it: it has an engine start them, tells them each
// trial's plan, waits at the barrier until all are ready, starts them at one instant, and merges what they uploaded into the trial's
// record. It sends no request itself; stack, scrapes, faults and judgement stay where they are in any run (package runner).
//
// What it waits for has a time-out that names who is missing. It ends the generators whatever happens: with the run, with an interrupt, and
// with its own death, by the time limit that the engine was given.
package coordinator
