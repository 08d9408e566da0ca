package load

import (
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/scenario"
)

// untilSteady is a ramp that goes on until the system is steady, before a measured phase.
func untilSteady(arrivals string, least, most time.Duration) scenario.Load {
	return scenario.Load{Arrivals: arrivals, Phases: []scenario.Phase{
		{Name: "before", Shape: "constant", Params: map[string]float64{"rate": 50}, Duration: 500 * time.Millisecond},
		{Name: "warm-up", Shape: "ramp", Params: map[string]float64{"from": 20, "to": 200}, Duration: least, AtMost: most},
		{Name: "steady", Shape: "constant", Params: map[string]float64{"rate": 300}, Duration: 2 * time.Second, Measure: true},
		{Name: "rush", Shape: "spike", Params: map[string]float64{"base": 100, "peak": 400}, Duration: time.Second, Measure: true},
	}}
}

// Whenever the warm-up ends, hits stay in order and in their phases, and the measured phases are the same: due at the same instants
// from their beginning, drawn with the same numbers.
func TestSettledSchedules(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, arrivals := range []string{"poisson", "constant"} {
		whole := mustSchedule(t, untilSteady(arrivals, 2*time.Second, 8*time.Second), 9)
		measured := whole.Phases()[2:]
		first := whole.Len() - measured[0].Offered - measured[1].Offered
		for range 200 {
			s := mustSchedule(t, untilSteady(arrivals, 2*time.Second, 8*time.Second), 9)
			at := time.Duration(rng.Float64() * float64(9*time.Second))
			s.settle(at, s.dueBy(at-time.Millisecond, 0))
			phases := s.Phases()
			warm, shift := phases[1], measured[0].Start-phases[2].Start
			if want := min(max(at, 2500*time.Millisecond), 8500*time.Millisecond); (warm.End - want).Abs() > time.Millisecond {
				t.Fatalf("%s: asked to end at %s, it ends at %s", arrivals, at, warm.End)
			}
			if s.Duration() != whole.Duration()-shift || phases[3].End != s.Duration() || !warm.UntilSteady.Steady || phases[2].Start != warm.End {
				t.Fatalf("%s: ended at %s: %+v of %s", arrivals, at, phases, s.Duration())
			}
			n, before := uint64(0), time.Duration(0)
			for i, p := range phases {
				for range p.Offered {
					due := s.At(n)
					if due < before || due < p.Start || due >= p.End {
						t.Fatalf("%s: ended at %s: hit %d of %s is due at %s, after one at %s", arrivals, at, n, p.Name, due, before)
					}
					if i >= 2 {
						whole, drawn := whole.At(s.drawn(n)), s.drawn(n)
						if whole-shift != due || drawn < first {
							t.Fatalf("%s: ended at %s: hit %d is due at %s and drawn as %d; of the whole schedule at %s", arrivals, at, n, due, drawn, whole)
						}
					} else if s.drawn(n) != n {
						t.Fatalf("hit %d of the warm-up is drawn as %d", n, s.drawn(n))
					}
					n, before = n+1, due
				}
			}
			if n != s.Len() || s.At(n) != s.Duration() {
				t.Fatalf("%s: phases hold %d hits of %d", arrivals, n, s.Len())
			}
		}
	}
}

// A closed loop has nothing due; its phases move all the same.
func TestSettledClosedLoop(t *testing.T) {
	s := mustSchedule(t, scenario.Load{Closed: 3, Phases: []scenario.Phase{{Name: "warm-up", Duration: time.Second, AtMost: time.Minute},
		{Name: "steady", Duration: time.Second, Measure: true}}}, 1)
	if s.Duration() != 61*time.Second {
		t.Fatalf("it lasts %s", s.Duration())
	}
	s.settle(5*time.Second, 1000)
	if p := s.Phases(); s.Duration() != 6*time.Second || p[1].Start != 5*time.Second || p[0].End != 5*time.Second || s.Phase(5*time.Second).Name != "steady" {
		t.Errorf("%s: %+v", s.Duration(), p)
	}
	if s.settle(5500*time.Millisecond, 2000); s.Duration() != 6*time.Second {
		t.Errorf("it settled twice: %s", s.Duration())
	}
}
