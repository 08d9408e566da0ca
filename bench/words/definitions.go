package words

import (
	"fmt"

	"quintet/bench/compare"
)

// Fact is a name and what is known under it: a term with its meaning, a property of a run with its value.
type Fact struct{ Name, Value string }

// ReportDefinitions define the numbers of a report, in the order in which a reader meets them.
func ReportDefinitions() []Fact {
	return []Fact{
		{"response time", "From the instant at which a request was due by the schedule to the last byte of its answer. It includes the wait of requests " +
			"that could not be sent in time, so a stalled server cannot hide. Wherever this page says latency without more, it is this."},
		{"service time", "From sending a request to the last byte of its answer. It leaves out the wait before sending."},
		{"first byte", "From sending a request to the first byte of its answer, with the time to open a connection where none was open. What is left of the service time is the transfer."},
		{"one attempt", "A request is sent once. A connection that was closed without an answer is a failure; one that the server had closed before the request was written is not, and the request goes out on another."},
		{"hits that count", "Those due in measured phases, failed ones too: a timeout counts with the whole time it took, a request that was never sent with " +
			"the time until it was given up. Leaving failures out would make a system look faster the more it fails. Figures over time show all phases."},
		{"failures", "Requests with another status than expected, an empty or wrong answer where rows were seeded or a check of the scenario asks for more, no answer in time, a broken connection, or " +
			"never sent. Every answer is checked; the latency of work that was not done is never counted as success. The interval is Wilson's at the effective number of requests: failures in bursts count as fewer. Where no request failed it assumes that failures would not come in bursts."},
		{"percentiles", "From histograms with three significant digits over all hits together. Percentiles are never averaged: those of a phase or second are " +
			"of that phase's or second's own hits."},
		{"95 % interval", "For percentiles, order statistics at the effective sample size: hits that were slow together count as fewer. For means and rates, batch " +
			"means. “> 20 ms” means that the sample is too small for an upper bound."},
		{"effective sample size", "The number of independent hits that would leave p99 as uncertain as these do."},
		{"throughput", "Requests due and answered within the measured phases, rightly or wrongly, per second; a backlog worked off later does not count."},
		{"priority", "Where the harness itself starts the system under test, on its own machine, that system runs ten steps of priority (nice) " +
			"behind the load generator, so that a busy machine delays the system under test and not the requests."},
		{"goodput", "Requests that count as throughput, were correct and met every latency SLO of their operation, per second; a percentile's limit applies to each hit."},
		{"offered load", "Requests that the schedule held, per second of the measured phases, sent or not."},
		{"good, bad", "Of hits under faults: good is answered rightly and inside every latency SLO of the operation, bad is everything else, never sent too."},
		{"availability", "Good hits by hits due, those due in a span of time: of the whole trial, all phases, or while a fault was in force, from its injection to its heal (of one that is over at once, the second after it). " +
			"Bad hits that come together count as fewer in the interval; over repetitions it is Student's, and no narrower than that of independent hits."},
		{"error budget, burn rate", "Error budget: the share of hits that the objective on availability lets be bad, without one as many as percentiles and failures of the SLOs allow. What a fault took of it is how many hits more than usual were bad from " +
			"its injection until all was good again, by the bad hits that the budget allows in the whole trial. Burn rate: the share of bad hits while the fault was in force, by the budget; at 1 a budget lasts as long as the time that it is for."},
		{"out of the objectives", "Stretches of slots of 100 ms in which more hits are bad than the percentiles and the failures of the SLOs allow, and than were bad before the first fault, by more than chance explains: of a trial " +
			"without faults less than one in a hundred has any. Each operation is looked at by itself, and all together."},
		{"noticed, serving, recovered", "Noticed: the first slot out of the objectives from the injection on. Serving: a probe straight at the service, which connects anew, was answered after the heal; operations may be good sooner. Recovered: the first instant after which every slot stays inside " +
			"the objectives for the hold time (10 s unless the scenario says). What was not seen has no number: the run says for how long it looked. Instants are known to the length of a slot; those of an operation that has hits more seldom, to the mean time between two of its hits."},
		{"capacity", "The largest offered load, given as the rate of the main phase, at which every objective holds with its whole 95 % interval and goodput is at least " +
			"95 % of what was offered: of a search confirmed by repetition, of loads that were swept held in every trial. Of a search only the trials at the loads it ended on are judged; those that found the limit do not speak against the run."},
		{"speed-up, efficiency", "Work as a multiple of that of the first, or smallest, configuration, and that multiple as a share of the ideal one. The interval divides the ends of both intervals " +
			"crosswise, so it is rather too wide than too narrow."},
		{"Universal Scalability Law", "X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), fitted by least squares with alpha and beta at least 0. A peak is named only when a measured point lies past 0.8 of " +
			"it, and nothing is said beyond twice the measured range."},
		{"interval over repetitions", "Of one trial the interval within it; of several Student's, from how much the trials differ, percentiles on the scale of logarithms."},
		{"margin", "The distance from the measured value to the limit, as a share of the limit."},
		{"time by store", "Each answer says in its Server-Timing header how long the API spent in each store. “wait” is the time from the due time until the request was sent, or given up, “app” " +
			"the API itself, “network” what is left of the service time, “no answer” the time of requests that were never answered, “unknown” that of answers that do not say where it went, or say what cannot be. Together " +
			"they are the response time. Top store is where more of the time of an operation's requests goes than anywhere else, “no answer” left out."},
		{"slowest 1 %", "By response time: the requests that p99 is of. The wait before sending is a part of its own, so that it is not blamed on a store. More than 1 % where many took equally long. Nothing is said of fewer than ten. A place is named as more than usual when it has at least 10 % of their time, 1.25 times its share of all requests' time, and the 95 % interval of that share over these requests lies above the usual one."},
		{"cache hit ratio", "Hits and negative hits over all lookups, in the measured phases, from the API's own counters."},
		{"store operations", "From the histograms of the API; their percentiles are interpolated within a bucket, so they are coarser than those of the hits."},
		{"valid", "Every validity check holds. A check that fails makes the numbers unfit for conclusions; a doubt limits what may be concluded and is a warning."},
		{"verdict", "Fail when any objective is broken by its measured value in any valid trial, pass when none is, invalid when the run is not valid. With several " +
			"trials the table of objectives has the worst of them."},
	}
}

