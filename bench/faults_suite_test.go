package main

import (
	"strings"
	"testing"
	"time"

	"quintet/bench/plan"
)

// suiteOf is the suite of a scenario on the embedded stack with these flags, planned as bench faults would.
func suiteOf(t *testing.T, u suite, changes ...string) ([]plan.Trial, error) {
	t.Helper()
	o := options{stack: "embedded"}
	for _, c := range changes {
		if err := o.changes.Set(c); err != nil {
			t.Fatal(err)
		}
	}
	s, err := readScenario("smoke", o.changes)
	if err != nil {
		t.Fatal(err)
	}
	planned, err := o.services(s)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := u.faults(planned, o.stack)
	if err != nil {
		return nil, err
	}
	u.change(&o, s, faults)
	if s, err = readScenario("smoke", o.changes); err != nil {
		t.Fatal(err)
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
	trials, err := suiteOf(t, u)
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
	trials, err := suiteOf(t, suite{kinds: "kill,latency", services: "miniredis", lasts: time.Second, after: 12 * time.Second}, "repetitions=2")
	if err != nil || len(trials) != 4 {
		t.Fatalf("%d trials, %v", len(trials), err)
	}
	for _, c := range []struct {
		u    suite
		want string
	}{
		{suite{kinds: "kil"}, `cannot do "kil" (did you mean kill?)`}, {suite{services: "redis"}, `has no "redis"`}, {suite{kinds: "kill", services: "sqlite"}, "none of the services"},
	} {
		if _, err := suiteOf(t, c.u); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.u, err, c.want)
		}
	}
	trials, err = suiteOf(t, suite{kinds: "flush", lasts: time.Second, after: 12 * time.Second})
	if err != nil || len(trials) != 1 || trials[0].Scenario.Faults[0].For != 0 {
		t.Errorf("one fault makes one trial without a matrix: %+v, %v", trials, err)
	}
}
