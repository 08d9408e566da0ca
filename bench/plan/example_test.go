package plan_test

import (
	"fmt"

	"quintet/bench/plan"
	"quintet/bench/scenario"
)

// Repetitions of a matrix are interleaved and every second round runs backwards, so that drift weighs on all configurations alike.
func ExampleNew() {
	text := []byte("name: sweep\nworkload: {mix: {users.get: 1}}\nload: {phases: [{name: steady, rate: 100/s, duration: 10s}]}\n" +
		"repetitions: 2\nmatrix: {cache: [on, off]}\n")
	s, err := scenario.Parse("sweep.yaml", text, nil, scenario.Vocabulary{
		Operations: []string{"users.get"}, Settings: []string{"cache"},
		Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := plan.New(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for t, ok := p.Next(nil); ok; t, ok = p.Next(&plan.Outcome{Valid: true, Passed: true}) {
		fmt.Printf("%d of %d: cache %s, repetition %d\n", t.Number, t.Of, t.Configuration["cache"], t.Repetition)
	}
	// Output:
	// 1 of 4: cache on, repetition 1
	// 2 of 4: cache off, repetition 1
	// 3 of 4: cache off, repetition 2
	// 4 of 4: cache on, repetition 2
}
