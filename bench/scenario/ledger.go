package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Pair has the writes of a declared operation read back after the load by another one.
type Pair struct {
	Write, Read string
	// Key is what names a write: a value of its answer, or a text over what was drawn for it. Value is the drawn value of Read that takes it, empty
	// for its only one.
	Key   Remember
	Value string
	// Same are JSONPaths whose values must be in the answer of Read as they were in the body of Write.
	Same []string
	Line int
}

const (
	maxLedgerPairs = 100
	pairForm       = "`on`, `off`, or declared operations such as `{write: orders.create, read: orders.get, key: $.id}`, or a list of these"
)

// pairs decodes which writes of declared operations are read back; none of `on` and `off`.
func (d *decoder) pairs(n *yaml.Node, w Workload) []Pair {
	nodes := []*yaml.Node{n}
	switch n.Kind {
	case yaml.ScalarNode:
		return nil
	case yaml.SequenceNode:
		nodes = d.list(n, "ledger", pairForm)
	}
	if len(nodes) == 0 || len(nodes) > maxLedgerPairs {
		d.fail(n, "ledger", fmt.Sprintf("%d pairs", len(nodes)), fmt.Sprintf("1 to %d", maxLedgerPairs))
	}
	var list []Pair
	for i, at := range nodes {
		path := fmt.Sprintf("ledger.%d", i)
		d.place(path, at)
		fields, ok := d.mapping(at, path, []string{"write", "read", "key", "value", "same"})
		if !ok {
			continue
		}
		p := Pair{Line: at.Line}
		if f, ok := fields["write"]; ok {
			p.Write = d.paired(f.value, path+".write", w, w.Asked(), "a declared operation of the mix")
		}
		if f, ok := fields["read"]; ok {
			p.Read = d.paired(f.value, path+".read", w, w.OperationNames(), "a declared operation")
		}
		if f, ok := fields["key"]; ok {
			d.place(path+".key", f.value)
			p.Key = d.remember(field{"key", f.key, f.value}, path+".key")
		}
		d.require(at, path, fields, pairForm, "write", "read", "key")
		if f, ok := fields["value"]; ok {
			d.place(path+".value", f.value)
			p.Value, _ = d.text(f.value, path+".value", "the name of a drawn value of `read`")
		}
		p.Same = d.someTexts(fields, path, "same", "a JSONPath such as `$.note`")
		if slices.ContainsFunc(list, func(o Pair) bool { return o.Write == p.Write && p.Write != "" }) {
			d.fail(at, path+".write", quote(p.Write)+" a second time", "one pair for each operation")
		}
		list = append(list, p)
	}
	return list
}

// paired decodes the name of one operation of a pair.
func (d *decoder) paired(n *yaml.Node, path string, w Workload, names []string, want string) string {
	d.place(path, n)
	name, ok := d.text(n, path, want)
	if ok && (w.declared(name) == nil || !slices.Contains(names, name)) {
		d.fail(n, path, quote(name), want).Meant = Meant(name, names)
		return ""
	}
	return strings.TrimSpace(name)
}
