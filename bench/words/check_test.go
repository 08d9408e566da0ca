package words

import (
	"math"
	"slices"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/telemetry"
)

func ratioOf(v float64) analysis.Quantity {
	return analysis.Quantity{Value: v, Unit: telemetry.Ratio}
}
func secondsOf(v float64) analysis.Quantity {
	return analysis.Quantity{Value: v, Unit: telemetry.Seconds}
}
func coresOf(v float64) analysis.Quantity {
	return analysis.Quantity{Value: v, Unit: telemetry.Cores}
}
func countOf(v float64) analysis.Quantity {
	return analysis.Quantity{Value: v, Unit: telemetry.Number}
}

// The outcomes of checks.
const (
	held    = "held"
	doubted = "doubted"
	failed  = "failed"
)

// checkCases are checks of every kind of evidence and outcome, with their words.
var checkCases = []struct {
	outcome         string
	subject         string
	measured, limit analysis.Quantity
	evidence        analysis.Evidence
	want            CheckText
}{
	{held, "", secondsOf(35), secondsOf(35), analysis.Reached{State: samples.Complete, Began: true},
		CheckText{"schedule completed", "35 s", "35 s", "The schedule was completed."}},
	{doubted, "", secondsOf(20), secondsOf(35), analysis.Reached{State: samples.Stopped, Began: true},
		CheckText{"schedule completed", "20 s", "35 s", "The run was interrupted after 20 s of 35 s; the numbers cover that part only."}},
	{doubted, "", secondsOf(20), secondsOf(35), analysis.Reached{State: samples.Cut, Reason: "p99 at 3 s.", Began: true},
		CheckText{"schedule completed", "20 s", "35 s", "A broken SLO ended the run after 20 s of 35 s (p99 at 3 s); the numbers cover that part only."}},
	{failed, "", secondsOf(0), secondsOf(35), analysis.Reached{State: samples.Failed, Reason: "no port"},
		CheckText{"schedule completed", "0 ms", "35 s", "The run failed before the load began (no port)."}},
	{failed, "", secondsOf(20), secondsOf(35), analysis.Reached{State: samples.Running, Began: true},
		CheckText{"schedule completed", "20 s", "35 s", "The run was cut off after 20 s of 35 s; the hits that were in flight then are lost, and slow hits are in flight longest."}},

	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Files{}, CheckText{"record readable", "complete", "complete", "Every file is as it was recorded."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Files{Part: "hits", Error: "hits-1.bin breaks off at byte 100."},
		CheckText{"record readable", "damaged", "complete", "The record of hits is damaged: hits-1.bin breaks off at byte 100."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Unread{Error: "trial-002 has no manifest."},
		CheckText{"trials readable", "damaged", "all", "trial-002 has no manifest."}},
	{failed, "", countOf(0), countOf(1), analysis.NoTrials{}, CheckText{"trials", "0", "at least 1", "The run has no trial that could be read."}},
	{failed, "", countOf(3), countOf(4), analysis.Planned{Missing: []int{2}, Absent: 1}, CheckText{"trials planned", "3 of 4", "each once",
		"1 of 4 planned trials is missing or could not be read (trial 2): what the others measured is shown, and does not answer what was asked."}},
	{failed, "", countOf(3), countOf(5), analysis.Planned{Missing: []int{2, 3, 5}, Absent: 3, Twice: []int{4}}, CheckText{"trials planned", "3 of 5", "each once",
		"3 of 5 planned trials are missing or could not be read (trials 2, 3, 5): what the others measured is shown, and does not answer what was asked; there is more than one trial 4."}},
	{failed, "", countOf(1), countOf(5000), analysis.Planned{Missing: []int{2, 3}, Absent: 4999}, CheckText{"trials planned", "1 of 5,000", "each once",
		"4,999 of 5,000 planned trials are missing or could not be read (trials 2, 3 and others): what the others measured is shown, and does not answer what was asked."}},
	{held, "", countOf(1000), countOf(1000), analysis.Recorded{}, CheckText{"hits recorded", "1,000", "1,000, each once", "Each of 1,000 hits was recorded once."}},
	{failed, "", countOf(2000), countOf(1000), analysis.Recorded{Twice: 1000}, CheckText{"hits recorded", "2,000", "1,000, each once",
		"1,000 of 2,000 recorded hits were recorded before: the record is not that of this load."}},
	{failed, "", countOf(995), countOf(1000), analysis.Recorded{Twice: 1, Lost: 6}, CheckText{"hits recorded", "995", "1,000, each once",
		"1 of 995 recorded hits were recorded before and 6 of 1,000 hits were lost: the record is not that of this load."}},
	{failed, "", countOf(1200), countOf(1000), analysis.Recorded{}, CheckText{"hits recorded", "1,200", "1,000, each once",
		"1,200 hits were recorded where 1,000 were due: the record is not that of this load."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Search{Capacity: analysis.Capacity{Configuration: map[string]string{"cache": "off"}, Rate: 400, Unsure: true}},
		CheckText{"search", "400/s", "–", "The search with cache off did not come to its end: about 400 requests/s (not confirmed)."}},

	{failed, "", secondsOf(math.NaN()), secondsOf(10), objectiveOf("recovery", math.NaN(), 3, math.Inf(1), false, true), CheckText{"objective: recovery < 1%", "–", "10 s",
		"The objective recovery < 1% cannot be judged: the system was not seen to be inside its objectives for the hold time after the fault, or no fault was injected."}},
	{failed, "", ratioOf(math.NaN()), ratioOf(0.99), objectiveOf("availability", math.NaN(), math.NaN(), math.NaN(), false, true), CheckText{"objective: availability < 1%", "–", "99 %",
		"The objective availability < 1% cannot be judged: no hit was due."}},
	{failed, "", countOf(math.NaN()), countOf(0), objectiveOf("lost", math.NaN(), math.NaN(), math.NaN(), false, true), CheckText{"objective: lost < 1%", "–", "0",
		"The objective lost < 1% cannot be judged: the writes were not read back."}},

	{held, "", countOf(3000), countOf(1), analysis.Hits{Recorded: 3500}, CheckText{"hits measured", "3,000", "at least 1", "3,000 hits were due in measured phases."}},
	{failed, "", countOf(0), countOf(1), analysis.Hits{}, CheckText{"hits measured", "0", "at least 1", "No hits were recorded."}},
	{failed, "", countOf(0), countOf(1), analysis.Hits{Recorded: 500},
		CheckText{"hits measured", "0", "at least 1", "No hits were due in a measured phase: all 500 were due in phases that are not measured."}},

	{held, "", countOf(0), countOf(0), analysis.GeneratorLimits{}, CheckText{"generator's own limits", "none reached", "none reached",
		"The generator had the local ports, file descriptors and socket buffers that it needed."}},
	{failed, "", countOf(37), countOf(0), analysis.GeneratorLimits{Causes: map[string]uint64{samples.NoPorts.String(): 36, samples.NoFiles.String(): 1}},
		CheckText{"generator's own limits", "out of file descriptors (1 hit), out of local ports (36 hits)", "none reached",
			"The generator was out of file descriptors (1 hit), out of local ports (36 hits): these hits say nothing of the system under test, and the load was smaller than the scenario's; " +
				"raise the limit on open files (ulimit -n); widen net.ipv4.ip_local_port_range or keep fewer connections open."}},

	{held, "", countOf(8), countOf(8), analysis.Generators{}, CheckText{"generators", "8 of 8", "each its part, at one time", "Each of 8 generators began at most 1 s after the start and sent its part."}},
	{failed, "", countOf(7), countOf(8), analysis.Generators{Lost: []analysis.GeneratorTrouble{{Index: 3, Host: "node-2", Reason: "OOMKilled."}}},
		CheckText{"generators", "7 of 8", "each its part, at one time", "1 of 8 generators was lost: 3 (on node-2: OOMKilled): the load was not the scenario's."}},
	{failed, "", countOf(4), countOf(8), analysis.Generators{Lost: []analysis.GeneratorTrouble{{Index: 0}, {Index: 1, Host: "node-1"}},
		Late: []analysis.GeneratorTrouble{{Index: 2, Late: 2.5}}, Twice: []analysis.GeneratorTrouble{{Index: 4, Host: "node-3"}}},
		CheckText{"generators", "4 of 8", "each its part, at one time", "2 of 8 generators were lost: 0, 1 (on node-1); 1 of 8 generators began late: 2 (by 2.5 s); " +
			"1 of 8 generators was started twice: 4 (on node-3: the second one sent nothing): the load was not the scenario's."}},
	{failed, "", countOf(988), countOf(1000), analysis.Generators{Lost: slices.Repeat([]analysis.GeneratorTrouble{{Index: 5}}, 12)},
		CheckText{"generators", "988 of 1,000", "each its part, at one time", "12 of 1,000 generators were lost: 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 and 2 more: the load was not the scenario's."}},
	{held, "", secondsOf(0.004), secondsOf(0.1), analysis.Clocks{Index: 2, Uncertainty: 0.004},
		CheckText{"clocks", "4 ms apart", "at most 100 ms", "The clocks of any two generators agree to within 4 ms, as far as they can be compared."}},
	{doubted, "", secondsOf(0.354), secondsOf(0.1), analysis.Clocks{Index: 2, Uncertainty: 0.35},
		CheckText{"clocks", "354 ms apart", "at most 100 ms", "The clock of generator 2 can be compared to within 350 ms only: response times do not depend on it, " +
			"but its hits may stand up to 354 ms from those of the others, from points and from events."}},
	{doubted, "", secondsOf(0.208), secondsOf(0.1), analysis.Clocks{Index: 2, Uncertainty: 0.004, Drift: -0.2},
		CheckText{"clocks", "208 ms apart", "at most 100 ms", "The clock of generator 2 moved by 200 ms during the load: response times do not depend on it, " +
			"but its hits may stand up to 208 ms from those of the others, from points and from events."}},

	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Dataset{Counted: true}, CheckText{"data set", "as seeded", "as seeded", "The stores hold as many rows as were seeded."}},
	{doubted, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Dataset{},
		CheckText{"data set", "not counted", "as seeded", "The stores did not count all kinds of rows, so nothing proves that the data set is complete."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Dataset{Mismatches: []analysis.Mismatch{{Kind: "users", Counted: 9, Seeded: 10}}},
		CheckText{"data set", "9 users instead of 10", "as seeded", "The stores do not hold the rows that were seeded: 9 users instead of 10."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Dataset{Counted: true, Mismatches: []analysis.Mismatch{{Kind: "users", Counted: 9, Seeded: 10}, {Kind: "groups", Counted: 0, Seeded: 5}}},
		CheckText{"data set", "9 users instead of 10, 0 groups instead of 5", "as seeded", "The stores do not hold the rows that were seeded: 9 users instead of 10, 0 groups instead of 5."}},

	{held, "", countOf(0), countOf(0), analysis.StoreTimes{Answers: 3000},
		CheckText{"store times", "possible", "no longer than the request", "None of 3,000 answers names a store that took longer than its request, or one that is not of this stack."}},
	{doubted, "", countOf(3), countOf(0), analysis.StoreTimes{Answers: 3000, Store: "sqlite", Time: 50, Request: 0.001},
		CheckText{"store times", "not all possible", "no longer than the request", "3 of 3,000 answers name a store that took longer than the whole request (sqlite 50 s of 1 ms): these times take no part in where the time goes."}},
	{doubted, "", countOf(0), countOf(0), analysis.StoreTimes{Answers: 3000, Foreign: []string{"db", "total"}},
		CheckText{"store times", "not all possible", "no longer than the request", "Answers name what is no store of this stack (db, total): these times take no part in where the time goes."}},
	{held, "", countOf(0), countOf(0), analysis.StoreTimes{}, CheckText{"store times", "unknown", "no longer than the request",
		"No answer has a Server-Timing header, so it is not known where inside the API the time went: the times of a request are those that the generator saw."}},
	{doubted, "", countOf(2), countOf(0), analysis.Unchecked{Operations: []string{"pages.get", "pages.list"}}, CheckText{"answers checked", "not those of pages.get, pages.list", "all",
		"The scenario has the answers to pages.get, pages.list not checked beyond their status: whether their work was done is not known."}},
	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Services{}, CheckText{"services alive", "all", "all", "No service of the stack exited under load on its own."}},
	{doubted, "", analysis.Quantity{}, analysis.Quantity{}, analysis.Services{Exited: []analysis.Exit{{Service: "api-1", At: 12}}},
		CheckText{"services alive", "api-1 at 12 s", "all", "A service of the stack exited under load: api-1 at 12 s."}},

	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.FaultsHeld{Due: 2},
		CheckText{"faults", "all seen to hold", "all", "2 faults that came due: each was seen to hold and was over in the end."}},
	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.FaultsHeld{Due: 1, Commands: 1},
		CheckText{"faults", "commands ended with status 0", "all", "1 fault that came due: of 1 the commands ended with status 0, and what they did was not looked at."}},
	{held, "", analysis.Quantity{}, analysis.Quantity{}, analysis.FaultsHeld{Due: 3, Commands: 2}, CheckText{"faults", "all others seen to hold; commands ended with status 0", "all",
		"3 faults that came due: of 2 the commands ended with status 0, and what they did was not looked at; each of the others was seen to hold and was over in the end."}},
	{failed, "", analysis.Quantity{}, analysis.Quantity{}, analysis.FaultsHeld{Due: 2, Without: []analysis.FaultTrouble{{Label: "exec", At: 12, Reason: "inject: exit status 1"}}},
		CheckText{"faults", "without effect: exec", "all", "A fault was not seen to hold, so the trial does not show what the scenario says: exec at 12 s (inject: exit status 1)."}},
	{doubted, "", analysis.Quantity{}, analysis.Quantity{}, analysis.FaultsHeld{Due: 2, Lingering: []analysis.FaultTrouble{{Label: "kill redis", At: 12}}},
		CheckText{"faults", "not over: kill redis", "all", "A fault was not over in the end, and what came after it was measured with it: kill redis at 12 s."}},

	{held, "", ratioOf(0), ratioOf(0.05), analysis.Scrapes{Made: 74}, CheckText{"scrape gaps", "0 % (0 of 74)", "at most 5 %", "0 of 74 scrapes of metrics failed."}},
	{doubted, "", ratioOf(math.NaN()), ratioOf(0.05), analysis.Scrapes{}, CheckText{"scrape gaps", "never scraped", "at most 5 %",
		"No metrics were scraped, so nothing is known of caches, stores and CPU, nor whether the generator was the bottleneck."}},
	{held, "", analysis.Quantity{}, ratioOf(0.05), analysis.Telemetry{}, CheckText{"store telemetry", "complete", "at most 5 % missing", "Every store answered as often as it must when it was asked for telemetry."}},
	{doubted, "", analysis.Quantity{}, ratioOf(0.05), analysis.Telemetry{Missing: []analysis.MissingTelemetry{{Store: "neo4j", Scrapes: analysis.Scrapes{Made: 40, Missed: 3}}}},
		CheckText{"store telemetry", "missing: neo4j 3 of 40 times", "at most 5 % missing", "Telemetry of stores is missing: neo4j 3 of 40 times."}},
	{doubted, "", analysis.Quantity{}, ratioOf(0.05), analysis.Telemetry{Faults: true, Missing: []analysis.MissingTelemetry{{Store: "neo4j", Scrapes: analysis.Scrapes{Made: 8, Missed: 1}}}},
		CheckText{"store telemetry", "missing: neo4j 1 of 8 times", "at most 5 % missing", "Telemetry of stores is missing outside the faults: neo4j 1 of 8 times."}},

	{held, "", ratioOf(0.99), ratioOf(0.99), analysis.Sent{Sent: 2970, Offered: 3000}, CheckText{"hits sent", "99 % (2,970 of 3,000)", "at least 99 %", "2,970 of 3,000 hits that were due were sent."}},
	{failed, "", ratioOf(0.989), ratioOf(0.99), analysis.Sent{Sent: 2967, Offered: 3000}, CheckText{"hits sent", "98.9 % (2,967 of 3,000)", "at least 99 %",
		"Only 2,967 of 3,000 hits that were due were sent: the load was smaller than the scenario's."}},
	{held, "", ratioOf(0.099), ratioOf(0.1), analysis.Failures{Failures: 297, Hits: 3000, Class: "status"}, CheckText{"failures", "9.9 %", "at most 10 %", "297 of 3,000 hits failed."}},
	{failed, "", ratioOf(0.101), ratioOf(0.1), analysis.Failures{Failures: 303, Hits: 3000, Class: "status"}, CheckText{"failures", "10.1 %", "at most 10 %",
		"10.1 % of the hits failed (most often wrong status): too many for the numbers to describe the work."}},
	{doubted, "", ratioOf(0.001), ratioOf(0.001), analysis.Missing{Answers: 3}, CheckText{"missing rows", "0.1 %", "at most 0.1 %", "3 answers were empty or wrong."}},
	{failed, "", ratioOf(0.002), ratioOf(0.001), analysis.Missing{Answers: 6}, CheckText{"missing rows", "0.2 %", "at most 0.1 %",
		"0.2 % of the answers were empty or wrong where rows were seeded (6): their work was not done."}},
	{doubted, "", ratioOf(0.001), ratioOf(0.001), analysis.Missing{Answers: 3, Foreign: true}, CheckText{"failed checks", "0.1 %", "at most 0.1 %", "3 answers were empty or wrong by the checks of the scenario."}},
	{failed, "", ratioOf(0.002), ratioOf(0.001), analysis.Missing{Answers: 6, Foreign: true, Example: "orders.get GET /orders/7 -> nothing at $.id: {}"},
		CheckText{"failed checks", "0.2 %", "at most 0.1 %",
			"0.2 % of the answers were empty or wrong by the checks of the scenario (6): their work was not done; for example, orders.get GET /orders/7 -> nothing at $.id: {}."}},
	{failed, "", ratioOf(0.5), ratioOf(0.1), analysis.Failures{Failures: 6, Hits: 12, Class: "missing", Example: "orders.get GET /orders/7 -> nothing at $.id: {}"}, CheckText{"failures", "50 %", "at most 10 %",
		"50 % of the hits failed (most often nothing found): too many for the numbers to describe the work; for example, orders.get GET /orders/7 -> nothing at $.id: {}."}},

	{doubted, "", ratioOf(0), ratioOf(1), analysis.ReadBack{}, CheckText{"writes read back", "nothing", "100 %", "The writes of the load were not read back, so whether any is lost is unknown."}},
	{held, "", ratioOf(1), ratioOf(1), analysis.ReadBack{Ledger: &samples.Ledger{}}, CheckText{"writes read back", "100 %", "100 %", "Every write of the load was looked for when it was over."}},
	{doubted, "", ratioOf(0.9), ratioOf(1), analysis.ReadBack{Ledger: &samples.Ledger{LedgerCounts: samples.LedgerCounts{Unchecked: 7}, Reason: "the time was over."}},
		CheckText{"writes read back", "90 %", "100 %", "7 of the writes could not be looked for (the time was over), so they may be lost."}},
	{doubted, "", ratioOf(1), ratioOf(1), analysis.ReadBack{Ledger: &samples.Ledger{Reason: "the stores are away."}},
		CheckText{"writes read back", "100 %", "100 %", "The writes of the load could not be read back as they should: the stores are away."}},
	{failed, "lost = 0", countOf(math.NaN()), countOf(0), analysis.Objective{SLOResult: analysis.SLOResult{SLO: samples.SLO{Expression: "lost = 0", Metric: "lost"}}},
		CheckText{"objective: lost = 0", "–", "0", "The objective lost = 0 cannot be judged: the writes were not read back."}},
	{doubted, "lost = 0", countOf(0), countOf(0), analysis.Objective{SLOResult: analysis.SLOResult{SLO: samples.SLO{Expression: "lost = 0", Metric: "lost"}}, Measurable: true, Bounded: true},
		CheckText{"objective: lost = 0", "0", "0", "The objective lost = 0 cannot be judged for sure: some writes could not be looked for."}},
	{held, "failures < 1%", ratioOf(0.005), ratioOf(0.01), objectiveOf("failures", 0.005, 0.002, 0.008, true, true),
		CheckText{"objective: failures < 1%", "0.5 %", "1 %", "Its interval lies on one side of the limit."}},
	{doubted, "failures < 1%", ratioOf(0.008), ratioOf(0.01), objectiveOf("failures", 0.008, 0.005, 0.012, true, true),
		CheckText{"objective: failures < 1%", "0.8 %", "1 %", "The objective failures < 1% holds, but its 95 % interval (0.5 – 1.2 %) includes the limit: a longer run is needed to be sure."}},
	{doubted, "failures < 1%", ratioOf(0.00999), ratioOf(0.01), tooNearItsLimit,
		CheckText{"objective: failures < 1%", "0.999 %", "1 %",
			"The objective failures < 1% holds, but its 95 % interval (0.9 – 1.11 %) includes the limit: no run of less than 8 h decides so near the limit; ten times this run would from a distance of 0.0351 points on."}},
	{held, "failures < 1%", ratioOf(0.005), ratioOf(0.01), objectiveOf("failures", 0.005, 0.002, math.Inf(1), true, false),
		CheckText{"objective: failures < 1%", "0.5 %", "1 %", "Its interval has no upper bound."}},
	{failed, "failures < 1%", ratioOf(math.NaN()), ratioOf(0.01), objectiveOf("failures", math.NaN(), math.NaN(), math.NaN(), false, true),
		CheckText{"objective: failures < 1%", "–", "1 %", "The objective failures < 1% cannot be judged: all operations had no hits in measured phases."}},

	{held, "p99", countOf(3000), countOf(368), analysis.SampleSize{Metric: "p99", Effective: 2400},
		CheckText{"sample size of p99 of all operations", "3,000 (effective 2,400)", "at least 368", "p99 of all operations rests on 3,000 hits, an effective sample size of 2,400."}},
	{doubted, "p99(users.get)", countOf(3000), countOf(368), analysis.SampleSize{Metric: "p99", Operation: "users.get", Effective: 62}, CheckText{"sample size of p99 of users.get", "3,000 (effective 62)", "at least 368",
		"p99 of users.get rests on 3,000 hits, but slow hits came in clusters: the effective sample size is about 62, and an upper bound needs 368."}},
	{doubted, "p99", countOf(3000), countOf(368), analysis.SampleSize{Metric: "p99", Effective: 15, Seconds: 240}, CheckText{"sample size of p99 of all operations", "3,000 (effective below 15)", "at least 368",
		"p99 of all operations has no interval: slow hits came in clusters that are long for this run; measure for at least 240 s to know how certain it is."}},
	{failed, "p99.9", countOf(3000), countOf(3688), analysis.SampleSize{Metric: "p99.9", Effective: 3000},
		CheckText{"sample size of p99.9 of all operations", "3,000 (effective 3,000)", "at least 3,688", "p99.9 of all operations needs 3,688 hits and has 3,000: make the run longer or its rate higher."}},

	{held, "", secondsOf(0.0003), secondsOf(0.01), analysis.SendLag{Busy: 0.4}, CheckText{"send lag", "300 µs", "p99 at most 10 ms", "99 % of hits were sent within 300 µs of their due time."}},
	{doubted, "", secondsOf(0.021), secondsOf(0.01), analysis.SendLag{Busy: 0.4}, CheckText{"send lag", "21 ms", "p99 at most 10 ms",
		"Hits were sent up to 21 ms late (p99) though CPU was free (40 % of all cores in use), as when all workers wait for answers to earlier ones. Response times include that wait."}},
	{failed, "", secondsOf(0.021), secondsOf(0.01), analysis.SendLag{Busy: 0.95}, CheckText{"send lag", "21 ms", "p99 at most 10 ms",
		"Hits were sent up to 21 ms late (p99) while 95 % of all cores were in use: the generator may not have got the CPU it needed."}},
	{failed, "", secondsOf(0.021), secondsOf(0.01), analysis.SendLag{Busy: 0.95, Others: 1.1}, CheckText{"send lag", "21 ms", "p99 at most 10 ms",
		"Hits were sent up to 21 ms late (p99) while 95 % of all cores were in use (1.1 cores by other programs): the generator may not have got the CPU it needed."}},
	{failed, "", secondsOf(0.021), secondsOf(0.01), analysis.SendLag{Busy: math.NaN()}, CheckText{"send lag", "21 ms", "p99 at most 10 ms",
		"Hits were sent up to 21 ms late (p99), and the generator may be the bottleneck: its CPU use is not known."}},

	{doubted, "", secondsOf(0.2), secondsOf(0.01), analysis.SendLag{Busy: 0.4, Of: "generator-7"}, CheckText{"send lag", "200 ms", "p99 at most 10 ms",
		"Hits of generator-7 were sent up to 200 ms late (p99) though CPU was free (40 % of all cores in use), as when all workers wait for answers to earlier ones. Response times include that wait."}},
	{held, "", coresOf(0.3), coresOf(1.7), analysis.GeneratorCPU{Cores: 2}, CheckText{"generator CPU", "0.3 core", "at most 1.7 cores", "The generator used 0.3 of 2 cores."}},
	{doubted, "", coresOf(1.2), coresOf(1.7), analysis.GeneratorCPU{Cores: 2},
		CheckText{"generator CPU", "1.2 cores", "at most 1.7 cores", "The generator used 1.2 of 2 cores, which the system under test could not use."}},
	{failed, "", coresOf(1.8), coresOf(1.7), analysis.GeneratorCPU{Cores: 2},
		CheckText{"generator CPU", "1.8 cores", "at most 1.7 cores", "The generator used 1.8 of 2 cores: it may have been the bottleneck in place of the system under test."}},
	{doubted, "", coresOf(math.NaN()), coresOf(1.7), analysis.GeneratorCPU{Cores: 2},
		CheckText{"generator CPU", "not known", "at most 1.7 cores", "The generator's CPU use is not known, so it may have been the bottleneck."}},
	{doubted, "", coresOf(math.NaN()), coresOf(math.NaN()), analysis.GeneratorCPU{},
		CheckText{"generator CPU", "not known", "–", "The generator's CPU use is not known, so it may have been the bottleneck."}},
	{held, "", coresOf(0.3), coresOf(3.4), analysis.GeneratorCPU{Cores: 4, Generators: 1},
		CheckText{"generator CPU", "0.3 core", "at most 3.4 cores", "A generator used 0.3 of 4 cores, the largest share of a machine."}},
	{doubted, "", coresOf(1.2), coresOf(1.7), analysis.GeneratorCPU{Cores: 2, Generators: 1},
		CheckText{"generator CPU", "1.2 cores", "at most 1.7 cores", "A generator used 1.2 of 2 cores, which the system under test could not use."}},
	{failed, "", coresOf(3.6), coresOf(3.4), analysis.GeneratorCPU{Cores: 4, Generators: 3},
		CheckText{"generator CPU", "3.6 cores", "at most 3.4 cores", "3 generators on one machine used 3.6 of 4 cores: they may have been the bottleneck in place of the system under test."}},
	{doubted, "", coresOf(math.NaN()), coresOf(3.4), analysis.GeneratorCPU{Cores: 4, Generators: 1},
		CheckText{"generator CPU", "not known", "at most 3.4 cores", "A generator's CPU use is not known, so it may have been the bottleneck."}},
	{doubted, "", coresOf(math.NaN()), coresOf(3.4), analysis.GeneratorCPU{Cores: 4, Generators: 3},
		CheckText{"generator CPU", "not known", "at most 3.4 cores", "The CPU use of 3 generators on one machine is not known, so they may have been the bottleneck."}},
	{held, "", coresOf(0.15), coresOf(0.2), analysis.OtherLoad{Cores: 2}, CheckText{"other load", "0.15 core", "at most 0.2 core", "Other programs, or the host of this machine, used 0.15 of 2 cores."}},
	{doubted, "", coresOf(0.25), coresOf(0.2), analysis.OtherLoad{Cores: 2}, CheckText{"other load", "0.25 core", "at most 0.2 core",
		"Other programs, or the host of this machine, took 0.25 of 2 cores from generator and stack: on an idle machine the numbers may differ."}},

	{held, "rush", secondsOf(0), secondsOf(0), analysis.Steadiness{From: 5}, CheckText{"steady: rush", "no warm-up", "no warm-up in it", "Throughput and p99 show no warm-up at the beginning of phase rush (MSER-5)."}},
	{held, "rush", secondsOf(0), secondsOf(0), analysis.Steadiness{From: 5, Outage: analysis.Outage{Fewest: analysis.Extreme{At: 20, Typical: 100}}}, CheckText{"steady: rush", "no warm-up, an outage", "no warm-up in it",
		"Throughput and p99 show no warm-up at the beginning of phase rush (MSER-5); the trial has a fault, and at 20 s throughput fell to 0/s from 100/s typically."}},
	{doubted, "rush", secondsOf(2), secondsOf(0), analysis.Steadiness{From: 7, Outage: analysis.Outage{Fewest: analysis.Extreme{At: 20, Typical: 100}, Slowest: analysis.Extreme{At: 21, Value: 0.9, Typical: 0.005}}},
		CheckText{"steady: rush", "an outage", "no outage in it", "Phase rush was not steady: at 20 s throughput fell to 0/s from 100/s typically and at 21 s the median response time rose to 900 ms from 5 ms typically; its first 2 s differ from the rest as a warm-up does."}},
	{doubted, "rush", secondsOf(5), secondsOf(0), analysis.Steadiness{From: 10}, CheckText{"steady: rush", "5 s of warm-up", "no warm-up in it",
		"The first 5 s of phase rush differ from the rest as a warm-up does (MSER-5: steady from 10 s) but are measured; a longer warm-up phase would exclude them."}},
	{doubted, "rush", secondsOf(5), secondsOf(0), analysis.Steadiness{From: 10, Worsens: true}, CheckText{"steady: rush", "5 s before it got worse", "no warm-up in it",
		"The first 5 s of phase rush are better than the rest (MSER-5: steady from 10 s): the system got worse under load, which no warm-up explains."}},
	{doubted, "rush", secondsOf(5), secondsOf(0), analysis.Steadiness{From: 10, LatencyChanges: true}, CheckText{"steady: rush", "still changing at its middle", "no warm-up in it",
		"Phase rush was not steady: p99 was still changing at its middle (MSER-5); make it longer."}},
	{doubted, "rush", secondsOf(5), secondsOf(0), analysis.Steadiness{From: 10, ThroughputChanges: true, LatencyChanges: true}, CheckText{"steady: rush", "still changing at its middle", "no warm-up in it",
		"Phase rush was not steady: throughput and p99 were still changing at its middle (MSER-5); make it longer."}},
	{held, "rush", ratioOf(0.05), ratioOf(0.1), analysis.Drift{Before: 0.02, After: 0.021, Chance: 0.001},
		CheckText{"drift: rush", "+5 %", "within 10 % or explained by chance", "The median response time of phase rush went from 20 ms to 21 ms."}},
	{held, "rush", ratioOf(-0.2), ratioOf(0.1), analysis.Drift{Before: 0.02, After: 0.016, Chance: 0.2},
		CheckText{"drift: rush", "-20 %", "within 10 % or explained by chance", "The median response time of phase rush went from 20 ms to 16 ms, which chance may explain (P = 0.200)."}},
	{doubted, "rush", ratioOf(0.2), ratioOf(0.1), analysis.Drift{Before: 0.02, After: 0.024, Chance: 0.001}, CheckText{"drift: rush", "+20 %", "within 10 % or explained by chance",
		"The median response time drifted by +20 % within phase rush (20 ms to 24 ms): the system was not in a steady state."}},
	{failed, "rush", ratioOf(-0.57), ratioOf(0.1), analysis.Drift{Before: 0.013, After: 0.00559, Chance: 0.001}, CheckText{"drift: rush", "-57 %", "within 10 % or explained by chance",
		"Not steady: the median response time drifted by -57 % within phase rush (13 ms to 5.59 ms), so no number describes the phase; warm up until steady, or measure longer."}},
	{held, "warm-up", secondsOf(34), secondsOf(120), analysis.WarmUp{Steady: true}, CheckText{"warm-up: warm-up", "34 s", "steady within 120 s", "After 34 s of phase warm-up nothing drifted any more."}},
	{doubted, "warm-up", secondsOf(120), secondsOf(120), analysis.WarmUp{}, CheckText{"warm-up: warm-up", "120 s", "steady within 120 s",
		"Phase warm-up ended after 120 s without the system being steady for 15 s: what came after it may not be of a warm system; its \"at most\" is too short for that."}},
	{held, "rush", ratioOf(math.NaN()), ratioOf(0.1), analysis.Drift{Before: math.NaN()}, CheckText{"drift: rush", "–", "within 10 % or explained by chance", "Too few seconds have hits to show a drift."}},
	{held, "rush", ratioOf(0.01), ratioOf(0.1), analysis.LittlesLaw{N: 4.95, XR: 5}, CheckText{"Little's law: rush", "N 4.95, X R 5", "within 10 %",
		"Phase rush had 4.95 hits in the system on average; throughput times response time is 5."}},
	{doubted, "rush", ratioOf(0.5), ratioOf(0.1), analysis.LittlesLaw{N: 10, XR: 5}, CheckText{"Little's law: rush", "N 10, X R 5", "within 10 %",
		"Little's law does not hold in phase rush: 10 hits in the system on average, but throughput times response time is 5; a backlog that grows or shrinks does that."}},
}

