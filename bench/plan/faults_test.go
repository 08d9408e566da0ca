package plan

import (
	"testing"

	"quintet/bench/scenario"
)

// A suite of faults is a matrix of lists of faults; its configurations are named by what is done, as far as that tells them apart.
func TestFaultsAreNamedByWhatTheyDo(t *testing.T) {
	type configured struct {
		name   string
		faults int
	}
	for values, want := range map[string][]configured{
		"['[{at: 1s, for: 1s, kill: redis}]', '[{at: 1s, for: 1s, kill: redis}, {at: 3s, for: 1s, pause: api}]']": {{"kill redis", 1}, {"kill redis, pause api", 2}},
		"['[{at: 1s, for: 1s, kill: redis}]', '[{at: 1s, for: 2s, kill: redis}]']":                                {{"[{at: 1s, for: 1s, kill: redis}]", 1}, {"[{at: 1s, for: 2s, kill: redis}]", 1}},
	} {
		s, err := scenario.Parse("suite.yaml", []byte("name: suite\nworkload: {mix: {users.get: 1}}\nload: {rate: 100/s, duration: 10s}\nhold: 1s\n"+
			"faults: [{at: 1s, for: 1s, kill: redis}]\nmatrix: {faults: "+values+"}\n"), nil, scenario.Vocabulary{
			Operations: []string{"users.get"}, Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
			Faults: []scenario.FaultKind{{Name: "kill"}, {Name: "pause"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, trial := range all(t, newPlan(t, s)) {
			if got := (configured{trial.Configuration["faults"], len(trial.Scenario.Faults)}); got != want[i] {
				t.Errorf("trial %d is %+v, want %+v", i+1, got, want[i])
			}
		}
	}
}
