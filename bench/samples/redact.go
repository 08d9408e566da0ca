package samples

import (
	"maps"
	"slices"

	"quintet/bench/redact"
)

// Redact hides the secrets of a manifest: settings whose names say so, the scenario's text, commands, addresses, and every text that quotes
// their values. The maps and slices of m are replaced, not changed, so that who shares them keeps the values. What r learns here it hides
// in the trial's events too.
func (m *Manifest) Redact(r *redact.Redactor) {
	r.Public(m.names()...)
	for _, settings := range []map[string]string{m.Settings, m.Configuration} {
		for name, value := range settings {
			r.Learn(name, value)
		}
	}
	m.Source = r.Source(m.Source)
	m.Settings, m.Configuration = r.Settings(m.Settings), r.Settings(m.Configuration)
	for _, text := range []*string{&m.Description, &m.Command, &m.Reason, &m.Dataset.NotKept} {
		*text = r.Text(*text)
	}
	m.Targets, m.Dataset.Assumptions = r.Texts(m.Targets), r.Texts(m.Dataset.Assumptions)
	m.Faults = slices.Clone(m.Faults)
	for i := range m.Faults {
		m.Faults[i].Commands = maps.Clone(m.Faults[i].Commands)
		for name, command := range m.Faults[i].Commands {
			m.Faults[i].Commands[name] = r.Text(command)
		}
	}
	m.Services = slices.Clone(m.Services)
	for i := range m.Services {
		s := &m.Services[i]
		s.Address, s.Software = r.Text(s.Address), r.Text(s.Software)
	}
}

// names are what a manifest calls things; a secret that has one of them for a value does not take them off the page.
func (m *Manifest) names() []string {
	names := slices.Concat([]string{m.Scenario, m.Stack}, m.Operations, m.Stores, slices.Collect(maps.Keys(m.Settings)), slices.Collect(maps.Keys(m.Configuration)))
	for _, s := range m.Services {
		names = append(names, s.Name, s.Role)
	}
	for _, f := range m.Faults {
		names = append(names, f.Kind, f.Target)
	}
	for _, p := range m.Phases {
		names = append(names, p.Name)
	}
	return names
}
