package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/exitcode"
	"quintet/bench/scenario"
)

func TestTakeAutoRate(t *testing.T) {
	for value, want := range map[string]float64{"auto": 0.7, "auto:50%": 0.5, "auto:1": 1, "400/s": 0} {
		o := options{changes: overrides{{Key: "duration", Value: "30s"}, {Key: "rate", Value: value}}}
		share, err := o.takeAutoRate()
		if err != nil || share != want || (len(o.changes) == 1) != (want > 0) {
			t.Errorf("%s: share %g of %v, %v", value, share, o.changes, err)
		}
	}
	for _, value := range []string{"auto:", "auto:0", "auto:120%", "automatic", "auto,400/s"} {
		o := options{changes: overrides{{Key: "rate", Value: value}}}
		if share, err := o.takeAutoRate(); err == nil || !strings.Contains(err.Error(), "want `auto`") {
			t.Errorf("%s: share %g, %v", value, share, err)
		}
	}
}

func TestUnbroken(t *testing.T) {
	tried := func(rate float64, uncertain bool) analysis.TriedLoad {
		return analysis.TriedLoad{Rate: rate, Acceptance: analysis.Acceptance{Valid: true, Uncertain: uncertain}}
	}
	shown, other := analysis.Capacity{Rate: 400, Refused: 420}, analysis.Capacity{Rate: 300, NotShown: 320}
	unshown := analysis.Capacity{NotShown: 100, Refused: 400, Tried: []analysis.TriedLoad{tried(100, true), tried(200, true), tried(400, false), tried(500, true)}}
	for _, test := range []struct {
		found []analysis.Capacity
		rate  float64
		shown bool
	}{
		{[]analysis.Capacity{shown}, 400, true}, {[]analysis.Capacity{shown, other}, 300, true}, {[]analysis.Capacity{shown, unshown}, 200, false},
		{[]analysis.Capacity{shown, {Refused: 50}}, 0, false}, {nil, 0, false},
	} {
		if rate, isShown := unbroken(test.found); rate != test.rate || isShown != test.shown {
			t.Errorf("%+v: %g, shown %v", test.found, rate, isShown)
		}
	}
}

// A run at rate=auto searches roughly within the scenario's own changes, then runs at the share, says so, and its command repeats that rate.
func TestAutoRate(t *testing.T) {
	var said bytes.Buffer
	term := terminal{stdout: &said, stderr: &said}
	o := options{stack: "embedded", changes: overrides{{Key: "cache", Value: "off"}}}
	seek := func(search *options, _ context.Context, _ terminal, s scenario.Scenario, command string) (*analysis.Result, error) {
		if !search.rough || s.Search == nil || s.Search.Resolution != 0.2 || s.Settings["cache"] != "off" || s.MainRate() != 400 || !strings.HasPrefix(command, "bench capacity ") {
			t.Errorf("searched %+v for %+v with %s", s.Search, s.Settings, command)
		}
		total := 0.0
		for _, p := range s.Load.Phases {
			total += p.Duration.Seconds()
		}
		if math.Abs(total-15) > 0.01 {
			t.Errorf("a trial of the search lasts %g s", total)
		}
		// That objectives broke on the way is no error of the search.
		return &analysis.Result{RunID: "20261130-121134-chat-heavy", Capacities: []analysis.Capacity{{Rate: 250, Refused: 300}}}, exit{exitcode.Broken, nil}
	}
	s, err := o.autoRate(t.Context(), term, "chat-heavy", 0.7, seek)
	if err != nil {
		t.Fatal(err)
	}
	const note = "Rate chosen by rate=auto: 175/s, which is 70 % of the capacity that a rough search found first (250/s, run 20261130-121134-chat-heavy)."
	if s.MainRate() != 175 || s.Search != nil || s.Settings["cache"] != "off" || !strings.HasSuffix(s.Description, note) || !strings.Contains(said.String(), note) {
		t.Errorf("%g/s, %q, said %s", s.MainRate(), s.Description, &said)
	}
	if command := o.repeatCommand("run", "chat-heavy"); command != "bench run -stack embedded -set cache=off -set rate=175/s chat-heavy" {
		t.Errorf("repeated by %s", command)
	}
	failed := errors.New("the stack did not start")
	for name, c := range map[string]struct {
		changes overrides
		result  *analysis.Result
		err     error
		want    string
	}{
		"nothing holds":      {nil, &analysis.Result{Capacities: []analysis.Capacity{{Refused: 50}}}, exit{exitcode.Broken, nil}, "no load that breaks nothing"},
		"the stack fails":    {nil, &analysis.Result{Capacities: []analysis.Capacity{{Rate: 50}}}, exit{exitcode.Invalid, failed}, failed.Error()},
		"a closed loop":      {overrides{{Key: "load", Value: "{closed: 8, phases: [{name: steady, duration: 10s}]}"}}, nil, nil, "open load"},
		"the rate is varied": {overrides{{Key: "rate", Value: "100/s,200/s"}}, nil, nil, "nor varies it"},
	} {
		o := options{stack: "embedded", changes: c.changes}
		_, err := o.autoRate(t.Context(), term, "chat-heavy", 0.7, func(*options, context.Context, terminal, scenario.Scenario, string) (*analysis.Result, error) {
			return c.result, c.err
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
