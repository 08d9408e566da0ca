package compose

import (
	"maps"
	"strconv"

	"quintet/api/store"
	"quintet/bench/stack"
)

// settings are what this stack can vary. The variable that counts copies is the stack's own, because the compose file makes the schema
// of a cluster, with a copy on each node.
func settings(backends []store.Description) *stack.Settings {
	s := &stack.Settings{
		Stack: "compose", Backends: stack.Real(backends), MaxNodes: 3, Starts: true, Owned: []string{"STACK", "ALLOWED_HOSTS"},
		Own: []stack.Choice{{Key: prometheusKey, Values: []string{"on", "off"}}},
	}
	for _, b := range s.Backends {
		if b.Copies != "" {
			s.Owned = append(s.Owned, b.Copies)
		}
	}
	return s
}

// Settings are the keys that this stack can vary.
func Settings(backends []store.Description) []string { return settings(backends).Keys() }

const prometheusKey = "prometheus"

// shape is what the settings ask for, of the real backends.
type shape struct {
	stack.Shape
	backends []store.Description
}

// newShape reads the settings. The error names the one that is wrong.
func newShape(backends []store.Description, values map[string]string) (shape, error) {
	s := settings(backends)
	read, err := s.Read(values)
	return shape{read, s.Backends}, err
}

// prometheus reports whether one is to run.
func (s shape) prometheus() bool { return s.Own[prometheusKey] == "on" }

// server is what is added to the environment of a backend's nodes.
func (s shape) server(b *store.Description) map[string]string {
	env := map[string]string{}
	for _, setting := range b.Server {
		if value := s.Own[b.Name+"."+setting.Name]; value != setting.Values[0] {
			maps.Copy(env, setting.Container(value))
		}
	}
	return env
}

// clusters are the backends that run on several nodes.
func (s shape) clusters() []store.Description {
	var list []store.Description
	for _, b := range s.backends {
		if s.Nodes[b.Name] > 1 {
			list = append(list, b)
		}
	}
	return list
}

// nodes are the services of a backend's nodes, in the compose file: the first is called as the backend, the others with a number.
func nodes(b *store.Description, count int) []string {
	names := []string{b.Name}
	for n := 2; n <= count; n++ {
		names = append(names, b.Name+"-"+strconv.Itoa(n))
	}
	return names
}

// stores are the services to be started before the API.
func (s shape) stores() []string {
	var list []string
	for _, b := range s.backends {
		list = append(list, nodes(&b, s.Nodes[b.Name])...)
	}
	return list
}
