package analysis

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/bracket"
	"quintet/bench/samples"
)

// RateAxis is the axis that a search walks along.
const RateAxis = "rate"

// capacities reads off a search's trials what it found, one row a configuration in the order in which they were searched. It comes to the
// same as the search itself did, since package bracket decides for both.
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
	b := bracket.Bracket{Confirmations: of.Confirmations, Retries: of.Uncertain}
	for _, t := range c.Tried {
		if o := t.outcome(); o != "" {
			b.Add(t.Rate, o)
		}
	}
	c.Rate, c.Refused, c.NotShown = b.Held(), b.Broke(), b.NotShown()
	c.GeneratorBound = b.NotOffered() > 0
	c.AtLeast = c.GeneratorBound || c.Rate > 0 && c.Refused == 0
	c.Short = c.Rate < of.To
	c.Unsure = !c.Swept && b.Contested() > 0 || c.Rate > 0 && !b.Confirmed(c.Rate) || c.Rate == 0 && c.Refused == 0 && c.NotShown == 0 && !c.GeneratorBound
	for _, l := range b.Loads() {
		if l.Mixed() {
			c.Mixed = append(c.Mixed, l)
		}
	}
}

// AcceptTogether comes to one answer for all trials at one load: whether it was taken, and if not whether no objective was broken either but the
// hits are too few to be sure. It decides as the capacity is decided (see package bracket); a load that is still contested was not taken.
func AcceptTogether(trials []*Trial) (accepted, uncertain bool) {
	b := bracket.Bracket{}
	for _, t := range trials {
		if search := t.Manifest.Search; search != nil {
			b.Retries = search.Uncertain
		}
		a := Accept(t)
		if o := a.outcome(); o != "" {
			b.Add(0, o)
		}
	}
	o := b.Outcome(0)
	return o == bracket.Held, o == bracket.NotShown
}

// outcome is what a trial says of its load, "" when it says nothing.
func (a *Acceptance) outcome() bracket.Outcome {
	switch {
	case a.GeneratorBound:
		return bracket.NotOffered
	case !a.Valid:
		return ""
	case a.Accepted:
		return bracket.Held
	case a.Uncertain:
		return bracket.NotShown
	}
	return bracket.Broke
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
