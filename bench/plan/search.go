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

// Uncertain is how often a load is tried again that broke nothing and could not be shown to hold. After that it counts as one that does
// not: a search must end, and rather too low than too high.
const Uncertain = 2

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

// search finds the capacity of one configuration after the other: double the rate from the lower end, then take four times of it at a
// time, until an SLO breaks; bisect on the logarithm between the last good and the first bad rate down to the resolution; then repeat the
// good rate until it has held Confirmations times more. A rate that could not be shown to hold is tried again, up to Uncertain times. One
// that fails to repeat becomes the bad one, and the search goes on below it. That a higher rate held counts for the rates below it too, so
// that such a step back costs a trial or two and not a whole round of repetitions.
type search struct {
	scenario       scenario.Scenario
	wanted         scenario.Search
	configurations []configuration
	found          []Capacity
	number         int

	// The state of the search in the configuration at hand.
	rate        float64
	held        []float64       // the rate of every trial that held
	bad         float64         // the lowest rate that did not, 0 when there is none
	generator   bool            // the generator was the limit at bad
	invalid     int             // invalid trials in a row
	uncertain   map[float64]int // trials that could not be shown to hold, by rate
	repetitions map[float64]int
}

func newSearch(of scenario.Scenario, configurations []configuration) *search {
	s := &search{scenario: of, wanted: *of.Search, configurations: configurations}
	s.begin()
	return s
}

// begin resets the state for the next configuration.
func (s *search) begin() {
	s.rate, s.held, s.bad, s.generator, s.invalid = s.wanted.From, nil, 0, false, 0
	s.repetitions, s.uncertain = map[float64]int{}, map[float64]int{}
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
	return Trial{Number: s.number, Configuration: values, Repetition: s.repetitions[s.rate],
		Seed: seed(trial, s.repetitions[s.rate]), Scenario: trial, Search: &s.wanted}, true
}

// decide takes the outcome of the trial at s.rate and either sets the next rate or returns the capacity.
func (s *search) decide(o Outcome) (Capacity, bool) {
	switch {
	case o.GeneratorBound:
		// Other work on the machine may have come in between, so it gets another chance. Then nothing can be said of this rate,
		// and what held before is a lower bound.
		if s.invalid++; s.invalid < 2 {
			return Capacity{}, false
		}
		s.bad, s.generator = s.rate, true
	case !o.Valid:
		if s.invalid++; s.invalid > Confirmations {
			return Capacity{Rate: s.good(), Unsure: true}, true
		}
		return Capacity{}, false // the same rate again
	case o.Uncertain && s.uncertain[s.rate] < Uncertain:
		s.uncertain[s.rate]++
		s.invalid = 0
		return Capacity{}, false // the same rate again
	case !o.Passed:
		if s.bad == 0 || s.rate <= s.bad {
			s.bad, s.generator = s.rate, false
		}
	default:
		s.held = append(s.held, s.rate)
	}
	s.invalid = 0
	return s.step()
}

// good is the highest rate that held and lies below every one that did not, 0 when there is none.
func (s *search) good() float64 {
	good := 0.0
	for _, rate := range s.held {
		if rate > good && (s.bad == 0 || rate < s.bad) {
			good = rate
		}
	}
	return good
}

// confirmed reports whether a rate held often enough: Confirmations times more counting what held above it, and at least once more
// itself, since what held above it may have been luck.
func (s *search) confirmed(rate float64) bool {
	itself, above := 0, 0
	for _, held := range s.held {
		switch {
		case held == rate:
			itself++
		case held > rate:
			above++
		}
	}
	return itself > 1 && itself+above > Confirmations
}

// leap is how many times of a good rate is tried next while nothing has broken yet: twice, and once that has held too four times. A
// search across two decades then takes as many trials less as make the difference to doubling alone.
func (s *search) leap() float64 {
	if len(s.held) < 2 {
		return 2
	}
	return 4
}

// step sets the next rate from what is known, or returns the capacity.
func (s *search) step() (Capacity, bool) {
	good := s.good()
	switch {
	case good == 0:
		return Capacity{AtLeast: s.generator, GeneratorBound: s.generator}, true // not even the lower end
	case s.bad == 0 && good < s.wanted.To:
		s.rate = min(s.leap()*good, s.wanted.To)
	case s.bad > 0 && s.bad > good*(1+s.wanted.Resolution):
		s.rate = tidy(math.Sqrt(good * s.bad))
		if s.rate <= good || s.rate >= s.bad {
			s.rate = math.Sqrt(good * s.bad)
		}
	case !s.confirmed(good):
		s.rate = good
	default:
		return Capacity{Rate: good, AtLeast: s.generator || s.bad == 0, GeneratorBound: s.generator}, true
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
