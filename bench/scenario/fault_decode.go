package scenario

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// faultForm is what one fault looks like.
const faultForm = "a fault such as `{at: 20s, for: 5s, kill: cache}`"

// resilience decodes what a scenario does to its stack and what it looks at because of that.
func (d *decoder) resilience(s *Scenario, fields map[string]field) {
	if take(d, fields, "", "hold", "a duration such as `10s`", ParseDuration, &s.Hold) && (s.Hold <= 0 || s.Hold > maxHold) {
		d.fail(fields["hold"].value, "hold", quote(fields["hold"].value.Value), "a duration above `0s`, at most `1h`")
	}
	if f, ok := fields["faults"]; ok {
		var places []place
		s.Faults, places = d.faults(f.value, s.Load)
		d.overlaps(s.Faults, places)
		d.runsOn(s, places)
		d.afterWarmUp(s.Load, s.Faults, places)
	}
	s.Ledger = len(s.Faults) > 0 && !s.Workload.Foreign() || len(s.Workload.Pairs) > 0
	if f, ok := fields["ledger"]; ok && f.value.Kind == yaml.ScalarNode {
		s.Ledger, _ = value(d, f.value, "ledger", pairForm, parseSwitch)
		if s.Ledger && s.Workload.Foreign() {
			d.fail(f.value, "ledger", "a ledger of declared operations alone", "which operation reads back what another writes: `{write: orders.create, read: orders.get, key: $.id}`")
		}
	}
}

// afterWarmUp refuses faults before the end of a phase that goes on until the system is steady: those after it are as much later as it is longer.
func (d *decoder) afterWarmUp(l Load, faults []Fault, places []place) {
	end := time.Duration(0)
	for _, p := range l.Phases {
		end += p.Duration
		if p.AtMost == 0 {
			continue
		}
		for j, f := range faults {
			if f.At < end {
				d.fail(places[j].node, places[j].path, fmt.Sprintf("a fault at %s, in or before phase %s, which lasts until the system is steady", f.At, quote(p.Name)),
					fmt.Sprintf("it from %s on; what comes after that phase is as much later as it goes on beyond its %s", end, p.Duration))
			}
		}
	}
}

// place is where a fault was written.
type place struct {
	node *yaml.Node
	path string
}

// faults decodes the list of faults. Those with a mistake are left out, and d.illFaults says that there were some.
func (d *decoder) faults(n *yaml.Node, load Load) (list []Fault, places []place) {
	total := load.total()
	for i, at := range d.list(n, "faults", "a list of faults such as `{at: 20s, for: 5s, kill: cache}`") {
		path, before := "faults."+strconv.Itoa(i), len(d.errs)
		var f Fault
		if at.Kind == yaml.MappingNode {
			f = d.fault(at, path)
		} else {
			d.fail(at, path, describe(at), faultForm)
		}
		if len(d.errs) == before && total > 0 && (f.At >= total || f.End() > total) {
			d.fail(at, path, fmt.Sprintf("a fault from %s to %s", f.At, f.End()), fmt.Sprintf("it within the load's %s", total))
		}
		if len(d.errs) > before {
			d.illFaults = true
			continue
		}
		list, places = append(list, f), append(places, place{at, path})
	}
	return list, places
}

// fault decodes one fault.
func (d *decoder) fault(at *yaml.Node, path string) Fault {
	f := Fault{Line: at.Line}
	var began, lasts *yaml.Node
	for _, part := range d.fields(at, path) {
		inside := join2(path, part.name)
		switch {
		case part.name == "at":
			began = part.value
			f.At, _ = value(d, part.value, inside, "a duration such as `20s`", ParseDuration)
		case part.name == "for":
			lasts = part.value
			var ok bool
			if f.For, ok = value(d, part.value, inside, "a duration such as `5s`", ParseDuration); ok && f.For == 0 {
				d.fail(part.value, inside, quote(part.value.Value), "a duration above `0s`")
			}
		case f.Kind != "":
			d.fail(part.key, inside, "a second kind of fault, "+quote(part.name), "one a fault")
		default:
			f.Kind = part.name
			d.ofKind(&f, part, inside)
		}
	}
	if began == nil {
		d.fail(at, path+".at", "nothing", "when it begins, such as `20s`")
	}
	if f.Kind == "" {
		d.fail(at, path, "no kind of fault", faultForm)
		return f
	}
	if k := d.words.fault(f.Kind); k != nil {
		switch {
		case k.For == Required && lasts == nil:
			d.fail(at, path+".for", "nothing", "how long it lasts, such as `5s`")
		case k.For == Refused && lasts != nil:
			d.fail(lasts, path+".for", quote(lasts.Value), "no `for`: "+quote(f.Kind)+" is over when it has been done")
		}
	}
	return f
}

