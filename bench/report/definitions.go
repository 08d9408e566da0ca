package report

import "quintet/bench/page"

// definitions say how each number of a page is defined, in the order a reader meets them.
func definitions() []page.Fact {
	return []page.Fact{
		{Name: "response time", Value: "From the instant at which a request was due by the schedule to the last byte of its answer. It includes the wait of requests " +
			"that could not be sent in time, so a stalled server cannot hide. Wherever this page says latency without more, it is this."},
		{Name: "service time", Value: "From sending a request to the last byte of its answer. It leaves out the wait before sending."},
		{Name: "first byte", Value: "From sending a request to the first byte of its answer, with the time to open a connection where none was open. What is left of the service time is the transfer."},
		{Name: "one attempt", Value: "A request is sent once. A connection that was closed without an answer is a failure; one that the server had closed before the request was written is not, and the request goes out on another."},
		{Name: "hits that count", Value: "Those due in measured phases, failed ones too: a timeout counts with the whole time it took, a request that was never sent with " +
			"the time until it was given up. Leaving failures out would make a system look faster the more it fails. Figures over time show all phases."},
		{Name: "failures", Value: "Requests with another status than expected, an empty or wrong answer where rows were seeded, no answer in time, a broken connection, or " +
			"never sent. Every answer is checked; the latency of work that was not done is never counted as success. The interval is Wilson's at the effective number of requests: failures in bursts count as fewer. Where no request failed it assumes that failures would not come in bursts."},
		{Name: "percentiles", Value: "From histograms with three significant digits over all hits together. Percentiles are never averaged: those of a phase or second are " +
			"of that phase's or second's own hits."},
		{Name: "95 % interval", Value: "For percentiles, order statistics at the effective sample size: hits that were slow together count as fewer. For means and rates, batch " +
			"means. “> 20 ms” means that the sample is too small for an upper bound."},
		{Name: "effective sample size", Value: "The number of independent hits that would leave p99 as uncertain as these do."},
		{Name: "throughput", Value: "Requests due and answered within the measured phases, rightly or wrongly, per second; a backlog worked off later does not count."},
		{Name: "priority", Value: "Where the harness itself starts the system under test, on its own machine, that system runs ten steps of priority (nice) " +
			"behind the load generator, so that a busy machine delays the system under test and not the requests."},
		{Name: "goodput", Value: "Requests that count as throughput, were correct and met every latency SLO of their operation, per second; a percentile's limit applies to each hit."},
		{Name: "offered load", Value: "Requests that the schedule held, per second of the measured phases, sent or not."},
		{Name: "capacity", Value: "The largest offered load, given as the rate of the main phase, at which every objective holds with its whole 95 % interval and goodput is at least " +
			"95 % of what was offered: of a search confirmed by repetition, of loads that were swept held in every trial. Of a search only the trials at the loads it ended on are judged; those that found the limit do not speak against the run."},
		{Name: "speed-up, efficiency", Value: "Work as a multiple of that of the first, or smallest, configuration, and that multiple as a share of the ideal one. The interval divides the ends of both intervals " +
			"crosswise, so it is rather too wide than too narrow."},
		{Name: "Universal Scalability Law", Value: "X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), fitted by least squares with alpha and beta at least 0. A peak is named only when a measured point lies past 0.8 of " +
			"it, and nothing is said beyond twice the measured range."},
		{Name: "interval over repetitions", Value: "Of one trial the interval within it; of several Student's, from how much the trials differ, percentiles on the scale of logarithms."},
		{Name: "margin", Value: "The distance from the measured value to the limit, as a share of the limit."},
		{Name: "time by store", Value: "Each answer says in its Server-Timing header how long the API spent in each store. “wait” is the time from the due time until the request was sent, or given up, “app” " +
			"the API itself, “network” what is left of the service time, “no answer” the time of requests that were never answered, “unknown” that of answers that do not say where it went, or say what cannot be. Together " +
			"they are the response time. Top store is where more of the time of an operation's requests goes than anywhere else, “no answer” left out."},
		{Name: "slowest 1 %", Value: "By response time: the requests that p99 is of. The wait before sending is a part of its own, so that it is not blamed on a store. More than 1 % where many took equally long. Nothing is said of fewer than ten. A place is named as more than usual when it has at least 10 % of their time, 1.25 times its share of all requests' time, and the 95 % interval of that share over these requests lies above the usual one."},
		{Name: "cache hit ratio", Value: "Hits and negative hits over all lookups, in the measured phases, from the API's own counters."},
		{Name: "store operations", Value: "From the histograms of the API; their percentiles are interpolated within a bucket, so they are coarser than those of the hits."},
		{Name: "valid", Value: "Every validity check holds. A check that fails makes the numbers unfit for conclusions; a doubt limits what may be concluded and is a warning."},
		{Name: "verdict", Value: "Fail when any objective is broken by its measured value in any valid trial, pass when none is, invalid when the run is not valid. With several " +
			"trials the table of objectives has the worst of them."},
	}
}
