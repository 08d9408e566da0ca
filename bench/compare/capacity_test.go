package compare

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// searchAt is a run that searched a system and found that rate, refused a little above it; more holds further configurations.
func searchAt(id string, minute int, rate float64, more map[string]float64) *analysis.Result {
	var trials []analysis.Trial
	step := func(offered float64, holds bool, values map[string]string) {
		trials = append(trials, made(0.02, offered, func(t *analysis.Trial) {
			m := &t.Manifest
			m.Search = &samples.Search{From: 10, To: 1e6, Resolution: 0.05, Confirmations: 1}
			m.Configuration = with("rate", fmt.Sprintf("%g/s", offered))
			for axis, value := range values {
				m.Configuration[axis] = value
			}
			m.Phases = []samples.Phase{{Name: "steady", Shape: "constant", End: 30e9, Measure: true, Offered: uint64(30 * offered)}}
			t.Offered = uint64(30 * offered)
			if !holds {
				t.Goodput = offered / 2
			}
		}))
	}
	steps := func(rate float64, values map[string]string) {
		step(rate/2, true, values)
		step(rate*1.05, false, values)
		step(rate, true, values)
		step(rate, true, values)
	}
	steps(rate, nil)
	for name, rate := range more {
		steps(rate, with("cache", name))
	}
	return runOf(id, minute, trials...)
}

// searches is a side of runs that searched, one every half an hour.
func searches(name string, minute int, rates ...float64) Side {
	s := Side{Name: name}
	for i, rate := range rates {
		s.Runs = append(s.Runs, searchAt(fmt.Sprintf("%s-%d", name, i+1), minute+30*i, rate, nil))
	}
	return s
}

func TestCompareCapacities(t *testing.T) {
	for name, c := range map[string]struct {
		base, head []float64
		want       Outcome
		change     float64
	}{
		"one search each": {[]float64{200}, []float64{300}, Unsure, 0.5},
		"more":            {[]float64{200, 204, 198, 202}, []float64{300, 297, 306, 303}, Better, 0.5},
		"less":            {[]float64{300, 297, 306, 303}, []float64{200, 204, 198, 202}, Worse, -1. / 3},
		"the same":        {[]float64{200, 201, 202, 200, 201}, []float64{201, 200, 202, 201, 200}, Same, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustCompare(searches("base", 0, c.base...), searches("head", 15, c.head...), Options{})
			p := &got.Heads[0].Pairs[0]
			if got.Outcome != c.want || len(p.Rows) != 1 || p.Rows[0].Metric != "capacity" || math.Abs(p.Rows[0].Change-c.change) > 1e-9 {
				t.Errorf("%s, rows %+v", got.Outcome, p.Rows)
			}
			if p.Base.Trials != len(c.base) || p.Head.Trials != len(c.head) || !p.Base.Searches || p.Base.Hits != uint64(len(c.base))*4*3000 {
				t.Errorf("sides %+v, %+v", p.Base, p.Head)
			}
			if len(p.Changed) > 0 {
				t.Errorf("steps of a search differ in their loads, which is no change: %v", p.Changed)
			}
			if c.want == Unsure && got.Heads[0].Needed != 3 {
				t.Errorf("%d more are needed, want 3", got.Heads[0].Needed)
			}
			last := got.Warnings[len(got.Warnings)-1].Values.(Brackets)
			if want := (Bracket{c.head[0], 1.05 * c.head[0]}); last.Side != OfHead || len(last.Searches) != len(c.head) || last.Searches[0] != want {
				t.Errorf("brackets %+v, want %+v", last, want)
			}
		})
	}
}

// A search that found a bound only, or did not end, is no number; it is left out and said to be.
func TestCompareCapacitiesLeavesOut(t *testing.T) {
	head := searches("head", 15, 300, 300, 300)
	head.Runs[0].Capacities[0].AtLeast = true
	head.Runs[1].Capacities[0].Unsure = true
	head.Runs[2].Capacities[0].Refused = 0
	c := mustCompare(searches("base", 0, 200), head, Options{})
	var out []string
	for _, v := range c.Heads[0].Pairs[0].Head.LeftOut {
		out = append(out, v.(SearchLeftOut).Run)
	}
	if want := []string{"head-1", "head-2", "head-3"}; !slices.Equal(out, want) {
		t.Errorf("left out %v, want %v", out, want)
	}
	if r := row(c, "capacity"); c.Outcome != Unsure || len(r.Head) != 0 || !math.IsNaN(r.HeadMedian) {
		t.Errorf("%s, %+v", c.Outcome, r)
	}
}

// Configurations are matched without their rates, of one run as of two; a search is not comparable with trials at given loads.
func TestCompareCapacitiesOfConfigurations(t *testing.T) {
	both := func(name string, minute int) Side {
		return Side{Name: name, Runs: []*analysis.Result{searchAt(name, minute, 200, map[string]float64{"off": 50})}}
	}
	two := mustCompare(both("base", 0), both("head", 15), Options{})
	one, err := Configurations(both("base", 0), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(two.Heads[0].Pairs) != 2 || len(one.Heads) != 1 || one.Heads[0].Configuration["cache"] != "off" {
		t.Errorf("%d pairs, heads %+v", len(two.Heads[0].Pairs), one.Heads)
	}
	if r := one.Heads[0].Pairs[0].Rows[0]; r.BaseMedian != 200 || r.HeadMedian != 50 {
		t.Errorf("%+v", r)
	}
	var refused *NotComparable
	if _, err := Runs(searches("base", 0, 200), []Side{{Name: "head", Runs: []*analysis.Result{runOf("head", 5, made(0.02, 100, nil))}}}, Options{}); !errors.As(err, &refused) ||
		!slices.ContainsFunc(refused.Differences, func(d Difference) bool {
			return d.Kind == DifferentKindOfRun && d.Base == RunOfSearch && d.Head == RunOfLoads
		}) {
		t.Errorf("error %v, differences %+v", err, refused)
	}
}
