package load_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// A warm-up ends when the system is steady: what comes after it follows at once, and every hit is recorded once, in its phase.
func TestWarmUpEndsWhenSteady(t *testing.T) {
	for name, l := range map[string]scenario.Load{
		"open": {Arrivals: "poisson", Phases: []scenario.Phase{
			{Name: "warm-up", Shape: "constant", Params: map[string]float64{"rate": 300}, Duration: 100 * time.Millisecond, AtMost: 10 * time.Minute},
			{Name: "steady", Shape: "constant", Params: map[string]float64{"rate": 200}, Duration: 300 * time.Millisecond, Measure: true}}},
		"rare hits": {Arrivals: "constant", Phases: []scenario.Phase{ // whoever waits for the next one of the warm-up waits for minutes
			{Name: "warm-up", Shape: "constant", Params: map[string]float64{"rate": 0.01}, Duration: 100 * time.Millisecond, AtMost: 10 * time.Minute},
			{Name: "steady", Shape: "constant", Params: map[string]float64{"rate": 200}, Duration: 300 * time.Millisecond, Measure: true}}},
		"closed": {Closed: 3, Phases: []scenario.Phase{
			{Name: "warm-up", Duration: 100 * time.Millisecond, AtMost: 10 * time.Minute},
			{Name: "steady", Duration: 300 * time.Millisecond, Measure: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := schedule(t, l, 3)
			asked, told := 0, []samples.Phase(nil)
			r := &record{}
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {})
			sum := run(t, context.Background(), &load.Attack{Schedule: s, Source: asks{}, Targets: []string{url}, Interval: 10 * time.Millisecond, MaxWorkers: 50,
				Steady:  func() bool { asked++; return asked == 5 },
				Settled: func(p []samples.Phase) { told = p }}, r)
			phases := s.Phases()
			if asked != 5 || len(told) != 2 || told[1] != phases[1] || !phases[0].UntilSteady.Steady || phases[0].End < 100*time.Millisecond {
				t.Fatalf("asked %d times: %+v; told %+v", asked, phases, told)
			}
			if sum.Offered != s.Len() || l.Closed == 0 && uint64(len(r.hits)) != s.Len() {
				t.Errorf("%d hits of %d, %d of them offered", len(r.hits), s.Len(), sum.Offered)
			}
			seen, measured := map[uint64]bool{}, uint64(0)
			for _, h := range r.hits {
				if seen[h.Seq] || h.Failure != samples.OK || h.Sent < h.Due {
					t.Errorf("hit %+v, of a number seen before: %v", h, seen[h.Seq])
				}
				seen[h.Seq] = true
				if s.Phase(h.Due).Measure {
					measured++
				}
			}
			if l.Closed == 0 && measured != phases[1].Offered || measured == 0 {
				t.Errorf("%d hits measured, want %d", measured, phases[1].Offered)
			}
			if begun := r.of(samples.PhaseBegan); len(begun) != 2 || begun[1].At != phases[1].Start {
				t.Errorf("phases began %+v, want %+v", begun, phases)
			}
		})
	}
}
