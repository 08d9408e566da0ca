package report

import (
	"fmt"

	"quintet/bench/words"
)

// definitions say how each number of a page is defined, in the order a reader meets them.
func definitions() []fact {
	return []fact{
		{"response time", "From the instant at which a request was due by the schedule to the last byte of its answer. It includes the wait of requests " +
			"that could not be sent in time, so a stalled server cannot hide. Wherever this page says latency without more, it is this."},
		{"service time", "From sending a request to the last byte of its answer. It leaves out the wait before sending."},
		{"hits that count", "Those due in measured phases, failed ones too: a timeout counts with the whole time it took, a request that was never sent with " +
			"the time until it was given up. Leaving failures out would make a system look faster the more it fails. Figures over time show all phases."},
		{"failures", "Requests with another status than expected, an empty or wrong answer where rows were seeded, no answer in time, a broken connection, or " +
			"never sent. Every answer is checked; the latency of work that was not done is never counted as success. The interval is Wilson's."},
		{"percentiles", "From histograms with three significant digits over all hits together. Percentiles are never averaged: those of a phase or second are " +
			"of that phase's or second's own hits."},
		{"95 % interval", "For percentiles, order statistics at the effective sample size: hits that were slow together count as fewer. For means and rates, batch " +
			"means. “> 20 ms” means that the sample is too small for an upper bound."},
		{"worth hits", "The effective sample size: how many independent hits would tell as much about p99 as these."},
		{"throughput", "Requests due and answered within the measured phases, rightly or wrongly, per second; a backlog worked off later does not count."},
		{"who goes first", "Where the harness starts the system under test itself, on the machine that it runs on, all of that runs ten steps of priority (nice) " +
			"behind the load generator, so that a busy machine delays the system under test and not the requests."},
		{"goodput", "Those of them that were correct and inside every latency SLO that applies to their operation, per second; a percentile's limit is taken for each hit."},
		{"offered load", "Requests that the schedule held, per second of the measured phases, sent or not."},
		{"capacity", "The largest offered load, given as the rate of the main phase, at which every objective holds with its whole 95 % interval and goodput is at least " +
			"95 % of what was offered: of a search confirmed by repetition, of loads that were swept held in every trial. Of a search only the trials at the loads it ended on are judged; those that found the limit do not speak against the run."},
		{"speed-up, efficiency", "Work as a multiple of that of the first, or smallest, configuration, and that multiple as a share of the ideal one. The interval divides the ends of both intervals " +
			"crosswise, so it is rather too wide than too narrow."},
		{"Universal Scalability Law", "X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), fitted by least squares with alpha and beta at least 0. A peak is named only when a measured point lies past 0.8 of " +
			"it, and nothing is said beyond twice the measured range."},
		{"interval over repetitions", "Of one trial the interval within it; of several Student's, from how much the trials differ, percentiles on the scale of logarithms."},
		{"margin", "The distance from the measured value to the limit, as a share of the limit."},
		{"time by store", "Each answer says in its Server-Timing header how long the API spent in each store. “app” is the API itself, “network” what is left of the " +
			"service time, “no answer” the time of requests that were never answered. Top store is where most of the time of an operation's answered requests goes."},
		{"slowest 1 %", "By service time, so that waiting before sending is not blamed on a store."},
		{"cache hit ratio", "Hits and negative hits over all lookups, in the measured phases, from the API's own counters."},
		{"store operations", "From the histograms of the API; their percentiles are interpolated within a bucket, so they are coarser than those of the hits."},
		{"valid", "Every validity check holds. A check that fails makes the numbers unfit for conclusions; a doubt limits what may be concluded and is a warning."},
		{"verdict", "Fail when any objective is broken by its measured value in any valid trial, pass when none is, invalid when the run is not valid. With several " +
			"trials the table of objectives has the worst of them."},
	}
}

// historyDefinitions say how the numbers of the list are to be read.
func historyDefinitions() []fact {
	return []fact{
		{"numbers", "As in each run's own report, over its measured phases. p99 is that of the response time, with its 95 % interval below it. Of several trials of one configuration it is their median, from the least to the largest; of several configurations the least and the largest."},
		{"verdict", "Pass: every objective held. Fail: one was broken. Invalid: the numbers must not be believed, whatever they are."},
		{"data", "The volume of the data set with the seed of data and requests."},
		{"duration", "From the beginning of the first trial's load to the end of the last one's."},
		{"lines", fmt.Sprintf("One for each scenario, stack and configuration, from zero, the newest run on the right, at most the newest %d runs. Filled points are valid runs, with the interval as a thin line; hollow ones are not valid (or of a capacity that is only a bound), are joined to nothing and count for nothing. Points beyond the top are held there.", longestLine)},
		{"where a line begins anew", "From there on the machine, the data set, the objectives, the operations or the load is another one, so that numbers on both sides must not be compared: a dashed mark. Versions of the harness, of the API and of the stores do not cut a line: what they change is what it is there to show."},
		{"change of level", fmt.Sprintf("Found by E-divisive means with a t-test, where so large a difference would come about by chance in less than one of %s looks, within runs that can be compared, and only when it is at least %.0f %%: a solid mark, with the means of both sides. It needs three runs on each side.", words.Count(1/changeSignificance), 100*smallestChange)},
	}
}
