package stack

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/api/store"
)

// Settings is what a stack can vary: what all that run the API can, the settings of its backends, and its own.
type Settings struct {
	// Stack is the stack's name, for errors.
	Stack string
	// Backends are those that the stack runs. The settings of their variables are handed on to the API.
	Backends []store.Description
	// MaxNodes bounds the setting NAME.nodes of backends that can be clusters; 0 means that the stack runs no clusters.
	MaxNodes int
	// Starts says that the stack starts the backends' servers, so that it can vary their settings.
	Starts bool
	// Own are further settings, with the values that each can have.
	Own []Choice
	// Owned are variables of the API that the stack sets itself, beside those that say where its backends are.
	Owned []string
}

// Choice is a setting with few values, the first by default.
type Choice struct {
	Key    string
	Values []string
}

// Shape is what settings ask for.
type Shape struct {
	// Replicas is how many processes the API has; Nodes how many a backend has, by name.
	Replicas int
	Nodes    map[string]int
	// Own are the values of Settings.Own and of the servers' settings, by key.
	Own map[string]string
	// Env is the API's environment beside what the stack sets.
	Env map[string]string
}

// maxReplicas bounds api.replicas: more processes than this only measure the scheduler of one machine.
const maxReplicas = 64

// Keys are the keys that can be varied; the last stands for any environment variable.
func (s *Settings) Keys() []string {
	keys := []string{"cache", "api.replicas"}
	variables := s.variables()
	for _, b := range s.clusters() {
		keys = append(keys, b.Name+nodesSuffix)
	}
	for _, c := range s.choices() {
		keys = append(keys, c.Key)
	}
	keys = append(keys, slices.Sorted(maps.Keys(variables))...)
	return append(keys, envPrefix+"*")
}

const (
	nodesSuffix = ".nodes"
	envPrefix   = "env."
)

// clusters are the backends that the stack can run on several nodes.
func (s *Settings) clusters() []store.Description {
	return slices.DeleteFunc(slices.Clone(s.Backends), func(b store.Description) bool { return min(b.Nodes, s.MaxNodes) < 2 })
}

// choices are the settings with few values: those of the backends' servers and the stack's own.
func (s *Settings) choices() []Choice {
	var list []Choice
	for i := range s.Backends {
		for _, setting := range s.Backends[i].Server {
			if s.Starts {
				list = append(list, Choice{s.Backends[i].Name + "." + setting.Name, setting.Values})
			}
		}
	}
	return append(list, s.Own...)
}

// variables are the settings that are handed to the API, with the variable of each.
func (s *Settings) variables() map[string]*store.Variable {
	all := map[string]*store.Variable{}
	for i := range s.Backends {
		for key, v := range s.Backends[i].Settings() {
			if !slices.Contains(s.Owned, v.Name) {
				all[key] = v
			}
		}
	}
	return all
}

// Read reads settings. The error names the one that is wrong.
func (s *Settings) Read(settings map[string]string) (Shape, error) {
	shape := Shape{Replicas: 1, Nodes: map[string]int{}, Own: map[string]string{}, Env: map[string]string{"CACHE": "on"}}
	for _, b := range s.Backends {
		shape.Nodes[b.Name] = 1
	}
	for _, c := range s.choices() {
		shape.Own[c.Key] = c.Values[0]
	}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if err := s.apply(&shape, key, settings[key]); err != nil {
			return Shape{}, fmt.Errorf("setting %s: %w", key, err)
		}
	}
	for _, b := range s.clusters() {
		if v := b.Variable(b.Copies); v != nil && shape.Env[v.Name] != "" {
			if err := wholeNumber(shape.Env[v.Name], shape.Nodes[b.Name]); err != nil {
				return Shape{}, fmt.Errorf("setting %s.%s: %w, the number of nodes", b.Name, v.Setting, err)
			}
		}
	}
	return shape, nil
}

// apply applies one setting. The error does not name it.
func (s *Settings) apply(shape *Shape, key, value string) error {
	switch key {
	case "cache":
		shape.Env["CACHE"] = value
		return oneOf(value, "on", "off")
	case "api.replicas":
		shape.Replicas, _ = strconv.Atoi(value)
		return wholeNumber(value, maxReplicas)
	}
	for _, b := range s.clusters() {
		if key == b.Name+nodesSuffix {
			shape.Nodes[b.Name], _ = strconv.Atoi(value)
			// A majority of two is two: such a cluster stands nothing that one node does not.
			return oneOf(value, "1", strconv.Itoa(min(b.Nodes, s.MaxNodes)))
		}
	}
	for _, c := range s.choices() {
		if key == c.Key {
			shape.Own[key] = value
			return oneOf(value, c.Values...)
		}
	}
	if v, ok := s.variables()[key]; ok {
		shape.Env[v.Name] = value
		if v.Check != nil {
			if want := v.Check(value); want != "" {
				return fmt.Errorf("found %q, want %s", value, want)
			}
		}
		return nil
	}
	name, ok := strings.CutPrefix(key, envPrefix)
	if !ok {
		return fmt.Errorf("the %s stack cannot vary it; it can vary %s", s.Stack, strings.Join(s.Keys(), ", "))
	}
	if s.owns(name) {
		return fmt.Errorf("the %s stack sets %s itself", s.Stack, name)
	}
	shape.Env[name] = value
	return nil
}

// owns reports whether the stack sets a variable of the API itself, to wire its parts together.
func (s *Settings) owns(name string) bool {
	if slices.Contains([]string{"PORT", "LISTEN_HOST", "CACHE"}, name) || slices.Contains(s.Owned, name) {
		return true
	}
	return slices.ContainsFunc(s.Backends, func(b store.Description) bool {
		v := b.Variable(name)
		return v != nil && v.Wired()
	})
}

// Copies is how many copies of a row a backend keeps: one on each node, unless the settings say otherwise.
func (s *Shape) Copies(b *store.Description) int {
	if n, err := strconv.Atoi(s.Env[b.Copies]); err == nil && b.Copies != "" {
		return n
	}
	return max(1, s.Nodes[b.Name])
}

func oneOf(value string, choices ...string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	return fmt.Errorf("found %q, want %s", value, strings.Join(choices, " or "))
}

func wholeNumber(value string, most int) error {
	if n, err := strconv.Atoi(value); err != nil || n < 1 || n > most {
		return fmt.Errorf("found %q, want a whole number from 1 to %d", value, most)
	}
	return nil
}

// Real are the backends that are servers of their own, Embedded those that need none.
func Real(backends []store.Description) []store.Description {
	return slices.DeleteFunc(slices.Clone(backends), func(b store.Description) bool { return b.Embedded() })
}

// Embedded is the rest.
func Embedded(backends []store.Description) []store.Description {
	return slices.DeleteFunc(slices.Clone(backends), func(b store.Description) bool { return !b.Embedded() })
}
