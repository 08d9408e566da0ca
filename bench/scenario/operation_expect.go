package scenario

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// jsonTypes are the types that a value of an answer can be asked to have.
var jsonTypes = []string{"string", "number", "integer", "boolean", "object", "array", "null"}

const statusForm = "a status such as `200`, a class such as `2xx`, or a list of them"

// expect decodes what an answer must be.
func (d *decoder) expect(n *yaml.Node, path string) *Expect {
	e := &Expect{}
	d.place(path, n)
	fields, ok := d.mapping(n, path, []string{"status", "json", "regex", "header", "min_bytes", "max_bytes"})
	if !ok {
		return e
	}
	if len(n.Content) == 0 {
		d.fail(n, path, "no check", "at least one, such as `{status: 200}`")
	}
	e.Statuses = []Statuses{{200, 299}}
	if f, ok := fields["status"]; ok {
		e.Statuses = d.statuses(f.value, path+".status")
	}
	if f, ok := fields["json"]; ok {
		e.JSON = d.jsonChecks(f.value, path+".json")
	}
	e.Patterns = d.someTexts(fields, path, "regex", "a regular expression")
	if f, ok := fields["header"]; ok {
		e.Headers = d.headers(f.value, path+".header", false)
	}
	for name, target := range map[string]*int64{"min_bytes": &e.MinBytes, "max_bytes": &e.MaxBytes} {
		if f, ok := fields[name]; ok {
			v, _ := value(d, f.value, path+"."+name, "a size such as `1KiB`", ParseSize)
			*target = int64(v)
			d.place(path+"."+name, f.value)
		}
	}
	return e
}

// some are the elements of a list, or a single value as a list of one.
func (d *decoder) some(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return d.list(n, "", "")
	}
	return []*yaml.Node{n}
}

// someTexts decodes a field of one text or several.
func (d *decoder) someTexts(fields map[string]field, path, name, want string) (list []string) {
	f, written := fields[name]
	if !written {
		return nil
	}
	for i, at := range d.some(f.value) {
		place := join2(path, name) + "." + strconv.Itoa(i)
		d.place(place, at)
		if text, ok := d.text(at, place, want); ok {
			list = append(list, text)
		}
	}
	return list
}

// statuses decodes one status or several.
func (d *decoder) statuses(n *yaml.Node, path string) []Statuses {
	var list []Statuses
	for _, at := range d.some(n) {
		text, ok := d.text(at, path, statusForm)
		if !ok {
			continue
		}
		class, isClass := strings.CutSuffix(strings.ToLower(text), "xx")
		v, err := strconv.Atoi(class)
		low, high := v, v
		if isClass {
			low, high = v*100, v*100+99
		}
		if err != nil || low < 200 || high > 599 {
			d.fail(at, path, quote(text), statusForm+", from 200 to 599")
			continue
		}
		list = append(list, Statuses{low, high})
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		d.fail(n, path, "no status", statusForm)
	}
	return list
}

const jsonForm = "JSONPaths with what they select, such as `{$.id: \"{id}\"}`, or a list of those that must select something"

// jsonChecks decodes the checks of values of an answer: a mapping from JSONPath to what the value is, or a list of what must be there.
func (d *decoder) jsonChecks(n *yaml.Node, path string) []JSONCheck {
	var list []JSONCheck
	switch n.Kind {
	case yaml.SequenceNode:
		for _, at := range d.list(n, path, jsonForm) {
			if text, ok := d.text(at, path, "a JSONPath such as `$.id`"); ok {
				d.place(path+"."+text, at)
				list = append(list, JSONCheck{Path: text})
			}
		}
	case yaml.MappingNode:
		for _, f := range d.fields(n, path) {
			d.place(path+"."+f.name, f.value)
			list = append(list, d.jsonCheck(f, path+"."+f.name))
		}
	default:
		d.fail(n, path, describe(n), jsonForm)
	}
	return list
}

// jsonCheck decodes what one value must be: a text that it equals, or a mapping.
func (d *decoder) jsonCheck(of field, path string) JSONCheck {
	c := JSONCheck{Path: of.name}
	switch {
	case of.value.Kind == yaml.ScalarNode && of.value.Tag == "!!null":
		c.Type = "null"
		return c
	case of.value.Kind == yaml.ScalarNode:
		c.Equals = &of.value.Value
		return c
	}
	fields, ok := d.mapping(of.value, path, []string{"equals", "type", "matches", "items", "optional"})
	if !ok {
		return c
	}
	if text := ""; d.takeText(fields, path, "equals", "a text", &text) {
		c.Equals = &text
	}
	if d.takeText(fields, path, "type", oneOf(jsonTypes), &c.Type) && !slices.Contains(jsonTypes, c.Type) {
		d.fail(fields["type"].value, path+".type", quote(c.Type), oneOf(jsonTypes)).Meant = Meant(c.Type, jsonTypes)
	}
	if f, ok := fields["matches"]; ok {
		d.place(path+".matches", f.value)
		c.Matches, _ = d.text(f.value, path+".matches", "a regular expression")
	}
	take(d, fields, path, "optional", "`true` or `false`", parseBool, &c.Optional)
	if f, ok := fields["items"]; ok {
		c.Bounded = true
		d.span(f.value, path+".items", &c.MinItems, &c.MaxItems, NoBound)
	}
	return c
}
