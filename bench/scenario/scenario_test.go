package scenario

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = flag.Bool("update", false, "write the golden files")

// words are the vocabulary of these tests: real names, so that messages read as they will.
func words() Vocabulary {
	return Vocabulary{
		Operations: strings.Fields(`users.list users.get users.create users.update groups.list groups.get groups.create messages.list
			messages.send notifications.list notifications.send friends.list friends.add friends.suggest members.list members.add
			sessions.create sessions.get files.upload files.download`),
		Shapes: map[string]map[string]Unit{
			"constant": {"rate": Rate}, "ramp": {"from": Rate, "to": Rate}, "steps": {"from": Rate, "to": Rate, "count": Count},
			"spike": {"base": Rate, "peak": Rate}, "sine": {"low": Rate, "high": Rate, "period": Duration},
		},
		Settings: []string{"cache", "api.replicas", "env.*"},
		Faults: []FaultKind{
			{Name: "kill"}, {Name: "pause"}, {Name: "flush", For: Refused},
			{Name: "latency", Partial: true, Params: []FaultParam{
				{Name: "delay", Unit: Duration, Required: true}, {Name: "jitter", Unit: Duration}, {Name: "share", Unit: Ratio, Default: 1}}},
			{Name: "bandwidth", Partial: true, Params: []FaultParam{{Name: "rate", Unit: ByteRate, Required: true}}},
			{Name: "exec", For: Optional, Untargeted: true, Params: []FaultParam{
				{Name: "inject", Command: true, Required: true}, {Name: "heal", Command: true}}},
		},
		Needs: map[string]string{"sessions.get": "sessions.create"},
	}
}

const chatHeavy = `name: chat-heavy                 # equals the file's name
description: A busy evening. Most requests read the newest page of a conversation, one in ten sends a message.
seed: 42

dataset:
  volume: 1x
  messages: {content_bytes: {lognormal: {median: 30, p99: 1000}}}

workload:
  keys:
    users: {zipf: 0.8}
    conversations: {zipf: 0.99}
  mix:
    messages.list: 60
    messages.send: 10.5
    users.get: 5

load:
  arrivals: poisson
  phases:
    - {name: warm-up, ramp: {from: 50/s, to: 400/s}, duration: 10s, measure: false}
    - {name: steady, rate: 400/s, duration: 40s}
    - {name: rush, spike: {base: 400/s, peak: 1200/s}, duration: 10s}

slo:
  - p99 < 100ms
  - p99(messages.list) < 60ms
  - failures < 0.1%

repetitions: 1
matrix: {cache: [on, off], api.replicas: [1, 2, 4]}
search: {rate: {from: 200/s, to: 20000/s}, resolution: 5%}
faults:
  - {at: 20s, for: 5s, kill: redis}
`

func must(t *testing.T, text string, overrides ...Override) Scenario {
	t.Helper()
	s, err := Parse(nameOf(text)+".yaml", []byte(text), overrides, words())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func nameOf(text string) string {
	return strings.Fields(strings.TrimPrefix(text, "name: "))[0]
}

func TestParse(t *testing.T) {
	got := must(t, chatHeavy)
	want := Scenario{
		Name:        "chat-heavy",
		Description: "A busy evening. Most requests read the newest page of a conversation, one in ten sends a message.",
		Seed:        42,
		Dataset: Dataset{
			Volume: 1, Users: 10_000, Groups: 1000, Conversations: 5000, Messages: 100_000, Notifications: 20_000,
			Friendships: 50_000, Memberships: 8500, Files: 100,
			ContentBytes: Distribution{Kind: "lognormal", Median: 30, P99: 1000, Max: 4000},
			FileBytes:    Distribution{Kind: "lognormal", Median: 16 << 10, P99: 1 << 20, Max: 8 << 20},
		},
		Workload: Workload{
			Keys: map[string]Keys{
				"users": {Kind: "zipf", Theta: 0.8}, "conversations": {Kind: "zipf", Theta: 0.99},
				"groups": {Kind: "scrambled", Theta: 0.8}, "files": {Kind: "scrambled", Theta: 0.8},
			},
			Mix: []Weight{{"messages.list", 60}, {"messages.send", 10.5}, {"users.get", 5}}, Dir: ".",
		},
		Load: Load{
			Arrivals: "poisson", Timeout: 30 * time.Second,
			Phases: []Phase{
				{Name: "warm-up", Duration: 10 * time.Second, Shape: "ramp", Params: map[string]float64{"from": 50, "to": 400}, Line: 21},
				{Name: "steady", Duration: 40 * time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": 400}, Line: 22},
				{Name: "rush", Duration: 10 * time.Second, Measure: true, Shape: "spike", Params: map[string]float64{"base": 400, "peak": 1200}, Line: 23},
			},
		},
		SLO: []SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1, Line: 26},
			{Expression: "p99(messages.list) < 60ms", Metric: "p99", Quantile: 0.99, Operation: "messages.list", Comparison: "<", Limit: 0.06, Line: 27},
			{Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001, Line: 28},
		},
		ScrapeInterval: time.Second, Repetitions: 1, Settings: map[string]string{},
		Matrix: []Axis{{"cache", []string{"on", "off"}, 31}, {"api.replicas", []string{"1", "2", "4"}, 31}},
		Search: &Search{From: 200, To: 20_000, Resolution: 0.05},
		Faults: []Fault{{At: 20 * time.Second, For: 5 * time.Second, Kind: "kill", Target: "redis", Line: 34}},
		Hold:   10 * time.Second, Ledger: true,
		File: "chat-heavy.yaml", Source: []byte(chatHeavy),
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Scenario{}, "Vocabulary"), cmpopts.IgnoreFields(Dataset{}, "Assumptions")); diff != "" {
		t.Error(diff)
	}
	if len(got.Dataset.Assumptions) == 0 {
		t.Error("no assumption is named")
	}
}

