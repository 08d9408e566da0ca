package words

import (
	"math"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/samples"
	"quintet/bench/scaling"
)

// The texts around the numbers of a report: headings, tables, notes.
func TestReportTexts(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	trial := &analysis.Trial{Manifest: samples.Manifest{Trial: 2, Repetition: 3, Configuration: map[string]string{"cache": "off"}}, Throughput: 380, Failures: 12}
	trial.All.Response.P99 = 0.0213
	off, limit := &analysis.Trial{}, &analysis.SLOResult{Measured: 0.01}
	limit.Metric, limit.Limit = "p99", 0.05
	off.Cache.Bypassed = 31_000
	x := &scaling.Series{Resource: scaling.Replicas}
	equal(t, []text{
		{TrialNumber(2), "trial 2"}, {TrialTitle(trial), "Trial 2: cache off, repetition 3"}, {TrialTitle(&analysis.Trial{Manifest: samples.Manifest{Trial: 1}}), "Trial 1"},
		{On("chat", "native"), "chat on native"}, {On("", ""), "a run on an unknown stack"}, {LabelName(scaling.Label{}), "the only one"}, {LabelName(scaling.Label{Volume: "3x"}), "volume 3x"},
		{Of("2", "3"), "2 of 3"}, {More(1), "and 1 more"}, {MoreInReport(4), "and 4 more, in the report"}, {MoreReasons(2), "And 2 more, each in its trial's section."},
		{Plural(1, "hit"), "hit"}, {Plural(uint64(0), "hit"), "hits"}, {Counted(1.0, "hit"), "1 hit"}, {Counted(18_600, "hit"), "18,600 hits"}, {Counted(uint64(0), "hit"), "0 hits"},
		{StoreHeading("redis"), "Store: redis"}, {ReadingsHeading("redis"), "All readings of redis"}, {ExamplesHeading("timeout"), "Examples: timeout"},
		{DecidingFindings(trial), "Trial 2: cache off, repetition 3 decides the verdict. These are its findings; each other trial has its own in its section."},
		{TrialSummary(trial, 400), "380/s of 400/s offered, p99 21.3 ms, 12 failures"},
		{ReportTitle(&analysis.Result{Verdict: "pass", Scenario: "chat", Stack: "native", Began: began}), "PASS: chat on native, 2026-03-01 12:30 UTC"},
		{LimitBar(limit), "10 ms of a limit of 50 ms"},
		{ObjectivesTable(0).Empty, "Without a trial the objectives are not known."}, {ObjectivesTable(1).Empty, "The scenario states no SLOs, so there is nothing to hold or to break."},
		{StoreLatencyTable(true).Caption, "Its operations as the API measured them"}, {StoreLatencyTable(false).Caption, "Store operations as the API measured them"},
		{CacheTable(off).Empty, "The cache was off: 31,000 reads went past it."}, {CacheTable(trial).Empty, "No lookups of the cache were seen."},
		{Connecting(analysis.Quantiles{P50: 0.001, P99: 0.002, Max: 0.003}), "opening took 1 ms (p50), 2 ms (p99), 3 ms (max)"},
		{FailuresTable(0).Empty, "There were no hits in measured phases that could have failed."}, {FailuresTable(3000).Empty, "None of 3,000 hits failed."},
		{GapsTable(0).Empty, "No metrics were scraped."}, {GapsTable(72).Empty, "None of 72 scrapes failed."},
		{ReadingsTable("redis").Caption, "Readings of redis in the measured phases: the growth of counters, the values of gauges at the beginning and at the end"},
		{SpeedUpTable(x).Caption, "Speed-up by number of replicas"}, {FitTable(x).Caption, "Universal Scalability Law fitted to the replicas"}, {DemandTable(x).Caption, "Demand: the fewest replicas that take a load"},
		{DemandColumn(scaling.Nodes), "fewest nodes"}, {Users(20), "20 users"}, {AtLeast("400/s"), "at least 400/s"}, {Range("1", "2"), "1 – 2"},
	})
}

