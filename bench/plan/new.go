package plan

import (
	"fmt"
	"maps"
	"time"

	"quintet/bench/scenario"
)

// Plan decides which trial comes next. It is not safe for concurrent use.
type Plan struct {
	configurations []configuration
	repetitions    int
	// next counts the trials handed out.
	next int
	// search is nil when trials are known beforehand.
	search *search
}

// configuration is one point of the matrix with the scenario it comes to.
type configuration struct {
	values   map[string]string
	changes  []scenario.Override
	scenario scenario.Scenario
}

// New plans the trials of a scenario. The error says which configuration cannot be.
func New(s scenario.Scenario) (*Plan, error) {
	p := &Plan{repetitions: max(1, s.Repetitions)}
	for _, values := range product(s.Matrix) {
		c := configuration{values: values}
		// Values are applied in the order of the axes, as -set would.
		for _, axis := range s.Matrix {
			c.changes = append(c.changes, scenario.Override{Key: axis.Name, Value: values[axis.Name]})
		}
		var err error
		if c.scenario, err = at(s, c.changes); err != nil {
			return nil, fmt.Errorf("plan configuration %v: %w", values, err)
		}
		p.configurations = append(p.configurations, c)
	}
	nameFaults(p.configurations)
	if s.Search != nil {
		p.search = newSearch(s, p.configurations)
	}
	return p, nil
}

// product returns every combination of the axes' values, the last axis changing fastest.
func product(axes []scenario.Axis) []map[string]string {
	all := []map[string]string{{}}
	for _, axis := range axes {
		var longer []map[string]string
		for _, values := range all {
			for _, v := range axis.Values {
				more := maps.Clone(values)
				more[axis.Name] = v
				longer = append(longer, more)
			}
		}
		all = longer
	}
	return all
}

// at returns the scenario at one point of its parameter space.
func at(s scenario.Scenario, changes []scenario.Override) (scenario.Scenario, error) {
	if len(changes) > 0 {
		return s.With(changes)
	}
	s.Matrix, s.Search = nil, nil
	return s, nil
}

// seed is what a repetition, from 1, draws with. The first draws with the scenario's own, so that a run of one trial is repeated by its seed.
func seed(s scenario.Scenario, repetition int) uint64 { return s.Seed + uint64(repetition-1) }

// Next returns the next trial, and false when there is none. prev is the outcome of the trial before, nil before the first;
// only a search looks at it. A trial's Scenario has neither Matrix nor Search; its Source is that of the whole scenario.
func (p *Plan) Next(prev *Outcome) (Trial, bool) {
	if p.search != nil {
		return p.search.next(prev)
	}
	n := len(p.configurations)
	if p.next >= n*p.repetitions {
		return Trial{}, false
	}
	round, i := p.next/n, p.next%n
	if round%2 == 1 {
		i = n - 1 - i
	}
	p.next++
	c := p.configurations[i]
	return Trial{
		Number: p.next, Of: n * p.repetitions, Configuration: maps.Clone(c.values), Repetition: round + 1, Seed: seed(c.scenario, round+1), Scenario: c.scenario,
	}, true
}

// Cost is how many trials there are, and how long their loads take together at most; 0 of a search, which decides as it goes.
func (p *Plan) Cost() (trials int, load time.Duration) {
	if p.search != nil {
		return 0, 0
	}
	for _, c := range p.configurations {
		trials += p.repetitions
		for _, phase := range c.scenario.Load.Phases {
			load += time.Duration(p.repetitions) * max(phase.Duration, phase.AtMost)
		}
	}
	return trials, load
}
