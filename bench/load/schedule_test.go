package load

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/bench/scenario"
)

func mustSchedule(t testing.TB, l scenario.Load, seed uint64) *Schedule {
	t.Helper()
	s, err := NewSchedule(l, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// phaseOf is a phase of a shape with some parameters: the same for all parameters of a unit but for rates, which come in the order
// given.
func phaseOf(s shape, name string, duration time.Duration, rates ...float64) scenario.Phase {
	p := scenario.Phase{Name: name, Shape: s.name, Duration: duration, Measure: true, Params: map[string]float64{}}
	var names []string
	for n := range s.params {
		names = append(names, n)
	}
	sort.Strings(names)
	for i, n := range names {
		switch s.params[n] {
		case scenario.Rate:
			p.Params[n] = rates[i%len(rates)]
		case scenario.Duration:
			p.Params[n] = duration.Seconds() / 2.5
		case scenario.Count:
			p.Params[n] = 4
		case scenario.Ratio:
			p.Params[n] = 0.3
		}
	}
	if s.name == "sine" && p.Params["low"] > p.Params["high"] {
		p.Params["low"], p.Params["high"] = p.Params["high"], p.Params["low"]
	}
	return p
}

// Whatever its shape, a curve's total is the integral of its rate, and when is the inverse of total.
func TestCurvesAgreeWithThemselves(t *testing.T) {
	for _, s := range schedules {
		for _, rates := range [][]float64{{300, 50}, {50, 300}, {0, 100}, {100, 0}, {70, 70}} {
			p := phaseOf(s, s.name, 10*time.Second, rates...)
			t.Run(fmt.Sprint(s.name, p.Params), func(t *testing.T) {
				c, err := newCurve(p)
				if err != nil {
					t.Fatal(err)
				}
				// Midpoints of 40,000 strips: exact for straight pieces whose corners are at strip borders, and good to 1e-7 for the rest.
				const strips = 40_000
				sum, width := 0.0, 10.0/strips
				for i := range strips {
					at := (float64(i) + 0.5) * width
					if r := c.rate(at); r < 0 {
						t.Fatalf("rate %g at %g s", r, at)
					}
					sum += c.rate(at) * width
					if got := c.total(at + width/2); i%500 == 499 && math.Abs(got-sum) > 1e-5*(1+sum) {
						t.Fatalf("total %g at %g s, the rate adds up to %g", got, at+width/2, sum)
					}
				}
				whole := c.total(10)
				before := 0.0
				for i := range 1000 {
					x := whole * (float64(i) + 0.5) / 1000
					at := c.when(x)
					if at < before || at > 10 || math.Abs(c.total(at)-x) > 1e-9*whole {
						t.Fatalf("when(%g) = %g s, where the total is %g; before it was %g s", x, at, c.total(at), before)
					}
					before = at
				}
			})
		}
	}
}

// The closed forms: what each shape offers, and where its middle hit is due.
func TestShapesOfferTheirIntegrals(t *testing.T) {
	for name, c := range map[string]struct {
		shape  string
		params map[string]float64
		hits   uint64
		middle float64 // seconds at which half of all are due
	}{
		"constant": {"constant", map[string]float64{"rate": 40}, 400, 5},
		// 10 t + 2 t² = 150
		"ramp up": {"ramp", map[string]float64{"from": 10, "to": 50}, 300, (-10 + math.Sqrt(100+4*2*150)) / 4},
		// 50 t - 2 t² = 150
		"ramp down": {"ramp", map[string]float64{"from": 50, "to": 10}, 300, (50 - math.Sqrt(2500-4*2*150)) / 4},
		// from nothing: 3 t² = 150
		"ramp from 0": {"ramp", map[string]float64{"from": 0, "to": 60}, 300, math.Sqrt(50)},
		// 10, 20, 30, 40 for 2.5 s each: 75 until 5 s, and 125 of 250 after 50 more at 30/s
		"steps":    {"steps", map[string]float64{"from": 10, "to": 40, "count": 4}, 250, 5 + 50.0/30},
		"one step": {"steps", map[string]float64{"from": 10, "to": 40, "count": 1}, 100, 5},
		"spike":    {"spike", map[string]float64{"base": 10, "peak": 70}, 400, 5},
		// two whole periods
		"sine": {"sine", map[string]float64{"low": 20, "high": 80, "period": 5}, 500, 5},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustSchedule(t, scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{
				{Name: "p", Shape: c.shape, Params: c.params, Duration: 10 * time.Second}}}, 1)
			if s.Len() != c.hits || s.Duration() != 10*time.Second {
				t.Fatalf("%d hits in %s, want %d", s.Len(), s.Duration(), c.hits)
			}
			// Half of all are due exactly between hits n/2-1 and n/2.
			low, high := s.At(c.hits/2-1).Seconds(), s.At(c.hits/2).Seconds()
			if low > c.middle || high < c.middle || high-low > 0.3 {
				t.Errorf("hits %d and %d are due at %g and %g s, want %g s between them", c.hits/2-1, c.hits/2, low, high, c.middle)
			}
		})
	}
	s := mustSchedule(t, scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{
		{Name: "p", Shape: "constant", Params: map[string]float64{"rate": 400}, Duration: time.Second}}}, 1)
	for n, want := range map[uint64]time.Duration{0: 1250 * time.Microsecond, 1: 3750 * time.Microsecond, 399: 998750 * time.Microsecond, 400: time.Second, 1 << 60: time.Second} {
		if got := s.At(n); got < want-1 || got > want+1 { // to the nanosecond below
			t.Errorf("hit %d of 400/s is due at %s, want %s", n, got, want)
		}
	}
}