// ofKind decodes the key that names the kind, with what stands under it.
func (d *decoder) ofKind(f *Fault, part field, path string) {
	k := d.words.fault(part.name)
	if k == nil {
		known := d.words.faults()
		d.fail(part.key, path, "an unknown kind of fault", oneOf(known)).Meant = Meant(part.name, known)
		return
	}
	if len(k.Params) == 0 {
		f.Target = d.target(part.value, path)
		return
	}
	var known []string
	if !k.Untargeted {
		known = append(known, "on")
	}
	for _, p := range k.Params {
		known = append(known, p.Name)
	}
	given, ok := d.mapping(part.value, path, known)
	if !ok {
		return
	}
	if on, ok := given["on"]; ok {
		f.Target = d.target(on.value, path+".on")
	} else if !k.Untargeted {
		d.fail(part.value, path+".on", "nothing", "a service or a role such as `cache`")
	}
	f.Params, f.Commands = map[string]float64{}, map[string]string{}
	for _, p := range k.Params {
		d.param(f, p, given[p.Name].value, part.value, join2(path, p.Name))
	}
}

// target reads the name of a service or a role.
func (d *decoder) target(n *yaml.Node, path string) string {
	name, ok := d.text(n, path, "a service or a role such as `cache`")
	if ok && name == "" {
		d.fail(n, path, "an empty name", "a service or a role such as `cache`")
	}
	return name
}

// param reads one parameter; n is nil when it is not written, around the mapping that it belongs in.
func (d *decoder) param(f *Fault, p FaultParam, n, around *yaml.Node, path string) {
	switch {
	case p.Command && n != nil:
		command, ok := d.text(n, path, "a command such as `./break.sh`")
		if ok && command == "" {
			d.fail(n, path, "an empty command", "a command such as `./break.sh`")
		}
		f.Commands[p.Name] = command
	case n != nil:
		v, ok := value(d, n, path, "a value such as `"+p.Unit.example()+"`", p.Unit.parse)
		if ok && v == 0 && p.Required {
			d.fail(n, path, quote(n.Value), "more than 0")
		}
		f.Params[p.Name] = v
	case p.Required && p.Command:
		d.fail(around, path, "nothing", "a command such as `./break.sh`")
	case p.Required:
		d.fail(around, path, "nothing", "a value such as `"+p.Unit.example()+"`")
	case !p.Command:
		f.Params[p.Name] = p.Default
	}
}

// overlaps refuses faults that contradict one another on one target: of two that overlap both must be partial and of different kinds.
func (d *decoder) overlaps(faults []Fault, places []place) {
	for i, f := range faults {
		for _, g := range faults[:i] {
			if f.Target != "" && f.Target == g.Target && d.words.Contradict(f, g) {
				d.fail(places[i].node, places[i].path, fmt.Sprintf("%s at %s during %s (line %d, from %s to %s)",
					quote(f.Label()), f.At, quote(g.Label()), g.Line, g.At, g.End()), "one after the other on one service")
			}
		}
	}
}

// Contradict reports whether two faults cannot both be done to one service: they overlap in time, and one of them leaves nothing for the
// other to act on, or both are the same.
func (v Vocabulary) Contradict(f, g Fault) bool {
	if f.At > g.End() || g.At > f.End() {
		return false
	}
	a, b := v.fault(f.Kind), v.fault(g.Kind)
	return a == nil || b == nil || !a.Partial || !b.Partial || f.Kind == g.Kind
}

// runsOn refuses a load that ends before a recovery could be seen.
func (d *decoder) runsOn(s *Scenario, places []place) {
	if len(s.Faults) == 0 {
		return
	}
	last := 0
	for i, f := range s.Faults {
		if f.End() > s.Faults[last].End() {
			last = i
		}
	}
	f, total := s.Faults[last], s.Load.total()
	if after := total - f.End(); after >= 0 && after < s.Hold {
		d.fail(places[last].node, places[last].path, fmt.Sprintf("%s of load after the end of %s", after, quote(f.Label())),
			fmt.Sprintf("at least %s, so that a recovery can be seen: a load of %s, or a shorter `hold`", s.Hold, f.End()+s.Hold))
	}
}

// fault is the kind of a name, nil when there is none.
func (v Vocabulary) fault(name string) *FaultKind {
	for i := range v.Faults {
		if v.Faults[i].Name == name {
			return &v.Faults[i]
		}
	}
	return nil
}

// faults are the names of all kinds.
func (v Vocabulary) faults() []string {
	var names []string
	for _, k := range v.Faults {
		names = append(names, k.Name)
	}
	return names
}

func parseSwitch(text string) (bool, error) {
	v, err := parseBool(text)
	if err != nil {
		return false, &mismatch{quote(text), "`on` or `off`"}
	}
	return v, nil
}
