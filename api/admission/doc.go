// Package admission decides at the door which requests are served: the others are shed, with 503 and Retry-After, while that costs next to
// nothing. A server that takes on everything answers everything late once it is asked for more than it can do; one that sheds goes on
// doing what it can.
//
//  1. A request is shed when MaxInFlight are being served. That bounds memory, whatever the reason that none of them ends.
//  2. A request is shed when BusyInFlight are being served and requests wait for the processor: when a queue of them has stood for Interval with
//     none waiting less than MaxQueue (CoDel's rule for what is overload and what a burst). By Little's law 128 in flight at 2,500 a second
//     are answered in 50 ms.
//  3. How long a request waits for the processor is measured where requests are not: a byte goes through a pipe every ProbeEvery, and whoever
//     reads it is woken by the network poller and stands in the scheduler's queue as a connection that has a request does.
//
// The signal is the wait, as in DAGOR (Zhou et al., "Overload Control for Scaling WeChat Microservices", 2018), and not the response time, which
// here is mostly that of five stores: when one of them is slow, its own bulkhead sheds its calls, and requests that do not need it must be
// served. That is why no adaptive concurrency limiter stands here: Netflix's concurrency-limits in its Go ports
// (platinummonkey/go-concurrency-limits) and failsafe-go's adaptivelimiter, which is well kept, take a rise of response times for overload. One
// store that is slower would have them shed requests that never ask it; with a limiter for each route they would need some seconds of
// samples of each, which seldom asked routes never have. A request costs two atomic additions here.
package admission
