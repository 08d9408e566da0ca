package scenario

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const drawForm = "a source such as `{range: 1..10000, zipf: 0.99}`, `{file: ids.csv, column: id}`, `{remembered: order}` or `{text: \"key-{uuid}\"}`"

// draws decodes the values that are drawn for each request.
func (d *decoder) draws(n *yaml.Node, path string) []Draw {
	var list []Draw
	for _, f := range d.entries(n, path, "names with their sources, such as `{id: {range: 1..10000}}`") {
		if d.nameOfValue(f, path, "id") {
			list = append(list, d.draw(f, path+"."+f.name))
		}
	}
	return list
}

// draw decodes one drawn value: a mapping with its source and its distribution, or a range alone.
func (d *decoder) draw(of field, path string) Draw {
	w := Draw{Name: of.name, Keys: Keys{Kind: "uniform"}}
	if of.value.Kind == yaml.ScalarNode && strings.Contains(of.value.Value, "..") {
		d.span(of.value, path, &w.From, &w.To)
		return w
	}
	fields, ok := d.mapping(of.value, path, append([]string{"range", "file", "column", "remembered", "text"}, keyShapes...))
	if !ok {
		return w
	}
	sources := 0
	for _, s := range []struct {
		name, want string
		target     *string
	}{
		{"file", "a file beside the scenario's, such as `ids.csv`", &w.File},
		{"remembered", "a name under `remember` of another operation", &w.Remembered},
		{"text", "a text such as `\"key-{uuid}\"`", &w.Text},
	} {
		if f, ok := fields[s.name]; ok {
			sources++
			d.place(path+"."+s.name, f.value)
			if *s.target, ok = d.text(f.value, path+"."+s.name, s.want); ok && *s.target == "" {
				d.fail(f.value, path+"."+s.name, "an empty text", s.want)
			}
		}
	}
	if f, ok := fields["range"]; ok {
		sources++
		d.span(f.value, path+".range", &w.From, &w.To)
	}
	if sources != 1 {
		d.fail(of.value, path, "not exactly one source", drawForm)
	}
	if f, ok := fields["column"]; ok {
		d.place(path+".column", f.value)
		w.Column, _ = d.text(f.value, path+".column", "the name of a column of the file")
		if w.File == "" {
			d.fail(f.key, path+".column", "`column` without `file`", "both, or neither")
		}
	}
	d.drawn(&w, of.value, path, fields)
	return w
}

// drawn decodes the distribution of a drawn value.
func (d *decoder) drawn(w *Draw, n *yaml.Node, path string, fields map[string]field) {
	given := 0
	for _, shape := range keyShapes {
		f, ok := fields[shape]
		if !ok {
			continue
		}
		given++
		if w.Text != "" {
			d.fail(f.key, path+"."+shape, "a distribution of a text", "none: a text is filled in, not drawn")
			continue
		}
		one := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: f.key.Line, Content: []*yaml.Node{f.key, f.value}}
		w.Keys = d.keys(one, path)
	}
	if given > 1 {
		d.fail(n, path, "more than one distribution", "one of "+oneOf(keyShapes))
	}
}

// span decodes a range of whole numbers, `1..10000`. An open end (`1..`) is refused unless open gives its meaning.
func (d *decoder) span(n *yaml.Node, path string, from, to *int64, open ...int64) {
	const want = "a range of whole numbers such as `1..10000`"
	text, ok := d.text(n, path, want)
	if !ok {
		return
	}
	low, high, isRange := strings.Cut(strings.TrimSpace(text), "..")
	if !isRange && len(open) > 0 {
		high = low
	} else if high == "" && len(open) > 0 {
		high = strconv.FormatInt(open[0], 10)
	}
	a, errA := ParseCount(strings.TrimSpace(low))
	b, errB := ParseCount(strings.TrimSpace(high))
	if errA != nil || errB != nil || a > b {
		d.fail(n, path, quote(text), want)
		return
	}
	*from, *to = a, b
}
