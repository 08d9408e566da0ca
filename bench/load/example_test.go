package load_test

import (
	"fmt"
	"time"

	"quintet/bench/load"
	"quintet/bench/scenario"
)

// A schedule says when each hit is due, for any hit, without a list of them.
func ExampleNewSchedule() {
	s, err := load.NewSchedule(scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{
		{Name: "warm-up", Shape: "ramp", Params: map[string]float64{"from": 0, "to": 100}, Duration: 10 * time.Second},
		{Name: "steady", Shape: "constant", Params: map[string]float64{"rate": 100}, Duration: 10 * time.Second, Measure: true},
	}}, 42)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Len(), "hits; the first of the steady phase is due at", s.At(500), "the next at", s.At(501))
	// Output: 1500 hits; the first of the steady phase is due at 10.005s the next at 10.015s
}
