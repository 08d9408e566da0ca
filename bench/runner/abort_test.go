package runner

import (
	"fmt"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// sink takes hits and forgets them.
type sink struct{ hits int }

func (s *sink) Hit(*samples.Hit) error     { s.hits++; return nil }
func (s *sink) Event(samples.Event) error  { return nil }
func (s *sink) Store(string) (uint8, bool) { return 0, true }

// laidOut is a schedule of phases of a closed loop.
func laidOut(t *testing.T, phases ...scenario.Phase) *load.Schedule {
	t.Helper()
	s, err := load.NewSchedule(scenario.Load{Closed: 1, Phases: phases}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A load is given up at the first hit that makes an objective impossible, and not at the one before it.
func TestBrokenBeyondRepair(t *testing.T) {
	slow := func(i int) samples.Hit { return samples.Hit{End: time.Second, Status: 200, Seq: uint64(i)} }
	failed := func(int) samples.Hit { return samples.Hit{End: time.Millisecond, Status: 500, Failure: samples.Status} }
	unanswered := func(int) samples.Hit { return samples.Hit{End: time.Millisecond, Failure: samples.Timeout} }
	for text, c := range map[string]struct {
		hit func(int) samples.Hit
		// at is the number of such hits of 1,000 planned in 10 s that is one too many; 0: never.
		at int
	}{
		"p99 < 100ms":          {slow, 12}, // 10 may be slower; one more for the rank's rounding
		"p50 < 2s":             {slow, 0},
		"max < 100ms":          {slow, 1},
		"mean < 100ms":         {slow, 101},
		"failures < 1%":        {failed, 11},
		"throughput > 99/s":    {unanswered, 11},
		"throughput > 1/s":     {failed, 0},
		"goodput > 99/s":       {failed, 0},
		"p99(users.get) < 9ms": {slow, 0},
	} {
		t.Run(text, func(t *testing.T) {
			o, err := scenario.ParseSLO(text)
			if err != nil {
				t.Fatal(err)
			}
			recorder := &sink{}
			w := &watch{Recorder: recorder, schedule: laidOut(t, scenario.Phase{Name: "steady", Duration: 10 * time.Second, Measure: true})}
			operation := -1
			if o.Operation != "" {
				operation = 3 // none of the hits is of it
			}
			w.objectives = []*watched{{SLO: o, operation: operation, planned: 1000, seconds: 10}}
			for i := 1; i <= 200; i++ {
				h := c.hit(i)
				if err := w.Hit(&h); err != nil {
					t.Fatal(err)
				}
				if broken := w.broken(load.Live{}) != ""; broken != (c.at > 0 && i >= c.at) {
					t.Fatalf("after %d hits broken is %v, want it from %d on", i, broken, c.at)
				}
			}
			if recorder.hits != 200 {
				t.Errorf("%d hits were recorded", recorder.hits)
			}
		})
	}
}

// Hits of phases that do not count do not count here either.
func TestWarmUpDoesNotAbort(t *testing.T) {
	w := &watch{Recorder: &sink{}, schedule: laidOut(t, scenario.Phase{Name: "warm-up", Duration: time.Second}, scenario.Phase{Name: "steady", Duration: time.Second, Measure: true})}
	w.objectives = []*watched{{SLO: scenario.SLO{Metric: "max", Comparison: "<", Limit: 0.1}, operation: -1, planned: 10, seconds: 1}}
	for i, due := range []time.Duration{0, time.Second} {
		h := samples.Hit{Due: due, End: due + time.Second}
		if err := w.Hit(&h); err != nil {
			t.Fatal(err)
		}
		if got := w.broken(load.Live{}); (got != "") != (i == 1) {
			t.Errorf("after a slow hit due at %s: %q", due, got)
		}
	}
	if text := fmt.Sprint(shares([]scenario.Weight{{Operation: "a", Weight: 3}, {Operation: "b", Weight: 1}})); text != "map[a:0.75 b:0.25]" {
		t.Error(text)
	}
}
