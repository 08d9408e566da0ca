package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

const (
	defaultTimeout = 30 * time.Second
	maxPhases      = 100
	maxClosed      = 100_000
)

var arrivals = []string{"poisson", "constant"}

// shapeKeys are the keys that say a phase's shape: the vocabulary's shapes, and `rate` as the short form of the constant one.
func (d *decoder) shapeKeys() []string {
	return append([]string{"rate"}, slices.Sorted(maps.Keys(d.words.Shapes))...)
}

// load decodes when requests are due: phases, or one phase written directly (`rate: 400/s` and `duration: 30s`).
func (d *decoder) load(root, n *yaml.Node) Load {
	l := Load{Arrivals: "poisson", Timeout: defaultTimeout}
	if n == nil {
		d.fail(root, "load", "nothing", "a mapping with `phases`, or with `rate` and `duration`")
		return l
	}
	shapes := d.shapeKeys()
	known := append([]string{"arrivals", "phases", "duration", "closed", "max_workers", "timeout"}, shapes...)
	fields, ok := d.mapping(n, "load", known)
	if !ok {
		return l
	}
	if f, ok := fields["closed"]; ok {
		l.Closed = d.whole(f.value, "load.closed", maxClosed)
		for _, name := range append([]string{"arrivals", "max_workers"}, shapes...) {
			if other, ok := fields[name]; ok {
				d.fail(other.key, "load."+name, quote(name)+" beside `closed`", "one of the two: users of a closed loop set the pace themselves")
			}
		}
	}
	if f, ok := fields["arrivals"]; ok {
		if l.Arrivals, ok = d.text(f.value, "load.arrivals", oneOf(arrivals)); ok && !slices.Contains(arrivals, l.Arrivals) {
			d.fail(f.value, "load.arrivals", quote(l.Arrivals), oneOf(arrivals)).Meant = Meant(l.Arrivals, arrivals)
		}
	}
	if f, ok := fields["max_workers"]; ok {
		l.MaxWorkers = d.whole(f.value, "load.max_workers", maxClosed)
	}
	if take(d, fields, "load", "timeout", "a duration such as `30s`", ParseDuration, &l.Timeout) && l.Timeout == 0 {
		d.fail(fields["timeout"].value, "load.timeout", quote(fields["timeout"].value.Value), "a duration above 0")
	}
	l.Phases = d.phases(n, fields, shapes, l.Closed > 0 || fields["closed"].value != nil)
	return l
}

// requests refuses a load that offers nothing and has no other mistake.
func (d *decoder) requests(n *yaml.Node, s Scenario) {
	if d.words.Requests == nil || s.Load.Closed > 0 {
		return
	}
	switch total, err := d.words.Requests(s.Load, s.Seed); {
	case err != nil:
		d.fail(n, "load", err.Error(), "")
	case total == 0:
		d.fail(n, "load", "a load of no requests", "a higher rate or a longer duration")
	}
}

// whole decodes a whole number from 1 to most.
func (d *decoder) whole(n *yaml.Node, path string, most int64) int {
	v, ok := value(d, n, path, "a whole number such as `64`", ParseCount)
	if ok && (v < 1 || v > most) {
		d.fail(n, path, quote(n.Value), fmt.Sprintf("from 1 to %d", most))
	}
	return int(v)
}

// phases decodes the list of phases, or the one phase that a load without a list is.
func (d *decoder) phases(n *yaml.Node, fields map[string]field, shapes []string, closed bool) []Phase {
	f, list := fields["phases"]
	if !list {
		if _, ok := fields["duration"]; !ok {
			d.fail(n, "load", "neither `phases` nor `duration`", "a list of phases, or one phase such as `rate: 400/s` with `duration: 30s`")
			return nil
		}
		p := Phase{Name: "steady", Measure: true, Line: n.Line}
		d.phase(&p, n, "load", fields, shapes, closed)
		return []Phase{p}
	}
	for _, name := range append([]string{"duration"}, shapes...) {
		if other, ok := fields[name]; ok && !(closed && name != "duration") {
			d.fail(other.key, "load."+name, quote(name)+" beside `phases`", "it inside a phase")
		}
	}
	nodes := d.list(f.value, "load.phases", "a list of phases")
	if f.value.Kind == yaml.SequenceNode && len(nodes) == 0 {
		d.fail(f.value, "load.phases", "no phase", "at least one phase")
	}
	if len(nodes) > maxPhases {
		d.fail(f.value, "load.phases", strconv.Itoa(len(nodes))+" phases", fmt.Sprintf("at most %d", maxPhases))
		nodes = nodes[:maxPhases]
	}
	var phases []Phase
	measured := false
	for i, at := range nodes {
		p := Phase{Name: "phase " + strconv.Itoa(i+1), Measure: true, Line: at.Line}
		path := "load.phases." + strconv.Itoa(i)
		if name := lookup(at, "name"); name != nil && name.Kind == yaml.ScalarNode && name.Value != "" {
			path = "load.phases." + name.Value
		}
		inside, ok := d.mapping(at, path, append([]string{"name", "duration", "measure", "until", "at most"}, shapes...))
		if !ok {
			measured = true // its intended value is unknown
			continue
		}
		if f, ok := inside["name"]; ok {
			p.Name, ok = d.text(f.value, path+".name", "a name such as `steady`")
			if ok && p.Name == "" {
				d.fail(f.value, path+".name", "an empty name", "a name such as `steady`")
			}
			if slices.ContainsFunc(phases, func(q Phase) bool { return q.Name == p.Name }) {
				d.fail(f.value, path+".name", "the name "+quote(p.Name)+" a second time", "a name for each phase")
			}
		}
		if f, ok := inside["measure"]; ok {
			p.Measure, ok = value(d, f.value, path+".measure", "`true` or `false`", parseBool)
			measured = measured || !ok
		}
		measured = measured || p.Measure
		d.phase(&p, at, path, inside, shapes, closed)
		d.until(&p, at, path, inside, phases)
		phases = append(phases, p)
	}
	if len(nodes) > 0 && !measured {
		d.fail(f.value, "load.phases", "only phases with `measure: false`", "at least one phase that is measured")
	}
	return phases
}

