package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file. Aliases are followed wherever they are used, so a small file can stand for a huge tree: visits bounds
// the tree, not the file.
const (
	maxText   = 256 << 10
	maxVisits = 20_000
	maxDepth  = 32
)

// decoder walks the tree of one scenario and collects every mistake.
type decoder struct {
	file  string
	words Vocabulary
	// origin says which override a node came from; nodes of the file are absent.
	origin map[*yaml.Node]string
	errs   []*Error
	visits int
	// illFaults says that some of the faults were left out because of a mistake in them.
	illFaults bool
	// declared are the operations that the scenario declares itself.
	declared []string
	// places are the fields of declared operations by their path.
	places map[string]*yaml.Node
}

// fail notes a mistake at a node (nil: the file as a whole).
func (d *decoder) fail(n *yaml.Node, field, found, want string) *Error {
	e := &Error{File: d.file, Field: field, Found: found, Want: want}
	if n != nil {
		e.Line, e.Override = n.Line, d.origin[n]
	}
	d.errs = append(d.errs, e)
	return e
}

// resolve follows an alias to what it stands for.
func (d *decoder) resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// field is one key of a mapping with its value.
type field struct {
	name       string
	key, value *yaml.Node
}

// fields returns the keys of a mapping in the order written, merge keys ("<<") expanded. Keys that are no plain words and
// keys written twice are mistakes; of two the first counts.
func (d *decoder) fields(n *yaml.Node, path string) []field {
	var list []field
	index := map[string]bool{}
	merged := d.collect(n, path, 0, &list, index)
	for _, m := range merged {
		if !index[m.name] {
			index[m.name] = true
			list = append(list, m)
		}
	}
	return list
}

// collect appends a mapping's own keys to list and returns those of the mappings it merges, nearest first.
func (d *decoder) collect(n *yaml.Node, path string, depth int, list *[]field, index map[string]bool) []field {
	var merged []field
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.visit(key, path) {
			return nil
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, path, "a key that is "+describe(key), "a word")
		case key.Tag == "!!merge" || key.Value == "<<":
			merged = append(merged, d.merge(value, path, depth)...)
		case index[key.Value]:
			d.fail(key, join2(path, key.Value), "the key a second time", "each key once")
		default:
			index[key.Value] = true
			*list = append(*list, field{key.Value, key, d.resolve(value)})
		}
	}
	return merged
}

// merge returns the keys of the mapping or list of mappings behind a merge key.
func (d *decoder) merge(value *yaml.Node, path string, depth int) []field {
	value = d.resolve(value)
	if depth >= maxDepth || !d.visit(value, path) {
		return nil
	}
	sources := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		sources = value.Content
	}
	var out []field
	for _, s := range sources {
		if s = d.resolve(s); s.Kind != yaml.MappingNode {
			d.fail(s, join2(path, "<<"), describe(s), "a mapping to merge")
			continue
		}
		var own []field
		inherited := d.collect(s, path, depth+1, &own, map[string]bool{})
		out = append(out, append(own, inherited...)...)
	}
	return out
}

// visit counts a node against the bound of the tree, and reports whether to go on.
func (d *decoder) visit(n *yaml.Node, path string) bool {
	d.visits++
	if d.visits == maxVisits {
		d.fail(n, path, fmt.Sprintf("more than %d values once aliases are followed", maxVisits), "a smaller scenario")
	}
	return d.visits < maxVisits
}

// mapping returns the fields of a mapping whose keys are known, and reports the others.
func (d *decoder) mapping(n *yaml.Node, path string, known []string) (map[string]field, bool) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, path, describe(n), "a mapping with "+oneOf(known))
		return nil, false
	}
	out := map[string]field{}
	for _, f := range d.fields(n, path) {
		if !slices.Contains(known, f.name) {
			d.fail(f.key, join2(path, f.name), "an unknown key", oneOf(known)).Meant = Meant(f.name, known)
			continue
		}
		out[f.name] = f
	}
	return out, true
}

// require notes which of the fields that must be there are not.
func (d *decoder) require(n *yaml.Node, path string, fields map[string]field, want string, names ...string) {
	for _, name := range names {
		if _, written := fields[name]; !written {
			d.fail(n, join2(path, name), "nothing", want)
		}
	}
}

// entries returns the fields of a mapping whose keys are names that the author chose.
func (d *decoder) entries(n *yaml.Node, path, want string) []field {
	if n.Kind != yaml.MappingNode {
		d.fail(n, path, describe(n), want)
		return nil
	}
	return d.fields(n, path)
}

// list returns the elements of a list.
func (d *decoder) list(n *yaml.Node, path, want string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.fail(n, path, describe(n), want)
		return nil
	}
	out := make([]*yaml.Node, 0, len(n.Content))
	for _, c := range n.Content {
		if !d.visit(c, path) {
			break
		}
		out = append(out, d.resolve(c))
	}
	return out
}

// text returns the text of a single value.
func (d *decoder) text(n *yaml.Node, path, want string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.fail(n, path, describe(n), want)
		return "", false
	}
	return n.Value, true
}

// value reads a single value by its unit; want describes the expected value when there is none.
func value[T any](d *decoder, n *yaml.Node, path, want string, parse func(string) (T, error)) (T, bool) {
	var zero T
	text, ok := d.text(n, path, want)
	if !ok {
		return zero, false
	}
	v, err := parse(strings.TrimSpace(text))
	if err != nil {
		w, ok := err.(*mismatch)
		if !ok {
			w = &mismatch{quote(text), want}
		}
		d.fail(n, path, w.found, w.want)
		return zero, false
	}
	return v, true
}

// take reads one field by its unit into a place, and reports whether it was written and could be read. A field that is not written leaves the place as it is.
func take[T any](d *decoder, fields map[string]field, path, name, want string, parse func(string) (T, error), to *T) (ok bool) {
	f, written := fields[name]
	if written {
		*to, ok = value(d, f.value, join2(path, name), want, parse)
	}
	return ok
}

// takeText reads one field that is a text, as take does.
func (d *decoder) takeText(fields map[string]field, path, name, want string, to *string) (ok bool) {
	f, written := fields[name]
	if written {
		*to, ok = d.text(f.value, join2(path, name), want)
	}
	return ok
}

// describe names a node for the "found" of an error.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null" && (n.Value == "" || n.Value == "null" || n.Value == "~"):
		return "nothing"
	default:
		return quote(n.Value)
	}
}

// join2 is the path of a field inside another.
func join2(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
