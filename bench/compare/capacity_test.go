package compare

import (
	"errors"
	"fmt"
	"math"
	"strings"
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
		sentence   string
	}{
		"one search each": {[]float64{200}, []float64{300}, Unsure, "head cannot"},
		"more":            {[]float64{200, 204, 198, 202}, []float64{300, 297, 306, 303}, Better, "capacity +50 % (201/s to 302/s)"},
		"less":            {[]float64{300, 297, 306, 303}, []float64{200, 204, 198, 202}, Worse, "capacity -33.3 % (302/s to 201/s)"},
		"the same":        {[]float64{200, 201, 202, 200, 201}, []float64{201, 200, 202, 201, 200}, Same, "are the same within 5 %"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustCompare(searches("base", 0, c.base...), searches("head", 15, c.head...), Options{})
			p := &got.Heads[0].Pairs[0]
			if got.Outcome != c.want || len(p.Rows) != 1 || p.Rows[0].Name != "capacity" {
				t.Errorf("%s: %s, rows %+v", got.Outcome, got.Headline, p.Rows)
			}
			if c.want != Unsure && !strings.Contains(got.Headline, c.sentence) {
				t.Errorf("headline %q does not say %q", got.Headline, c.sentence)
			}
			if p.Base.Trials != len(c.base) || p.Head.Trials != len(c.head) || !p.Base.Searches || p.Base.Hits != uint64(len(c.base))*4*3000 {
				t.Errorf("sides %+v, %+v", p.Base, p.Head)
			}
			if len(p.Changed) > 0 {
				t.Errorf("steps of a search differ in their loads, which is no change: %v", p.Changed)
			}
			if c.want == Unsure && got.Heads[0].Needed != 3 {
				t.Errorf("%d more are needed, want 3: %s", got.Heads[0].Needed, got.Headline)
			}
			bracket := fmt.Sprintf("%s held and %s did not", requestRate(c.head[0]), requestRate(1.05*c.head[0]))
			if !strings.Contains(strings.Join(got.Warnings, "\n"), bracket) {
				t.Errorf("no %q in\n%s", bracket, strings.Join(got.Warnings, "\n"))
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
	all := strings.Join(c.Warnings, "\n")
	for _, want := range []string{"head-1 is left out: the search found at least 300", "head-2 is left out: the search did not come to its end",
		"head-3 is left out: the search found 300 requests/s, which is a bound"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if r := row(c, "capacity"); c.Outcome != Unsure || len(r.Head) != 0 || !math.IsNaN(r.HeadMedian) {
		t.Errorf("%s, %+v", c.Outcome, r)
	}
}

// Configurations are told apart without their rates, of one run as of two; a search is not comparable with trials at given loads.
func TestCompareCapacitiesOfConfigurations(t *testing.T) {
	both := func(name string, minute int) Side {
		return Side{Name: name, Runs: []*analysis.Result{searchAt(name, minute, 200, map[string]float64{"off": 50})}}
	}
	two := mustCompare(both("base", 0), both("head", 15), Options{})
	one, err := Configurations(both("base", 0), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(two.Heads[0].Pairs) != 2 || len(one.Heads) != 1 || one.Heads[0].Name != "cache off" {
		t.Errorf("%d pairs, heads %+v", len(two.Heads[0].Pairs), one.Heads)
	}
	if r := one.Heads[0].Pairs[0].Rows[0]; r.BaseMedian != 200 || r.HeadMedian != 50 {
		t.Errorf("%+v", r)
	}
	var refused *NotComparable
	if _, err := Compare(searches("base", 0, 200), []Side{{Name: "head", Runs: []*analysis.Result{runOf("head", 5, made(0.02, 100, nil))}}}, Options{}); !errors.As(err, &refused) ||
		!strings.Contains(err.Error(), "kind of run: base has a search for capacity, head has trials at given loads") {
		t.Errorf("error %v", err)
	}
}
