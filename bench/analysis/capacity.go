package analysis

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/samples"
)

// Capacity is the largest offered load at which every objective held, for one configuration, as a search found it.
type Capacity struct {
	// Configuration is without the rate.
	Configuration map[string]string `json:"configuration"`
	// Rate per second was accepted and confirmed; 0 when no load was. Refused is the lowest load above it that was not, 0
	// when none was: the capacity lies in [Rate, Refused).
	Rate    float64 `json:"rate"`
	Refused float64 `json:"refused"`
	// AtLeast says that the capacity may lie higher: the upper end of the search held, or, with GeneratorBound, the generator
	// could offer no more.
	AtLeast        bool `json:"at_least"`
	GeneratorBound bool `json:"generator_bound"`
	// Unsure says that the search did not come to its end: it was cut off, or trials stayed invalid.
	Unsure bool `json:"unsure"`
	// Swept says that the loads were those of an axis, not a search's: none was confirmed, and nothing between them was tried.
	Swept bool `json:"swept"`
	// Tried are all loads tried, in that order.
	Tried []TriedLoad `json:"-"`
}

// TriedLoad is one step of a search.
type TriedLoad struct {
	Trial int     `json:"trial"`
	Rate  float64 `json:"rate"`
	// P99 is the response time over all operations, Goodput per second.
	P99     float64 `json:"p99"`
	Goodput float64 `json:"goodput"`
	Acceptance
}

// RateAxis is the axis that a search walks along.
const RateAxis = "rate"

// capacities reads off a search's trials what it found, one row a configuration in the order in which they were searched. It comes to the
// same as the search itself did: a load that was refused once is refused, however often it held, and one that was uncertain counts as
// refused when it was so more often than the search tries again.
func capacities(trials []Trial) []Capacity {
	rows := TriedLoads(trials, func(t *Trial) bool { return t.Manifest.Search != nil })
	for i := range rows {
		rows[i].Conclude(*trials[0].Manifest.Search)
	}
	return rows
}

// ParseRate reads a rate per second as scenarios write it.
func ParseRate(text string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSuffix(text, "/s"), 64)
	return v, err == nil
}

// TriedLoads collects the loads that were tried in each configuration by the trials that are wanted; what they come to, Conclude finds.
func TriedLoads(trials []Trial, wanted func(*Trial) bool) []Capacity {
	var rows []Capacity
	for i := range trials {
		t := &trials[i]
		rate, ok := ParseRate(t.Manifest.Configuration[RateAxis])
		if !ok || !wanted(t) {
			continue
		}
		configuration := maps.Clone(t.Manifest.Configuration)
		delete(configuration, RateAxis)
		at := slices.IndexFunc(rows, func(c Capacity) bool { return maps.Equal(c.Configuration, configuration) })
		if at < 0 {
			at = len(rows)
			rows = append(rows, Capacity{Configuration: configuration})
		}
		rows[at].Tried = append(rows[at].Tried, TriedLoad{t.Manifest.Trial, rate, t.All.Response.P99, t.Goodput, Accept(t)})
	}
	return rows
}

// Conclude finds the borders between what held and what did not.
func (c *Capacity) Conclude(of samples.Search) {
	confirmations, most := of.Confirmations, of.To
	uncertain := map[float64]int{}
	for _, t := range c.Tried {
		if t.Uncertain {
			uncertain[t.Rate]++
		}
		refused := t.Valid && !t.Accepted && (!t.Uncertain || uncertain[t.Rate] > of.Uncertain)
		if refused && (c.Refused == 0 || t.Rate < c.Refused) {
			c.Refused = t.Rate
		}
	}
	for _, t := range c.Tried {
		if t.Accepted && (c.Refused == 0 || t.Rate < c.Refused) {
			c.Rate = max(c.Rate, t.Rate)
		}
	}
	// What held at a higher load counts for a lower one, which must itself have held twice.
	itself, held := 0, 0
	for _, t := range c.Tried {
		if t.Accepted && t.Rate >= c.Rate {
			held++
		}
		if t.Accepted && t.Rate == c.Rate {
			itself++
		}
	}
	for _, t := range c.Tried {
		c.GeneratorBound = c.GeneratorBound || t.GeneratorBound && t.Rate > c.Rate && (c.Refused == 0 || t.Rate < c.Refused)
	}
	c.AtLeast = c.GeneratorBound || c.Rate > 0 && c.Refused == 0 && c.Rate >= most
	c.Unsure = c.Rate > 0 && (held < 1+confirmations || itself < min(2, 1+confirmations)) || c.Rate == 0 && c.Refused == 0 && !c.GeneratorBound
}

// Interval is where the capacity lies, from the load that was accepted to the one that was refused.
func (c *Capacity) Interval() Interval {
	if c.Refused == 0 {
		return Interval{c.Rate, math.Inf(1)}
	}
	return Interval{c.Rate, c.Refused}
}

// judged says which trials decide about a run: all of them, or of a search those at the loads it ended on. A configuration in which no
// load was accepted is judged by all of its trials: they show what broke.
func (r *Result) judged() func(*Trial) bool {
	decide := map[int]bool{}
	for _, c := range r.Capacities {
		for _, t := range c.Tried {
			if c.Rate == 0 || t.Accepted && t.Rate == c.Rate {
				decide[t.Trial] = true
			}
		}
	}
	return func(t *Trial) bool { return len(r.Capacities) == 0 || decide[t.Manifest.Trial] }
}
