package history

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/stack/lockfile"
)

func asIs(text string) string { return text }

// folders are the folders of runs.
func folders(runs []Run) []string {
	var names []string
	for i := range runs {
		names = append(names, runs[i].Folder)
	}
	return names
}

// A filter has what it is asked for, in the order that it is asked for.
func TestFilter(t *testing.T) {
	dir := t.TempDir()
	writeRun(t, dir, "fast", madeDocument(0, 0.010))
	slow := madeDocument(1, 0.030)
	slow.Stack, slow.Trials[0].Record.Settings = "native", map[string]string{"cache": "off"}
	writeRun(t, dir, "slow", slow)
	writeRun(t, dir, "broken", invalid(madeDocument(2, 0.020)))
	writeRun(t, dir, "search", searched(madeDocument(3, 0.015), 800))
	writeFile(t, filepath.Join(dir, "damaged", "report.json"), []byte("{"))
	if err := WriteNotes(filepath.Join(dir, "fast"), Notes{Labels: []string{"baseline"}, Text: "Before the Change"}, asIs); err != nil {
		t.Fatal(err)
	}
	r := NewReader(dir)
	runs, err := r.Runs()
	if err != nil {
		t.Fatal(err)
	}
	for want, f := range map[string]Filter{
		"search broken slow fast damaged": {},
		"fast slow broken search damaged": {Order: "oldest"},
		"slow broken search fast damaged": {Order: "slowest"},
		"fast search broken slow damaged": {Order: "fastest"},
		"search":                          {Scenario: "read-heavy"},
		"slow":                            {Stack: "native"},
		"broken":                          {Verdict: "invalid"},
		"search slow fast":                {Verdict: "pass"},
		"damaged":                         {Verdict: "no report"},
		"fast":                            {Label: "baseline"},
		"":                                {Label: "base"},
		"slow broken fast":                {Scenario: "chat-heavy", Order: "slowest"},
	} {
		if got := strings.Join(folders(f.Of(runs)), " "); got != want {
			t.Errorf("%+v: got %q, want %q", f, got, want)
		}
	}
	for text, want := range map[string]string{"BEFORE the": "fast", "cache off": "slow", "Slow": "slow", "  ": "search broken slow fast damaged", "nowhere": ""} {
		if got := strings.Join(folders(Filter{Text: text}.Of(runs)), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := Choices(runs, func(k *Run) []string { return []string{k.Stack} }); !slices.Equal(got, []string{"embedded", "native"}) {
		t.Errorf("stacks are %q", got)
	}
}

// A Reader reads again what has changed, and nothing else.
func TestReaderKeepsWhatIsAsItWas(t *testing.T) {
	dir := t.TempDir()
	writeLine(t, dir, []float64{0.01, 0.02}, nil)
	r := NewReader(dir)
	all := func() []Run {
		t.Helper()
		runs, err := r.Runs()
		if err != nil {
			t.Fatal(err)
		}
		return runs
	}
	first := all()
	// Of the same size and date, a report is the same one: this is how the test sees that it was not read.
	path := filepath.Join(dir, "run-00", "report.json")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := []byte(strings.Replace(string(text), `"chat-heavy"`, `"CHAT-HEAVY"`, 1))
	if err := os.WriteFile(path, other, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if again := all(); again[1].Scenario != first[1].Scenario {
		t.Errorf("an unchanged report was read again: %s", again[1].Scenario)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if again := all(); again[1].Scenario != "CHAT-HEAVY" {
		t.Errorf("a changed report was not read: %s", again[1].Scenario)
	}
	if err := WriteNotes(filepath.Join(dir, "run-01"), Notes{Labels: []string{"new"}}, asIs); err != nil {
		t.Fatal(err)
	}
	if again := all(); len(again[0].Notes.Labels) != 1 {
		t.Error("new notes were not read")
	}
	if err := os.RemoveAll(filepath.Join(dir, "run-01")); err != nil {
		t.Fatal(err)
	}
	if again := all(); len(again) != 1 || len(r.kept) != 1 {
		t.Errorf("%d runs, %d kept", len(again), len(r.kept))
	}
	if k, err := r.Run("run-00"); err != nil || k == nil || k.Address != "./run/run-00/" {
		t.Errorf("%+v, %v", k, err)
	}
	if k, err := r.Run("../" + filepath.Base(dir) + "/run-00"); err != nil || k != nil {
		t.Errorf("a path leads to a run: %+v, %v", k, err)
	}
	if _, err := NewReader(filepath.Join(dir, "absent")).Runs(); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("of an absent folder: %v", err)
	}
}

// A run goes on while a process holds its folder, with a record or before there is one.
func TestRunGoesOn(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "20260901-124000-read-heavy")
	if err := os.MkdirAll(filepath.Join(folder, "trial-001"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := NewReader(dir)
	look := func() *Run {
		t.Helper()
		k, err := r.Run("20260901-124000-read-heavy")
		if err != nil || k == nil {
			t.Fatal(k, err)
		}
		return k
	}
	if k := look(); k.GoesOn || k.state() != "no report" {
		t.Errorf("%+v", k)
	}
	holder, err := lockfile.Hold(folder)
	if err != nil {
		t.Fatal(err)
	}
	if k := look(); !k.GoesOn || k.state() != "going on" || k.Scenario != "read-heavy" || k.Judged().Text != "going on" {
		t.Errorf("%+v", k)
	}
	// From its report on it has ended, even if the process waits for something else.
	writeRun(t, dir, "20260901-124000-read-heavy", madeDocument(0, 0.01))
	if k := look(); k.GoesOn || k.state() != "pass" {
		t.Errorf("%+v", k)
	}
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
}

// Labels and notes stand in both lists. Notes that somebody else wrote are bounded.
func TestNotesAreListed(t *testing.T) {
	dir := t.TempDir()
	writeLine(t, dir, []float64{0.01, 0.02, 0.03}, nil)
	if err := WriteNotes(filepath.Join(dir, "run-01"), Notes{Labels: []string{"a <b>", "warm"}, Text: "why it is slow"}, asIs); err != nil {
		t.Fatal(err)
	}
	for folder, text := range map[string]string{"run-00": `{"labels": ["` + strings.Repeat("x", 100) + `"]}`, "run-02": `{"labels": 7}`} {
		writeFile(t, filepath.Join(dir, folder, notesFile), []byte(text))
		if n, err := ReadNotes(filepath.Join(dir, folder)); err == nil || !strings.Contains(err.Error(), "notes.json is damaged: ") || len(n.Labels) > 0 {
			t.Errorf("%s: %+v, %v", folder, n, err)
		}
	}
	runs, err := NewReader(dir).Runs()
	if err != nil {
		t.Fatal(err)
	}
	served, err := Page("reports", runs, len(runs), &page.Served{})
	if err != nil {
		t.Fatal(err)
	}
	pagetest.LintServed(t, served)
	for name, text := range map[string]string{"served": string(served), "written": listOf(t, dir)} {
		for _, want := range []string{">labels</th>", "a &lt;b&gt;, warm", "<small>why it is slow</small>"} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s list has no %q", name, want)
			}
		}
	}
}

// BenchmarkServedList shows the list of a thousand runs: with all reports to read, and when they were read before.
func BenchmarkServedList(b *testing.B) {
	dir := b.TempDir()
	writeMany(b, dir, 1000)
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%v", known), func(b *testing.B) {
			r := NewReader(dir)
			if _, err := r.Runs(); known && err != nil {
				b.Fatal(err)
			}
			bytes := 0
			for b.Loop() {
				if !known {
					r = NewReader(dir)
				}
				runs, err := r.Runs()
				if err != nil {
					b.Fatal(err)
				}
				text, err := Page("reports", runs, len(runs), &page.Served{})
				if err != nil {
					b.Fatal(err)
				}
				bytes = len(text)
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/list")
			b.ReportMetric(float64(bytes)/1e6, "MB/page")
		})
	}
}