func TestRanFacts(t *testing.T) {
	m := samples.Manifest{Seed: 7}
	m.Build = samples.Build{Version: "v1", Revision: "abc", Modified: true}
	facts := map[string]string{}
	for _, f := range RunFacts(&analysis.Result{}, &m) {
		facts[f.Name] = f.Value
	}
	if facts["harness"] != "v1, revision abc, with changes that are not committed" || facts["seed"] != "7" || facts["stack"] != Absent {
		t.Errorf("facts of a run %q", facts)
	}
	trial := &analysis.Trial{Manifest: samples.Manifest{State: samples.Cut, Reason: "p99 broke"}}
	trial.Manifest.Load = samples.Load{Arrivals: "poisson", Offered: 3000}
	open := TrialFacts(trial)
	trial.Manifest.Load = samples.Load{Closed: 20}
	closed := TrialFacts(trial)
	for i, want := range map[int][2]string{1: {open[1].Value, "ended early because an SLO was broken: p99 broke"}, 2: {open[2].Value, "open loop, poisson arrivals, 3,000 hits in all phases"}, 3: {closed[2].Value, "closed loop of 20 users, each as fast as it can"}} {
		if want[0] != want[1] {
			t.Errorf("fact %d: got %q, want %q", i, want[0], want[1])
		}
	}
	made := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		d    samples.Dataset
		want string
	}{
		{samples.Dataset{}, ""}, {samples.Dataset{Volume: "1x"}, "Volume 1x."},
		{samples.Dataset{Volume: "1x", Took: 2 * time.Second, Fingerprint: "abc"}, "Volume 1x, seeded in 2 s, fingerprint abc."},
		{samples.Dataset{Volume: "1x", Took: 2 * time.Second, Origin: samples.KeptCopy, Made: made}, "Volume 1x, a copy of what was seeded in 2 s at 2026-03-01 12:30 UTC."},
		{samples.Dataset{Volume: "1x", Origin: samples.SeededInPlace, NotKept: "no room"}, "Volume 1x, seeded into the servers that then took the load (no room)."},
	} {
		if got := Dataset(&c.d); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// The texts of the list of runs.
func TestHistoryTexts(t *testing.T) {
	limit := &analysis.SLOResult{Measured: 0.01}
	limit.Metric = "p99"
	began := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	equal(t, []text{
		{NoReadableRuns(1), "1 run is kept here."}, {NoReadableRuns(3), "3 runs are kept here."}, {RunsHeadline(3, 1, "It holds."), "3 runs of 1 scenario. The newest: It holds."},
		{RunsTitle(1, began), "1 run, the newest of 2026-03-01 12:30 UTC"}, {ScenarioRuns(2, began), "2 runs, the newest of 2026-03-01 12:30 UTC."},
		{OlderRuns(1200), "1,200 older runs are listed below their scenarios."}, {LineTitle("", "", false), "unknown stack"}, {LineTitle("native", "cache off", true), "native · cache off · search for capacity"},
		{MoreLines(1), "1 more configuration, whose newest runs are older, is not drawn."}, {MoreLines(2), "2 more configurations, whose newest runs are older, are not drawn."}, {EarlierChanges(1), "1 earlier change is not listed."}, {EarlierChanges(2), "2 earlier changes are not listed."},
		{ShortLines(6, 2), "A change of level needs 6 valid, comparable runs of one line; the longest line has 2."},
		{LoneRun([]string{"p99 1 ms", "throughput 5/s"}, began), "p99 1 ms, throughput 5/s on 2026-03-01 12:30 UTC. A line needs numbers of two runs."},
		{LevelChange("p99", true, "1 ms", "2 ms"), "p99 rose from 1 ms to 2 ms"}, {LevelChange("p99", false, "2 ms", "1 ms"), "p99 fell from 2 ms to 1 ms"},
		{LineChange("chat", "native", "", "p99 rose"), "chat on native: p99 rose"}, {LineChange("chat", "native", "cache off", "p99 rose"), "chat on native (cache off): p99 rose"},
		{SparkLabel("p99", 3, "1 ms", ""), "p99 of 3 runs, the oldest on the left, from zero: newest 1 ms"}, {SparkLabel("p99", 3, "1 ms", "1 – 2 ms"), "p99 of 3 runs, the oldest on the left, from zero: newest 1 ms, all within 1 – 2 ms"},
		{Judged("pass"), "pass, valid"}, {Judged("invalid"), "invalid"}, {Judgement("fail"), "failed"}, {Judgement("invalid"), "not valid"},
		{Configurations(2, 6), "2 configurations, 6 trials"}, {OnStack("native"), "on native"}, {Trials(3), "3 trials"}, {Seeds("1, 2"), "seed 1, 2"},
		{CapacityBound(&analysis.Capacity{Refused: 400}), "below 400/s"}, {CapacityBound(&analysis.Capacity{Refused: 400, Unsure: true}), "unknown"}, {CapacityBound(&analysis.Capacity{Rate: 400, AtLeast: true}), "at least 400/s"},
		{CapacityBound(&analysis.Capacity{Rate: 400, Unsure: true}), "about 400/s"}, {CapacityBound(&analysis.Capacity{Rate: 400}), "400/s"},
		{BrokenBy("p99 < 50ms", limit), "Broke p99 < 50ms with 10 ms."}, {Warnings(1), "1 warning."}, {Warnings(2), "2 warnings."},
		{ReportAgain("x"), "Make its report anew from its record, if that is whole: bench report x"}, {ReportNow("x"), "When it is not running, report what was measured: bench report x"},
		{ConditionChanged(AnotherDataset, "", "3x"), "another data set (3x, before none)"}, {LineBreak("other operations"), "the line begins anew: other operations"},
		{MachineCondition(&samples.Machine{Cores: 2, Memory: 8_000_000_000}), "a processor without a name, 2 cores, 8 GB"}, {DatasetCondition(&samples.Dataset{Volume: "1x"}), "1x, fingerprint none"},
		{LoadCondition(&samples.Load{Closed: 20}), "20 closed-loop users"}, {LoadCondition(&samples.Load{Arrivals: "poisson"}), "poisson"},
	})
	p := &analysis.Phase{}
	p.Name, p.Shape, p.End, p.Offered = "warm-up", "ramp", 10*time.Second, 800
	equal(t, []text{{PhaseCondition(p, true), "warm-up ramp 10s not measured of 800 requests"}})
}

// The texts around a comparison.
func TestComparisonTexts(t *testing.T) {
	c := &compare.Comparison{Scenario: "chat", Stack: "native", Base: compare.Party{Name: "old"}, Options: compare.Options{Alpha: 0.05}}
	h := &compare.Head{Party: compare.Party{Name: "new"}, Pairs: make([]compare.Pair, 2)}
	h.Pairs[1].Base.Configuration = map[string]string{"cache": "off"}
	r := &compare.Row{Metric: "p99", Outcome: compare.Worse, Change: 0.1}
	r.Effect.Estimate, r.Effect.Low, r.Effect.High = 0.1, 0.05, math.Inf(1)
	equal(t, []text{
		{PairTitle(c, h, &h.Pairs[1]), "new against old, cache off"}, {ComparisonTitle("✗ worse", c), "✗ worse: chat on native, against old"}, {IntervalColumn(c), "95 % interval"},
		{ValuesTable(true).Caption, "The capacities in the order in which they were searched"}, {ValuesTable(false).Caption, "Each trial's value, in the order in which they ran"},
		{ForestLabel(3), "Change of 3 metrics with their intervals; the numbers are in the tables"}, {ForestLine(r), "p99 +10 %, interval unknown: worse"},
	})
}

// Each term is defined once on a page, in whole sentences.
func TestDefinitions(t *testing.T) {
	for name, list := range map[string][]Fact{"report": ReportDefinitions(), "history": HistoryDefinitions(60, 0.01, 0.01), "comparison": ComparisonDefinitions(&compare.Comparison{})} {
		seen := map[string]bool{}
		for _, d := range list {
			if seen[d.Name] || d.Name == "" || !strings.HasSuffix(d.Value, ".") {
				t.Errorf("%s: definition %+v", name, d)
			}
			seen[d.Name] = true
		}
	}
}

func TestAxisValues(t *testing.T) {
	for want, values := range map[string][]string{
		"cache on, off":             {"on", "off"},
		"faults a, b, c, d, e":      {"a", "b", "c", "d", "e"},
		"faults a, b, c and 3 more": {"a", "b", "c", "d", "e", "f"},
	} {
		axis, _, _ := strings.Cut(want, " ")
		if got := AxisValues(axis, values); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
