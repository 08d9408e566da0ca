package compare

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// Two sides of one distribution are called different in no more comparisons than alpha allows, however many rows there are.
func TestFalseAlarmsStayBelowAlpha(t *testing.T) {
	flagged, unsure, rowsFlagged, rows := 0, 0, 0, 0
	const comparisons = 200
	for seed := range uint64(comparisons) {
		rng := rand.New(rand.NewPCG(seed, 11))
		// A margin of nearly nothing leaves the decision to the test alone.
		c := mustCompare(noisy(rng, "base", 0, 10, 1, 0.02, nil), noisy(rng, "head", 1, 10, 1, 0.02, nil), Options{Margin: 1e-9})
		if c.Outcome == Worse || c.Outcome == Better {
			flagged++
		}
		for _, r := range c.Heads[0].Pairs[0].Rows {
			rows++
			if r.Outcome == Worse || r.Outcome == Better {
				rowsFlagged++
			}
		}
		usual := mustCompare(noisy(rng, "base", 0, 10, 1, 0.02, nil), noisy(rng, "head", 1, 10, 1, 0.02, nil), Options{})
		switch usual.Outcome {
		case Worse, Better:
			t.Errorf("seed %d: %+v", seed, usual.Heads[0])
		case Unsure:
			unsure++
		}
	}
	t.Logf("without a margin %d of %d comparisons and %d of %d rows flagged; with it %d unsure", flagged, comparisons, rowsFlagged, rows, unsure)
	// 5 % of 200 are 10; 20 would be beyond three standard deviations.
	if flagged > 19 {
		t.Errorf("%d of %d comparisons of the same flagged, alpha is 5 %%", flagged, comparisons)
	}
	if unsure > comparisons/20 {
		t.Errorf("%d of %d comparisons of the same are unsure with 10 repetitions and a spread of 2 %%", unsure, comparisons)
	}
}

// Ten per cent more service time is found with ten repetitions, and as many per cent less is an improvement.
func TestTenPerCentIsFound(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 12))
		base, slow := noisy(rng, "base", 0, 10, 1, 0.02, nil), noisy(rng, "head", 1, 10, 1.1, 0.02, nil)
		c := mustCompare(base, slow, Options{})
		if r := row(c, "p99"); c.Outcome != Worse || r.Outcome != Worse || r.Effect.Low > 0.1 && r.Effect.High < 0.1 {
			t.Errorf("seed %d: %s, %+v", seed, c.Outcome, r)
		}
		if c := mustCompare(slow, base, Options{}); c.Outcome != Better {
			t.Errorf("seed %d, the other way round: %s", seed, c.Outcome)
		}
	}
}

// Exchanging the sides mirrors every outcome and every number.
func TestCompareIsSymmetric(t *testing.T) {
	mirrored := map[Outcome]Outcome{Worse: Better, Better: Worse, Same: Same, Unsure: Unsure}
	seen := map[Outcome]int{}
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 13))
		factor, spread := 0.85+0.3*rng.Float64(), 0.001+0.05*rng.Float64()
		a, b := noisy(rng, "a", 0, 1+rng.IntN(12), 1, spread, nil), noisy(rng, "b", 1, 1+rng.IntN(12), factor, spread, nil)
		forth, back := mustCompare(a, b, Options{}), mustCompare(b, a, Options{})
		for i, r := range forth.Heads[0].Pairs[0].Rows {
			s := back.Heads[0].Pairs[0].Rows[i]
			seen[r.Outcome]++
			if s.Outcome != mirrored[r.Outcome] || s.P != r.P || s.Adjusted != r.Adjusted || s.Needed != r.Needed {
				t.Errorf("seed %d, %s: %+v\nagainst %+v", seed, r.Metric, r, s)
			}
			if !r.Difference && math.Abs((1+r.Effect.Estimate)*(1+s.Effect.Estimate)-1) > 1e-9 {
				t.Errorf("seed %d, %s: %v against %v", seed, r.Metric, r.Effect, s.Effect)
			}
		}
	}
	for o := range mirrored {
		if seen[o] == 0 {
			t.Errorf("nothing was %s: the test shows less than it should (%v)", o, seen)
		}
	}
}

