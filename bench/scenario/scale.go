package scenario

import (
	"time"

	"go.yaml.in/yaml/v3"
)

// stretch is one phase as the tree has it, before it is checked: what can be read of it.
type stretch struct {
	duration  *yaml.Node
	length    time.Duration
	measured  bool
	constant  bool
	rates     []*yaml.Node
	durations []*yaml.Node
	highest   float64
}

// stretches reads the phases of a load: those of its list, or the load itself when it is written as one phase. What cannot
// be read is left out; the decoder says so afterwards.
func (d *decoder) stretches(root *yaml.Node) []stretch {
	load := lookup(root, "load")
	nodes := []*yaml.Node{load}
	if phases := lookup(load, "phases"); phases != nil {
		nodes = phases.Content
	}
	var list []stretch
	for _, n := range nodes {
		if n == nil || n.Kind != yaml.MappingNode {
			continue
		}
		s := stretch{duration: lookup(n, "duration"), measured: true}
		if s.duration != nil {
			s.length, _ = ParseDuration(s.duration.Value) // zero when it cannot be read
		}
		if m := lookup(n, "measure"); m != nil {
			if measured, err := parseBool(m.Value); err == nil {
				s.measured = measured
			}
		}
		if rate := lookup(n, "rate"); rate != nil {
			s.constant = true
			s.add(Rate, rate)
		}
		for shape, params := range d.words.Shapes {
			for name, unit := range params {
				if p := lookup(lookup(n, shape), name); p != nil {
					s.constant = s.constant || shape == "constant"
					s.add(unit, p)
				}
			}
		}
		list = append(list, s)
	}
	return list
}

// add notes a node that is to be changed in proportion.
func (s *stretch) add(unit Unit, n *yaml.Node) {
	switch unit {
	case Rate:
		if v, err := ParseRate(n.Value); err == nil {
			s.rates = append(s.rates, n)
			s.highest = max(s.highest, v)
		}
	case Duration:
		s.durations = append(s.durations, n)
	}
}

// mainPhase is the phase whose rate a scenario is known by; see Override.
func mainPhase(list []stretch) (stretch, bool) {
	var best stretch
	found := false
	for _, constant := range []bool{true, false} {
		for _, s := range list {
			if s.measured && s.highest > 0 && (s.constant || !constant) && (!found || s.length > best.length) {
				best, found = s, true
			}
		}
		if found {
			break
		}
	}
	return best, found
}

// scaleRates makes the main phase run at a rate, and all others in proportion.
func (d *decoder) scaleRates(root *yaml.Node, text, origin string) {
	rate, err := ParseRate(text)
	if err == nil && rate == 0 {
		err = &mismatch{quote(text), "a rate above 0"}
	}
	if w, ok := err.(*mismatch); ok {
		d.misplaced(origin, "rate", w.found, w.want)
		return
	}
	if lookup(lookup(root, "load"), "closed") != nil {
		d.misplaced(origin, "rate", "a closed loop", "`load.closed=N`: its users set the pace themselves")
		return
	}
	list := d.stretches(root)
	main, ok := mainPhase(list)
	if !ok {
		d.misplaced(origin, "rate", "no measured phase with a rate", "a load with one")
		return
	}
	factor := rate / main.highest
	for _, s := range list {
		for _, n := range s.rates {
			v, _ := ParseRate(n.Value) // add has read it
			d.rewrite(n, formatRate(v*factor), origin)
		}
	}
}

// scaleDurations makes all phases together last a duration.
func (d *decoder) scaleDurations(root *yaml.Node, text, origin string) {
	want, err := ParseDuration(text)
	if err == nil && want == 0 {
		err = &mismatch{quote(text), "a duration above 0"}
	}
	if w, ok := err.(*mismatch); ok {
		d.misplaced(origin, "duration", w.found, w.want)
		return
	}
	list := d.stretches(root)
	var sum time.Duration
	for _, s := range list {
		sum += s.length
	}
	if sum == 0 {
		d.misplaced(origin, "duration", "no phase with a duration", "a load with one")
		return
	}
	factor := float64(want) / float64(sum)
	// Borders are rounded, not lengths, so that the lengths add up exactly.
	var past, border time.Duration
	for _, s := range list {
		if s.length > 0 {
			past += s.length
			next := time.Duration(float64(past) * factor).Round(time.Millisecond)
			if past == sum {
				next = want
			}
			d.rewrite(s.duration, max(next-border, time.Millisecond).String(), origin)
			border = next
		}
		for _, n := range s.durations {
			d.scale(n, factor, origin)
		}
	}
	if faults := lookup(root, "faults"); faults != nil && faults.Kind == yaml.SequenceNode {
		d.scaleHold(root, factor, origin)
		for _, f := range faults.Content {
			d.scale(lookup(f, "at"), factor, origin)
			d.scale(lookup(f, "for"), factor, origin)
		}
	}
}

// scaleHold shortens the time that shows a recovery with the load; a longer load needs no more of it.
func (d *decoder) scaleHold(root *yaml.Node, factor float64, origin string) {
	if factor >= 1 {
		return
	}
	if lookup(root, "hold") == nil {
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "hold"},
			&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: defaultHold.String()})
	}
	d.scale(lookup(root, "hold"), factor, origin)
}

// scale multiplies a duration that can be read.
func (d *decoder) scale(n *yaml.Node, factor float64, origin string) {
	if n == nil {
		return
	}
	if v, err := ParseDuration(n.Value); err == nil && v > 0 {
		d.rewrite(n, max(time.Duration(float64(v)*factor).Truncate(time.Millisecond), time.Millisecond).String(), origin)
	}
}

// rewrite changes the text of a value in place.
func (d *decoder) rewrite(n *yaml.Node, text, origin string) {
	if n.Value == text {
		return
	}
	n.Value, n.Tag, n.Style, n.Line = text, "", 0, 0
	d.origin[n] = origin
}

// MainRate is the rate per second that the override "rate" changes: that of the longest measured phase of constant load, or else the
// highest of the longest measured phase. It is 0 in a closed loop.
func (s Scenario) MainRate() float64 {
	var list []stretch
	for _, p := range s.Load.Phases {
		at := stretch{length: p.Duration, measured: p.Measure, constant: p.Shape == "constant"}
		for name, unit := range s.Vocabulary.Shapes[p.Shape] {
			if unit == Rate {
				at.highest = max(at.highest, p.Params[name])
			}
		}
		list = append(list, at)
	}
	main, _ := mainPhase(list)
	return main.highest
}
