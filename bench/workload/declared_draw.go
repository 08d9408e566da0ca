package workload

import (
	"maps"
	"slices"
	"strconv"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
	"quintet/bench/workload/template"
)

// draw is where values of a request come from: a range, the rows of a file, a memory or a template.
type draw struct {
	keys scenario.Keys
	// source names a file or a memory.
	source string
	// at is the index of its first value.
	at   int
	from int64
	// many is how many keys there are to draw from; chosen draws one.
	many   uint64
	chosen chooser
	rows   [][]string
	memory *memory
	text   *template.Template
}

// prepare makes the chooser.
func (d *draw) prepare(seed uint64) (err error) {
	if d.text == nil {
		// Operations that draw from the same source have the same hot keys, spread or not.
		d.chosen, err = newChooser(d.many, d.keys, seed, contentOf(d.from, d.source))
	}
	return err
}

// into draws, and writes the values; false when nothing has been remembered yet.
func (d *draw) into(values []string, from template.Draw) bool {
	switch {
	case d.text != nil:
		values[d.at] = d.text.Text(values, from)
	case d.memory != nil:
		value, ok := d.memory.recall(&d.chosen, from.Sequence)
		if !ok {
			return false
		}
		values[d.at] = value
	case d.rows != nil:
		copy(values[d.at:], d.rows[d.chosen.draw(from.Sequence)])
	default:
		values[d.at] = strconv.FormatInt(d.from+int64(d.chosen.draw(from.Sequence)), 10)
	}
	return true
}

// memory is what the run remembers under one name, from the newest answers.
type memory struct {
	ring[string]
	// writer is an operation of the mix that remembers and reads no memory that could still be empty, nil when there is none.
	writer *declared
	// setUp says that requests before the load fill it.
	setUp bool
}

// recall draws a value: with keys that are drawn "latest" the newest are the hottest, with others any that is held may be.
func (m *memory) recall(c *chooser, d *splitmix.Sequence) (string, bool) {
	_, held, _ := m.newest(0)
	if held == 0 {
		return "", false
	}
	rank := c.draw(d)
	if c.latest() {
		rank = c.n - 1 - rank
	}
	// Held values are the newest; what is drawn beyond them falls on one of them all the same.
	value, _, ok := m.newest(rank % held)
	return value, ok
}

// draws compiles the values that an operation draws, and names them in the scope.
func (c *compiler) draws(d *declared, o *scenario.Operation, path string, scope *template.Scope) {
	for _, spec := range o.Draw {
		at := path + "." + spec.Name
		if template.Reserved(spec.Name) {
			c.fail(at, "`"+spec.Name+"`, which is the name of a generator", "another name")
			continue
		}
		one := &draw{keys: spec.Keys, source: spec.File + spec.Remembered, at: len(scope.Variables)}
		names := []string{spec.Name}
		switch {
		case spec.File != "":
			names = c.rows(one, spec, at)
		case spec.Remembered != "":
			one.many = remembered
			if one.memory = c.memories[spec.Remembered]; one.memory == nil {
				c.unknownMemory(at+".remembered", spec.Remembered)
			}
		case spec.Text != "":
			one.text = c.template(at+".text", spec.Text, *scope, template.None)
		default:
			one.from, one.many = spec.From, uint64(spec.To-spec.From)+1
		}
		scope.Variables = append(scope.Variables, names...)
		d.draws = append(d.draws, one)
	}
	d.values = len(scope.Variables)
}

func (c *compiler) unknownMemory(path, name string) {
	c.fail(path, "`"+name+"`, which no operation remembers", "a name under `remember` of an operation").Meant =
		scenario.Meant(name, slices.Sorted(maps.Keys(c.memories)))
}

// writers finds, for each memory that operations read, what fills it: the setup, or an operation of the mix, which is asked in place of a read that
// comes too early. Operations that read no memory come first, then those whose memories are filled already, so that no two wait for one another.
func (c *compiler) writers() {
	mixed := map[string]bool{}
	for _, name := range c.Asked() {
		mixed[name] = true
	}
	for _, step := range c.Setup {
		d := c.operations[slices.IndexFunc(c.operations, func(d *declared) bool { return d.name == step.Operation })]
		if m := d.unfilled(); m != "" {
			c.fail("setup."+d.name, "`"+d.name+"`, which reads `"+m+"` before anything has filled it", "an operation that remembers it earlier in `setup`")
		}
		for _, r := range d.remember {
			r.memory.setUp = true
		}
	}
	for progress := true; progress; {
		progress = false
		for _, d := range c.operations {
			if !mixed[d.name] || d.unfilled() != "" {
				continue
			}
			for _, r := range d.remember {
				if r.memory.writer == nil {
					r.memory.writer, progress = d, true
				}
			}
		}
	}
	for i, d := range c.operations {
		for _, spec := range c.Operations[i].Draw {
			if m := c.memories[spec.Remembered]; mixed[d.name] && m != nil && !m.filled() {
				c.fail("operations."+d.name+".draw."+spec.Name, "`"+spec.Remembered+"`, which no operation of the mix can fill",
					"an operation that remembers it and does not itself wait for it, in the mix or in `setup`")
			}
		}
	}
}

// filled reports whether a memory has something in it, or an operation that puts it there.
func (m *memory) filled() bool { return m.setUp || m.writer != nil }

// unfilled is the source of a memory that an operation reads and nothing fills, "" without one.
func (d *declared) unfilled() string {
	for _, one := range d.draws {
		if one.memory != nil && !one.memory.filled() {
			return one.source
		}
	}
	return ""
}
