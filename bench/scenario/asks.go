package scenario

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Asks is what the text of a scenario asks of an API: each sequence and declared operation that its mix has asked, the requests of its setup, and
// how keys are drawn, by the path of the field. Each is YAML on one line, aliases replaced, so that two that say the same are equal. It is empty for a
// text that is no scenario.
func Asks(source []byte) map[string]string {
	asks := map[string]string{}
	d := &decoder{}
	root := d.tree(source)
	if root == nil {
		return asks
	}
	root = d.expand(root, 0)
	add := func(path string, n *yaml.Node) {
		oneLine(n)
		if text, err := encode(n); err == nil {
			asks[path] = strings.TrimSpace(string(text))
		}
	}
	operations, sequences := lookup(root, "operations"), lookup(root, "sequences")
	ask := func(name string) {
		if n := lookup(operations, name); n != nil {
			add("operations."+name, n)
		}
	}
	workload := lookup(root, "workload")
	for _, name := range keysOf(lookup(workload, "mix")) {
		ask(name)
		if steps := lookup(sequences, name); steps != nil {
			add("sequences."+name, steps)
			for _, step := range steps.Content {
				ask(step.Value)
			}
		}
	}
	for path, n := range map[string]*yaml.Node{"setup": lookup(root, "setup"), "workload.keys": lookup(workload, "keys")} {
		if n != nil {
			add(path, n)
		}
	}
	return asks
}

// keysOf are the keys of a mapping, none of anything else.
func keysOf(n *yaml.Node) (names []string) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		names = append(names, n.Content[i].Value)
	}
	return names
}

// oneLine has a tree written on one line, without comments and in one style.
func oneLine(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment, n.Style = "", "", "", 0
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		n.Style = yaml.FlowStyle
	}
	for _, inner := range n.Content {
		oneLine(inner)
	}
}
