package words

import (
	"math"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// rowOf is a row of a p99 that went from 20 ms to 22 ms in five trials a side.
func rowOf(o compare.Outcome) compare.Row {
	return compare.Row{
		Metric: "p99", Primary: true, Base: make([]float64, 5), Head: make([]float64, 5), BaseMedian: 0.02, HeadMedian: 0.022, Change: 0.1,
		Effect:      stats.Shift{Estimate: 0.1, Low: 0.089, High: 0.12},
		Equivalence: analysis.Interval{Low: 0.09, High: 0.11}, Margin: analysis.Interval{Low: -0.0476, High: 0.05}, Adjusted: 0.016, Outcome: o,
	}
}

// comparisonOf is a comparison of one head with one row.
func comparisonOf(change func(*compare.Row)) *compare.Comparison {
	r := rowOf(compare.Worse)
	change(&r)
	c := &compare.Comparison{Options: compare.Options{Margin: 0.05, Alpha: 0.05}, Base: compare.Party{Name: "monday"}, Outcome: r.Outcome}
	c.Heads = []compare.Head{{Party: compare.Party{Name: "tuesday"}, Outcome: r.Outcome, Pairs: []compare.Pair{{Rows: []compare.Row{r}, Outcome: r.Outcome}}}}
	return c
}

func TestComparison(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		change func(*compare.Row)
		want   string
	}{
		{func(*compare.Row) {}, "tuesday is worse than monday: p99 +10 % (20 ms to 22 ms); 95 % interval +8.9 to +12 %, P = 0.016, 5 against 5 repetitions."},
		{func(r *compare.Row) { r.Outcome, r.Adjusted = compare.Better, 1e-5 },
			"tuesday is better than monday: p99 +10 % (20 ms to 22 ms); 95 % interval +8.9 to +12 %, P < 0.001, 5 against 5 repetitions."},
		{func(r *compare.Row) { r.Outcome = compare.Same },
			"tuesday and monday are the same within 5 %; the largest change is p99 +10 % (20 ms to 22 ms), 90 % interval +9 to +11 %, 5 against 5 repetitions."},
		{func(r *compare.Row) { r.Outcome, r.Needed = compare.Unsure, 7 },
			"The repetitions do not show whether tuesday differs from monday: p99 +10 % (20 ms to 22 ms); 95 % interval +8.9 to +12 %, P = 0.016, 5 against 5 repetitions; about 7 more repetitions on each side would settle it."},
		{func(r *compare.Row) { r.Outcome, r.Head, r.HeadMedian = compare.Unsure, nil, nan },
			"tuesday and monday cannot be compared: p99 was not measured on both sides (5 against 0 repetitions)."},
		{func(r *compare.Row) {
			r.Metric, r.Difference, r.BaseMedian, r.HeadMedian = "failures", true, 0.001, 0.004
			r.Effect = stats.Shift{Estimate: 0.003, Low: -inf, High: inf}
			r.Base, r.Head = r.Base[:1], r.Head[:1]
		}, "tuesday is worse than monday: failures +0.3 points (0.1 % to 0.4 %); 95 % interval unknown, P = 0.016, 1 against 1 repetition."},
	} {
		if got := Comparison(comparisonOf(c.change)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestComparisonOfSeveralHeads(t *testing.T) {
	c := comparisonOf(func(*compare.Row) {})
	c.Heads = append(c.Heads, []compare.Head{
		{Party: compare.Party{Configuration: map[string]string{"cache": "off", "api.replicas": "2"}}, Outcome: compare.Better},
		{Party: compare.Party{Name: "wednesday"}, Outcome: compare.Worse}, {Party: compare.Party{Name: "thursday"}, Outcome: compare.Worse}, {Party: compare.Party{Name: "friday"}, Outcome: compare.Unsure},
	}...)
	want := "Against monday, worse: tuesday, wednesday and thursday; unsure: friday; better: (api.replicas 2, cache off)."
	if got := Comparison(c); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRowTexts(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ratio, points := &compare.Row{Metric: "p99", Operation: "messages.list"}, &compare.Row{Metric: "failures", Difference: true}
	equal(t, []text{
		{RowName(ratio), "p99(messages.list)"}, {RowName(points), "failures"}, {RowName(&compare.Row{Metric: "cpu"}), "CPU per request"},
		{RowName(&compare.Row{Metric: "availability", Fault: "kill redis"}), "availability(kill redis)"},
		{RowName(&compare.Row{Metric: "availability", Fault: "kill redis", Operation: "users.get"}), "availability(kill redis, users.get)"},
		{Change(0.1042), "+10.4 %"}, {Change(-0.003), "-0.3 %"}, {Change(0), "0 %"}, {Change(-1e-9), "0 %"}, {Change(nan), "–"}, {Change(inf), "unknown"},
		{Effect(points, 0.001), "+0.1 points"}, {Effect(ratio, 0.001), "+0.1 %"}, {Effect(points, nan), "–"},
		{EffectRange(ratio, 0.089, 0.12), "+8.9 to +12 %"}, {EffectRange(points, -0.001, 0.001), "-0.1 to +0.1 points"}, {EffectRange(ratio, -1, inf), "unknown"}, {EffectRange(ratio, nan, 1), "–"},
		{P(0.012), "0.012"}, {P(1e-5), "< 0.001"}, {P(nan), "–"}, {equalP(0.012), "= 0.012"}, {equalP(1e-5), "< 0.001"},
		{Needed(0, false), ""}, {Needed(1, false), "about 1 more repetition on each side would settle it"}, {Needed(3, false), "about 3 more repetitions on each side would settle it"}, {Needed(3, true), "at least 3 more repetitions on each side are needed"},
		{Needed(compare.MaxNeeded, false), "no practical number of repetitions would settle it: the change is close to the margin, or small against the spread of the repetitions"},
		{And([]string{"a"}), "a"}, {And([]string{"a", "b"}), "a and b"}, {And([]string{"a", "b", "c"}), "a, b and c"}, {And(nil), ""},
	})
}

func TestDifferences(t *testing.T) {
	phase := compare.Phase{Name: "steady", Shape: "constant", Length: 30 * time.Second, Measure: true}
	warm := compare.Phase{Name: "warm-up", Shape: "ramp", Length: 5 * time.Second, Offered: 12_000}
	cases := []struct {
		difference compare.Difference
		want       DifferenceText
	}{
		{compare.Difference{Kind: compare.DifferentConfigurations, Base: []map[string]string{{"cache": "on"}, {}}, Head: []map[string]string(nil)}, DifferenceText{"configurations", "(cache on), without axes", "no trials"}},
		{compare.Difference{Kind: compare.DifferentScenario, Base: "chat", Head: ""}, DifferenceText{"scenario", "chat", ""}},
		{compare.Difference{Kind: compare.DifferentStack, Base: "native", Head: "compose"}, DifferenceText{"stack", "native", "compose"}},
		{compare.Difference{Kind: compare.DifferentKindOfRun, Base: compare.RunOfSearch, Head: compare.RunOfLoads}, DifferenceText{"kind of run", "a search for capacity", "trials at given loads"}},
		{compare.Difference{Kind: compare.DifferentObjectives, Base: []string{"p99 < 1s", "failures < 1%"}, Head: []string(nil)}, DifferenceText{"objectives", "p99 < 1s, failures < 1%", ""}},
		{compare.Difference{Kind: compare.DifferentDataset, Base: compare.Dataset{Volume: "1x", Rows: map[string]int64{"users": 10_000, "groups": 20}}, Head: compare.Dataset{Volume: "1x", Fingerprint: "ab"}},
			DifferenceText{"data set", "1x, 20 groups, 10,000 users", "1x, fingerprint ab"}},
		{compare.Difference{Kind: compare.DifferentOperations, Base: compare.Mix{"send": 0.1, "list": 0.9}, Head: compare.Mix{"list": 1}}, DifferenceText{"operations", "list 90 %, send 10 %", "list 100 %"}},
		{compare.Difference{Kind: compare.DifferentAsked, Name: "sequences.visit", Base: "[a, {think: 1s}, b]", Head: "[a, b]"}, DifferenceText{"asked: sequences.visit", "[a, {think: 1s}, b]", "[a, b]"}},
		{compare.Difference{Kind: compare.DifferentLoad, Base: compare.Load{Arrivals: "poisson", Phases: []compare.Phase{warm, phase}}, Head: compare.Load{Closed: 64, Phases: []compare.Phase{phase}}},
			DifferenceText{"load", "poisson, warm-up ramp 5s not measured of 12,000 hits; steady constant 30s", "64 closed-loop users, steady constant 30s"}},
		{compare.Difference{Kind: compare.DifferentCPU, Within: compare.OfHead, Base: "Xeon", Head: "Epyc"}, DifferenceText{"CPU, within the head", "Xeon", "Epyc"}},
		{compare.Difference{Kind: compare.DifferentCores, Base: 4, Head: 8}, DifferenceText{"cores", "4", "8"}},
		{compare.Difference{Kind: compare.DifferentMemory, Base: compare.Bytes(16e9), Head: compare.Bytes(8e9)}, DifferenceText{"memory", "16 GB", "8 GB"}},
		{compare.Difference{Kind: compare.DifferentSearch, Base: samples.Search{From: 100, To: 1600, Resolution: 0.05, Confirmations: 1}}, DifferenceText{"search", "from 100 requests/s to 1,600 requests/s within 5 %, 1 confirmation", ""}},
		{compare.Difference{Kind: compare.DifferentBuild, Base: compare.Build{Name: "4e407b0c", Modified: true}, Head: compare.Build{Name: "v1"}}, DifferenceText{"build", "4e407b0c, modified", "v1"}},
		{compare.Difference{Kind: compare.DifferentGo, Base: "go1.25", Head: "go1.26"}, DifferenceText{"Go", "go1.25", "go1.26"}},
		{compare.Difference{Kind: compare.DifferentKernel, Base: "6.1", Head: "6.2"}, DifferenceText{"kernel", "6.1", "6.2"}},
		{compare.Difference{Kind: compare.DifferentSystem, Base: "linux", Head: "darwin"}, DifferenceText{"system", "linux", "darwin"}},
		{compare.Difference{Kind: compare.DifferentTimeout, Base: 10 * time.Second, Head: time.Minute}, DifferenceText{"timeout of a request", "10s", "1m0s"}},
		{compare.Difference{Kind: compare.DifferentSetting, Name: "cache", Base: "on", Head: "off"}, DifferenceText{"setting cache", "on", "off"}},
		{compare.Difference{Kind: compare.DifferentSoftware, Name: "database", Base: "a 1", Head: "a 2"}, DifferenceText{"software as database", "a 1", "a 2"}},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		seen[string(c.difference.Kind)] = true
		if got := Difference(&c.difference); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	_, kinds := declared(t, "../compare", "values", "DifferenceKind")
	for _, k := range kinds {
		if !seen[k] {
			t.Errorf("differences of kind %q have no words here", k)
		}
	}
	if len(kinds) < 15 {
		t.Errorf("found %d kinds in the source", len(kinds))
	}
}

func TestChanged(t *testing.T) {
	d := compare.Difference{Kind: compare.DifferentSetting, Name: "cache", Base: "on"}
	equal(t, []text{{Changed([]compare.Difference{d}), "The sides differ in setting cache (base on, head –)."}})
	many := []compare.Difference{d, d, d, d, d, d, d, d}
	equal(t, []text{{Changed(many)[len(Changed(many))-11:], "and 2 more."}})
	e := &compare.NotComparable{Differences: []compare.Difference{d, {Kind: compare.DifferentStack, Base: "native", Head: "compose"}}}
	equal(t, []text{{NotComparable(e), "these runs are not comparable\n  setting cache: base has on, head has nothing\n  stack: base has native, head has compose"}})
}

func TestComparisonWarnings(t *testing.T) {
	found := analysis.Capacity{Rate: 300}
	cut := analysis.Capacity{Rate: 300, Unsure: true}
	cases := []row[compare.Values]{
		{compare.Forced{Differences: []compare.Difference{{Kind: compare.DifferentStack}, {Kind: compare.DifferentCores}}},
			"These runs are not comparable; -force compared them anyway. They differ in stack and cores, so their numbers answer different questions."},
		{compare.NoCounterpart{Side: compare.OfBase, Configuration: map[string]string{"cache": "on"}}, "Configuration (cache on) of the base is not compared: the head did not run it."},
		{compare.NoCounterpart{Side: compare.OfHead}, "Configuration without axes of the head is not compared: the base did not run it."},
		{compare.RunInvalid{Run: "run-1", Check: analysis.Check{Kind: analysis.CheckUnread, Evidence: analysis.Unread{Error: "trial-002 holds no manifest."}}},
			"run-1 is not valid: trial-002 holds no manifest."},
		{compare.RunInvalid{Run: "run-1", Check: analysis.Check{Kind: analysis.CheckPlanned, Measured: analysis.Quantity{Value: 3}, Limit: analysis.Quantity{Value: 4},
			Evidence: analysis.Planned{Missing: []int{2}, Absent: 1}}},
			"run-1 is not valid: 1 of 4 planned trials is missing or could not be read (trial 2): what the others measured is shown, and does not answer what was asked."},
		{compare.TrialLeftOut{Run: "run-1", Trial: 3, Why: compare.Ambiguous}, "Trial 3 of run-1 is not compared: the run has more than one of this number."},
		{compare.SearchLeftOut{Run: "run-1", Capacity: found, Incomplete: true}, "The search of run-1 is not compared: not every trial of it is there once."},
		{compare.TrialLeftOut{Run: "run-1", Trial: 3, Why: compare.NotValid, Reason: analysis.Check{Kind: analysis.CheckHits, Evidence: analysis.Hits{}}},
			"Trial 3 of run-1 is not compared: it is not valid: no hits were recorded."},
		{compare.TrialLeftOut{Run: "run-1", Trial: 3, Why: compare.EndedEarly, State: samples.Stopped}, "Trial 3 of run-1 is not compared: it ended early (interrupted)."},
		{compare.SearchLeftOut{Run: "run-1", Capacity: found}, "The search of run-1 is not compared: it found only a bound, 300 requests/s."},
		{compare.SearchLeftOut{Run: "run-1", Capacity: cut}, "The search of run-1 is not compared: it did not end and found about 300 requests/s (not confirmed)."},
		{compare.NothingCompared{}, "One side has no trial that can be compared."},
		{compare.RanApart{First: compare.OfBase, Gap: 90*time.Second + time.Millisecond},
			"All trials of the base ended 1m30s before the first trial of the head began, so a drift of the machine would look like a change; interleave the sides (A B B A) to exclude it."},
		{compare.Doubtful{Example: analysis.Check{OK: true, Doubt: true, Evidence: analysis.Scrapes{Made: 30, Missed: 2}}, Trials: 6, Of: 12},
			"6 of 12 trials have a doubtful check (scrape gaps), for example: 2 of 30 scrapes of metrics failed."},
		{compare.Brackets{Side: compare.OfHead, Searches: []compare.Bracket{{Held: 200, Refused: 210}, {Held: 190, Refused: 200}}},
			"A search finds a capacity to within its last step: in the head 200 requests/s held and 210 requests/s did not; 190 requests/s held and 200 requests/s did not."},
	}
	equalSentences(t, cases, func(v compare.Values) string { return ComparisonWarning(&compare.Warning{Values: v}) }, "../compare")
	of := &compare.Warning{Head: &compare.Party{Name: "tuesday"}, Configuration: map[string]string{"cache": "on"}, Several: true, Values: compare.NothingCompared{}}
	equal(t, []text{{ComparisonWarning(of), "tuesday: (cache on): one side has no trial that can be compared."}})
}
