package workload

import (
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/splitmix"
	"quintet/bench/workload/jsonvalue"
	"quintet/bench/workload/template"
)

// pair is how the writes of a declared operation are read back.
type pair struct {
	key  *recollection
	same []*jsonvalue.Path
	read *declared
	// value is the index of what takes the key among the values of read.
	value int
}

// anyContent is the content of a write of which no value must be read back.
const anyContent = 1

// write is the entry of a request with a body. Its key is there when it is drawn, and otherwise comes with the answer.
func (p *pair) write(body []byte, values []string) *samples.Write {
	w := &samples.Write{Kind: samples.WroteDeclared, Content: p.content(body)}
	if p.key.text != nil {
		w.Name = p.key.text.Text(values, template.Draw{})
	}
	return w
}

// name gives an entry its key from a right answer.
func (p *pair) name(w *samples.Write, r Response, values []string) (samples.Failure, string) {
	if w.Name != "" {
		return samples.OK, ""
	}
	var ok bool
	if w.Name, ok = p.key.of(r, values); !ok || w.Name == "" {
		return samples.Missing, fmt.Sprintf("no key to read it back by in the answer: %s", excerpt(r.Body))
	}
	return samples.OK, ""
}

// content tells one content from another by the values that must be the same; one that lacks any is like no other.
func (p *pair) content(body []byte) uint64 {
	if len(p.same) == 0 {
		return anyContent
	}
	h := xxhash.New()
	for _, path := range p.same {
		found, err := path.Find(body, nil)
		if err != nil || len(found) == 0 {
			return splitmix.Mix(xxhash.Sum64(body)) | 1
		}
		for _, v := range found {
			_, _ = h.Write(append(v.Text(nil), 0)) // a hash takes everything
		}
	}
	return h.Sum64() | 1 // 0 stands for what is absent
}

// Reading is the request that reads a declared write back.
type Reading struct {
	Request
	// Content is that of an answer, to be compared with that of the write.
	Content func(body []byte) uint64
}

// ReadBack makes the request that looks for a write of a declared operation under its key; false when there is none.
func (w *Workload) ReadBack(of *samples.Write) (Reading, bool) {
	if of.Kind != samples.WroteDeclared || int(of.Operation) >= len(w.names) {
		return Reading{}, false
	}
	at := slices.IndexFunc(w.declared, func(d *declared) bool { return d.name == w.names[of.Operation] })
	if at < 0 || w.declared[at].pair == nil {
		return Reading{}, false
	}
	p := w.declared[at].pair
	c := call{n: of.Seq, Sequence: splitmix.For(w.seed, forReadBack, of.Seq)}
	values := make([]string, p.read.values)
	from := template.Draw{Sequence: &c.Sequence, N: c.n, Run: w.Run}
	for _, d := range p.read.draws {
		if d.at != p.value && !d.into(values, from) {
			return Reading{}, false
		}
		values[p.value] = of.Name // a text that comes next may stand on it
	}
	return Reading{p.read.request(&c, values, from), p.content}, true
}

// ToReadBack is the newest value of each name that requests of ReadBack draw beside the key, as Remembered has it. Values may be secrets.
func (w *Workload) ToReadBack() map[string][]string {
	all := map[string][]string{}
	for _, d := range w.declared {
		if d.pair == nil {
			continue
		}
		for _, one := range d.pair.read.draws {
			if one.memory == nil || one.at == d.pair.value {
				continue
			}
			if value, _, ok := one.memory.newest(0); ok {
				all[one.source] = []string{value}
			}
		}
	}
	return all
}

// pairs compiles how writes are read back.
func (c *compiler) pairs() {
	for i, spec := range c.Pairs {
		path := fmt.Sprintf("ledger.%d", i)
		write, _ := c.find(spec.Write)
		read, of := c.find(spec.Read)
		if write == nil || read == nil {
			continue // the scenario says so
		}
		if read.check == nil {
			c.fail(path+".read", "`"+spec.Read+"`, whose answers are not checked", "an operation with `expect`, which tells what is there from what is not")
		}
		p := &pair{read: read, key: c.recollection(spec.Key, path+".key", template.Scope{Lookup: c.Lookup, Variables: write.variables, Fixed: true})}
		for j, text := range spec.Same {
			p.same = append(p.same, c.jsonPath(fmt.Sprintf("%s.same.%d", path, j), text))
		}
		p.value = c.takes(spec, of, read, path)
		if len(c.misfits) == 0 {
			write.pair = p
		}
	}
}

// find is a declared operation by its name, with what the scenario says of it; nil when there is none.
func (c *compiler) find(name string) (*declared, *scenario.Operation) {
	i := slices.IndexFunc(c.operations, func(d *declared) bool { return d.name == name })
	if i < 0 {
		return nil, nil
	}
	return c.operations[i], &c.Operations[i]
}

// takes is the index of the value of the reading operation that takes a key.
func (c *compiler) takes(spec scenario.Pair, of *scenario.Operation, read *declared, path string) int {
	var names []string
	for _, d := range of.Draw {
		if d.Text == "" {
			names = append(names, d.Name)
		}
	}
	name := spec.Value
	switch {
	case name == "" && len(names) == 1:
		name = names[0]
	case name == "":
		c.fail(path+".read", fmt.Sprintf("`%s`, which draws %d values", spec.Read, len(names)), "one, or `value` with the name of that which takes the key")
		return 0
	}
	at := slices.Index(read.variables, name)
	if at < 0 {
		c.fail(path+".value", "`"+name+"`, which `"+spec.Read+"` does not draw as one value", "one of its drawn values").Meant = scenario.Meant(name, read.variables)
		return 0
	}
	return at
}
