package runner

import (
	"context"
	"testing"
	"time"

	"quintet/bench/scenario"
)

// What comes after a warm-up is as much later as that was longer than it must be.
func TestLaterThanPlanned(t *testing.T) {
	until := scenario.Phase{Name: "warm-up", Duration: time.Second, AtMost: time.Hour}
	measured := scenario.Phase{Name: "steady", Duration: time.Second, Measure: true}
	trial := func(phases ...scenario.Phase) *trial {
		return &trial{schedule: laidOut(t, phases...), steady: make(chan struct{})}
	}

	if later, ok := trial(measured).later(t.Context(), time.Now()); later != 0 || !ok {
		t.Errorf("without a warm-up: %s, %v", later, ok)
	}
	// It ended an hour ago without being steady.
	if later, ok := trial(until, measured).later(t.Context(), time.Now().Add(-time.Hour)); later != time.Hour-time.Second || !ok {
		t.Errorf("never steady: %s, %v", later, ok)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, ok := trial(until, measured).later(ended, time.Now()); ok {
		t.Error("a load that has ended has faults")
	}
}
