package plan

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"quintet/bench/bracket"
	"quintet/bench/scenario"
)

// Confirmations is how often an accepted load must hold again before it is called the capacity.
const Confirmations = 3

// Uncertain is how often a load is tried again that broke nothing and could not be shown to hold. After that the search ends below it and
// says so: a search must end, and rather too low than too high.
const Uncertain = 2

// search finds the capacity of one configuration after the other: double the rate from the lower end, then take four times of it at a
// time, until an SLO breaks; bisect on the logarithm between the largest rate that broke nothing and the lowest that did, down to the
// resolution. A rate that could not be shown to hold is then tried again, up to Uncertain times, and the gap below it is bisected too.
// Last the largest rate that holds is repeated until it has held Confirmations times more. That a higher rate held counts for the rates
// below it, so that a step back costs a trial or two and not a whole round of repetitions. Where trials at one rate contradict one
// another, more of them decide at once (package bracket).
type search struct {
	scenario       scenario.Scenario
	wanted         scenario.Search
	configurations []configuration
	number         int
	// done are the configurations whose search has come to its end, in their order; the one after them is at hand.
	done []*attempt
	*attempt
}

// attempt is the search in one configuration.
type attempt struct {
	rate        float64
	tried       *bracket.Bracket
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
	s.attempt = &attempt{rate: s.wanted.From, tried: &bracket.Bracket{Confirmations: Confirmations, Retries: Uncertain}, repetitions: map[float64]int{}}
}

// next decides what the outcome of the last trial means and gives the next trial: of the same configuration until its capacity is found, then
// of the following one. A trial at a rate that was tried is a repetition with a seed of its own.
func (s *search) next(prev *Outcome) (Trial, bool) {
	if prev != nil && len(s.done) < len(s.configurations) && s.ends(*prev) {
		s.done = append(s.done, s.attempt)
		s.begin()
	}
	if len(s.done) == len(s.configurations) {
		return Trial{}, false
	}
	c := s.configurations[len(s.done)]
	text := strconv.FormatFloat(s.rate, 'f', -1, 64) + "/s"
	changes := append(slices.Clone(c.changes), scenario.Override{Key: "rate", Value: text})
	trial, err := at(s.scenario, changes)
	if err != nil {
		// The scenario's check of `search` has seen both ends; a rate between them can be no mistake of the author's. Ending
		// is what is left, and the trials show what is missing.
		return Trial{}, false
	}
	s.number++
	s.repetitions[s.rate]++
	values := maps.Clone(c.values)
	values["rate"] = text
	return Trial{Number: s.number, Configuration: values, Repetition: s.repetitions[s.rate],
		Seed: seed(trial, s.repetitions[s.rate]), Scenario: trial, Search: &s.wanted}, true
}

// ends takes the outcome of the trial at s.rate and sets the next rate, unless the capacity is found.
func (s *search) ends(o Outcome) bool {
	switch {
	case o.GeneratorBound:
		s.tried.Add(s.rate, bracket.NotOffered)
		if s.tried.Load(s.rate).NotOffered < 2 {
			return false // other work on the machine may have come in between, so it gets another chance
		}
	case !o.Valid:
		s.invalid++
		return s.invalid > Confirmations // else the same rate again
	case o.Passed:
		s.tried.Add(s.rate, bracket.Held)
	case o.Uncertain:
		s.tried.Add(s.rate, bracket.NotShown)
	default:
		s.tried.Add(s.rate, bracket.Broke)
	}
	s.invalid = 0
	next, more := s.step()
	s.rate = next
	return !more
}

// leap is how many times of an unbroken rate is tried next while nothing has broken yet: twice, and once that has held too four times. A
// search across two decades then takes as many trials less as make the difference to doubling alone.
func (s *search) leap() float64 {
	if len(s.tried.Loads()) < 2 {
		return 2
	}
	return 4
}

// step is the rate to try next from what is known, and whether there is one.
func (s *search) step() (rate float64, more bool) {
	top, ceiling := s.tried.Unbroken(), s.tried.Ceiling()
	if contested := s.tried.Contested(); contested > 0 {
		return contested, true
	}
	switch {
	case top == 0:
		return 0, false // not even the lower end
	case ceiling == 0 && top < s.wanted.To:
		return min(s.leap()*top, s.wanted.To), true
	case s.apart(top, ceiling):
		return between(top, ceiling), true
	}
	held, open := s.tried.Held(), s.tried.NotShown()
	if held == 0 {
		open = top // it has the most hits
	}
	switch {
	case open > 0 && !s.tried.Settled(open):
		return open, true
	case held == 0:
		return 0, false
	case s.apart(held, open):
		return between(held, open), true
	case !s.tried.Confirmed(held):
		return held, true
	}
	return 0, false
}

// apart reports whether an upper load, 0 for none, is further from a lower one than the resolution wanted.
func (s *search) apart(low, high float64) bool { return high > low*(1+s.wanted.Resolution) }

// between is the middle of two rates on the logarithm, to three digits where they allow it, so that tables of trials can be read.
func between(low, high float64) float64 {
	middle := math.Sqrt(low * high)
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(middle, 'g', 3, 64), 64)
	if err != nil || rounded <= low || rounded >= high {
		return middle
	}
	return rounded
}
