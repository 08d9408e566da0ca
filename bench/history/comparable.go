package history

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/document"
	"quintet/bench/samples"
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
			parts = append(parts, fmt.Sprintf("%s (%s, before %s)", what, words.Or(after, "none"), words.Or(before, "none")))
		}
	}
	p, q := &a.run.Machine, &b.run.Machine
	before, after := machineText(p), machineText(q)
	if p.CPU == q.CPU && p.Cores == q.Cores && math.Abs(float64(p.Memory-q.Memory)) <= 0.02*float64(max(p.Memory, q.Memory)) {
		after = before // a kernel keeps some memory to itself, not always as much
	}
	add("another machine", before, after)
	add("another data set", datasetOf(x), datasetOf(y))
	add("other objectives", objectivesOf(x), objectivesOf(y))
	if mixOf(x) != mixOf(y) {
		parts = append(parts, "other operations")
	}
	add("another load", loadOf(x, y, a.search), loadOf(y, x, a.search))
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

func machineText(m *samples.Machine) string {
	return fmt.Sprintf("%s, %d cores, %s", words.Or(m.CPU, "a processor without a name"), m.Cores, words.Bytes(float64(m.Memory)))
}

func datasetOf(t *document.Trial) string {
	return fmt.Sprintf("%s, fingerprint %s", words.Or(t.Record.Dataset.Volume, "no volume"), words.Or(t.Record.Dataset.Fingerprint, "none"))
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
	parts := []string{t.Record.Load.Arrivals}
	if t.Record.Load.Closed > 0 {
		parts[0] = fmt.Sprintf("%d closed-loop users", t.Record.Load.Closed)
	}
	for i, p := range t.Phases {
		length := (p.End - p.Start).Round(time.Millisecond)
		text := fmt.Sprintf("%s %s %s", p.Name, p.Shape, length)
		if !p.Measure {
			text += " not measured"
		}
		if !search && i < len(other.Phases) {
			n, o := float64(p.Offered), float64(other.Phases[i].Offered)
			if math.Abs(n-o) > 5*math.Sqrt(n+o)+1 {
				text += fmt.Sprintf(" of %s requests", words.Count(n))
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
