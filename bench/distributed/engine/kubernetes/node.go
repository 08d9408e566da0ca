package kubernetes

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// find follows keys through mappings; nil when there is no such field.
func find(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		at := -1
		for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				at = i + 1
			}
		}
		if at < 0 {
			return nil
		}
		n = n.Content[at]
	}
	return n
}

// field is find, and makes what is absent.
func field(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		next := find(n, key)
		if next == nil {
			if n.Kind != yaml.MappingNode {
				*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			}
			next = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, next)
		}
		n = next
	}
	return n
}

// put sets a field to a text or a whole number.
func put(n *yaml.Node, value any, path ...string) {
	at := field(n, path...)
	scalar := yaml.Node{Kind: yaml.ScalarNode, HeadComment: at.HeadComment, LineComment: at.LineComment, FootComment: at.FootComment}
	switch v := value.(type) {
	case int:
		scalar.Tag, scalar.Value = "!!int", strconv.Itoa(v)
	case string:
		scalar.Tag, scalar.Value = "!!str", v
	}
	*at = scalar
}

// list is a field that is a sequence, made when it is absent.
func list(n *yaml.Node, key string) *yaml.Node {
	at := field(n, key)
	if at.Kind != yaml.SequenceNode {
		*at = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	return at
}

// generator is the container that runs the generator, nil when there is none.
func generator(job *yaml.Node) *yaml.Node {
	all := find(job, "spec", "template", "spec", "containers")
	for i := 0; all != nil && i < len(all.Content); i++ {
		if name := find(all.Content[i], "name"); name != nil && name.Value == container {
			return all.Content[i]
		}
	}
	return nil
}

// setVariable sets a variable of a container's environment, in place of one of the same name.
func setVariable(c *yaml.Node, name, value string) {
	env := list(c, "env")
	i := slices.IndexFunc(env.Content, func(v *yaml.Node) bool { n := find(v, "name"); return n != nil && n.Value == name })
	if i < 0 {
		i = len(env.Content)
		env.Content = append(env.Content, nil)
	}
	env.Content[i] = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(env.Content[i], name, "name")
	put(env.Content[i], value, "value")
}
