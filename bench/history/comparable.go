package history

import (
	"maps"
	"math"
	"slices"
	"strings"

	"quintet/bench/document"
	"quintet/bench/words"
)

// incomparable says in words what makes the numbers of two runs of one line answer different questions, "" when nothing does: another
// machine, data set, objectives, operations or load. Versions of software are none: what they change is what a line is there to show.
func incomparable(a, b *trendPoint) string {
	x, y := conditionsOf(a), conditionsOf(b)
	if x == nil || y == nil {
		return ""
	}
	var parts []string
	add := func(what, before, after string) {
		if before != after {
			parts = append(parts, words.ConditionChanged(what, before, after))
		}
	}
	p, q := &a.run.Machine, &b.run.Machine
	before, after := words.MachineCondition(p), words.MachineCondition(q)
	if p.CPU == q.CPU && p.Cores == q.Cores && math.Abs(float64(p.Memory-q.Memory)) <= 0.02*float64(max(p.Memory, q.Memory)) {
		after = before // a kernel keeps some memory to itself, not always as much
	}
	add(words.AnotherMachine, before, after)
	add(words.AnotherDataset, words.DatasetCondition(&x.Record.Dataset.Dataset), words.DatasetCondition(&y.Record.Dataset.Dataset))
	add(words.OtherObjectives, objectivesOf(x), objectivesOf(y))
	if mixOf(x) != mixOf(y) {
		parts = append(parts, words.OtherOperations)
	}
	add(words.AnotherLoad, loadOf(x, y, a.search), loadOf(y, x, a.search))
	return strings.Join(parts, "; ")
}

// conditionsOf is a trial that has the conditions under which the point was measured, nil without trials.
func conditionsOf(p *trendPoint) *document.Trial {
	if len(p.trials) > 0 {
		return p.trials[0]
	}
	if len(p.run.Trials) > 0 {
		return &p.run.Trials[0]
	}
	return nil
}

func objectivesOf(t *document.Trial) string {
	var list []string
	for _, o := range t.SLO {
		list = append(list, o.Expression)
	}
	return strings.Join(list, ", ")
}

func mixOf(t *document.Trial) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(t.Record.Mix)) {
		list = append(list, name+" "+words.Ratio(t.Record.Mix[name]))
	}
	return strings.Join(list, ", ")
}

// loadOf describes a load; where it offered another number of hits than the other by more than chance, with that number. Searches choose
// their loads themselves.
func loadOf(t, other *document.Trial, search bool) string {
	parts := []string{words.LoadCondition(&t.Record.Load)}
	for i := range t.Phases {
		p, differs := &t.Phases[i], false
		if !search && i < len(other.Phases) {
			n, o := float64(p.Offered), float64(other.Phases[i].Offered)
			differs = math.Abs(n-o) > 5*math.Sqrt(n+o)+1
		}
		parts = append(parts, words.PhaseCondition(p, differs))
	}
	return strings.Join(parts, ", ")
}