// The order of trials, their scale and their number on a side do not decide what they say.
func TestCompareProperties(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 14))
		base, head := noisy(rng, "a", 0, 8, 1, 0.03, nil), noisy(rng, "b", 1, 6, 1.07, 0.03, nil)
		want := row(mustCompare(base, head, Options{}), "p99")
		shuffled := slices.Clone(want.Head)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		opts := Options{}.withDefaults()
		c := compared{metric: "p99", primary: true}
		if got := newRow(c, want.Base, shuffled, opts); got.P != want.P || got.Effect != want.Effect || got.Shift != want.Shift {
			t.Errorf("seed %d: order changed %+v to %+v", seed, want, got)
		}
		scaled := func(x []float64) []float64 {
			y := make([]float64, len(x))
			for i := range x {
				y[i] = 64 * x[i]
			}
			return y
		}
		if got := newRow(c, scaled(want.Base), scaled(want.Head), opts); got.P != want.P || math.Abs(got.Effect.Estimate-want.Effect.Estimate) > 1e-9 ||
			math.Abs(got.Shift.Estimate-64*want.Shift.Estimate) > 1e-9 {
			t.Errorf("seed %d: scale changed %+v to %+v", seed, want, got)
		}
		if want.P <= 0 || want.P > 1 || want.Adjusted < want.P || want.Effect.Low > want.Effect.Estimate || want.Effect.High < want.Effect.Estimate ||
			want.Equivalence.Low < want.Effect.Low || want.Equivalence.High > want.Effect.High {
			t.Errorf("seed %d: %+v", seed, want)
		}
	}
}

// benchstat's own test data, from trials to the row.
func TestCompareVector(t *testing.T) {
	side := func(name string, minute int, values ...float64) Side {
		var trials []analysis.Trial
		for _, v := range values {
			trials = append(trials, made(v, 100, nil))
		}
		return Side{name, []*analysis.Result{runOf(name, minute, trials...)}}
	}
	c := mustCompare(side("old", 0, 1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774),
		side("new", 1, 1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425), Options{})
	r := row(c, "p99")
	if r.BaseMedian != 1718 || r.HeadMedian != 1422.5 || math.Abs(r.Change+0.1720) > 5e-5 || r.U != 100 || math.Abs(r.P-1.0825e-5) > 5e-10 ||
		math.Abs(r.Shift.Estimate+296.5) > 1e-9 || !r.Exact || r.Outcome != Better || c.Outcome != Better {
		t.Errorf("%+v", r)
	}
	// Two primary rows: p99 and failures.
	if c.Primary != 2 || math.Abs(r.Adjusted-2*r.P) > 1e-15 {
		t.Errorf("%d primary rows, adjusted %v of %v", c.Primary, r.Adjusted, r.P)
	}
	if _, deciding := c.Heads[0].Deciding(); deciding != r {
		t.Errorf("the outcome rests on %+v", deciding)
	}
}

// With few repetitions even the largest change is unsure, and the answer has how many it takes.
func TestFewRepetitionsAreUnsure(t *testing.T) {
	for _, c := range []struct {
		n      int
		want   Outcome
		needed int
	}{
		// Two primary rows, so the first P must be below 0.025: 2/252 with five a side, 2/70 with four.
		{1, Unsure, 4}, {2, Unsure, 3}, {3, Unsure, 2}, {4, Unsure, 1}, {5, Worse, 0},
	} {
		rng := rand.New(rand.NewPCG(1, uint64(c.n)))
		quiet := func(t *analysis.Trial) { t.All.Failures = 0 }
		got := mustCompare(noisy(rng, "base", 0, c.n, 1, 0.001, quiet), noisy(rng, "head", 1, c.n, 2, 0.001, quiet), Options{})
		r := row(got, "p99")
		if r.Outcome != c.want || r.Needed != c.needed || r.AtLeast != (c.n == 1) {
			t.Errorf("%d a side: %s, needed %d", c.n, r.Outcome, r.Needed)
		}
		if w := got.Heads[0].Pairs[0].Within; !(w.Shift.Low > 0.01 && w.Shift.High < 0.03) {
			t.Errorf("%d a side: the hits themselves differ by %+v", c.n, w)
		}
	}
	// One primary row alone: four against four is the least.
	if n := stats.SmallestRankTest(0.05); n != 4 {
		t.Errorf("smallest test has %d a side", n)
	}
}

