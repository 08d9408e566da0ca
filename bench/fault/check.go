package fault

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// Check returns what of a scenario's faults the stack of a name, whose parts will be planned, cannot do, as one *scenario.Error for each
// mistake, and otherwise what they need of the stack.
func Check(s scenario.Scenario, name string, planned []stack.Service) (stack.Needs, error) {
	var errs []error
	var needs stack.Needs
	targets := make([][]stack.Service, len(s.Faults))
	for i, f := range s.Faults {
		c := checker{s, i, name, planned}
		targets[i] = resolve(f, planned)
		found, want := c.mistake(targets[i])
		if found == "" {
			found, want = c.contradiction(targets)
		}
		if found != "" {
			errs = append(errs, &scenario.Error{File: s.File, Line: f.Line, Field: "faults." + strconv.Itoa(i) + "." + f.Kind, Found: found, Want: want,
				Meant: c.meant(targets[i])})
			continue
		}
		if k, _ := find(f.Kind); k.needs != nil {
			for _, target := range targets[i] {
				k.needs(target, &needs)
			}
		}
	}
	slices.Sort(needs.Links)
	needs.Links = slices.Compact(needs.Links)
	return needs, errors.Join(errs...)
}

// Resolved are the names of the services that a fault acts on.
func Resolved(f scenario.Fault, services []stack.Service) []string {
	var names []string
	for _, s := range resolve(f, services) {
		names = append(names, s.Info().Name)
	}
	return names
}

// resolve finds the services that a fault acts on: the one of that name, or all nodes of a cluster or replicas that are numbered after it,
// or all that have the role.
func resolve(f scenario.Fault, services []stack.Service) []stack.Service {
	if f.Target == "" {
		return nil
	}
	var numbered, roles []stack.Service
	for _, s := range services {
		info := s.Info()
		if info.Name == f.Target {
			return []stack.Service{s}
		}
		if number, ok := strings.CutPrefix(info.Name, f.Target+"-"); ok && number != "" && strings.Trim(number, "0123456789") == "" {
			numbered = append(numbered, s)
		}
		if slices.Contains(strings.Split(info.Role, ", "), f.Target) {
			roles = append(roles, s)
		}
	}
	if len(numbered) > 0 {
		return numbered
	}
	return roles
}

// checker looks at one fault.
type checker struct {
	scenario scenario.Scenario
	at       int
	stack    string
	planned  []stack.Service
}

// mistake is what is wrong with the fault for itself, "" for nothing.
func (c checker) mistake(targets []stack.Service) (found, want string) {
	f := c.scenario.Faults[c.at]
	k, ok := find(f.Kind)
	switch {
	case !ok:
		return "an unknown kind of fault", "one of " + strings.Join(names(kinds()), ", ")
	case k.Untargeted:
	case len(c.planned) == 0:
		return fmt.Sprintf("`%s`, and the %s stack has no part that a fault could act on", f.Label(), c.stack),
			"one of " + strings.Join(Untargeted(), ", ")
	case len(targets) == 0:
		return fmt.Sprintf("`%s`, which is no service and no role of the %s stack", f.Target, c.stack), "one of " + strings.Join(c.names(), ", ")
	}
	for _, s := range targets {
		if k.can != nil && !k.can(s) {
			able := "nothing there"
			if list := Able(s); len(list) > 0 {
				able = strings.Join(list, ", ") + " there"
			}
			return fmt.Sprintf("`%s` of `%s`, which the %s stack cannot do", f.Kind, s.Info().Name, c.stack), able
		}
	}
	if k.check != nil {
		return k.check(f)
	}
	return "", ""
}

// contradiction is an earlier fault that this one cannot go with on a service, though they were written for different targets.
func (c checker) contradiction(targets [][]stack.Service) (found, want string) {
	f := c.scenario.Faults[c.at]
	for j, g := range c.scenario.Faults[:c.at] {
		for _, s := range targets[c.at] {
			if slices.Contains(targets[j], s) && c.scenario.Vocabulary.Contradict(f, g) {
				return fmt.Sprintf("`%s` at %s during `%s` (line %d), and both act on `%s`", f.Label(), f.At, g.Label(), g.Line, s.Info().Name),
					"one after the other on one service"
			}
		}
	}
	return "", ""
}

// meant is the target that was probably meant.
func (c checker) meant(targets []stack.Service) string {
	if len(targets) > 0 {
		return ""
	}
	return scenario.Meant(c.scenario.Faults[c.at].Target, c.names())
}

// names are what a target of the stack can be: its services, and its roles.
func (c checker) names() []string {
	var services, roles []string
	for _, s := range c.planned {
		info := s.Info()
		services = append(services, info.Name)
		for role := range strings.SplitSeq(info.Role, ", ") {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return append(services, roles...)
}

func names(list []kind) []string {
	var names []string
	for _, k := range list {
		names = append(names, k.Name)
	}
	return names
}
