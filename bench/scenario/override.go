package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Override is one "-set key=value". Keys:
//
//   - rate scales all rates of the load in proportion, so that the main phase runs at the value. The main phase is the longest
//     measured phase of constant rate (the first of equals) or, when there is none, the longest measured phase of any
//     shape, whose highest rate becomes the value.
//   - duration scales all phases in proportion, so that together they last that long; what is a time inside them (the period of
//     a sine) and the times of faults are scaled with them; a shorter load shortens `hold` too.
//   - a key of the vocabulary's settings ("cache", "api.replicas", "env.NAME") is set under settings.
//   - anything else is the path of a field: seed, dataset.volume, workload.mix.users.get, load.phases.steady.rate (a list's
//     element by its name or its number from 0), slo.0. Fields that are absent are added.
//
// Several values, "on,off", make the key an axis of the matrix, in place of one that was there; a single value takes an axis
// of its key away. A value in {} or [] is read as YAML.
type Override struct{ Key, Value string }

// ParseOverride reads a change as -set has it: key=value.
func ParseOverride(text string) (Override, error) {
	key, value, ok := strings.Cut(text, "=")
	if !ok || key == "" {
		return Override{}, fmt.Errorf("found %q, want a field, = and its value, such as rate=400/s", text)
	}
	return Override{Key: key, Value: value}, nil
}

// plainText are the fields whose commas are text.
var plainText = map[string]bool{"name": true, "description": true}

// override applies overrides to the tree. A point of a parameter space has no lists: its values are taken whole.
func (d *decoder) override(root *yaml.Node, overrides []Override, point bool) {
	for _, o := range overrides {
		values := []string{o.Value}
		if !point && !plainText[o.Key] {
			values = split(o.Value)
		}
		origin := o.Key + "=" + o.Value
		matrix := lookup(root, "matrix")
		if matrix != nil && matrix.Kind == yaml.MappingNode {
			remove(matrix, o.Key)
			if len(matrix.Content) == 0 {
				remove(root, "matrix")
			}
		}
		if len(values) > 1 {
			axis := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
			for _, v := range values {
				axis.Content = append(axis.Content, plainNode(v))
			}
			d.mark(axis, origin)
			d.put(child(root, "matrix"), o.Key, axis, origin)
			continue
		}
		d.one(root, o, origin)
	}
}

// one applies an override of a single value.
func (d *decoder) one(root *yaml.Node, o Override, origin string) {
	switch {
	case o.Key == "rate":
		d.scaleRates(root, o.Value, origin)
	case o.Key == "duration":
		d.scaleDurations(root, o.Value, origin)
	case d.words.setting(o.Key):
		d.put(child(root, "settings"), o.Key, d.written(o.Value, origin), origin)
	default:
		head, _, _ := strings.Cut(o.Key, ".")
		if !slices.Contains(topKeys, head) {
			d.unknownOverride(o.Key, origin)
			return
		}
		d.set(root, "", o.Key, d.written(o.Value, origin), origin)
	}
}

// unknownOverride notes a key that is neither a field nor one of the short ones, with the likely one: the short ones and the
// fields that are changed most are known by name, and the last part of a path is often taken for the whole.
func (d *decoder) unknownOverride(name, origin string) {
	short := append([]string{"rate", "duration"}, d.words.Settings...)
	known := append(append(slices.Clone(short), topKeys...), "dataset.volume", "load.closed", "load.arrivals", "scrape.interval", "workload.mix")
	e := d.misplaced(origin, "", "the unknown key "+quote(name), oneOf(short)+", or a field of the scenario by its path")
	e.Meant = Meant(name, known)
	for _, k := range known {
		if strings.HasSuffix(k, "."+name) {
			e.Meant = k
		}
	}
}

// written turns the text of a value into a node.
func (d *decoder) written(text, origin string) *yaml.Node {
	n := plainNode(text)
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err == nil && len(doc.Content) == 1 {
			n = d.expand(doc.Content[0], 0)
		}
	}
	d.mark(n, origin)
	return n
}

// plainNode is a single value as an author would write it: without quotes where it can be.
func plainNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: text}
	if n.ShortTag() == "!!null" {
		n.Tag = "!!str"
	}
	return n
}