// The repetitions that are called enough settle most of what was unsure.
func TestNeededRepetitionsSettle(t *testing.T) {
	settled, asked := 0, 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 15))
		factor := []float64{1, 1.02, 1.1}[seed%3]
		c := mustCompare(noisy(rng, "base", 0, 6, factor, 0.08, nil), noisy(rng, "head", 1, 6, 1, 0.08, nil), Options{})
		r := row(c, "p99")
		if r.Outcome != Unsure {
			continue
		}
		// What the six showed is taken for the truth, as the calculation does.
		spread := pooledDeviation(logarithms(r.Base), logarithms(r.Head))
		n := 6 + r.Needed
		if r.Needed >= MaxNeeded || n > 40 {
			continue
		}
		asked++
		again := mustCompare(noisy(rng, "base", 0, n, 1, spread, nil), noisy(rng, "head", 1, n, 1+r.Effect.Estimate, spread, nil), Options{})
		if row(again, "p99").Outcome != Unsure {
			settled++
		}
	}
	t.Logf("%d of %d settled, power is %v", settled, asked, power)
	if asked < 20 || float64(settled) < 0.7*float64(asked) {
		t.Errorf("%d of %d settled with as many repetitions as were called enough", settled, asked)
	}
}

// A record that does not know what was asked differs in nothing from one that does.
func TestUnknownAsksAreNoDifference(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 17))
	c := mustCompare(noisy(rng, "base", 0, 6, 1, 0.02, func(t *analysis.Trial) { t.Manifest.Asks = nil }), noisy(rng, "head", 1, 6, 1, 0.02, nil), Options{})
	if len(c.Refused) != 0 {
		t.Errorf("%+v", c.Refused)
	}
}

func TestDifferencesMakeSidesNotComparable(t *testing.T) {
	for what, change := range map[DifferenceKind]func(*analysis.Trial){
		"scenario":   func(t *analysis.Trial) { t.Manifest.Scenario = "soak" },
		"stack":      func(t *analysis.Trial) { t.Manifest.Stack = "native" },
		"objectives": func(t *analysis.Trial) { t.Manifest.SLO = t.Manifest.SLO[:1] },
		"data set":   func(t *analysis.Trial) { t.Manifest.Dataset.Fingerprint = "other" },
		"operations": func(t *analysis.Trial) { t.Manifest.Mix = map[string]float64{"messages.list": 1} },
		"asked": func(t *analysis.Trial) {
			t.Manifest.Asks = map[string]string{"sequences.visit": "[messages.list, {think: 2s}, messages.send]"}
		},
		"load":   func(t *analysis.Trial) { t.Manifest.Phases[1].Offered = 6000 },
		"CPU":    func(t *analysis.Trial) { t.Manifest.Machine.CPU = "Epyc" },
		"cores":  func(t *analysis.Trial) { t.Manifest.Machine.Cores = 8 },
		"memory": func(t *analysis.Trial) { t.Manifest.Machine.Memory *= 2 },
	} {
		t.Run(string(what), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 16))
			base := noisy(rng, "base", 0, 6, 1, 0.02, nil)
			head := noisy(rng, "head", 1, 6, 1, 0.02, func(t *analysis.Trial) {
				t.Manifest.Phases, t.Manifest.SLO = slices.Clone(t.Manifest.Phases), slices.Clone(t.Manifest.SLO)
				change(t)
			})
			_, err := Runs(base, []Side{head}, Options{})
			var refused *NotComparable
			if !errors.As(err, &refused) || len(refused.Differences) != 1 || refused.Differences[0].Kind != what {
				t.Fatalf("%v", err)
			}
			if d := refused.Differences[0]; reflect.DeepEqual(d.Base, d.Head) || d.Within != "" {
				t.Errorf("both sides should differ: %+v", d)
			}
			c := mustCompare(base, head, Options{Force: true})
			if len(c.Refused) != 1 || len(c.Warnings) == 0 || !reflect.DeepEqual(c.Warnings[0].Values, Forced{c.Refused}) {
				t.Errorf("forced, but not warned of: %+v", c.Warnings)
			}
		})
	}
}

