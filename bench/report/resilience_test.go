package report

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// madeFault is a fault with what it does to the hits due from its injection until some time after it was healed.
type madeFault struct {
	samples.Fault
	// lost is the share of hits of an operation that fail, by its name; serving and bad are how long after the heal.
	lost         map[string]float64
	serving, bad time.Duration
}

func madeFaults() []madeFault {
	return []madeFault{
		{samples.Fault{Label: "kill miniredis", Kind: "kill", Target: "miniredis", At: 14 * time.Second, For: 4 * time.Second}, map[string]float64{"messages.list": 0.02, "users.get": 1}, 300 * time.Millisecond, 1200 * time.Millisecond},
		{samples.Fault{Label: "latency sqlite", Kind: "latency", Target: "sqlite", At: 30 * time.Second, For: 3 * time.Second, Params: map[string]float64{"delay": 0.2}}, map[string]float64{"messages.send": 0.4, "notifications.list": 0.35, "friends.list": 0.3, "friends.add": 0.5}, 0, 0},
		{samples.Fault{Label: "flush miniredis", Kind: "flush", Target: "miniredis", At: 45 * time.Second}, nil, 0, 0},
	}
}

// faultyStory is a trial with faults.
func faultyStory(faults ...madeFault) story {
	s := story{
		manifest: func(m *samples.Manifest) {
			m.Hold = 5 * time.Second
			for _, f := range faults {
				m.Faults = append(m.Faults, f.Fault)
			}
			m.SLO = append(m.SLO, samples.SLO{Expression: "recovery < 2s", Metric: "recovery", Comparison: "<", Limit: 2},
				samples.SLO{Expression: "availability > 97%", Metric: "availability", Comparison: ">", Limit: 0.97},
				samples.SLO{Expression: "availability(fault) > 50%", Metric: "availability", Fault: "fault", Comparison: ">", Limit: 0.5})
		},
		hit: func(r *rand.Rand, h *samples.Hit) {
			for _, f := range faults {
				if h.Due >= f.At && h.Due < f.At+f.For+f.bad && r.Float64() < f.lost[madeOperations[h.Operation].name] {
					h.Failure, h.Status, h.End = samples.Status, 503, h.End+150*time.Millisecond
				}
			}
		},
	}
	for i, f := range faults {
		for kind, at := range map[samples.EventKind]time.Duration{
			samples.FaultInjected: f.At, samples.FaultEffective: f.At + 8*time.Millisecond, samples.FaultHealed: f.At + f.For, samples.FaultServing: f.At + f.For + f.serving,
		} {
			s.events = append(s.events, samples.Event{At: at, Kind: kind, Name: f.Label, Fault: i + 1})
		}
	}
	return s
}

// suiteStories are a suite: a trial a fault, each twice; the second fault is not recovered from once.
func suiteStories() []story {
	var list []story
	for repetition := 1; repetition <= 2; repetition++ {
		for i, f := range madeFaults() {
			f.At = 20 * time.Second
			if i == 1 && repetition == 2 {
				f.bad = time.Minute
			}
			s := faultyStory(f)
			change := s.manifest
			s.manifest = func(m *samples.Manifest) {
				change(m)
				m.Configuration, m.Repetition = map[string]string{resilience.FaultAxis: "[{at: 20s, " + f.Kind + ": " + f.Target + "}]"}, repetition
			}
			list = append(list, s)
		}
	}
	return list
}

func metastableStory() story {
	f := madeFaults()[0]
	f.bad, f.lost = time.Minute, map[string]float64{"messages.list": 0.9, "users.get": 1, "messages.send": 1}
	return faultyStory(f)
}

