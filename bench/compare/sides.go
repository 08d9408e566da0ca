package compare

import (
	"maps"
	"slices"

	"quintet/bench/analysis"
)

// group is the trials of one configuration on one side, in the order in which they began.
type group struct {
	configuration map[string]string
	trials        []*analysis.Trial
	// searches are set when the trials are those of searches, in the order of the runs; the configuration is then without the rate.
	searches []searched
	// invalid is what makes the side's runs as a whole not valid.
	invalid []Values
	// ambiguous are those of the trials whose number another of their run has too.
	ambiguous map[*analysis.Trial]bool
}

// matched is a head with its configurations beside those of the base.
type matched struct {
	head  Party
	pairs [][2]*group
	// lost are the configurations that have no counterpart.
	lost []Values
}

// configurations sorts a side's trials by configuration, in the order in which the configurations first ran, searches last.
func configurations(s Side) []group {
	var trials []*analysis.Trial
	var invalid []Values
	ambiguous := map[*analysis.Trial]bool{}
	for _, r := range s.Runs {
		planned := plannedOf(r)
		for i := range r.Trials {
			t := &r.Trials[i]
			if t.Manifest.Search == nil {
				trials = append(trials, t)
				ambiguous[t] = slices.Contains(planned.Twice, t.Manifest.Trial)
			}
		}
		for _, c := range r.Checks {
			if !c.OK && (c.Kind == analysis.CheckUnread || c.Kind == analysis.CheckPlanned) {
				invalid = append(invalid, RunInvalid{r.RunID, c})
			}
		}
	}
	slices.SortStableFunc(trials, func(a, b *analysis.Trial) int { return a.Manifest.Began.Compare(b.Manifest.Began) })
	var list []group
	for _, t := range trials {
		i := indexOf(list, t.Manifest.Configuration)
		if i < 0 {
			i = len(list)
			list = append(list, group{configuration: t.Manifest.Configuration, invalid: invalid, ambiguous: ambiguous})
		}
		list[i].trials = append(list[i].trials, t)
	}
	for _, r := range s.Runs {
		list = addSearches(list, r, invalid)
	}
	return list
}

// plannedOf is what is wrong with the numbers of a run's trials; the zero Planned when each is there once.
func plannedOf(r *analysis.Result) analysis.Planned {
	for _, c := range r.Checks {
		if e, ok := c.Evidence.(analysis.Planned); ok && !c.OK {
			return e
		}
	}
	return analysis.Planned{}
}

// match puts configurations of the same name beside one another. Two sides of one configuration each are one pair whatever their names:
// that is how a run without a matrix is compared with one that set something.
func match(base, head []group) matched {
	var m matched
	if len(base) == 1 && len(head) == 1 {
		m.pairs = [][2]*group{{&base[0], &head[0]}}
		return m
	}
	for i := range base {
		j := indexOf(head, base[i].configuration)
		if j < 0 {
			m.lost = append(m.lost, NoCounterpart{OfBase, base[i].configuration})
			continue
		}
		m.pairs = append(m.pairs, [2]*group{&base[i], &head[j]})
	}
	for i := range head {
		if indexOf(base, head[i].configuration) < 0 {
			m.lost = append(m.lost, NoCounterpart{OfHead, head[i].configuration})
		}
	}
	return m
}

// indexOf finds a configuration, -1 when there is none.
func indexOf(list []group, configuration map[string]string) int {
	return slices.IndexFunc(list, func(g group) bool { return maps.Equal(g.configuration, configuration) })
}

func configurationsOf(list []group) []map[string]string {
	var all []map[string]string
	for _, g := range list {
		all = append(all, g.configuration)
	}
	return all
}

// compared are the trials that count.
func (g *group) compared() []*analysis.Trial {
	var list []*analysis.Trial
	for _, t := range g.trials {
		if g.leftOut(t) == nil {
			list = append(list, t)
		}
	}
	return list
}

// sample describes the group.
func (g *group) sample() Sample {
	s := Sample{Configuration: g.configuration, LeftOut: slices.Clone(g.invalid)}
	for _, t := range g.trials {
		if !slices.Contains(s.Runs, t.Manifest.RunID) {
			s.Runs = append(s.Runs, t.Manifest.RunID)
		}
		if out := g.leftOut(t); out != nil {
			s.LeftOut = append(s.LeftOut, out)
			continue
		}
		s.Trials++
		s.include(t)
	}
	return s
}