// What may differ does not stand in the way, and is noted where it may be what the comparison is about.
func TestDifferencesThatAreComparable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 17))
	base := noisy(rng, "base", 0, 6, 1, 0.02, nil)
	head := noisy(rng, "head", 1, 6, 1, 0.02, func(t *analysis.Trial) {
		m := &t.Manifest
		m.Seed, m.Dataset.Fingerprint = 7, "of another seed"
		m.Phases = slices.Clone(m.Phases)
		m.Phases[1].Offered += 40 // a Poisson schedule of another seed
		m.Build.Revision, m.Build.Modified = "deadbeef", true
		m.Settings = map[string]string{"cache": "off"}
		m.Machine.Hostname = "another container"
		m.Configuration = map[string]string{"cache": "off"}
	})
	c := mustCompare(base, head, Options{})
	var what []string
	for _, d := range c.Heads[0].Pairs[0].Changed {
		what = append(what, strings.TrimSpace(string(d.Kind)+" "+d.Name))
	}
	if want := []string{"build", "setting cache"}; !slices.Equal(what, want) {
		t.Errorf("noted %v, want %v", what, want)
	}
	if len(c.Refused) > 0 || len(c.Warnings) > 0 {
		t.Errorf("refused %v, warnings %+v", c.Refused, c.Warnings)
	}
}

// Trials that are not valid are left out and counted; when too few are left the outcome is unsure.
func TestInvalidTrialsAreLeftOut(t *testing.T) {
	failing := analysis.Check{Kind: analysis.CheckFailures, Evidence: analysis.Failures{Failures: 50, Hits: 100}}
	gaps := analysis.Check{Kind: analysis.CheckScrapes, OK: true, Doubt: true, Evidence: analysis.Scrapes{Made: 30, Missed: 2}}
	rng := rand.New(rand.NewPCG(1, 18))
	n := 0
	base, head := noisy(rng, "base", 0, 6, 1, 0.01, nil), noisy(rng, "head", 1, 6, 1.5, 0.01, func(t *analysis.Trial) {
		switch n++; {
		case n <= 4:
			t.Valid, t.Checks = false, []analysis.Check{failing}
		case n == 5:
			t.Manifest.State = samples.Stopped
		}
	})
	c := mustCompare(base, head, Options{})
	s := c.Heads[0].Pairs[0].Head
	first := TrialLeftOut{Run: "head", Trial: 1, Why: NotValid, Reason: failing}
	if s.Trials != 1 || len(s.LeftOut) != 5 || s.LeftOut[0] != first || s.LeftOut[4].(TrialLeftOut).State != samples.Stopped || c.Outcome != Unsure || c.Heads[0].Needed < 1 {
		t.Errorf("%+v; %s", s, c.Outcome)
	}
	if len(c.Warnings) < 5 || c.Warnings[0].Values != first {
		t.Errorf("warnings %+v", c.Warnings)
	}
	busy := noisy(rng, "head", 1, 6, 1, 0.01, func(t *analysis.Trial) {
		t.Checks = []analysis.Check{gaps, {Kind: analysis.CheckSent, OK: true}, {Kind: analysis.CheckObjective, OK: true, Doubt: true}}
	})
	if c := mustCompare(base, busy, Options{}); len(c.Warnings) != 1 || c.Warnings[0].Values != (Doubtful{Example: gaps, Trials: 6, Of: 12}) {
		t.Errorf("warnings %+v", c.Warnings)
	}
	none := noisy(rng, "head", 1, 3, 1, 0.01, func(t *analysis.Trial) { t.Valid = false })
	if c := mustCompare(base, none, Options{}); c.Outcome != Unsure || c.Heads[0].Pairs[0].Head.Trials != 0 {
		t.Errorf("%+v", c.Heads[0])
	}
}

