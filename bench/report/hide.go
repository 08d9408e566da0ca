package report

import (
	"maps"
	"slices"

	"quintet/bench/analysis"
)

// hidden is a copy of a result in which nothing shows a secret: settings and environment variables whose names say so, the scenario's
// text, commands, addresses, and every sentence that quotes their values. Whatever a report writes is made from it. The result itself
// is not changed.
func hidden(res *analysis.Result) *analysis.Result {
	s := secretsOf(res)
	r := *res
	r.Description, r.Command, r.Headline = s.text(r.Description), s.text(r.Command), s.text(r.Headline)
	r.InvalidReasons, r.Warnings = s.texts(r.InvalidReasons), s.texts(r.Warnings)
	r.Checks = s.checks(r.Checks)
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		r.Findings[i].Sentence = s.text(r.Findings[i].Sentence)
	}
	r.Capacities = s.capacities(r.Capacities)
	r.Trials = slices.Clone(r.Trials)
	for i := range r.Trials {
		s.trial(&r.Trials[i])
	}
	return &r
}

// secretsOf collects what must be hidden.
func secretsOf(res *analysis.Result) *secrets {
	s := &secrets{public: map[string]bool{res.Scenario: true, res.Stack: true}}
	for i := range res.Trials {
		m := &res.Trials[i].Manifest
		for _, names := range [][]string{m.Operations, m.Stores, slices.Collect(maps.Keys(m.Settings)), slices.Collect(maps.Keys(m.Configuration))} {
			for _, name := range names {
				s.public[name] = true
			}
		}
		for _, service := range m.Services {
			s.public[service.Name], s.public[service.Role] = true, true
		}
		for _, p := range m.Phases {
			s.public[p.Name] = true
		}
	}
	for i := range res.Trials {
		m := &res.Trials[i].Manifest
		for _, settings := range []map[string]string{m.Settings, m.Configuration} {
			for name, value := range settings {
				s.add(name, value)
			}
		}
	}
	s.sort()
	return s
}

// trial hides the secrets of one trial, which is a shallow copy.
func (s *secrets) trial(t *analysis.Trial) {
	m := &t.Manifest
	m.Description, m.Command, m.Reason = s.text(m.Description), s.text(m.Command), s.text(m.Reason)
	m.Source = s.text(hideSource(m.Source))
	m.Settings, m.Configuration = s.settings(m.Settings), s.settings(m.Configuration)
	m.Targets, m.Dataset.Assumptions = s.texts(m.Targets), s.texts(m.Dataset.Assumptions)
	m.Services = slices.Clone(m.Services)
	for i := range m.Services {
		m.Services[i].Address, m.Services[i].Software = s.text(m.Services[i].Address), s.text(m.Services[i].Software)
	}
	t.Stores = slices.Clone(t.Stores)
	for i := range t.Stores {
		t.Stores[i].Software, t.Stores[i].Summary = s.text(t.Stores[i].Software), s.text(t.Stores[i].Summary)
	}
	t.InvalidReasons, t.Warnings, t.Checks = s.texts(t.InvalidReasons), s.texts(t.Warnings), s.checks(t.Checks)
	t.Captions = maps.Clone(t.Captions)
	for name, text := range t.Captions {
		t.Captions[name] = s.text(text)
	}
	t.Failed = slices.Clone(t.Failed)
	for i := range t.Failed {
		t.Failed[i].Examples = s.texts(t.Failed[i].Examples)
	}
	t.Events = slices.Clone(t.Events)
	for i := range t.Events {
		t.Events[i].Detail = s.text(t.Events[i].Detail)
	}
}

func (s *secrets) settings(settings map[string]string) map[string]string {
	settings = maps.Clone(settings)
	for name, value := range settings {
		settings[name] = s.setting(name, value)
	}
	return settings
}

func (s *secrets) texts(texts []string) []string {
	texts = slices.Clone(texts)
	for i := range texts {
		texts[i] = s.text(texts[i])
	}
	return texts
}

func (s *secrets) checks(checks []analysis.Check) []analysis.Check {
	checks = slices.Clone(checks)
	for i := range checks {
		c := &checks[i]
		c.Measured, c.Limit, c.Detail = s.text(c.Measured), s.text(c.Limit), s.text(c.Detail)
	}
	return checks
}
