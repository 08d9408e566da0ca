package analysis

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/samples"
)

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
