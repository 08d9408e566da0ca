// Package runner takes a plan's trials from up to down, one after another, each into a folder of its own:
//
//  1. the folder and its manifest (state running) are written, so that whatever happens next can be read afterwards;
//  2. the stack's stores come up on a copy of the seeded data set, which is seeded first when no copy is kept, and where the stack
//     cannot keep any, in place; it is counted, and the API replicas come up. What cannot be counted, as somebody else seeded it, is probed;
//  3. load, scraping and the watch over the stack's services run side by side on one clock, whose zero is the load's beginning.
//     The stores are asked, too, for what they count by themselves, where the stack can open them for that; who wants to show the run
//     while it lasts taps what is recorded. Secrets are taken out of all of it before it is recorded (package redact);
//  4. where the scenario keeps a ledger, the writes of the load are looked for (package ledger);
//  5. the stack goes down, the manifest gets its final state.
//
// An interrupt (the end of ctx) ends the load, not the book-keeping: hits, points and events until then are on disk, the
// stack is brought down all the same, and the manifest says "interrupted". Failures of the harness or the stack end the run
// the same way with "failed" and a reason; trials that were complete stay.
//
// The plan may want to know how a trial went before it names the next; Judge answers, given by main, so that there is no arrow
// from here to the analysis.
package runner