// A run of which planned trials are missing, or there twice, is not valid: that is said once, whatever pairs it is in, what there is of it is
// compared, and a number that stands twice counts for no trial, as one that is not valid.
func TestMissingTrialsAreSaid(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 22))
	matrix := func(name string, minute int) *analysis.Result {
		var trials []analysis.Trial
		for range 6 {
			for _, cache := range []string{"on", "off"} {
				trials = append(trials, made(0.02*math.Exp(0.01*rng.NormFloat64()), 100, func(t *analysis.Trial) { t.Manifest.Configuration = with("cache", cache) }))
			}
		}
		return runOf(name, minute, trials...)
	}
	base := Side{"base", []*analysis.Result{matrix("base", 0)}}
	saidOf := func(c *Comparison) (said []RunInvalid) {
		for _, w := range c.Warnings {
			if v, ok := w.Values.(RunInvalid); ok {
				said = append(said, v)
			}
		}
		return said
	}
	whole := matrix("head", 1)
	if said := saidOf(mustCompare(base, Side{"head", []*analysis.Result{whole}}, Options{})); len(said) > 0 {
		t.Errorf("all trials are there: %+v", said)
	}
	for _, test := range []struct {
		name   string
		change func([]analysis.Trial) []analysis.Trial
		want   analysis.Planned
		trials [2]int // of cache on and off
	}{
		{"one was removed", func(list []analysis.Trial) []analysis.Trial { return slices.Delete(list, 1, 2) }, analysis.Planned{Missing: []int{2}, Absent: 1}, [2]int{6, 5}},
		{"the run was killed", func(list []analysis.Trial) []analysis.Trial { return list[:8] }, analysis.Planned{Missing: []int{9, 10, 11, 12}, Absent: 4}, [2]int{4, 4}},
		{"one is there twice", func(list []analysis.Trial) []analysis.Trial { return append(list, list[0]) }, analysis.Planned{Twice: []int{1}}, [2]int{5, 6}},
	} {
		lacking := Side{"head", []*analysis.Result{analysis.Combine(test.change(slices.Clone(whole.Trials)), nil)}}
		for _, heads := range [][2]Side{{base, lacking}, {lacking, base}} {
			c := mustCompare(heads[0], heads[1], Options{})
			said := saidOf(c)
			if len(said) != 1 || said[0].Run != "head" || !reflect.DeepEqual(said[0].Check.Evidence, test.want) {
				t.Errorf("%s: warnings %+v", test.name, said)
			}
			for i, want := range test.trials {
				side := &c.Heads[0].Pairs[i].Head
				if heads[0].Name == "head" {
					side = &c.Heads[0].Pairs[i].Base
				}
				if _, ok := side.LeftOut[0].(RunInvalid); !ok || side.Trials != want {
					t.Errorf("%s: pair %d has %d trials, want %d; left out %+v", test.name, i, side.Trials, want, side.LeftOut)
				}
			}
			if c.Outcome != Same && c.Outcome != Unsure {
				t.Errorf("%s: %s", test.name, c.Outcome)
			}
		}
		own, err := Configurations(lacking, Options{})
		if err != nil || len(saidOf(own)) != 1 {
			t.Errorf("%s: compared with itself: %v, %+v", test.name, err, own.Warnings)
		}
	}
	// A search without one of its trials found another number than it would have.
	search := searchAt("head", 15, 300, nil)
	gap := analysis.Combine(slices.Delete(slices.Clone(search.Trials), 0, 1), nil)
	c := mustCompare(searches("base", 0, 200), Side{"head", []*analysis.Result{gap}}, Options{})
	out := c.Heads[0].Pairs[0].Head.LeftOut
	if len(saidOf(c)) != 1 || len(out) != 2 || !out[1].(SearchLeftOut).Incomplete || c.Outcome != Unsure {
		t.Errorf("%s, left out %+v", c.Outcome, out)
	}
}