func objectiveOf(metric string, measured, low, high float64, measurable, bounded bool) analysis.Objective {
	return analysis.Objective{SLOResult: analysis.SLOResult{SLO: samples.SLO{Expression: metric + " < 1%", Metric: metric, Comparison: "<", Limit: 0.01},
		Measured: measured, Low: low, High: high, OK: measured < 0.01}, Measurable: measurable, Bounded: bounded}
}

// tooNearItsLimit holds, 0.001 points from the limit.
var tooNearItsLimit = func() analysis.Objective {
	e := objectiveOf("failures", 0.00999, 0.009, 0.0111, true, true)
	e.Needed = analysis.Needed{Hits: 34e6, Seconds: 6e5, Distance: 0.000351}
	return e
}()

func TestCheck(t *testing.T) {
	for _, c := range checkCases {
		got := Check(&analysis.Check{Subject: c.subject, OK: c.outcome != failed, Doubt: c.outcome == doubted, Measured: c.measured, Limit: c.limit, Evidence: c.evidence})
		if got != c.want {
			t.Errorf("%T, %s:\ngot  %q\nwant %q", c.evidence, c.outcome, got, c.want)
		}
	}
}

// What many trials have alike is said once, of the trial that shows it most, with their number.
func TestWarningsOfManyTrials(t *testing.T) {
	r := &analysis.Result{Trials: make([]analysis.Trial, 24)}
	var checks []analysis.Check
	for i := range r.Trials {
		r.Trials[i].Manifest.Trial = i + 1
		changed := -0.2 - float64(i%7)/10
		checks = append(checks, analysis.Check{Kind: analysis.CheckDrift, Subject: "steady", OK: true, Doubt: true, Trial: i + 1, Measured: ratioOf(changed), Limit: ratioOf(0.1),
			Evidence: analysis.Drift{Before: 0.02, After: 0.02 * (1 + changed), Chance: 0.001}})
	}
	checks = append(checks, analysis.Check{Kind: analysis.CheckDrift, Subject: "rush", OK: true, Doubt: true, Trial: 2, Measured: ratioOf(0.2), Limit: ratioOf(0.1),
		Evidence: analysis.Drift{Before: 0.02, After: 0.024, Chance: 0.001}})
	want := []string{
		"Trial 7: The median response time drifted by -80 % within phase steady (20 ms to 4 ms): the system was not in a steady state. 24 of 24 trials show this, and this one most.",
		"Trial 2: The median response time drifted by +20 % within phase rush (20 ms to 24 ms): the system was not in a steady state.",
	}
	if got := RunDetails(r, checks); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Every kind of evidence has words.
func TestEveryEvidenceHasWords(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range checkCases {
		tested[typeName(c.evidence)] = true
	}
	types, _ := declared(t, "../analysis", "evidence", "")
	for _, name := range types {
		if !tested[name] {
			t.Errorf("checks with analysis.%s have no row in checkCases", name)
		}
	}
}