// ComparisonDefinitions define the terms of a comparison, in the order in which a reader meets them.
func ComparisonDefinitions(c *compare.Comparison) []Fact {
	alpha, margin := Ratio(c.Options.Alpha), Ratio(c.Options.Margin)
	wide := Ratio(1 - 2*c.Options.Alpha)
	return []Fact{
		{"one observation", "One trial. The requests of one trial share the state in which it began, so a million of them are not a million observations. Of a search for capacity, the whole search."},
		{"base, head", "The median of all trials of a side, and how far the interval of that median reaches from it (order statistics). “∞” means too few trials for an interval."},
		{"change", "The head's median over the base's. For failures, the difference of the two shares."},
		{"interval", "Of the Hodges-Lehmann shift: the median of all differences between a trial of the head and one of the base, on logarithms where the change is a ratio."},
		{"P", fmt.Sprintf("Of the two-sided Mann-Whitney test, exact with ties, after Holm over its family (rows that decide: %d; others: %d). Below %s counts as more than chance.", c.Primary, c.Secondary, alpha)},
		{"what decides", "The metrics of the scenario's objectives; without objectives, p99, goodput and failures. Of searches, the capacity they found."},
		{"worse, better", fmt.Sprintf("P is below %s and the shift is larger than %s. For failures the margin is a fifth of the objective's limit, or 0.1 %% of all requests.", alpha, margin)},
		{"same", fmt.Sprintf("The whole %s interval of the shift lies within the margin: two one-sided tests at %s.", wide, alpha)},
		{"unsure", "None of these. The number of repetitions that would settle it is estimated from the shift and the spread seen so far, for an 80 % chance to settle it, and is as rough as they are."},
		{"the whole", "Worse when any metric that decides is worse, else unsure when any is unsure, else better when any is better, else the same."},
	}
}

// HistoryDefinitions define the numbers of the list of runs. A line has at most so many runs, falseAlarms is the share of lines of one
// level that ever show a change by chance, and minChange the smallest change that is shown, as a share.
func HistoryDefinitions(maxRuns int, falseAlarms, minChange float64) []Fact {
	return []Fact{
		{"numbers", "As in each run's own report, over its measured phases. p99 is that of the response time, with its 95 % interval below it. Of several trials of one configuration it is their median, from the least to the largest; of several configurations the least and the largest."},
		{"verdict", "Pass: every objective held. Fail: one was broken. Invalid: the numbers must not be believed, whatever they are."},
		{"data", "The volume of the data set with the seed of data and requests."},
		{"duration", "From the beginning of the first trial's load to the end of the last one's."},
		{"lines", fmt.Sprintf("One for each scenario, stack and configuration, from zero, the newest run on the right, at most the newest %d runs. Filled points are valid runs, with the interval as a thin line; hollow ones are not valid (or of a capacity that is only a bound), are joined to nothing and count for nothing. Points beyond the top are held there.", maxRuns)},
		{"where a line begins anew", "From there on the machine, the data set, the objectives, the operations or the load is another one, so that numbers on both sides must not be compared: a dashed mark. Versions of the harness, of the API and of the stores do not cut a line: what they change is what it is there to show."},
		{"change of level", fmt.Sprintf("Found by E-divisive means with a t-test, tested as the best of all places and over all looks: of lines whose level never changes less than one in %s shows a change by chance, in all its %d runs together, within runs that can be compared, and only when it is at least %.0f %%: a solid mark, with the means of both sides. It needs three runs on each side.", Count(1/falseAlarms), maxRuns, 100*minChange)},
	}
}