// A base of several runs pools them; runs that followed one another are warned of.
func TestRunsOfASidePool(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 19))
	one, two := noisy(rng, "base", 0, 4, 1, 0.02, nil), noisy(rng, "base again", 1, 4, 1, 0.02, nil)
	pooled := Side{"base", append(one.Runs, two.Runs...)}
	c := mustCompare(pooled, noisy(rng, "head", 200, 8, 1.2, 0.02, nil), Options{})
	p := c.Heads[0].Pairs[0]
	if p.Base.Trials != 8 || len(p.Base.Runs) != 2 || c.Outcome != Worse {
		t.Errorf("%+v, %s", p.Base, c.Outcome)
	}
	if len(c.Warnings) != 1 || c.Warnings[0].Values.(RanApart).First != OfBase {
		t.Errorf("warnings %+v", c.Warnings)
	}
	if !slices.IsSortedFunc(configurations(pooled)[0].trials, func(a, b *analysis.Trial) int { return a.Manifest.Began.Compare(b.Manifest.Began) }) {
		t.Error("trials of two runs are not in the order in which they ran")
	}
}

// Configurations are compared with those of the same name, or with the first one when there is only one run.
func TestConfigurations(t *testing.T) {
	matrix := func(name string, minute int, rng *rand.Rand, factors map[string]float64) Side {
		var trials []analysis.Trial
		for range 6 {
			for _, cache := range []string{"on", "off"} {
				if f := factors[cache]; f > 0 {
					trials = append(trials, made(0.02*f*math.Exp(0.01*rng.NormFloat64()), 100, func(t *analysis.Trial) { t.Manifest.Configuration = map[string]string{"cache": cache} }))
				}
			}
		}
		return Side{name, []*analysis.Result{runOf(name, minute, trials...)}}
	}
	rng := rand.New(rand.NewPCG(1, 20))
	base, head := matrix("base", 0, rng, map[string]float64{"on": 1, "off": 2}), matrix("head", 1, rng, map[string]float64{"on": 1, "off": 2.4})
	c := mustCompare(base, head, Options{})
	pairs := c.Heads[0].Pairs
	if len(pairs) != 2 || pairs[0].Outcome != Same || pairs[1].Outcome != Worse || c.Outcome != Worse {
		t.Errorf("%s, %+v", c.Outcome, pairs)
	}
	if p, r := c.Heads[0].Deciding(); p != &pairs[1] || r.Metric != "p99" {
		t.Errorf("the outcome rests on %+v", r)
	}
	if c.Primary != 4 {
		t.Errorf("the family has %d rows, want 2 pairs of 2", c.Primary)
	}
	own, err := Configurations(base, Options{})
	if err != nil || own.Base.Configuration["cache"] != "on" || len(own.Heads) != 1 || own.Heads[0].Configuration["cache"] != "off" || own.Outcome != Worse {
		t.Errorf("%+v, %v", own, err)
	}
	if _, err := Configurations(noisy(rng, "base", 0, 2, 1, 0.1, nil), Options{}); err == nil {
		t.Error("one configuration was compared with nothing")
	}
	var refused *NotComparable
	only := matrix("head", 1, rng, map[string]float64{"maybe": 1})
	if _, err := Runs(base, []Side{only}, Options{Force: true}); !errors.As(err, &refused) {
		t.Errorf("sides without a configuration in common: %v", err)
	}
	// A load that differs because an axis varies it is comparable.
	loads := noisy(rng, "run", 0, 6, 1, 0.02, nil)
	for i := range loads.Runs[0].Trials {
		m := &loads.Runs[0].Trials[i].Manifest
		m.Configuration = map[string]string{"rate": []string{"100/s", "200/s"}[i%2]}
		m.Phases = slices.Clone(m.Phases)
		m.Phases[1].Offered *= uint64(1 + i%2)
	}
	if c, err := Configurations(loads, Options{}); err != nil || len(c.Heads[0].Pairs[0].Changed) == 0 {
		t.Errorf("%v", err)
	}
}

