package scenario_test

import (
	"fmt"

	"quintet/bench/scenario"
)

// vocabulary is what a scenario may name; the harness takes it from its operations and shapes of load.
var vocabulary = scenario.Vocabulary{
	Operations: []string{"users.get", "messages.list"},
	Shapes:     map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
}

const evening = `name: evening
workload:
  mix: {users.get: 9, messages.list: 1}
load:
  phases:
    - {name: steady, rate: 300/s, duration: 20s}
slo:
  - p99 < 100ms
`

func ExampleParse() {
	s, err := scenario.Parse("evening.yaml", []byte(evening), nil, vocabulary)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Name, s.Load.Arrivals, s.Load.Phases[0].Params["rate"], s.SLO[0].Expression)
	// Output: evening poisson 300 p99 < 100ms
}

// Every mistake is named with its line, what was found and what would be right.
func ExampleParse_mistake() {
	_, err := scenario.Parse("evening.yaml", []byte(evening+"  - p99(user.get) < 60ms\n"), nil, vocabulary)
	fmt.Println(err)
	// Output: evening.yaml:9: slo.1: found the unknown operation `user.get`, want an operation such as `users.get` or `messages.list`; bench list names all; did you mean `users.get`?
}

// A change from the command line meets the same rules as one in the file.
func ExampleScenario_With() {
	s, err := scenario.Parse("evening.yaml", []byte(evening), nil, vocabulary)
	if err != nil {
		fmt.Println(err)
		return
	}
	faster, err := s.With([]scenario.Override{{Key: "rate", Value: "900/s"}})
	fmt.Println(faster.Load.Phases[0].Params["rate"], err)
	_, err = s.With([]scenario.Override{{Key: "rate", Value: "900"}})
	fmt.Println(err)
	// Output:
	// 900 <nil>
	// -set rate=900: rate: found `900` without a unit, want a rate such as `900/s`
}

func ExampleParseSLO() {
	o, err := scenario.ParseSLO("p99(messages.list) < 60ms")
	fmt.Println(o.Metric, o.Operation, o.Limit, err)
	// Output: p99 messages.list 0.06 <nil>
}
