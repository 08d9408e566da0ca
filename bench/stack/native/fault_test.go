package native_test

import (
	"slices"
	"testing"
	"time"

	"quintet/bench/fault"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestFaultsOnARealServer plays what can be done to a process on a Redis: each is seen to hold, and the server answers afterwards, with
// what it had.
func TestFaultsOnARealServer(t *testing.T) {
	i := nativetest.Start(t, "redis", native.Options{})
	if err := putRedis(t.Context(), i, "kept"); err != nil {
		t.Fatal(err)
	}
	for _, f := range []scenario.Fault{
		{For: 50 * time.Millisecond, Kind: "pause", Target: "redis"},
		{For: 50 * time.Millisecond, Kind: "cpu", Target: "cache", Params: map[string]float64{"share": 0.2}},
		{Kind: "restart", Target: "redis"},
		{For: 50 * time.Millisecond, Kind: "kill", Target: "sessions"},
	} {
		var events []samples.Event
		timeline := fault.Timeline{Faults: []scenario.Fault{f}, Services: []stack.Service{i.Nodes[0]}, Record: func(e samples.Event) error {
			events = append(events, e)
			return nil
		}}
		if err := timeline.Run(t.Context(), t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		var kinds []samples.EventKind
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		if want := []samples.EventKind{samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultServing}; !slices.Equal(kinds, want) {
			t.Errorf("%s: %+v", f.Label(), events)
		}
		if word, err := getRedis(t.Context(), i); err != nil || word != "kept" {
			t.Errorf("after %s it has %q, %v", f.Label(), word, err)
		}
	}
}