// defaultAtMost is how long a phase goes on that says no bound.
const defaultAtMost = 2 * time.Minute

// until decodes how a phase that is not measured goes on at its last rate until the system is steady.
func (d *decoder) until(p *Phase, n *yaml.Node, path string, fields map[string]field, before []Phase) {
	most, bounded := fields["at most"]
	f, ok := fields["until"]
	if !ok {
		if bounded {
			d.fail(most.key, path+".at most", quote("at most")+" without `until: steady`", "both, or neither")
		}
		return
	}
	if text, ok := d.text(f.value, path+".until", "`steady`"); !ok || text != "steady" {
		if ok {
			d.fail(f.value, path+".until", quote(text), "`steady`")
		}
		return
	}
	p.AtMost = max(defaultAtMost, p.Duration)
	if bounded {
		v, ok := value(d, most.value, path+".at most", "a duration such as `120s`", ParseDuration)
		if ok && v < p.Duration {
			d.fail(most.value, path+".at most", quote(most.value.Value), "at least the phase's duration, "+p.Duration.String())
		}
		p.AtMost = v
	}
	last, ends := p.Params["to"] // the parameter that shapes have for the rate they end with
	switch other := slices.IndexFunc(before, func(q Phase) bool { return q.AtMost > 0 }); {
	case p.Measure:
		d.fail(f.key, path+".until", "a measured phase until it is steady", "it beside `measure: false`: what is measured has a length that is known beforehand")
	case ends && last == 0:
		d.fail(f.key, path+".until", "a phase that ends with a rate of `0/s`", "one that ends with requests, which show whether they still get faster")
	case other >= 0:
		d.fail(f.key, path+".until", "a second phase until it is steady, after "+quote(before[other].Name), "one of them")
	}
}

// phase decodes duration and shape of one phase from the fields around them.
func (d *decoder) phase(p *Phase, n *yaml.Node, path string, fields map[string]field, shapes []string, closed bool) {
	d.require(n, path, fields, "a duration such as `30s`", "duration")
	if take(d, fields, path, "duration", "a duration such as `30s`", ParseDuration, &p.Duration) && p.Duration == 0 {
		d.fail(fields["duration"].value, path+".duration", quote(fields["duration"].value.Value), "a duration above 0")
	}
	var given []string
	for _, name := range shapes {
		if _, ok := fields[name]; ok {
			given = append(given, name)
		}
	}
	switch {
	case closed:
		for _, name := range given {
			if path != "load" { // beside `closed` itself it has been said
				d.fail(fields[name].key, path+"."+name, quote(name)+" in a closed loop", "only `duration`: users of a closed loop set the pace themselves")
			}
		}
	case len(given) == 0:
		d.fail(n, path, "no shape", "one of "+oneOf(shapes))
	case len(given) > 1:
		d.fail(fields[given[1]].key, path, "the shapes "+enumerate(given, " and ")+" together", "one of them; another phase for the other")
	default:
		d.shape(p, fields[given[0]], path)
	}
}

// shape decodes a shape with its parameters, as the vocabulary has them.
func (d *decoder) shape(p *Phase, f field, path string) {
	path = join2(path, f.name)
	p.Params = map[string]float64{}
	if f.name == "rate" {
		p.Shape = "constant"
		v, ok := value(d, f.value, path, "a rate such as `400/s`", ParseRate)
		if ok && v == 0 {
			d.fail(f.value, path, quote(f.value.Value), "a rate above 0")
		}
		p.Params["rate"] = v
		return
	}
	p.Shape = f.name
	units := d.words.Shapes[f.name]
	names := slices.Sorted(maps.Keys(units))
	params, ok := d.mapping(f.value, path, names)
	if !ok {
		return
	}
	rates, top, complete := 0, 0.0, true
	for _, name := range names {
		unit := units[name]
		given, ok := params[name]
		if !ok {
			d.fail(f.key, join2(path, name), "nothing", "a value such as `"+unit.example()+"`")
			complete = false
			continue
		}
		v, ok := value(d, given.value, join2(path, name), "a value such as `"+unit.example()+"`", unit.parse)
		complete = complete && ok
		p.Params[name] = v
		if unit == Rate {
			rates, top = rates+1, max(top, v)
		} else if ok && v == 0 {
			d.fail(given.value, join2(path, name), quote(given.value.Value), "a value above 0 such as `"+unit.example()+"`")
			complete = false
		}
	}
	switch {
	case !complete:
	case rates > 0 && top == 0:
		d.fail(f.key, path, "only rates of `0/s`", "a rate above 0")
	case d.words.CheckShape != nil && p.Duration > 0:
		var m *Misfit
		if err := d.words.CheckShape(p.Shape, p.Params, p.Duration.Seconds()); errors.As(err, &m) {
			d.fail(params[m.Param].value, join2(path, m.Param), m.Found, m.Want)
		} else if err != nil {
			d.fail(f.key, path, err.Error(), "")
		}
	}
}
