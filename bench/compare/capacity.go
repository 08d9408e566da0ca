package compare

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// searched is one search of one configuration, which is one observation: of its capacity. The trials it took are at loads that another
// search need not have tried, and each of them was chosen for what the ones before it showed.
type searched struct {
	run      string
	capacity analysis.Capacity
	trials   []*analysis.Trial
}

// searchesOf are the searches of a run, one a configuration; none of a run that did not search.
func searchesOf(r *analysis.Result) []searched {
	var list []searched
	for _, c := range r.Capacities {
		s := searched{run: r.RunID, capacity: c}
		for i := range r.Trials {
			t := &r.Trials[i]
			if slices.ContainsFunc(c.Tried, func(tried analysis.TriedLoad) bool { return tried.Trial == t.Manifest.Trial }) {
				s.trials = append(s.trials, t)
			}
		}
		list = append(list, s)
	}
	return list
}

// rate is the capacity that was found between a load that held and one that did not; NaN where only a bound of it is known, or nothing: why
// says which.
func (s *searched) rate() (rate float64, why string) {
	c := &s.capacity
	switch {
	case c.Unsure:
		return math.NaN(), "the search did not come to its end: it found " + analysis.CapacityWords(*c) + "."
	case c.AtLeast || c.Rate == 0 || c.Refused == 0:
		return math.NaN(), "the search found " + analysis.CapacityWords(*c) + ", which is a bound and no number to compare."
	}
	return c.Rate, ""
}

// bracket says between which loads the capacity lies.
func (s *searched) bracket() string {
	return fmt.Sprintf("%s held and %s did not", requestRate(s.capacity.Rate), requestRate(s.capacity.Refused))
}

// rates are the capacities that searches found.
func rates(searches []searched) []float64 {
	list := []float64{}
	for i := range searches {
		if rate, why := searches[i].rate(); why == "" {
			list = append(list, rate)
		}
	}
	return list
}

// capacityMetric is how the capacities of searches are compared.
var capacityMetric = compared{name: "capacity", metric: "capacity", higher: true, primary: true}

// newCapacityPair compares two groups of searches without judging, as newPair does trials.
func newCapacityPair(base, head *group, opts Options) Pair {
	p := Pair{Base: base.searchSample(), Head: head.searchSample(), Operations: math.NaN(), Within: withinRuns(nil, nil, 1-opts.Alpha)}
	p.Rows = []Row{newRow(capacityMetric, rates(base.searches), rates(head.searches), opts)}
	p.Warning = pairWarnings(&p)
	for _, side := range []struct {
		name     string
		searches []searched
	}{{"base", base.searches}, {"head", head.searches}} {
		var brackets []string
		for i := range side.searches {
			if _, why := side.searches[i].rate(); why == "" {
				brackets = append(brackets, side.searches[i].bracket())
			}
		}
		if len(brackets) > 0 {
			p.Warning = append(p.Warning, fmt.Sprintf("a search tells a capacity to within its last step: of the %s %s.", side.name, strings.Join(brackets, "; ")))
		}
	}
	return p
}

// searchSample describes a group of searches.
func (g *group) searchSample() Sample {
	s := Sample{Configuration: g.label, Values: g.values, LeftOut: slices.Clone(g.unread), Searches: true}
	for i := range g.searches {
		of := &g.searches[i]
		s.Runs = appendOnce(s.Runs, of.run)
		if _, why := of.rate(); why != "" {
			s.LeftOut = append(s.LeftOut, fmt.Sprintf("%s is left out: %s", of.run, why))
			continue
		}
		s.Trials++
		for _, t := range of.trials {
			s.include(t)
		}
	}
	return s
}

// include adds a trial to what stands on a side.
func (s *Sample) include(t *analysis.Trial) {
	m := &t.Manifest
	end := m.Began.Add(max(m.Elapsed, time.Nanosecond))
	if s.Began.IsZero() || m.Began.Before(s.Began) {
		s.Began = m.Began
	}
	if end.After(s.Ended) {
		s.Ended = end
	}
	s.Hits += t.All.Hits
}

// searchWords says how a run searched; "" when it did not.
func searchWords(m *samples.Manifest) string {
	if m.Search == nil {
		return ""
	}
	return fmt.Sprintf("from %s to %s within %s, %d %s", requestRate(m.Search.From), requestRate(m.Search.To), analysis.FormatRatio(m.Search.Resolution),
		m.Search.Confirmations, plural(m.Search.Confirmations, "confirmation"))
}

// kindOfRun says what a run's trials are for.
func kindOfRun(m *samples.Manifest) string {
	if m.Search != nil {
		return "a search for capacity"
	}
	return "trials at given loads"
}

// addSearches sorts a run's searches into groups, one a configuration.
func addSearches(list []group, r *analysis.Result, unread []string) []group {
	for _, s := range searchesOf(r) {
		i := slices.IndexFunc(list, func(g group) bool { return len(g.searches) > 0 && maps.Equal(g.values, s.capacity.Configuration) })
		if i < 0 {
			i = len(list)
			list = append(list, group{label: ConfigurationName(s.capacity.Configuration), values: s.capacity.Configuration, unread: unread})
		}
		list[i].searches, list[i].trials = append(list[i].searches, s), append(list[i].trials, s.trials...)
	}
	return list
}
