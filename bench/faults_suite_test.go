package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/plan"
)

// suiteOf is the suite of a scenario on the embedded stack with these flags, planned as bench faults would.
func suiteOf(t *testing.T, name string, u suite, changes ...string) ([]plan.Trial, error) {
	t.Helper()
	o := options{stack: "embedded"}
	for _, c := range changes {
		if err := o.changes.Set(c); err != nil {
			t.Fatal(err)
		}
	}
	s, err := u.scenario(&o, name)
	if err != nil {
		return nil, err
	}
	p, err := plan.New(s)
	if err != nil {
		t.Fatal(err)
	}
	var trials []plan.Trial
	for trial, ok := p.Next(nil); ok; trial, ok = p.Next(&plan.Outcome{Valid: true, Passed: true}) {
		trials = append(trials, trial)
	}
	return trials, nil
}

// A suite does each kind of fault to each service that it can be done to, one a trial, named by what is done, long enough to see a recovery.
func TestSuiteOfFaults(t *testing.T) {
	u := suite{lasts: 5 * time.Second, after: 25 * time.Second}
	trials, err := suiteOf(t, "smoke", u)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, trial := range trials {
		s := trial.Scenario
		if len(s.Faults) != 1 || trial.Configuration["faults"] != s.Faults[0].Label() || seen[s.Faults[0].Label()] {
			t.Fatalf("trial %d of %q has %+v", trial.Number, trial.Configuration["faults"], s.Faults)
		}
		seen[s.Faults[0].Label()] = true
		total := time.Duration(0)
		for _, p := range s.Load.Phases {
			total += p.Duration
		}
		if after := total - s.Faults[0].End(); after < u.after || after < s.Hold || !s.Ledger {
			t.Errorf("%s: the load goes on for %v, ledger %v", s.Faults[0].Label(), after, s.Ledger)
		}
	}
	for _, want := range []string{"kill miniredis", "flush miniredis", "latency sqlite", "errors sqlite", "restart gofakes3", "pause api-1"} {
		if !seen[want] {
			t.Errorf("no trial does %s: %v", want, seen)
		}
	}
	if seen["kill sqlite"] {
		t.Error("sqlite lives in the API's process: nothing can kill it alone")
	}
}

func TestSuiteOfChosenFaults(t *testing.T) {
	trials, err := suiteOf(t, "smoke", suite{kinds: "kill,latency", services: "miniredis", lasts: time.Second, after: 12 * time.Second}, "repetitions=2")
	if err != nil || len(trials) != 4 {
		t.Fatalf("%d trials, %v", len(trials), err)
	}
	for _, c := range []struct {
		u    suite
		want string
	}{
		{suite{kinds: "kil"}, `cannot do "kil" (did you mean kill?)`}, {suite{services: "redis"}, `has no "redis"`}, {suite{kinds: "kill", services: "sqlite"}, "none of the services"},
	} {
		if _, err := suiteOf(t, "smoke", c.u); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.u, err, c.want)
		}
	}
	trials, err = suiteOf(t, "smoke", suite{kinds: "flush", lasts: time.Second, after: 12 * time.Second})
	if err != nil || len(trials) != 1 || trials[0].Scenario.Faults[0].For != 0 {
		t.Errorf("one fault makes one trial without a matrix: %+v, %v", trials, err)
	}
}

// Objectives on faults can be set for a scenario without any, and those of a scenario that name its own faults are left out with them.
func TestObjectivesOfSuite(t *testing.T) {
	u := suite{kinds: "kill", services: "miniredis", lasts: time.Second, after: 12 * time.Second}
	for _, c := range []struct {
		scenario string
		changes  []string
		want     []string
	}{
		{"smoke", []string{"slo=[availability(fault) > 90%, lost = 0]"}, []string{"availability(fault) > 90%", "lost = 0"}},
		{"smoke", []string{"slo=[p99 < 1s]"}, []string{"p99 < 1s", "recovery < 10s", "lost = 0"}},
		{"redis-away", nil, []string{"recovery < 10s", "lost = 0"}},
		{"redis-away", []string{"slo=[recovery(kill miniredis) < 5s]"}, []string{"recovery(kill miniredis) < 5s"}},
	} {
		trials, err := suiteOf(t, c.scenario, u, c.changes...)
		if err != nil || len(trials) != 1 {
			t.Errorf("%s %q: %d trials, %v", c.scenario, c.changes, len(trials), err)
			continue
		}
		var got []string
		for _, o := range trials[0].Scenario.SLO {
			got = append(got, o.Expression)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %q has the objectives %q, want %q", c.scenario, c.changes, got, c.want)
		}
	}
	if _, err := suiteOf(t, "smoke", u, "slo=[recovery(kill redis) < 5s]"); err == nil || !strings.Contains(err.Error(), "which is not planned") {
		t.Errorf("an objective on a fault that the suite has not: %v", err)
	}
}