// everyShape is a load with every shape of the table, with fractions of hits at the phases' ends, a phase so short that it may offer
// nothing, and a pause.
func everyShape(arrivals string, rng *rand.Rand) scenario.Load {
	l := scenario.Load{Arrivals: arrivals}
	for i, s := range schedules {
		rates := []float64{rng.Float64() * 300, rng.Float64() * 300}
		l.Phases = append(l.Phases, phaseOf(s, s.name, time.Duration(1+rng.Int64N(int64(4*time.Second))), rates...),
			scenario.Phase{Name: fmt.Sprint("blink", i), Shape: "constant", Duration: time.Duration(1 + rng.Int64N(int64(time.Millisecond))), Params: map[string]float64{"rate": 100}},
			scenario.Phase{Name: fmt.Sprint("pause", i), Shape: "ramp", Duration: time.Second, Params: map[string]float64{"from": 0, "to": 0}})
	}
	return l
}

// What phases offer adds up to Len, each hit is due in the phase that offers it, and due times never decrease.
func TestHitsFallInTheirPhases(t *testing.T) {
	for _, arrivals := range []string{"constant", "poisson"} {
		for seed := range uint64(25) {
			l := everyShape(arrivals, rand.New(rand.NewPCG(seed, 7)))
			s := mustSchedule(t, l, seed)
			n, integral := uint64(0), 0.0
			at := time.Duration(0)
			for i, p := range s.Phases() {
				if p.Start != at || p.End != at+l.Phases[i].Duration || p.Name != l.Phases[i].Name || p.Measure != l.Phases[i].Measure {
					t.Fatalf("phase %d is %+v, want it at %s", i, p, at)
				}
				at = p.End
				integral += s.stretches[i].total
				before := p.Start
				for range p.Offered {
					due := s.At(n)
					if due < before || due >= p.End {
						t.Fatalf("%s, seed %d: hit %d is due at %s, in %+v, after one at %s", arrivals, seed, n, due, p, before)
					}
					before = due
					n++
				}
				if arrivals == "constant" && math.Abs(float64(n)-integral) > 0.5+1e-6 {
					t.Errorf("%d hits where %g are owed", n, integral)
				}
			}
			if n != s.Len() || at != s.Duration() {
				t.Errorf("%s: phases offer %d hits in %s, schedule %d in %s", arrivals, n, at, s.Len(), s.Duration())
			}
		}
	}
}

func TestAnyHitCanBeAskedFor(t *testing.T) {
	for _, arrivals := range []string{"constant", "poisson"} {
		l := everyShape(arrivals, rand.New(rand.NewPCG(3, 3)))
		inOrder, same := mustSchedule(t, l, 9), mustSchedule(t, l, 9)
		var due []time.Duration
		for n := range inOrder.Len() {
			due = append(due, inOrder.At(n))
		}
		for _, n := range rand.New(rand.NewPCG(1, 1)).Perm(len(due)) {
			if got := same.At(uint64(n)); got != due[n] {
				t.Fatalf("%s: hit %d is due at %s, in order it was %s", arrivals, n, got, due[n])
			}
		}
		var asking sync.WaitGroup
		for worker := range 4 {
			asking.Go(func() {
				for n := worker; n < len(due); n += 3 {
					if got := same.At(uint64(n)); got != due[n] {
						t.Errorf("%s: hit %d is due at %s, alone it was %s", arrivals, n, got, due[n])
						return
					}
				}
			})
		}
		asking.Wait()
		rng := rand.New(rand.NewPCG(2, 2))
		from := uint64(0)
		for at := time.Duration(0); at < inOrder.Duration()+time.Second; at += time.Duration(rng.Int64N(int64(50 * time.Millisecond))) {
			want := uint64(sort.Search(len(due), func(i int) bool { return due[i] > at }))
			if got := same.dueBy(at, from); got != want {
				t.Fatalf("%s: %d hits due by %s, want %d", arrivals, got, at, want)
			}
			if got := same.dueBy(at, 0); got != want {
				t.Fatalf("%s: %d hits due by %s from the beginning, want %d", arrivals, got, at, want)
			}
			from = want
		}
	}
}

