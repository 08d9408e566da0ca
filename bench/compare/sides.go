package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quintet/bench/analysis"
)

// group is the trials of one configuration on one side, in the order in which they began.
type group struct {
	label  string
	values map[string]string
	trials []*analysis.Trial
	// searches are set when the trials are those of searches, in the order of the runs; label and values are then without the rate.
	searches []searched
	// unread says in words what of the side's runs could not be read.
	unread []string
}

// side is a head with its configurations beside those of the base.
type side struct {
	name  string
	pairs [][2]*group
	// lost says which configurations have no counterpart.
	lost []string
}

// configurations sorts a side's trials by configuration, in the order in which the configurations first ran, searches last.
func configurations(s Side) []group {
	var trials []*analysis.Trial
	var unread []string
	for _, r := range s.Runs {
		for i := range r.Trials {
			if r.Trials[i].Manifest.Search == nil {
				trials = append(trials, &r.Trials[i])
			}
		}
		for _, c := range r.Checks {
			if c.Name == "files readable" && !c.OK {
				unread = append(unread, r.RunID+": "+c.Detail)
			}
		}
	}
	slices.SortStableFunc(trials, func(a, b *analysis.Trial) int { return a.Manifest.Began.Compare(b.Manifest.Began) })
	var list []group
	for _, t := range trials {
		label := ConfigurationName(t.Manifest.Configuration)
		i := slices.IndexFunc(list, func(g group) bool { return g.label == label })
		if i < 0 {
			i = len(list)
			list = append(list, group{label: label, values: t.Manifest.Configuration, unread: unread})
		}
		list[i].trials = append(list[i].trials, t)
	}
	for _, r := range s.Runs {
		list = addSearches(list, r, unread)
	}
	return list
}

// ConfigurationName names a configuration by the values of its axes: "api.replicas 2, cache off"; "" when it has none.
func ConfigurationName(values map[string]string) string {
	var words []string
	for _, axis := range slices.Sorted(maps.Keys(values)) {
		words = append(words, axis+" "+values[axis])
	}
	return strings.Join(words, ", ")
}

// match puts configurations of the same name beside one another. Two sides of one configuration each are one pair whatever their names:
// that is how a run without a matrix is compared with one that set something.
func match(base, head []group) side {
	var s side
	if len(base) == 1 && len(head) == 1 {
		s.pairs = [][2]*group{{&base[0], &head[0]}}
		return s
	}
	for i := range base {
		j := slices.IndexFunc(head, func(g group) bool { return g.label == base[i].label })
		if j < 0 {
			s.lost = append(s.lost, fmt.Sprintf("the base's configuration %s is left out, since the head did not run it.", quotedLabel(base[i].label)))
			continue
		}
		s.pairs = append(s.pairs, [2]*group{&base[i], &head[j]})
	}
	for i := range head {
		if !slices.ContainsFunc(base, func(g group) bool { return g.label == head[i].label }) {
			s.lost = append(s.lost, fmt.Sprintf("the head's configuration %s is left out, since the base did not run it.", quotedLabel(head[i].label)))
		}
	}
	return s
}

func quotedLabel(label string) string {
	if label == "" {
		return "without axes"
	}
	return "(" + label + ")"
}

// labels names all configurations of a side.
func labels(list []group) string {
	if len(list) == 0 {
		return "no trials"
	}
	var words []string
	for _, g := range list {
		words = append(words, quotedLabel(g.label))
	}
	return strings.Join(words, ", ")
}

// compared are the trials that count.
func (g *group) compared() []*analysis.Trial {
	var list []*analysis.Trial
	for _, t := range g.trials {
		if usable(t) == "" {
			list = append(list, t)
		}
	}
	return list
}

// sample describes the group.
func (g *group) sample() Sample {
	s := Sample{Configuration: g.label, Values: g.values, LeftOut: slices.Clone(g.unread)}
	for _, t := range g.trials {
		m := &t.Manifest
		s.Runs = appendOnce(s.Runs, m.RunID)
		if why := usable(t); why != "" {
			s.LeftOut = append(s.LeftOut, fmt.Sprintf("%s: trial %d is left out: %s", m.RunID, m.Trial, why))
			continue
		}
		s.Trials++
		s.include(t)
	}
	return s
}
