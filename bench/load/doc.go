// Package load says when requests are due, sends them, and records what became of each. It is the only home of vegeta.
//
//  1. NewSchedule turns the phases of a scenario into one Schedule. Each phase has a curve, a rate over time, from the table
//     of schedules (one file a shape). At(n) is the exact instant at which hit n is due: where the integral of the rate reaches
//     n + ½ for constant arrivals, or the n-th arrival of a Poisson process of that rate. It depends on the seed and n alone, costs
//     the same for any n, and needs no memory that grows with the run. The Schedule is a vegeta Pacer.
//  2. Attack.Run plays it with one vegeta attack over all phases. The pacer waits for each due time, a worker takes the next
//     request of the Source and sends it. In an open loop nobody waits for an answer before the next request leaves: when
//     all workers are busy another is started, up to MaxWorkers.
//  3. A request's content is numbered by a counter of its own and its due time by vegeta's sequence, because two workers may
//     overtake each other between the two. The call it belongs to travels as the fragment of its URL, which vegeta does not
//     send but gives back with the result.
//  4. A hit is sent when its request has been made and handed to the transport, and has ended with the last byte of the answer: making
//     the one counts as wait, judging the other as nothing. Of the answer a bounded beginning is kept for the request's Verify, and the
//     rest is counted. Verify says whether the work was done; Server-Timing says which store took how much of the time.
//  5. Each result becomes one samples.Hit in the Recorder, each kind of failure leaves a few examples, each phase its event. Live is
//     a look at all of it while it goes on.
//
// Nothing is dropped. What was due and could not be sent, because the load was cut off or because no worker became free until
// the timeout had passed after the schedule's end, is recorded as a failure of the class unsent, with the due time it
// had. So in an open loop the hits recorded are the hits offered, always.
//
// Offset 0 is an instant that Run takes itself just before the attack begins, and the pacer reads the same clock. The attack's own
// beginning is private to vegeta; taking it from the elapsed time that Pace is given would be late by as long as the generator
// was not running between the two, and all due times with it.
//
// Rejected: a correction of closed-loop results afterwards (it guesses what an open loop knows); a pacer for each phase (at
// every border the workers would have to come to rest); a random stream for Poisson arrivals (hit n would then cost n
// draws, or n numbers kept).
package load
