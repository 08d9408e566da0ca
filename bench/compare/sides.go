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
	// unread is what of the side's runs could not be read.
	unread []Values
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
	var unread []Values
	for _, r := range s.Runs {
		for i := range r.Trials {
			if r.Trials[i].Manifest.Search == nil {
				trials = append(trials, &r.Trials[i])
			}
		}
		for _, c := range r.Checks {
			if e, ok := c.Evidence.(analysis.Unread); ok {
				unread = append(unread, Unread{r.RunID, e.Error})
			}
		}
	}
	slices.SortStableFunc(trials, func(a, b *analysis.Trial) int { return a.Manifest.Began.Compare(b.Manifest.Began) })
	var list []group
	for _, t := range trials {
		i := indexOf(list, t.Manifest.Configuration)
		if i < 0 {
			i = len(list)
			list = append(list, group{configuration: t.Manifest.Configuration, unread: unread})
		}
		list[i].trials = append(list[i].trials, t)
	}
	for _, r := range s.Runs {
		list = addSearches(list, r, unread)
	}
	return list
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
		if leftOut(t) == nil {
			list = append(list, t)
		}
	}
	return list
}

// sample describes the group.
func (g *group) sample() Sample {
	s := Sample{Configuration: g.configuration, LeftOut: slices.Clone(g.unread)}
	for _, t := range g.trials {
		if !slices.Contains(s.Runs, t.Manifest.RunID) {
			s.Runs = append(s.Runs, t.Manifest.RunID)
		}
		if out := leftOut(t); out != nil {
			s.LeftOut = append(s.LeftOut, out)
			continue
		}
		s.Trials++
		s.include(t)
	}
	return s
}