// Every mistake of each file, in the words that the author reads.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, err := Read(file, nil, words())
			if err == nil {
				t.Fatal("no error")
			}
			var first *Error
			if !errors.As(err, &first) {
				t.Errorf("%T holds no *Error", err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".txt", filepath.ToSlash(err.Error())+"\n")
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestReadSaysWhatIsMissing(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "none.yaml"), nil, words()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one that wraps os.ErrNotExist", err)
	}
}

func TestParseRefusesLargeFiles(t *testing.T) {
	_, err := Parse("x.yaml", []byte(strings.Repeat("#\n", maxText)), nil, words())
	if err == nil || !strings.Contains(err.Error(), "256 KiB") {
		t.Errorf("error %v", err)
	}
}

const short = "name: short\nworkload: {mix: {users.get: 1}}\n"

func TestShortForms(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Load
	}{
		"one phase": {"load: {rate: 400/s, duration: 30s}", Load{Arrivals: "poisson", Phases: []Phase{
			{Name: "steady", Duration: 30 * time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": 400}}}}},
		"one shaped phase": {"load: {arrivals: constant, ramp: {from: 0/s, to: 4/s}, duration: 30s}", Load{Arrivals: "constant", Phases: []Phase{
			{Name: "steady", Duration: 30 * time.Second, Measure: true, Shape: "ramp", Params: map[string]float64{"from": 0, "to": 4}}}}},
		"closed": {"load: {closed: 64, duration: 30s}", Load{Arrivals: "poisson", Closed: 64, Phases: []Phase{
			{Name: "steady", Duration: 30 * time.Second, Measure: true}}}},
		"closed phases": {"load: {closed: 64, phases: [{duration: 1s, measure: off}, {duration: 2s}]}", Load{Arrivals: "poisson", Closed: 64, Phases: []Phase{
			{Name: "phase 1", Duration: time.Second}, {Name: "phase 2", Duration: 2 * time.Second, Measure: true}}}},
		"constant by name": {"load: {max_workers: 8, phases: [{constant: {rate: 5/s}, duration: 1s}]}", Load{Arrivals: "poisson", MaxWorkers: 8, Phases: []Phase{
			{Name: "phase 1", Duration: time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": 5}}}}},
		"aliases": {"load: {phases: [&a {name: one, rate: 5/s, duration: 1s}, {<<: *a, name: two, duration: 2s}]}", Load{Arrivals: "poisson", Phases: []Phase{
			{Name: "one", Duration: time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": 5}},
			{Name: "two", Duration: 2 * time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": 5}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Timeout = 30 * time.Second
			got := must(t, short+c.text).Load
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Phase{}, "Line")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKeyForms(t *testing.T) {
	for text, want := range map[string]Keys{
		"uniform":                           {Kind: "uniform"},
		"latest":                            {Kind: "latest", Theta: 0.99},
		"zipf":                              {Kind: "zipf", Theta: 0.99},
		"zipf 0.7":                          {Kind: "zipf", Theta: 0.7},
		"{scrambled: 0.8}":                  {Kind: "scrambled", Theta: 0.8},
		"{latest: 1.2}":                     {Kind: "latest", Theta: 1.2},
		"{hotspot: {hot: 2%, ops: 58%}}":    {Kind: "hotspot", HotKeys: 0.02, HotOps: 0.58},
		"'hotspot {hot: 0.02, ops: 57.8%}'": {Kind: "hotspot", HotKeys: 0.02, HotOps: 0.578},
	} {
		s := must(t, "name: short\nload: {rate: 1/s, duration: 1s}\nworkload: {mix: {users.get: 1}, keys: {users: "+text+"}}\n")
		if diff := cmp.Diff(want, s.Workload.Keys["users"]); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestDatasetCounts(t *testing.T) {
	s := must(t, short+`load: {rate: 1/s, duration: 1s}
dataset: {volume: 0.1x, users: 200, messages: {count: 3_000, content_bytes: 1KiB}, files: {count: 7, bytes: {constant: 10kB}}}
`)
	got := s.Dataset
	got.Assumptions = nil
	want := Dataset{
		Volume: 0.1, Users: 200, Groups: 100, Conversations: 500, Messages: 3000, Notifications: 2000, Friendships: 5000, Memberships: 850,
		Files: 7, ContentBytes: Distribution{Kind: "constant", Median: 1024}, FileBytes: Distribution{Kind: "constant", Median: 10_000},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// A default is cut to what a written count leaves room for; only what was written is refused.
	if s := must(t, short+"load: {rate: 1/s, duration: 1s}\ndataset: {users: 10}\n"); s.Dataset.Friendships != 22 {
		t.Errorf("%d friendships of 10 users, want 22: half of all pairs", s.Dataset.Friendships)
	}
}
