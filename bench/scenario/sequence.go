package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Sequence is a visit of one user: operations one after another, each asked once the answer before it was right. It keeps the cookies that it is
// given, and what it remembers of its own answers comes before what others remembered. The mix names it as it does an operation.
type Sequence struct {
	Name  string
	Steps []Step
	Line  int
}

// Step is one operation of a sequence. Before it the user thinks for a time between ThinkFrom and ThinkTo, drawn uniformly.
type Step struct {
	Operation          string
	ThinkFrom, ThinkTo time.Duration
	Line               int
}

const (
	maxSteps = 100
	maxThink = 10 * time.Minute
)

const sequenceForm = "operations in their order, with the time to think between them, such as `[users.login, {think: 1s..3s}, orders.list]`"

// sequences decodes the sequences that the scenario declares.
func (d *decoder) sequences(n *yaml.Node) []Sequence {
	var list []Sequence
	for _, f := range d.entries(n, "sequences", "sequences by name, such as `visit: [users.login, {think: 1s..3s}, orders.list]`") {
		if path := "sequences." + f.name; d.newName(f, "sequences", "visit", "the name of an operation") {
			d.place(path, f.key)
			list = append(list, Sequence{Name: f.name, Steps: d.steps(f, path), Line: f.key.Line})
		}
	}
	return list
}

// steps decodes the steps of a sequence.
func (d *decoder) steps(of field, path string) []Step {
	var steps []Step
	var next Step
	thinks := false
	for i, at := range d.list(of.value, path, sequenceForm) {
		place := fmt.Sprintf("%s.%d", path, i)
		if at.Kind == yaml.MappingNode {
			if thinks {
				d.fail(at, place, "a second time to think before a step", "one, such as `{think: 2s}`")
			}
			thinks = true
			d.think(at, place, &next)
			continue
		}
		name, ok := d.text(at, place, sequenceForm)
		switch {
		case !ok:
			continue
		case !slices.Contains(d.words.Operations, name):
			d.operation(at, place, name)
			continue
		}
		next.Operation, next.Line = name, at.Line
		d.place(fmt.Sprintf("%s.steps.%d", path, len(steps)), at)
		steps, next, thinks = append(steps, next), Step{}, false
	}
	switch {
	case len(steps) == 0:
		d.fail(of.key, path, "no step", sequenceForm)
	case steps[0].ThinkTo > 0:
		d.fail(of.value, path, "a time to think before the first step", "the first step, which begins when the sequence is due")
	case thinks:
		d.fail(of.value, path, "a time to think after the last step", "a step behind it, or none")
	case len(steps) > maxSteps:
		d.fail(of.value, path, fmt.Sprintf("%d steps", len(steps)), fmt.Sprintf("at most %d", maxSteps))
	}
	return steps
}

// think decodes `{think: 2s}` or `{think: 1s..3s}`.
func (d *decoder) think(n *yaml.Node, path string, of *Step) {
	const want = "`{think: 2s}` or `{think: 1s..3s}`"
	fields, ok := d.mapping(n, path, []string{"think"})
	f, given := fields["think"]
	if !ok || !given {
		if ok {
			d.fail(n, path, "nothing", want)
		}
		return
	}
	text, ok := d.text(f.value, path+".think", want)
	if !ok {
		return
	}
	low, high, isRange := strings.Cut(text, "..")
	if !isRange {
		high = low
	}
	from, errFrom := ParseDuration(strings.TrimSpace(low))
	to, errTo := ParseDuration(strings.TrimSpace(high))
	if errFrom != nil || errTo != nil || from > to || to == 0 || to > maxThink {
		d.fail(f.value, path+".think", quote(text), "a duration such as `2s`, or a range such as `1s..3s`, above 0 and at most "+maxThink.String())
		return
	}
	of.ThinkFrom, of.ThinkTo = from, to
}

// Sequence finds a sequence, nil when there is none.
func (w *Workload) Sequence(name string) *Sequence {
	for i := range w.Sequences {
		if w.Sequences[i].Name == name {
			return &w.Sequences[i]
		}
	}
	return nil
}

// Longest is how long a hit of the mix may take at most from when it is sent, thinking included, where no request takes longer than a timeout.
func (w *Workload) Longest(timeout time.Duration) time.Duration {
	longest := timeout
	for _, m := range w.Mix {
		if s := w.Sequence(m.Operation); s != nil {
			whole := time.Duration(0)
			for _, step := range s.Steps {
				whole += step.ThinkTo + timeout
			}
			longest = max(longest, whole)
		}
	}
	return longest
}

// traced refuses operations that send a traceparent of their own beside that of every request.
func (d *decoder) traced(s Scenario) {
	for i := range s.Workload.Operations {
		for _, h := range s.Workload.Operations[i].Headers {
			if path := "operations." + s.Workload.Operations[i].Name + ".headers." + h.Name; s.Traceparent && strings.EqualFold(h.Name, "traceparent") {
				d.fail(d.places[path], path, "a traceparent of its own beside `traceparent: on`", "one of the two")
			}
		}
	}
}

// Asked are the operations that the mix has asked, by itself or as steps of its sequences, each once.
func (w *Workload) Asked() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, m := range w.Mix {
		s := w.Sequence(m.Operation)
		if s == nil {
			add(m.Operation)
			continue
		}
		for _, step := range s.Steps {
			add(step.Operation)
		}
	}
	return names
}

// HitsOf is how many hits an operation or sequence has for each request or sequence that is due, on average: as often as the mix has it asked, and as a
// step of sequences. All together ("") have one.
func (w *Workload) HitsOf(name string) float64 {
	if name == "" {
		return 1
	}
	hits, total := 0.0, 0.0
	for _, m := range w.Mix {
		total += m.Weight
		if m.Operation == name {
			hits += m.Weight
		}
		if s := w.Sequence(m.Operation); s != nil {
			for _, step := range s.Steps {
				if step.Operation == name {
					hits += m.Weight
				}
			}
		}
	}
	return hits / total
}
