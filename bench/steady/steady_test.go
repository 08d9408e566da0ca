package steady

import (
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/samples"
)

// sink is a recorder that counts.
type sink struct{ hits int }

func (s *sink) Hit(*samples.Hit) error     { s.hits++; return nil }
func (s *sink) Event(samples.Event) error  { return nil }
func (s *sink) Store(string) (uint8, bool) { return 0, true }

// told tells a watch hits of two operations, 40 and 10 a second, for some seconds from the beginning of the open part on: slow is how much longer
// than 2 ms a hit of the second operation takes, by second.
func told(t *testing.T, s *Detector, seconds int, slow func(second float64) float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range seconds * 50 {
		at := s.from + time.Duration(i)*time.Second/50
		h := samples.Hit{Due: at, Sent: at, Operation: 0}
		took := 2 * (0.8 + 0.4*rng.Float64())
		if i%5 == 0 {
			h.Operation = 1
			took *= 1 + slow(float64(i)/50)
		}
		h.End = at + time.Duration(took*float64(time.Millisecond))
		if err := s.Hit(&h); err != nil {
			t.Fatal(err)
		}
	}
}

// A system is steady once its last slots are alike: not before there are enough, and not while one operation still gets faster, be it
// one in five of the hits.
func TestSteady(t *testing.T) {
	phases := []samples.Phase{{End: time.Second}, {Start: time.Second, End: time.Minute, UntilSteady: &samples.UntilSteady{AtLeast: 10 * time.Second}}}
	for name, c := range map[string]struct {
		slow func(float64) float64
		// until is the second at which it is not steady yet, from the one at which it is; 0: never within a minute.
		until, from int
	}{
		"from the beginning": {func(float64) float64 { return 0 }, 14, 15},
		"after a step":       {func(s float64) float64 { return map[bool]float64{true: 3}[s < 20] }, 28, 35},
		"never":              {func(s float64) float64 { return 100 / (1 + s) / (1 + s) * 60 }, 59, 0},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := &sink{}
			s := New(recorder, phases)
			if s.from != 11*time.Second {
				t.Fatalf("it looks from %s on", s.from)
			}
			told(t, s, 60, c.slow)
			if recorder.hits != 3000 {
				t.Errorf("%d hits were recorded", recorder.hits)
			}
			if s.Steady(s.from + time.Duration(c.until)*time.Second) {
				t.Errorf("it is steady after %d s", c.until)
			}
			if c.from > 0 && !s.Steady(s.from+time.Duration(c.from)*time.Second) {
				t.Errorf("it is not steady after %d s", c.from)
			}
		})
	}
	if New(nil, phases[:1]) != nil {
		t.Error("a load without such a phase is watched")
	}
}
