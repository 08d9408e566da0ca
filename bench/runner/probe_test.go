package runner

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/plan"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

// seededAPI serves the real API on embedded stores with the scenario's data set, and returns its address.
func seededAPI(t *testing.T, s scenario.Scenario) string {
	t.Helper()
	cfg, err := server.FromEnv(func(name string) string { return map[string]string{"DATA_DIR": t.TempDir(), "PORT": "0"}[name] })
	if err != nil {
		t.Fatal(err)
	}
	stores, err := server.OpenStores(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(seed.Load(t.Context(), stores.Set, workload.NewDataset(s.Dataset, s.Seed), func(seed.Progress) {}), stores.Close()); err != nil {
		t.Fatal(err)
	}
	api, err := server.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := api.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return "http://" + api.Addr()
}

// probed is a trial of a scenario with another seed.
func probed(s scenario.Scenario, seed uint64) *trial {
	s.Seed = seed
	return &trial{plan: plan.Trial{Scenario: s, Seed: seed}, dataset: workload.NewDataset(s.Dataset, seed)}
}

// Data that were seeded with the scenario's seed are taken, whatever the repetition draws; those of another seed are refused, with both ways out.
func TestProbe(t *testing.T) {
	s, err := scenario.Parse("probe.yaml", []byte(`name: probe
seed: 7
dataset: {volume: 0.02x}
workload: {mix: {users.get: 2, messages.list: 5, friends.list: 2, files.download: 1, messages.send: 3, sessions.create: 1, sessions.get: 1}}
load: {rate: 10/s, duration: 1s, arrivals: constant}
`), nil, scenario.Vocabulary{Operations: workload.Operations()})
	if err != nil {
		t.Fatal(err)
	}
	target := seededAPI(t, s)
	for _, repetition := range []uint64{0, 1} {
		same := probed(s, 7)
		same.plan.Seed += repetition
		if err := same.probe(t.Context(), target); err != nil {
			t.Errorf("repetition %d: %v", repetition+1, err)
		}
	}
	err = probed(s, 8).probe(t.Context(), target)
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Fatalf("the error is %v", err)
	}
	for _, part := range []string{target, "20 of 20 answers to messages.list lack rows", "another seed than 8", "another volume than 0.02x", "-seed, -set dataset.volume"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %s", part, err)
		}
	}
}

// What is wrong with a target otherwise is for the load to measure, and an interrupt ends the probe.
func TestProbeOfAFailingTarget(t *testing.T) {
	s, err := scenario.Parse("probe.yaml", []byte("name: probe\nworkload: {mix: {messages.list: 1}}\nload: {rate: 10/s, duration: 1s, arrivals: constant}\n"), nil,
		scenario.Vocabulary{Operations: workload.Operations()})
	if err != nil {
		t.Fatal(err)
	}
	failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	if err := probed(s, 7).probe(t.Context(), failing.URL); err != nil {
		t.Errorf("answers of 503: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := probed(s, 7).probe(ctx, failing.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	failing.Close()
	if err := probed(s, 7).probe(t.Context(), failing.URL); err != nil {
		t.Errorf("a target that is gone: %v", err)
	}
}
