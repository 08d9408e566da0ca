package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// withFaults is a scenario of 60 s with these faults, and whatever else.
func withFaults(faults string, more ...string) string {
	return short + "load: {rate: 1/s, duration: 60s}\nfaults: [" + faults + "]\n" + strings.Join(more, "\n") + "\n"
}

// Every form of a fault, with its parameters in base units and the defaults filled in.
func TestFaultForms(t *testing.T) {
	for text, want := range map[string]Fault{
		"{at: 20s, for: 5s, kill: redis}": {At: 20 * time.Second, For: 5 * time.Second, Kind: "kill", Target: "redis"},
		"{at: 0s, flush: cache}":          {Kind: "flush", Target: "cache"},
		"{at: 1s, for: 1s, latency: {on: neo4j, delay: 200ms}}": {At: time.Second, For: time.Second, Kind: "latency", Target: "neo4j",
			Params: map[string]float64{"delay": 0.2, "jitter": 0, "share": 1}},
		"{at: 1s, for: 1s, latency: {on: neo4j, delay: 200ms, jitter: 50ms, share: 30%}}": {At: time.Second, For: time.Second, Kind: "latency",
			Target: "neo4j", Params: map[string]float64{"delay": 0.2, "jitter": 0.05, "share": 0.3}},
		"{at: 1s, for: 1s, bandwidth: {on: minio, rate: 64KiB/s}}": {At: time.Second, For: time.Second, Kind: "bandwidth", Target: "minio",
			Params: map[string]float64{"rate": 65536}},
		"{at: 1s, for: 1s, exec: {inject: ./break.sh 1, heal: ./mend.sh}}": {At: time.Second, For: time.Second, Kind: "exec",
			Commands: map[string]string{"inject": "./break.sh 1", "heal": "./mend.sh"}},
		"{at: 1s, exec: {inject: 'true'}}": {At: time.Second, Kind: "exec", Commands: map[string]string{"inject": "true"}},
	} {
		s := must(t, withFaults(text))
		if len(s.Faults) != 1 {
			t.Fatalf("%s: %d faults", text, len(s.Faults))
		}
		if diff := cmp.Diff(want, s.Faults[0], cmpopts.IgnoreFields(Fault{}, "Line"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if !s.Ledger || s.Hold != 10*time.Second {
			t.Errorf("%s: ledger %v, hold %s", text, s.Ledger, s.Hold)
		}
	}
}

// A ledger is kept where there are faults, and otherwise as asked; the time of recovery can be shortened.
func TestLedgerAndHold(t *testing.T) {
	for text, want := range map[string]bool{
		short + "load: {rate: 1/s, duration: 60s}\n":                 false,
		short + "load: {rate: 1/s, duration: 60s}\nledger: on\n":     true,
		withFaults("{at: 20s, for: 5s, kill: redis}"):                true,
		withFaults("{at: 20s, for: 5s, kill: redis}", "ledger: off"): false,
	} {
		if got := must(t, text).Ledger; got != want {
			t.Errorf("ledger %v of %q", got, text)
		}
	}
	if s := must(t, withFaults("{at: 50s, for: 8s, kill: redis}", "hold: 2s")); s.Hold != 2*time.Second {
		t.Errorf("hold %s", s.Hold)
	}
}

// Objectives on faults, written with whatever blanks.
func TestObjectivesOnFaults(t *testing.T) {
	s := must(t, withFaults("{at: 20s, for: 5s, kill: redis}, {at: 30s, exec: {inject: 'true'}}", `slo:
  - recovery < 10s
  - recovery(kill  redis) < 5s
  - availability > 99%
  - availability(fault) > 90%
  - availability(exec) > 90%
  - availability(users.get) > 99.9%
  - availability(kill redis, users.get) >= 99%
  - lost = 0`))
	got := s.SLO
	want := []SLO{
		{Metric: "recovery", Comparison: "<", Limit: 10},
		{Metric: "recovery", Fault: "kill redis", Comparison: "<", Limit: 5},
		{Metric: "availability", Comparison: ">", Limit: 0.99},
		{Metric: "availability", Fault: AnyFault, Comparison: ">", Limit: 0.9},
		{Metric: "availability", Fault: "exec", Comparison: ">", Limit: 0.9},
		{Metric: "availability", Operation: "users.get", Comparison: ">", Limit: 0.999},
		{Metric: "availability", Fault: "kill redis", Operation: "users.get", Comparison: ">=", Limit: 0.99},
		{Metric: "lost", Comparison: "="},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(SLO{}, "Expression", "Line"), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
}

// Faults that come after a warm-up of unknown length are planned for one that is as short as it may be.
func TestFaultsAfterAWarmUp(t *testing.T) {
	text := short + "load: {phases: [{name: warm-up, rate: 1/s, duration: 5s, measure: false, until: steady, at most: 60s}, {name: steady, rate: 1/s, duration: 60s}]}\n" +
		"faults: [{at: %s, for: 5s, kill: redis}]\n"
	for at, want := range map[string]bool{"5s": true, "20s": true, "4s": false, "0s": false} {
		if _, err := Parse("short.yaml", fmt.Appendf(nil, text, at), nil, words()); (err == nil) != want {
			t.Errorf("a fault at %s: %v", at, err)
		}
	}
}

// Faults on one target may overlap when both leave it working, and in different ways; on different targets always.
func TestOverlaps(t *testing.T) {
	for faults, want := range map[string]bool{
		"{at: 20s, for: 5s, kill: redis}, {at: 22s, for: 5s, pause: redis}":                                                          false,
		"{at: 20s, for: 5s, kill: redis}, {at: 25s, for: 5s, pause: redis}":                                                          false,
		"{at: 20s, for: 5s, kill: redis}, {at: 26s, for: 5s, pause: redis}":                                                          true,
		"{at: 20s, for: 5s, kill: redis}, {at: 22s, for: 5s, pause: minio}":                                                          true,
		"{at: 20s, for: 5s, kill: redis}, {at: 22s, flush: redis}":                                                                   false,
		"{at: 20s, for: 5s, bandwidth: {on: redis, rate: 1MB/s}}, {at: 22s, for: 5s, latency: {on: redis, delay: 1s}}":               true,
		"{at: 20s, for: 5s, latency: {on: redis, delay: 2s}}, {at: 22s, for: 5s, latency: {on: redis, delay: 1s}}":                   false,
		"{at: 20s, for: 5s, latency: {on: redis, delay: 2s}}, {at: 22s, for: 5s, kill: redis}":                                       false,
		"{at: 20s, for: 5s, exec: {inject: 'true', heal: 'true'}}, {at: 21s, for: 5s, exec: {inject: 'true', heal: 'true'}}":         true,
		"{at: 30s, for: 5s, pause: redis}, {at: 10s, for: 40s, kill: minio}, {at: 29s, for: 1s, latency: {on: redis, delay: 200ms}}": false,
	} {
		text := withFaults(faults)
		_, err := Parse("short.yaml", []byte(text), nil, words())
		if (err == nil) != want {
			t.Errorf("%s: %v", faults, err)
		}
		if err != nil && !strings.Contains(err.Error(), "one after the other on one service") {
			t.Errorf("%s: %v", faults, err)
		}
	}
}
