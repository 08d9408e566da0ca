package display

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/runner"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/scrape"
	"quintet/bench/seed"
)

// loading is a look at a run in the middle of its second phase.
func loading() view {
	window := load.Window{Length: time.Second, Due: 400, Sent: 399, Done: 398, P50: 3 * time.Millisecond, P99: 41 * time.Millisecond}
	total := load.Window{Length: 10 * time.Second, Done: 2000, Failed: 4}
	total.Failures[samples.Timeout] = 4
	return view{stack: "embedded", Live: runner.Live{
		Status: runner.Status{
			Stage: runner.Loading, Load: &load.Attack{}, Trial: plan.Trial{Number: 2, Of: 4, Scenario: scenario.Scenario{Name: "chat"},
				Configuration: map[string]string{"cache": "off", "api.replicas": "2"}},
			Phases: []samples.Phase{{Name: "warm-up", End: 5 * time.Second}, {Name: "steady", End: 20 * time.Second}},
		},
		Load:    load.Live{Elapsed: 10 * time.Second, Phase: 1, Second: window, InPhase: window, Total: total, InFlight: 7, Slowest: -1},
		Scraped: scrape.Live{CPU: map[string]float64{"api-1": 0.5, "api-2": 0.25, "postgres": 1.5, "generator": 0.1}},
	}}
}

func TestLine(t *testing.T) {
	for name, test := range map[string]struct {
		v    view
		want string
	}{
		"Loading": {loading(), "chat · embedded · trial 2/4 (api.replicas 2, cache off) · steady · 10s of 20s · due 400/s done 398/s · p50 3 ms p99 41 ms · failures 4 (0.2 %) · in flight 7"},
		"Starting": {view{stack: "native", Live: runner.Live{Status: runner.Status{Stage: runner.Starting, Trial: plan.Trial{Of: 1, Scenario: scenario.Scenario{Name: "chat"}}}}},
			"chat · native · starting the stack"},
		"Checking": {view{stack: "native", Live: runner.Live{Status: runner.Status{Stage: runner.Checking, Trial: plan.Trial{Of: 1, Scenario: scenario.Scenario{Name: "chat"}},
			Checking: ledger.Progress{Entries: 5210, Done: 2605, Elapsed: 7 * time.Second}}}}, "chat · native · reading back 2,605 of 5,210 writes, 7s left"},
	} {
		t.Run(name, func(t *testing.T) {
			if found := line(test.v); found != test.want {
				t.Errorf("found %q\nwant  %q", found, test.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	text := strings.Join(block(loading(), 80), "\n")
	for _, want := range []string{"phase steady 2/2", "10s left of 20s", "in flight 7", "api 0.75 core", "stores 1.5 cores", "generator 0.1 core", "timeout 4"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	checking := view{Live: runner.Live{Status: runner.Status{Stage: runner.Checking, Checking: ledger.Progress{Entries: 4, Done: 1}}}}
	if lines := block(checking, 80); len(lines) != 2 || !strings.Contains(lines[0], "█████░░░") || !strings.Contains(lines[1], "reading back 1 of 4 writes") {
		t.Errorf("reading back shows %q", lines)
	}
	if lines := block(view{}, 80); lines != nil {
		t.Errorf("a run that does nothing shows %q", lines)
	}
}

// TestCanvas draws a block over a taller one, no line of which is wider than the terminal.
func TestCanvas(t *testing.T) {
	var b bytes.Buffer
	c := canvas{w: &b, width: 10}
	c.draw([]string{"one", "a line that is too long"})
	b.Reset()
	c.draw([]string{"\x1b[5Atwo\a"}) // what a phase may be named
	if want := "\x1b[2A\r [5Atwo \x1b[K\n\x1b[J"; b.String() != want {
		t.Errorf("found %q, want %q", b.String(), want)
	}
	if found := clip("a line that is too long", 9); found != "a line t…" {
		t.Errorf("clipped to %q", found)
	}
}

func TestScreenOfAPipe(t *testing.T) {
	if s := ScreenOf(&bytes.Buffer{}); s != (Screen{Width: defaultWidth}) {
		t.Errorf("found %+v", s)
	}
}

// TestSeedBar writes a line where there is no terminal, and nothing when it is to be quiet.
func TestSeedBar(t *testing.T) {
	var b bytes.Buffer
	bar := NewSeedBar(&b, false)
	bar.Needs = "up to 1 GB of disk"
	bar.Show(seed.Progress{Kind: "users", Done: 500, Rows: 1000})
	bar.last = time.Now().Add(time.Hour)
	bar.Show(seed.Progress{Kind: "users", Done: 501, Rows: 1000})
	bar.Stop()
	if found := b.String(); strings.Count(found, "\n") != 1 || !strings.HasPrefix(found, "seeding 500 of 1,000 rows (users)") || !strings.HasSuffix(found, ", up to 1 GB of disk\n") {
		t.Errorf("found %q", found)
	}
	b.Reset()
	NewSeedBar(&b, true).Show(seed.Progress{})
	if b.Len() > 0 {
		t.Errorf("a quiet bar wrote %q", &b)
	}
}