// flow reads a text inside a value as YAML of its own, at the value's place; nil when it is none or no mapping.
func (d *decoder) flow(at *yaml.Node, text string) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	var place func(*yaml.Node)
	place = func(n *yaml.Node) {
		n.Line = at.Line
		if o, ok := d.origin[at]; ok {
			d.origin[n] = o
		}
		for _, c := range n.Content {
			place(c)
		}
	}
	n := d.expand(doc.Content[0], 0)
	place(n)
	return n
}

// mark notes that a node and all inside it came from an override.
func (d *decoder) mark(n *yaml.Node, origin string) {
	n.Line = 0
	d.origin[n] = origin
	for _, c := range n.Content {
		d.mark(c, origin)
	}
}

// set puts a value at a path below n. Keys may hold dots, so the longest key that begins the path wins.
func (d *decoder) set(n *yaml.Node, at, path string, v *yaml.Node, origin string) {
	switch {
	case n.Kind == yaml.SequenceNode:
		d.setElement(n, at, path, v, origin)
		return
	case n.Kind == yaml.ScalarNode && (n.Tag == "!!null" || n.Value == ""):
		*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line}
	case n.Kind != yaml.MappingNode:
		d.misplaced(origin, at, "a single value", "a field of its own, not one inside it")
		return
	}
	longest := -1
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if (path == key || strings.HasPrefix(path, key+".")) && (longest < 0 || len(key) > len(n.Content[longest].Value)) {
			longest = i
		}
	}
	switch {
	case longest >= 0 && n.Content[longest].Value == path:
		n.Content[longest+1] = v
	case longest >= 0:
		key := n.Content[longest].Value
		d.set(n.Content[longest+1], join2(at, key), path[len(key)+1:], v, origin)
	case dotted[at]:
		d.put(n, path, v, origin)
	default:
		head, rest, deeper := strings.Cut(path, ".")
		if !deeper {
			d.put(n, head, v, origin)
			return
		}
		inner := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		d.mark(inner, origin)
		d.put(n, head, inner, origin)
		d.set(inner, join2(at, head), rest, v, origin)
	}
}

// dotted are the mappings whose keys are names with dots, not paths.
var dotted = map[string]bool{"workload.mix": true, "operations": true, "settings": true, "matrix": true}

// setElement puts a value at an element of a list, which is named by its `name` or by its number; the number after the last
// adds an element.
func (d *decoder) setElement(n *yaml.Node, at, path string, v *yaml.Node, origin string) {
	var names []string
	for i, c := range n.Content {
		name := strconv.Itoa(i)
		if named := lookup(c, "name"); named != nil && (path == named.Value || strings.HasPrefix(path, named.Value+".")) {
			name = named.Value
		}
		names = append(names, name)
		if path == name {
			n.Content[i] = v
			return
		}
		if rest, ok := strings.CutPrefix(path, name+"."); ok {
			d.set(c, join2(at, name), rest, v, origin)
			return
		}
		if named := lookup(c, "name"); named != nil {
			names[i] = named.Value
		}
	}
	if path == strconv.Itoa(len(n.Content)) {
		n.Content = append(n.Content, v)
		return
	}
	head, _, _ := strings.Cut(path, ".")
	e := d.misplaced(origin, at, "no element "+quote(head), oneOf(append(names, strconv.Itoa(len(names)))))
	if _, err := strconv.Atoi(head); err != nil { // no number is a misspelt one
		e.Meant = Meant(head, names)
	}
}

func (d *decoder) misplaced(origin, field, found, want string) *Error {
	e := &Error{File: d.file, Override: origin, Field: field, Found: found, Want: want}
	d.errs = append(d.errs, e)
	return e
}

// put sets a key of a mapping.
func (d *decoder) put(n *yaml.Node, name string, v *yaml.Node, origin string) {
	if n.Kind != yaml.MappingNode {
		d.misplaced(origin, "", describe(n), "a mapping to put "+quote(name)+" into")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content[i+1] = v
			return
		}
	}
	key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}
	d.origin[key] = origin
	n.Content = append(n.Content, key, v)
}

// split cuts a list of values at its commas, but not inside brackets or quotes. A value without commas is a list of one.
func split(text string) []string {
	var parts []string
	depth, from, quoted := 0, 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '"' || c == '\'':
			quoted = c
		case c == '{' || c == '[' || c == '(':
			depth++
		case c == '}' || c == ']' || c == ')':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}
