package scenario

import "go.yaml.in/yaml/v3"

// lookup returns the value of a mapping's key, or nil.
func lookup(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// child returns the mapping under a key, making it when there is none.
func child(n *yaml.Node, name string) *yaml.Node {
	c := lookup(n, name)
	if c == nil {
		c = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}, c)
	}
	if c.Kind == yaml.ScalarNode && c.Tag == "!!null" {
		*c = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: c.Line}
	}
	return c
}

// remove takes a key out of a mapping.
func remove(n *yaml.Node, name string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content = append(n.Content[:i], n.Content[i+2:]...)
			return
		}
	}
}

// expand copies a tree with every alias and merge key replaced by what it stands for, so that changing one place changes no
// other. The bound on visits holds here too: past it the copy ends, and the mistake has been noted.
func (d *decoder) expand(n *yaml.Node, depth int) *yaml.Node {
	n = d.resolve(n)
	c := *n
	c.Anchor, c.Content = "", nil
	if depth > maxDepth || !d.visit(n, "") {
		if depth > maxDepth {
			d.fail(n, "", "values nested too deeply, or an alias inside itself", "a simpler scenario")
			d.visits = maxVisits
		}
		c.Kind, c.Tag, c.Value = yaml.ScalarNode, "!!null", ""
		return &c
	}
	if n.Kind != yaml.MappingNode {
		for _, inner := range n.Content {
			c.Content = append(c.Content, d.expand(inner, depth+1))
		}
		return &c
	}
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		merges = merges || n.Content[i].Value == "<<"
	}
	if merges {
		for _, f := range d.fields(n, "") {
			c.Content = append(c.Content, d.expand(f.key, depth+1), d.expand(f.value, depth+1))
		}
		return &c
	}
	for _, inner := range n.Content {
		c.Content = append(c.Content, d.expand(inner, depth+1))
	}
	return &c
}
