package server_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/telemetry"
)

// TestDescriptions holds every row of the table of backends to what the rest of the project takes for granted.
func TestDescriptions(t *testing.T) {
	roles := []string{"records", "messages", "notifications", "graph", "sessions", "cache", "objects"}
	names, embedded := map[string]bool{}, map[string]bool{}
	for _, b := range server.Backends() {
		t.Run(b.Name, func(t *testing.T) {
			if !regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(b.Name) || names[b.Name] {
				t.Errorf("the name is %q, want a new one of letters and digits: others are built from it", b.Name)
			}
			names[b.Name] = true
			if b.Title == "" || b.Open == nil || len(b.Roles) == 0 || len(b.Space) == 0 && slices.Contains(b.Roles, "records") {
				t.Errorf("it is described in part only: %+v", b)
			}
			if !regexp.MustCompile(`^#[0-9A-F]{6}$`).MatchString(b.Color) {
				t.Errorf("the colour is %q, want #RRGGBB", b.Color)
			}
			for _, role := range b.Roles {
				if !slices.Contains(roles, role) {
					t.Errorf("there is no role %s", role)
				}
				embedded[role] = embedded[role] || b.Embedded()
			}
			if (b.Serve == nil) != (b.Shared == "") || b.Serve != nil && !b.Embedded() {
				t.Error("a backend that others share is embedded, and a variable has its address")
			}
			for _, name := range []string{b.Chosen, b.Shared, b.Copies} {
				if name != "" && b.Variable(name) == nil {
					t.Errorf("%s is no variable of it", name)
				}
			}
			for _, err := range b.Backend.Check() {
				t.Error(err)
			}
		})
	}
	for _, role := range roles {
		if !embedded[role] {
			t.Errorf("no embedded backend takes %s: an empty environment would be incomplete", role)
		}
	}
}

// Every metric is of that backend, states what it is, and says it as its name does.
func TestMetricDescriptions(t *testing.T) {
	of := map[string]telemetry.Metric{}
	for _, b := range server.Telemetry() {
		seen := map[string]bool{}
		for _, m := range b.Metrics {
			if seen[m.Name] {
				t.Errorf("%s is there twice", m.Name)
			}
			seen[m.Name] = true
			if other, known := of[m.Name]; known && (other.Help != m.Help || other.Counter != m.Counter) {
				t.Errorf("%s means different things", m.Name)
			}
			of[m.Name] = m
			// What is scraped has the names of those who wrote the server.
			if b.Scraped == nil && m.Counter != strings.HasSuffix(m.Name, "_total") {
				t.Errorf("%s: counter is %v", m.Name, m.Counter)
			}
			if b.Scraped != nil && !strings.HasPrefix(m.Name, b.Scraped.Prefix) {
				t.Errorf("%s does not begin with %s", m.Name, b.Scraped.Prefix)
			}
			if !slices.IsSorted(m.Labels) {
				t.Errorf("%s: labels %v are not sorted", m.Name, m.Labels)
			}
			if !strings.HasSuffix(m.Help, ".") {
				t.Errorf("%s: %q is no sentence", m.Name, m.Help)
			}
			if m.Unit != telemetry.UnitOf(m.Name) {
				t.Errorf("%s: unit %q", m.Name, m.Unit)
			}
		}
	}
	if len(of) < 100 {
		t.Errorf("only %d metrics", len(of))
	}
}

// Defaults are right values, variables of one name mean the same, and a setting has one variable.
func TestVariables(t *testing.T) {
	known, settings := map[string]store.Variable{}, map[string]bool{}
	check := func(v store.Variable) {
		if v.Help == "" || !regexp.MustCompile(`^[A-Z0-9_]+$`).MatchString(v.Name) {
			t.Errorf("variable %q: help %q", v.Name, v.Help)
		}
		if v.Default != "" && v.Verify(v.Default) != nil {
			t.Errorf("the default is wrong: %v", v.Verify(v.Default))
		}
		if other, twice := known[v.Name]; twice && (other.Help != v.Help || other.Default != v.Default || other.Secret != v.Secret) {
			t.Errorf("%s means different things", v.Name)
		}
		known[v.Name] = v
	}
	for _, g := range server.Variables() {
		for _, v := range g.Variables {
			check(v)
		}
	}
	for _, b := range server.Backends() {
		for _, v := range b.Variables {
			check(v)
		}
		for key := range b.Settings() {
			if settings[key] {
				t.Errorf("setting %s is there twice", key)
			}
			settings[key] = true
		}
	}
	if !settings["postgres.pool.size"] || !settings["cassandra.consistency"] {
		t.Errorf("settings are %v", settings)
	}
}
