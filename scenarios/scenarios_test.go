package scenarios

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/bench/fault"
	"quintet/bench/plan"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

func vocabulary() scenario.Vocabulary {
	return scenario.Vocabulary{
		Operations: workload.Operations(),
		Needs:      workload.Needs(),
		Shapes: map[string]map[string]scenario.Unit{
			"constant": {"rate": scenario.Rate},
			"ramp":     {"from": scenario.Rate, "to": scenario.Rate},
			"steps":    {"from": scenario.Rate, "to": scenario.Rate, "count": scenario.Count},
			"spike":    {"base": scenario.Rate, "peak": scenario.Rate},
			"sine":     {"low": scenario.Rate, "high": scenario.Rate, "period": scenario.Duration},
		},
		Settings: []string{"cache", "api.replicas", "cassandra.nodes", "prometheus", "env.*"},
		Faults:   fault.Kinds(),
	}
}

// read reads one of the shipped files.
func read(t *testing.T, file string) scenario.Scenario {
	t.Helper()
	text, err := Files.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse("scenarios/"+file, text, nil, vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func total(s scenario.Scenario) time.Duration {
	var sum time.Duration
	for _, p := range s.Load.Phases {
		sum += p.Duration
	}
	return sum
}

// Every file is loaded and planned, and its workload made over its data set: all that happens before something starts.
func TestEveryScenario(t *testing.T) {
	files, err := fs.Glob(Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"smoke", "chat-heavy", "read-heavy", "write-burst", "notification-fanout", "social-graph",
		"file-storage", "cold-cache", "hot-key", "mixed-day", "soak", "resilience", "redis-away", "ring", "slow-store", "retry-storm", "overload", "durability"} {
		if s := read(t, name+".yaml"); s.MadeFor == "" {
			t.Errorf("%s does not say which machine it is made for", name)
		}
		if !slices.Contains(files, name+".yaml") {
			t.Errorf("no scenario %s", name)
		}
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			s := read(t, file)
			p, err := plan.New(s)
			if err != nil {
				t.Fatal(err)
			}
			trials := 0
			for trial, ok := p.Next(nil); ok; trial, ok = p.Next(&plan.Outcome{Valid: true, Passed: true}) {
				trials++
				at := trial.Scenario
				if _, err := workload.New(at.Workload, workload.NewDataset(at.Dataset, at.Seed), at.Seed); err != nil {
					t.Errorf("trial %d: %v", trial.Number, err)
				}
			}
			if trials != 1 {
				t.Errorf("%d trials: a shipped scenario is one, so that it takes as long as it says", trials)
			}
			if first, _, _ := strings.Cut(s.Description, ". "); len(first) < 10 || len(first) > 110 {
				t.Errorf("the first sentence, which bench list shows, is %q", first)
			}
			// Where faults are to make requests fail, how many still succeed is the objective.
			want := "failures"
			if len(s.Faults) > 0 {
				want = "availability"
			}
			if !slices.ContainsFunc(s.SLO, func(o scenario.SLO) bool { return o.Metric == want }) {
				t.Errorf("no objective on %s", want)
			}
			if d := total(s); d > 10*time.Minute {
				t.Errorf("lasts %s: too long for a laptop", d)
			}
		})
	}
}

// What the README and the report's numbers rely on.
func TestLengths(t *testing.T) {
	for file, want := range map[string]time.Duration{"smoke.yaml": 10 * time.Second, "chat-heavy.yaml": time.Minute, "soak.yaml": 10 * time.Minute} {
		if got := total(read(t, file)); got != want {
			t.Errorf("%s lasts %s, want %s", file, got, want)
		}
	}
}

// The smoke test is to touch every operation.
func TestSmokeTouchesEverything(t *testing.T) {
	mix := read(t, "smoke.yaml").Workload.Mix
	for _, o := range workload.Operations() {
		if !slices.ContainsFunc(mix, func(w scenario.Weight) bool { return w.Operation == o }) {
			t.Errorf("smoke has no %s", o)
		}
	}
}

// make bench maps DURATION and RATE onto overrides, so every scenario must take them.
func TestEveryScenarioCanBeScaled(t *testing.T) {
	files, err := fs.Glob(Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scenario.Parse("scenarios/"+file, text, []scenario.Override{
			{Key: "rate", Value: "50/s"}, {Key: "duration", Value: "5s"}, {Key: "cache", Value: "on,off"}, {Key: "dataset.volume", Value: "0.1x,1x"},
		}, vocabulary())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got := total(s); got != 5*time.Second || len(s.Matrix) != 2 {
			t.Errorf("%s lasts %s with %d axes, want 5s with 2", file, got, len(s.Matrix))
		}
	}
}

// Overload is twice what the store can do while it is slow, by arithmetic and not by the speed of a machine.
func TestOverloadIsTwiceTheCapacity(t *testing.T) {
	s := read(t, "overload.yaml")
	calls, err := strconv.ParseFloat(s.Settings["env.STORE_CALLS"], 64)
	if err != nil || s.Settings["cache"] != "off" || len(s.Workload.Mix) != 1 || len(s.Faults) != 1 {
		t.Fatalf("%v: one operation, of one call each that no cache answers, and one fault are to set the limit: %+v", err, s)
	}
	if capacity := calls / s.Faults[0].Params["delay"]; s.MainRate() != 2*capacity {
		t.Errorf("%v/s of a capacity of %v/s, want twice as much", s.MainRate(), capacity)
	}
}

// What durability costs is measured before the crash, and a trial is short.
func TestDurabilityIsMeasuredBeforeTheCrash(t *testing.T) {
	s := read(t, "durability.yaml")
	if d := total(s); d > 40*time.Second || !s.Ledger || len(s.Faults) != 1 {
		t.Errorf("lasts %s with %d faults, ledger %v", d, len(s.Faults), s.Ledger)
	}
	var end time.Duration
	for _, p := range s.Load.Phases {
		if end += p.Duration; p.Measure && end > s.Faults[0].At {
			t.Errorf("phase %s is measured until %s, and the crash is at %s", p.Name, end, s.Faults[0].At)
		}
	}
}
