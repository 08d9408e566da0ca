package plan

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"quintet/bench/scenario"
)

// Confirmations is how often an accepted load must hold again before it is called the capacity.
const Confirmations = 3

// Capacity is the largest offered load at which every SLO held, for one configuration of the matrix.
type Capacity struct {
	Configuration map[string]string
	// Rate is the load of the main phase per second (see scenario.Override); 0 when even the lowest rate failed.
	Rate float64
	// AtLeast says that the real capacity may be higher: the search's upper end held, or the generator was the limit.
	AtLeast bool
	// GeneratorBound says that AtLeast is because of the generator.
	GeneratorBound bool
	// Unsure says that trials stayed invalid for another reason than the generator, so the search was ended.
	Unsure bool
}

// search finds the capacity of one configuration after the other: double the rate from the lower end until an SLO breaks,
// bisect on the logarithm between the last good and the first bad rate down to the resolution, then repeat the good rate until
// it has held Confirmations times. A rate that fails to repeat becomes the bad one, and the search goes on below it.
type search struct {
	scenario       scenario.Scenario
	wanted         scenario.Search
	configurations []configuration
	found          []Capacity
	number         int

	// The state of the search in the configuration at hand.
	rate        float64
	goods       []float64 // ascending: rates that held
	bad         float64   // the lowest rate that did not, 0 when there is none
	atLeast     bool
	generator   bool
	confirmed   int
	invalid     int // invalid trials in a row
	repetitions map[float64]int
}

func newSearch(of scenario.Scenario, configurations []configuration) *search {
	s := &search{scenario: of, wanted: *of.Search, configurations: configurations}
	s.begin()
	return s
}

// begin resets the state for the next configuration.
func (s *search) begin() {
	s.rate, s.goods, s.bad = s.wanted.From, nil, 0
	s.atLeast, s.generator, s.confirmed, s.invalid = false, false, 0, 0
	s.repetitions = map[float64]int{}
}

func (s *search) next(prev *Outcome) (Trial, bool) {
	if prev != nil && len(s.found) < len(s.configurations) {
		if c, done := s.decide(*prev); done {
			c.Configuration = maps.Clone(s.configurations[len(s.found)].values)
			s.found = append(s.found, c)
			s.begin()
		}
	}
	if len(s.found) == len(s.configurations) {
		return Trial{}, false
	}
	c := s.configurations[len(s.found)]
	text := strconv.FormatFloat(s.rate, 'f', -1, 64) + "/s"
	changes := append(slices.Clone(c.changes), scenario.Override{Key: "rate", Value: text})
	trial, err := at(s.scenario, changes)
	if err != nil {
		// The scenario's check of `search` has seen both ends; a rate between them can be no mistake of the author's. Ending
		// is what is left, and Capacities shows what is missing.
		return Trial{}, false
	}
	s.number++
	s.repetitions[s.rate]++
	values := maps.Clone(c.values)
	values["rate"] = text
	return Trial{Number: s.number, Configuration: values, Repetition: s.repetitions[s.rate], Scenario: trial, Search: &s.wanted}, true
}

// decide takes the outcome of the trial at s.rate and either sets the next rate or returns the capacity.
func (s *search) decide(o Outcome) (Capacity, bool) {
	switch {
	case o.GeneratorBound:
		// Nothing can be said of this rate; what held before is a lower bound.
		s.bad, s.atLeast, s.generator, s.confirmed = s.rate, true, true, 0
		return s.step()
	case !o.Valid:
		if s.invalid++; s.invalid > Confirmations {
			return Capacity{Rate: s.last(), Unsure: true}, true
		}
		return Capacity{}, false // the same rate again
	}
	s.invalid = 0
	if !o.Passed {
		if s.bad == 0 || s.rate < s.bad {
			s.bad, s.atLeast, s.generator = s.rate, false, false
		}
		s.confirmed = 0
		for len(s.goods) > 0 && s.last() >= s.rate {
			s.goods = s.goods[:len(s.goods)-1]
		}
		return s.step()
	}
	if s.rate == s.last() {
		s.confirmed++
	} else {
		s.goods = append(s.goods, s.rate)
		s.confirmed = 0
	}
	return s.step()
}

// last is the highest rate that held, 0 when none did.
func (s *search) last() float64 {
	if len(s.goods) == 0 {
		return 0
	}
	return s.goods[len(s.goods)-1]
}

// step sets the next rate from what is known, or returns the capacity.
func (s *search) step() (Capacity, bool) {
	good := s.last()
	switch {
	case good == 0:
		return Capacity{AtLeast: s.generator, GeneratorBound: s.generator}, true // not even the lower end
	case s.bad == 0 && good < s.wanted.To:
		s.rate = min(2*good, s.wanted.To)
	case s.bad > 0 && s.bad > good*(1+s.wanted.Resolution):
		s.rate = tidy(math.Sqrt(good * s.bad))
		if s.rate <= good || s.rate >= s.bad {
			s.rate = math.Sqrt(good * s.bad)
		}
	case s.confirmed < Confirmations:
		s.rate = good
	default:
		return Capacity{Rate: good, AtLeast: s.atLeast || s.bad == 0, GeneratorBound: s.generator}, true
	}
	return Capacity{}, false
}

// tidy rounds a rate to three digits, so that tables of trials can be read.
func tidy(v float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil {
		return v
	}
	return rounded
}
