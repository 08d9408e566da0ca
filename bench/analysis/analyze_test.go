package analysis

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
)

// write puts a record on disk as a run's only trial.
func write(t *testing.T, m samples.Manifest, r *memory) (runDir string) {
	t.Helper()
	runDir = t.TempDir()
	dir := filepath.Join(runDir, "trial-001")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.hits {
		err = errors.Join(err, w.Hit(&r.hits[i]))
	}
	for _, p := range r.points {
		err = errors.Join(err, w.Point(p))
	}
	for _, e := range r.events {
		err = errors.Join(err, w.Event(e))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return runDir
}

// What is analysed from disk is what would be analysed from memory.
func TestAnalyzeReadsTheRecord(t *testing.T) {
	m, r := tiny()
	dir := write(t, m, r)
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Analyze(run, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(analyze(m, r), got, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(samples.Manifest{}, "Files")); diff != "" {
		t.Error(diff)
	}
}

// A trial nobody can read makes a run invalid, and the others are analysed all the same.
func TestAnalyzeSaysWhatIsUnread(t *testing.T) {
	m, r := tiny()
	dir := write(t, m, r)
	if err := os.Mkdir(filepath.Join(dir, "trial-002"), 0o755); err != nil {
		t.Fatal(err)
	}
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Analyze(run, Options{})
	if err != nil || got.Valid || got.Verdict != "invalid" || len(got.Trials) != 1 || got.Trials[0].All.Hits == 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Analyze(nil, Options{}); err == nil {
		t.Error("analysed no run")
	}
}
