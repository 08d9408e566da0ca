package plan

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/scenario"
)

func read(t *testing.T, more string) scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("x.yaml", []byte(`name: x
workload: {mix: {users.get: 1}}
load: {rate: 100/s, duration: 10s}
slo: [p99 < 10ms]
settings: {env.GOGC: 200}
`+more), nil, scenario.Vocabulary{
		Operations: []string{"users.get"},
		Shapes:     map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
		Settings:   []string{"cache", "api.replicas", "env.*"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// all plays a plan in which every trial passes.
func all(t *testing.T, p *Plan) []Trial {
	t.Helper()
	var trials []Trial
	for trial, ok := p.Next(nil); ok; trial, ok = p.Next(&Outcome{Valid: true, Passed: true}) {
		trials = append(trials, trial)
		if len(trials) > 1000 {
			t.Fatal("the plan does not end")
		}
	}
	if again, ok := p.Next(nil); ok {
		t.Errorf("after the end came %+v", again)
	}
	return trials
}

func newPlan(t *testing.T, s scenario.Scenario) *Plan {
	t.Helper()
	p, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOneConfiguration(t *testing.T) {
	s := read(t, "")
	trials := all(t, newPlan(t, s))
	want := []Trial{{Number: 1, Of: 1, Configuration: map[string]string{}, Repetition: 1, Seed: s.Seed, Scenario: s}}
	if diff := cmp.Diff(want, trials); diff != "" {
		t.Error(diff)
	}
}

func TestOrderIsBalancedAgainstDrift(t *testing.T) {
	for name, c := range map[string]struct{ more, want string }{
		"two":         {"matrix: {cache: [on, off]}\nrepetitions: 4\n", "on1 off1 off2 on2 on3 off3 off4 on4"},
		"three":       {"matrix: {cache: [a, b, c]}\nrepetitions: 2\n", "a1 b1 c1 c2 b2 a2"},
		"repetitions": {"repetitions: 3\n", "1 2 3"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for i, trial := range all(t, newPlan(t, read(t, c.more))) {
				got = append(got, fmt.Sprintf("%s%d", trial.Configuration["cache"], trial.Repetition))
				if want := trial.Scenario.Seed + uint64(trial.Repetition) - 1; trial.Seed != want {
					t.Errorf("repetition %d draws with %d, want %d", trial.Repetition, trial.Seed, want)
				}
				if trial.Number != i+1 {
					t.Errorf("trial %d is numbered %d", i+1, trial.Number)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a plan will cost is known before it starts: a warm-up until the system is steady may take its bound.
func TestCost(t *testing.T) {
	steady := scenario.Phase{Duration: time.Second, AtMost: 5 * time.Second}
	for _, c := range []struct {
		more   string
		before []scenario.Phase
		trials int
		load   time.Duration
	}{
		{"", nil, 1, 10 * time.Second},
		{"matrix: {cache: [on, off], load.duration: [10s, 30s]}\nrepetitions: 3\n", nil, 12, 240 * time.Second},
		{"repetitions: 2\n", []scenario.Phase{steady}, 2, 30 * time.Second},
		{wanted, nil, 0, 0},
	} {
		s := read(t, c.more)
		s.Load.Phases = append(c.before, s.Load.Phases...)
		if trials, load := newPlan(t, s).Cost(); trials != c.trials || load != c.load {
			t.Errorf("%q costs %d trials, %v", c.more, trials, load)
		}
	}
}

func TestMatrixIsAppliedToTheScenario(t *testing.T) {
	s := read(t, "matrix: {cache: [on, off], dataset.volume: [1x, 3x], rate: [50/s], slo.0: [p99 < 5ms]}\n")
	var got []string
	for _, trial := range all(t, newPlan(t, s)) {
		at := trial.Scenario
		got = append(got, fmt.Sprint(at.Settings, at.Dataset.Users, at.Load.Phases[0].Params, at.SLO[0].Limit))
		if at.Matrix != nil || trial.Of != 4 || string(at.Source) != string(s.Source) {
			t.Errorf("trial %d of %d has matrix %v", trial.Number, trial.Of, at.Matrix)
		}
		want := map[string]string{"cache": at.Settings["cache"], "dataset.volume": fmt.Sprintf("%gx", at.Dataset.Volume), "rate": "50/s", "slo.0": "p99 < 5ms"}
		if diff := cmp.Diff(want, trial.Configuration); diff != "" {
			t.Error(diff)
		}
	}
	want := []string{
		"map[cache:on env.GOGC:200] 10000 map[rate:50] 0.005", "map[cache:on env.GOGC:200] 30000 map[rate:50] 0.005",
		"map[cache:off env.GOGC:200] 10000 map[rate:50] 0.005", "map[cache:off env.GOGC:200] 30000 map[rate:50] 0.005",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestImpossibleConfigurationIsRefused(t *testing.T) {
	s := read(t, "")
	s.Matrix = []scenario.Axis{{Name: "rate", Values: []string{"fast"}}}
	if _, err := New(s); err == nil || !strings.Contains(err.Error(), "fast") {
		t.Errorf("error %v, want one that names the value", err)
	}
}

// simulate searches against a system whose real capacity is known for each configuration.
func simulate(t *testing.T, p *Plan, judge func(trial Trial, rate float64) Outcome) (trials []Trial) {
	t.Helper()
	var prev *Outcome
	for {
		trial, ok := p.Next(prev)
		if !ok {
			return trials
		}
		trials = append(trials, trial)
		if len(trials) > 500 {
			t.Fatal("the search does not end")
		}
		rate, err := scenario.ParseRate(trial.Configuration["rate"])
		if err != nil {
			t.Fatal(err)
		}
		if got := trial.Scenario.Load.Phases[0].Params["rate"]; math.Abs(got-rate) > 1e-6*rate {
			t.Fatalf("the trial runs at %g/s, its configuration says %g/s", got, rate)
		}
		o := judge(trial, rate)
		prev = &o
	}
}

// capacity is what a search found in one configuration: the largest load that held, the lowest that broke something, and the lowest between the two that
// could not be shown to hold. Unsure says that trials stayed invalid for another reason than the generator.
type capacity struct {
	Configuration                   map[string]string
	Rate, Broke, NotShown           float64
	AtLeast, GeneratorBound, Unsure bool
}

// capacities are what a search has found, one a configuration.
func capacities(p *Plan) []capacity {
	var list []capacity
	for i, a := range p.search.done {
		c := capacity{p.search.configurations[i].values, a.tried.Held(), a.tried.Broke(), a.tried.NotShown(), false, a.tried.NotOffered() > 0, a.invalid > Confirmations}
		c.AtLeast = c.GeneratorBound || c.Rate > 0 && c.Broke == 0
		list = append(list, c)
	}
	return list
}

func passBelow(capacity float64) func(Trial, float64) Outcome {
	return func(_ Trial, rate float64) Outcome { return Outcome{Valid: true, Passed: rate <= capacity} }
}

const wanted = "search: {rate: {from: 100/s, to: 10000/s}, resolution: 5%}\n"

func TestSearchFindsTheCapacity(t *testing.T) {
	for _, capacity := range []float64{100, 130, 799, 800, 801, 1234, 9000} {
		p := newPlan(t, read(t, wanted))
		trials := simulate(t, p, passBelow(capacity))
		found := capacities(p)
		if len(found) != 1 || found[0].Rate > capacity || found[0].Rate < capacity/1.06 || found[0].AtLeast {
			t.Errorf("capacity %g: found %+v in %d trials", capacity, found, len(trials))
		}
		for _, trial := range trials[len(trials)-Confirmations:] {
			if rate, _ := scenario.ParseRate(trial.Configuration["rate"]); rate != found[0].Rate {
				t.Errorf("capacity %g: the last trials are at %g, not at the %g found", capacity, rate, found[0].Rate)
			}
		}
		if len(trials) > 25 {
			t.Errorf("capacity %g took %d trials", capacity, len(trials))
		}
	}
}

func TestSearchAtItsEnds(t *testing.T) {
	p := newPlan(t, read(t, wanted))
	simulate(t, p, passBelow(1e6))
	if got := capacities(p)[0]; got.Rate != 10_000 || !got.AtLeast || got.GeneratorBound {
		t.Errorf("everything holds: %+v", got)
	}
	p = newPlan(t, read(t, wanted))
	if trials := simulate(t, p, passBelow(1)); capacities(p)[0].Rate != 0 || len(trials) != 1 {
		t.Errorf("nothing holds: %+v after %d trials", capacities(p)[0], len(trials))
	}
	p = newPlan(t, read(t, wanted))
	simulate(t, p, func(_ Trial, rate float64) Outcome {
		return Outcome{Valid: rate < 3000, Passed: rate < 3000, GeneratorBound: rate >= 3000}
	})
	if got := capacities(p)[0]; got.Rate < 3000/1.06 || got.Rate >= 3000 || !got.AtLeast || !got.GeneratorBound {
		t.Errorf("the generator ends at 3000: %+v", got)
	}
	p = newPlan(t, read(t, wanted))
	simulate(t, p, func(Trial, float64) Outcome { return Outcome{} })
	if got := capacities(p)[0]; !got.Unsure {
		t.Errorf("never valid: %+v", got)
	}
}

// A rate that holds once by luck is not the capacity.
func TestSearchConfirms(t *testing.T) {
	p := newPlan(t, read(t, wanted))
	lucky, drawn := map[float64]int{}, map[float64]map[uint64]bool{}
	simulate(t, p, func(trial Trial, rate float64) Outcome {
		lucky[rate]++
		if drawn[rate] == nil {
			drawn[rate] = map[uint64]bool{}
		}
		// A confirmation that replays the same arrivals confirms nothing.
		if drawn[rate][trial.Seed] {
			t.Errorf("two trials at %g/s draw with %d", rate, trial.Seed)
		}
		drawn[rate][trial.Seed] = true
		return Outcome{Valid: true, Passed: rate <= 1000 || rate <= 1500 && lucky[rate] == 1}
	})
	if got := capacities(p)[0]; got.Rate > 1000 || got.Rate < 1000/1.06 {
		t.Errorf("found %+v, want about 1000", got)
	}
}

func TestSearchOfEachConfiguration(t *testing.T) {
	p := newPlan(t, read(t, wanted+"matrix: {cache: [on, off]}\n"))
	trials := simulate(t, p, func(trial Trial, rate float64) Outcome {
		if trial.Scenario.Settings["cache"] != trial.Configuration["cache"] || trial.Scenario.Search != nil {
			t.Fatalf("settings %v of %v", trial.Scenario.Settings, trial.Configuration)
		}
		limit := map[string]float64{"on": 2000, "off": 500}[trial.Configuration["cache"]]
		return Outcome{Valid: true, Passed: rate <= limit}
	})
	found := capacities(p)
	if len(found) != 2 || found[0].Configuration["cache"] != "on" || math.Abs(found[0].Rate-1950) > 60 || math.Abs(found[1].Rate-490) > 20 {
		t.Errorf("found %+v", found)
	}
	for i, trial := range trials {
		if trial.Number != i+1 || trial.Of != 0 {
			t.Errorf("trial %d of %d, want %d of 0", trial.Number, trial.Of, i+1)
		}
	}
}

// One trial in which the generator did not get the CPU says nothing: the rate is tried again before the generator is called the limit.
func TestSearchTriesAGeneratorBoundRateAgain(t *testing.T) {
	p := newPlan(t, read(t, wanted))
	disturbed := map[float64]bool{}
	trials := simulate(t, p, func(_ Trial, rate float64) Outcome {
		if !disturbed[rate] {
			disturbed[rate] = true
			return Outcome{GeneratorBound: true}
		}
		return Outcome{Valid: true, Passed: rate <= 1000}
	})
	if got := capacities(p)[0]; got.Rate > 1000 || got.Rate < 1000/1.06 || got.AtLeast || got.GeneratorBound {
		t.Errorf("every first trial was disturbed: %+v after %d trials", got, len(trials))
	}
}

// A load that broke nothing and could not be shown to hold is tried again before it counts as one that does not.
func TestSearchTriesAnUncertainRateAgain(t *testing.T) {
	seen := map[float64]int{}
	p := newPlan(t, read(t, wanted))
	trials := simulate(t, p, func(_ Trial, rate float64) Outcome {
		if seen[rate]++; seen[rate] <= Uncertain && rate <= 1000 {
			return Outcome{Valid: true, Uncertain: true}
		}
		return Outcome{Valid: true, Passed: rate <= 1000}
	})
	if got := capacities(p)[0]; got.Rate > 1000 || got.Rate < 1000/1.06 || got.AtLeast || got.Unsure {
		t.Errorf("every rate was uncertain at first: %+v after %d trials", got, len(trials))
	}
	p = newPlan(t, read(t, wanted))
	trials = simulate(t, p, func(_ Trial, rate float64) Outcome {
		return Outcome{Valid: true, Passed: rate <= 1000, Uncertain: rate > 1000}
	})
	if got := capacities(p)[0]; got.Rate > 1000 || got.Rate < 1000/1.06 {
		t.Errorf("what lies above stays uncertain: %+v after %d trials", got, len(trials))
	}
	most := 0
	for rate, n := range rates(trials) {
		if rate > 1000 {
			most = max(most, n)
		}
	}
	if most != 1+Uncertain {
		t.Errorf("a rate that stays uncertain was tried %d times", most)
	}
}

// rates counts trials by rate.
func rates(trials []Trial) map[float64]int {
	n := map[float64]int{}
	for _, trial := range trials {
		n[trial.Scenario.MainRate()]++
	}
	return n
}

// A load that holds in some trials and is uncertain in others is decided by more of them, and the upper end of the search is the load
// that broke something: 400/s, not the 260/s that could not be shown to hold.
func TestSearchEndsAtWhatBroke(t *testing.T) {
	for _, test := range []struct {
		name        string
		at260       string // outcomes of the trials at 260/s in their order; the last one repeats
		rate, broke float64
		notShown    float64
		tries       int
	}{
		{"three held, three uncertain, the seventh holds", "hhhuuuh", 260, 400, 271, 7},
		{"three held, three uncertain, the seventh is uncertain", "hhhuuuu", 249, 400, 260, 7},
		{"breaks in most", "hbhbb", 249, 260, 0, 5},
		{"holds in most", "hbhhbh", 260, 400, 271, 6},
	} {
		seen := 0
		p := newPlan(t, read(t, "search: {rate: {from: 200/s, to: 1000/s}, resolution: 8%}\n"))
		simulate(t, p, func(_ Trial, rate float64) Outcome {
			switch {
			case rate >= 400:
				return Outcome{Valid: true}
			case rate > 260.5:
				return Outcome{Valid: true, Uncertain: true}
			case rate < 259.5:
				return Outcome{Valid: true, Passed: true}
			}
			o := test.at260[min(seen, len(test.at260)-1)]
			seen++
			return Outcome{Valid: true, Passed: o == 'h', Uncertain: o == 'u'}
		})
		if got := capacities(p)[0]; got.Rate != test.rate || got.Broke != test.broke || got.NotShown != test.notShown || got.AtLeast || got.Unsure || seen != test.tries {
			t.Errorf("%s: %+v after %d trials at 260/s", test.name, got, seen)
		}
	}
}

// A load that has too few hits to show that it holds is no refusal: higher ones have more.
func TestSearchGoesOnAboveWhatItCannotShow(t *testing.T) {
	p := newPlan(t, read(t, wanted))
	trials := simulate(t, p, func(_ Trial, rate float64) Outcome {
		return Outcome{Valid: true, Passed: rate >= 300 && rate <= 1000, Uncertain: rate < 300}
	})
	if got := capacities(p)[0]; got.Rate > 1000 || got.Rate < 1000/1.06 || got.Broke < 1000 || got.NotShown != 0 || len(trials) > 15 {
		t.Errorf("100/s and 200/s have too few hits: %+v after %d trials", got, len(trials))
	}
	p = newPlan(t, read(t, wanted))
	trials = simulate(t, p, func(Trial, float64) Outcome { return Outcome{Valid: true, Uncertain: true} })
	if got := capacities(p)[0]; got.Rate != 0 || got.Broke != 0 || got.NotShown != 100 || got.AtLeast || len(trials) > 10 {
		t.Errorf("nothing can be shown: %+v after %d trials", got, len(trials))
	}
}
