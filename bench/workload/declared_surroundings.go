package workload

import (
	"maps"
	"slices"

	"quintet/bench/scenario"
)

// Surroundings are what the declared operations of a workload take from outside the scenario: variables of the environment, and files by the names that
// the scenario has for them. Both may be secrets.
type Surroundings struct {
	Environment map[string]string `json:"environment"`
	Files       map[string][]byte `json:"files"`
}

// SurroundingsOf reads those of a workload. The error is the first mistake in its operations.
func SurroundingsOf(w scenario.Workload) (Surroundings, error) {
	s := Surroundings{Environment: map[string]string{}, Files: map[string][]byte{}}
	lookup := w.Lookup
	w.Lookup = func(name string) (string, bool) {
		value, ok := "", false
		if lookup != nil {
			value, ok = lookup(name)
		}
		if ok {
			s.Environment[name] = value
		}
		return value, ok
	}
	if c := compileFrom(w, &s); len(c.misfits) > 0 {
		return Surroundings{}, c.misfits[0]
	}
	return s, nil
}

// Surround has a workload take its surroundings from these, and nothing from this machine.
func (s Surroundings) Surround(w *scenario.Workload) {
	w.Files = s.Files
	w.Lookup = func(name string) (string, bool) {
		value, ok := s.Environment[name]
		return value, ok
	}
}

// Environment are the variables of the environment that the declared operations of a workload name, sorted.
func Environment(w scenario.Workload) []string {
	names := map[string]bool{}
	w.Lookup = func(name string) (string, bool) { names[name] = true; return "", true }
	compile(w)
	return slices.Sorted(maps.Keys(names))
}
