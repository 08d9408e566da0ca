// Package load says when requests are due, sends them, and records what became of each.
//
//  1. NewSchedule turns the phases of a scenario into one Schedule. Each phase has a curve, a rate over time, from the table
//     of schedules (one file a shape). At(n) is the exact instant at which hit n is due: where the integral of the rate reaches
//     n + ½ for constant arrivals, or the n-th arrival of a Poisson process of that rate. It depends on the seed and n alone, costs
//     the same for any n, and needs no memory that grows with the run.
//  2. Attack.Run plays it with a crew of workers. In an open loop the worker that has the baton waits until the next hit is due,
//     passes the baton on, and sends that hit itself, so nothing is handed over at the instant that counts. No worker waits for an answer
//     before the next request leaves: when all workers are in flight another is started, up to MaxWorkers. In a closed loop each
//     worker is a user, who sends the next hit when the last one has ended.
//  3. A hit is one attempt. Package http1 makes it on the worker's goroutine and takes the instants: connected, written, first byte, last
//     byte. A request that the server dropped is a failure, whatever its method and however used its connection; an idle connection that
//     the server had closed before the request was written is not, and is counted.
//  4. A hit is sent when its request has been made and handed to the transport, and has ended with the last byte of the answer: making
//     the one counts as wait, judging the other as nothing. Of the answer a bounded beginning is kept for the request's Verify, and the
//     rest is counted. Verify reports whether the work was done; Server-Timing says which store took how much of the time.
//  5. What ended a hit without a whole answer is its samples.Cause. What the generator itself was out of (local ports, file descriptors,
//     socket buffers) is a class of failure of its own, since it says nothing of the system under test.
//  6. Each hit goes to the Recorder, each kind of failure leaves a few examples, each phase its event. Live is a look at all of it while
//     it goes on.
//
// Nothing is dropped. What was due and could not be sent, because the load was cut off or because no worker became free until
// the timeout had passed after the schedule's end, is recorded as a failure of the class unsent, with the due time it
// had. So in an open loop the hits recorded are the hits offered, always.
//
// Rejected: vegeta's Attacker, which this package was built on first. Its loop hands each hit through two channels between three goroutines,
// and its client makes a URL, a header and a request of net/http of each: 3.5 us of CPU a hit on an idle machine, a third of what all of a
// hit takes here, and more on a busy one (BenchmarkSelfHit prints it over this package's transport, as us-vegeta-loop). With it a hit took
// half of the CPU of vegeta's own command, without it less than two fifths. A correction of closed-loop results afterwards (it guesses what an open loop knows); a schedule
// for each phase (at every border the workers would have to come to rest); a random stream for Poisson arrivals (hit n would then cost
// n draws, or n numbers kept).
package load
