package compare

import (
	"maps"
	"math"
	"slices"
	"time"

	"quintet/bench/analysis"
)

// searched is one search of one configuration, which is one observation: of its capacity. The trials it took are at loads that another
// search need not have tried, and each of them was chosen for what the ones before it showed.
type searched struct {
	run      string
	capacity analysis.Capacity
	trials   []*analysis.Trial
	// incomplete says that trials of its run are missing, or there more than once.
	incomplete bool
}

// searchesOf are the searches of a run, one a configuration; none of a run that did not search.
func searchesOf(r *analysis.Result) []searched {
	var list []searched
	planned := plannedOf(r)
	for _, c := range r.Capacities {
		s := searched{run: r.RunID, capacity: c, incomplete: planned.Absent > 0 || len(planned.Twice) > 0}
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

// found reports whether the search found its capacity between a load that held and one that did not: only then is it a number to compare,
// and no bound of one.
func (s *searched) found() bool {
	c := &s.capacity
	return !s.incomplete && !c.Unsure && !c.AtLeast && c.Rate > 0 && c.Refused > 0
}

// rates are the capacities that searches found.
func rates(searches []searched) []float64 {
	list := []float64{}
	for i := range searches {
		if searches[i].found() {
			list = append(list, searches[i].capacity.Rate)
		}
	}
	return list
}

// capacityMetric is how the capacities of searches are compared.
var capacityMetric = compared{metric: "capacity", higher: true, primary: true}

// newCapacityPair compares two groups of searches without judging, as newPair does trials.
func newCapacityPair(base, head *group, opts Options) Pair {
	p := Pair{Base: base.searchSample(), Head: head.searchSample(), Operations: math.NaN(), Within: withinRuns(nil, nil, 1-opts.Alpha)}
	p.Rows = []Row{newRow(capacityMetric, rates(base.searches), rates(head.searches), opts)}
	p.Warnings = append(pairWarnings(&p), slices.Concat(brackets(OfBase, base.searches), brackets(OfHead, head.searches))...)
	return p
}

// brackets are the intervals in which the searches of a side found their capacities; none where no search did.
func brackets(side Which, searches []searched) []Values {
	b := Brackets{Side: side}
	for i := range searches {
		if c := &searches[i].capacity; searches[i].found() {
			b.Searches = append(b.Searches, Bracket{c.Rate, c.Refused})
		}
	}
	if len(b.Searches) == 0 {
		return nil
	}
	return []Values{b}
}

// searchSample describes a group of searches.
func (g *group) searchSample() Sample {
	s := Sample{Configuration: g.configuration, LeftOut: slices.Clone(g.invalid), Searches: true}
	for i := range g.searches {
		of := &g.searches[i]
		if !slices.Contains(s.Runs, of.run) {
			s.Runs = append(s.Runs, of.run)
		}
		if !of.found() {
			s.LeftOut = append(s.LeftOut, SearchLeftOut{of.run, of.capacity, of.incomplete})
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

// addSearches sorts a run's searches into groups, one a configuration.
func addSearches(list []group, r *analysis.Result, invalid []Values) []group {
	for _, s := range searchesOf(r) {
		i := slices.IndexFunc(list, func(g group) bool {
			return len(g.searches) > 0 && maps.Equal(g.configuration, s.capacity.Configuration)
		})
		if i < 0 {
			i = len(list)
			list = append(list, group{configuration: s.capacity.Configuration, invalid: invalid})
		}
		list[i].searches, list[i].trials = append(list[i].searches, s), append(list[i].trials, s.trials...)
	}
	return list
}