func TestSeedDecidesPoissonAlone(t *testing.T) {
	l := scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{{Name: "p", Shape: "ramp", Duration: 10 * time.Second, Params: map[string]float64{"from": 50, "to": 400}}}}
	a, b := mustSchedule(t, l, 42), mustSchedule(t, l, 43)
	if a.At(100) == b.At(100) {
		t.Error("two seeds give the same arrival")
	}
	// Golden: a schedule that changes without its seed makes runs incomparable.
	got := fmt.Sprint(a.Len(), a.At(0).Round(time.Microsecond), a.At(1000).Round(time.Microsecond), a.At(a.Len()-1).Round(time.Microsecond))
	if want := "2318 12.061ms 6.237959s 9.998101s"; got != want {
		t.Errorf("seed 42 gives %s, want %s", got, want)
	}
	l.Arrivals = "constant"
	if a, b := mustSchedule(t, l, 42), mustSchedule(t, l, 43); a.At(100) != b.At(100) || a.Len() != b.Len() {
		t.Error("constant arrivals depend on the seed")
	}
}

func TestScheduleOfAClosedLoop(t *testing.T) {
	closed := mustSchedule(t, scenario.Load{Closed: 3, Phases: []scenario.Phase{{Name: "a", Duration: time.Second}, {Name: "b", Duration: time.Second}}}, 1)
	if closed.Len() != 0 || !closed.Closed() || closed.At(0) != 2*time.Second || closed.Phases()[1].Start != time.Second {
		t.Errorf("closed loop %d hits, phases %+v", closed.Len(), closed.Phases())
	}
}

func TestSchedulesNobodyCanPlay(t *testing.T) {
	phase := func(shape string, params map[string]float64) []scenario.Phase {
		return []scenario.Phase{{Name: "rush", Shape: shape, Params: params, Duration: time.Second}}
	}
	for want, l := range map[string]scenario.Load{
		"no phases":                {Arrivals: "poisson"},
		"arrivals are \"evenly\"":  {Arrivals: "evenly", Phases: phase("constant", map[string]float64{"rate": 1})},
		"lasts 0s":                 {Arrivals: "poisson", Phases: []scenario.Phase{{Name: "rush", Shape: "constant"}}},
		"unknown shape \"zigzag\"": {Arrivals: "poisson", Phases: phase("zigzag", nil)},
		"rate is 0, want":          {Arrivals: "poisson", Phases: phase("constant", nil)},
		"rate is -1":               {Arrivals: "poisson", Phases: phase("constant", map[string]float64{"rate": -1})},
		"rate is NaN":              {Arrivals: "poisson", Phases: phase("constant", map[string]float64{"rate": math.NaN()})},
		"rate is +Inf":             {Arrivals: "poisson", Phases: phase("constant", map[string]float64{"rate": math.Inf(1)})},
		"count: found `2.5`":       {Arrivals: "poisson", Phases: phase("steps", map[string]float64{"from": 1, "to": 2, "count": 2.5})},
		"count: found `1e+12`":     {Arrivals: "poisson", Phases: phase("steps", map[string]float64{"from": 1, "to": 2, "count": 1e12})},
		"period: found `0s`":       {Arrivals: "poisson", Phases: phase("sine", map[string]float64{"low": 1, "high": 2, "period": 0})},
		"low: found `3/s`":         {Arrivals: "poisson", Phases: phase("sine", map[string]float64{"low": 3, "high": 2, "period": 1})},
	} {
		t.Run(want, func(t *testing.T) {
			_, err := NewSchedule(l, 1)
			if err == nil || !strings.Contains(err.Error(), want) || len(l.Phases) > 0 && l.Arrivals != "evenly" && !strings.Contains(err.Error(), "phase rush") {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

func TestShapesAreTheTables(t *testing.T) {
	got := Shapes()
	if len(got) != len(schedules) {
		t.Errorf("%d shapes, the table has %d", len(got), len(schedules))
	}
	for _, s := range schedules {
		delete(got[s.name], "rate")
		if len(Shapes()[s.name]) != len(s.params) {
			t.Errorf("%s: a caller can change the table", s.name)
		}
	}
}