// The page of a run with faults answers at its top, and shows what happened around each fault once.
func TestPageOfFaults(t *testing.T) {
	res := analysed(t, madeRun(t, faultyStory(madeFaults()...)))
	images := undrawn(res)
	for _, name := range []string{figure.Scorecard, figure.Blast} {
		images = append(images, figure.Image{Name: name, Title: name, File: name + ".png", PNG: make([]byte, 99)})
	}
	for i := range 3 {
		images = append(images, figure.Image{Name: figure.FaultName(i + 1), Trial: 1, Title: "around", File: "f.png", PNG: make([]byte, 99)})
	}
	html := render(t, res, images, pageBudget)
	rest := html
	for _, mark := range []string{
		`id="resilience"`, "Killing miniredis for", "of users.get", "Flushing miniredis was not noticed by any operation.",
		"Of the error budget of a trial,", "What this run cannot say:",
		"Scorecard</caption>", "kill miniredis", `id="figure-fault-scorecard"`, `id="figure-fault-blast"`, `id="faults"`, `id="figure-fault-at-1"`, `id="figure-fault-at-3"`, `id="objectives"`, "recovery &lt; 2s",
	} {
		_, after, found := strings.Cut(rest, mark)
		if !found {
			t.Errorf("%s does not stand after what comes before it", mark)
			continue
		}
		rest = after
	}
	for _, image := range images {
		if n := strings.Count(html, `<figure id="figure-`+image.Name+`"`); n != 1 {
			t.Errorf("figure %s is on the page %d times", image.Name, n)
		}
	}
	var b bytes.Buffer
	if err := Terminal(&b, res, page.Terminal{Width: 120}); err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"→ Killing miniredis", "kill miniredis", "latency sqlite", "flush miniredis", "not needed"} {
		if !strings.Contains(b.String(), mark) {
			t.Errorf("the terminal has no %q:\n%s", mark, b.String())
		}
	}
}

// durableStories are a kill under two values of a setting, of which the first loses acknowledged writes.
func durableStories() []story {
	var list []story
	for i, sync := range []string{"periodic", "batch"} {
		s := faultyStory(madeFaults()[0])
		change := s.manifest
		s.manifest = func(m *samples.Manifest) {
			change(m)
			m.Configuration, m.Ledger = map[string]string{"cassandra.commitlog_sync": sync}, true
			m.ReadBack = &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 5000, Confirmed: 5000, Lost: uint64(25 * (1 - i))}, Straight: true}
			m.ReadBack.Confirmed -= m.ReadBack.Lost
		}
		list = append(list, s)
	}
	return list
}

// What a setting loses and what it costs stand in one row a configuration, on the page, in a terminal and in Markdown.
func TestDurabilityTable(t *testing.T) {
	res := analysed(t, madeRun(t, durableStories()...))
	tab := durabilityTable(res.Faults())
	if len(tab.Rows) != 2 {
		t.Fatalf("%+v", tab.Rows)
	}
	for i, want := range [][]string{{"cassandra.commitlog_sync periodic", "1", "25 of 5,000", "0.5 %", "0.339 – 0.737 %"}, {"cassandra.commitlog_sync batch", "1", "0 of 5,000", "0 %", "0 – 0.0768 %"}} {
		got := tab.Rows[i]
		if diff := cmp.Diff(want, []string{got[0].Text, got[1].Text, got[4].Text, got[5].Text, got[6].Text}); diff != "" || got[2].Text == words.Absent || got[3].Text == words.Absent || !strings.HasSuffix(got[7].Text, " s") {
			t.Errorf("row %d is %+v (-want +got)\n%s", i, got, diff)
		}
	}
	if tab.Rows[0][4].State != "bad" || tab.Rows[1][4].State != "" {
		t.Errorf("what is lost is bad, and nothing else: %+v", tab.Rows)
	}
	if html := render(t, res, undrawn(res), pageBudget); !strings.Contains(html, "25 of 5,000") {
		t.Error("the table is not on the page")
	}
	path := filepath.Join(t.TempDir(), "scorecard.md")
	if err := writeScorecard(path, res); err != nil {
		t.Fatal(err)
	}
	interval := " (" + words.ShareRange(res.Faults().Rows[0].Availability) + ") |"
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "25 of 5,000") || !strings.Contains(string(text), interval) {
		t.Errorf("%v\n%s", err, text)
	}
	var b bytes.Buffer
	if err := Terminal(&b, res, page.Terminal{Width: 120}); err != nil || !strings.Contains(b.String(), "25 of 5,000") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
