package native

import (
	"slices"

	"quintet/api/store"
	"quintet/bench/stack"
)

// settings are what this stack can vary.
func settings(backends []store.Description) *stack.Settings {
	return &stack.Settings{
		Stack: "native", Backends: stack.Real(backends), MaxNodes: MaxNodes, Starts: true, Owned: []string{"LISTEN_ADDR", "DATA_DIR", "STACK", "FAULTS_FILE"},
		Own: []stack.Choice{{Key: objectsRole, Values: serversOf(objectsRole)}, {Key: prometheusKey, Values: []string{"on", "off"}}},
	}
}

// Settings are the keys that this stack can vary.
func Settings(backends []store.Description) []string { return settings(backends).Keys() }

const (
	// objectsRole is the one role for which there are several servers to choose from, by a setting of its name.
	objectsRole   = "objects"
	prometheusKey = "prometheus"
)

// serversOf are the servers of a role.
func serversOf(role string) []string {
	var names []string
	for _, s := range servers() {
		if s.role == role {
			names = append(names, s.name)
		}
	}
	return names
}

// shape is what the settings ask for, of the real backends.
type shape struct {
	stack.Shape
	backends []store.Description
}

// newShape reads the settings. The error names the one that is wrong.
func newShape(backends []store.Description, values map[string]string) (shape, error) {
	s := settings(backends)
	read, err := s.Read(values)
	if err == nil && read.Env["STACK"] == "" {
		read.Env["STACK"] = s.Stack
	}
	return shape{read, s.Backends}, err
}

// names are the servers to be started, in the order of the table, which has the slowest first.
func (s *shape) names() []string {
	return slices.DeleteFunc(Names(), func(name string) bool {
		switch {
		case slices.Contains(serversOf(objectsRole), name):
			return name != s.Own[objectsRole]
		case name == prometheusKey:
			return s.Own[prometheusKey] != "on"
		}
		return false
	})
}

// copies is how many copies of a row a server keeps.
func (s *shape) copies(name string) int {
	if i := slices.IndexFunc(s.backends, func(b store.Description) bool { return b.Name == name }); i >= 0 {
		return s.Copies(&s.backends[i])
	}
	return 1
}

// server are the settings of a server that has any, by name.
func (s *shape) server(name string) map[string]string {
	settings := map[string]string{}
	for _, b := range s.backends {
		if b.Name == name {
			for _, setting := range b.Server {
				settings[setting.Name] = s.Own[name+"."+setting.Name]
			}
		}
	}
	return settings
}

// valuesOf are the values of a backend's server settings, by name, each with the default first.
func valuesOf(settings []store.ServerSetting) map[string][]string {
	values := map[string][]string{}
	for _, s := range settings {
		values[s.Name] = s.Values
	}
	return values
}