// Several heads share one family, and the gravest decides.
func TestSeveralHeads(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 21))
	base := noisy(rng, "base", 0, 8, 1, 0.01, nil)
	heads := []Side{noisy(rng, "one", 1, 8, 1, 0.01, nil), noisy(rng, "two", 1, 8, 1.3, 0.01, nil), noisy(rng, "three", 1, 8, 0.7, 0.01, nil)}
	c, err := Runs(base, heads, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := []Outcome{c.Heads[0].Outcome, c.Heads[1].Outcome, c.Heads[2].Outcome, c.Outcome}
	if want := []Outcome{Same, Worse, Better, Worse}; !slices.Equal(got, want) || c.Primary != 6 {
		t.Errorf("%v of %d rows, want %v", got, c.Primary, want)
	}
}

// Numbers at the edges: nothing on both sides, zeros, one value.
func TestRowEdges(t *testing.T) {
	opts := Options{}.withDefaults()
	ratio, difference := compared{metric: "goodput", higher: true, primary: true}, compared{metric: "failures", primary: true, margin: 0.001}
	zeros, some := []float64{0, 0, 0, 0, 0, 0}, []float64{100, 101, 99, 100, 102, 98}
	for _, c := range []struct {
		name       string
		metric     compared
		base, head []float64
		want       Outcome
	}{
		{"goodput vanishes", ratio, some, zeros, Worse}, {"goodput comes back", ratio, zeros, some, Better}, {"no goodput on either side", ratio, zeros, zeros, Same},
		{"no failures on either side", difference, zeros, zeros, Same}, {"all fail", difference, zeros, []float64{1, 1, 1, 1, 1, 1}, Worse},
		{"a few fail", difference, zeros, []float64{1e-4, 2e-4, 0, 1e-4, 1e-4, 3e-4}, Same}, {"nothing measured", ratio, nil, some, Unsure}, {"nothing at all", ratio, nil, nil, Unsure},
	} {
		r := newRow(c.metric, c.base, c.head, opts)
		r.Adjusted = r.P
		r.judge(opts, 1)
		if r.Outcome != c.want {
			t.Errorf("%s: %s (%+v)", c.name, r.Outcome, r)
		}
	}
}

func TestPairWarningsOfTime(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 24, 12, minute, 0, 0, time.UTC) }
	pair := func(a, b, c, d int) *Pair {
		return &Pair{Base: Sample{Trials: 1, Began: at(a), Ended: at(b)}, Head: Sample{Trials: 1, Began: at(c), Ended: at(d)}}
	}
	for _, c := range []struct {
		pair *Pair
		want int
	}{{pair(0, 10, 10, 20), 1}, {pair(10, 20, 0, 5), 1}, {pair(0, 10, 5, 20), 0}, {pair(5, 6, 0, 20), 0}} {
		if got := pairWarnings(c.pair); len(got) != c.want {
			t.Errorf("%v to %v and %v to %v: %+v", c.pair.Base.Began, c.pair.Base.Ended, c.pair.Head.Began, c.pair.Head.Ended, got)
		}
	}
}
