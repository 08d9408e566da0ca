package analysis

import (
	"bytes"
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

// A trial that cannot be read makes a run invalid, and the others are analysed all the same.
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

// Whatever is done to a file of a record, whichever it is and however little of it is lost, the run is not valid, and what it shows is not that of
// another run: a trial with its cache on is not said to have had it off.
func TestWhatALostFileLeavesIsNotValid(t *testing.T) {
	m, r := tiny()
	for at := 0 * sec; at <= 6*sec; at += sec {
		for result, perSecond := range map[string]float64{"hit": 50, "miss": 5} {
			series := cacheSeries("messages", result)
			series.Source = "api-1"
			r.points = append(r.points, samples.Point{At: at, Series: series, Value: perSecond * at.Seconds()})
		}
	}
	if res := readBack(t, write(t, m, r)); !res.Valid || !res.Trials[0].Cache.On {
		t.Fatalf("the whole record: %+v", res.InvalidReasons)
	}
	for _, name := range []string{"hits-1.bin", "points.bin", "events.jsonl", "manifest.json"} {
		for act, change := range map[string]func(whole []byte) []byte{
			"deleted":        func([]byte) []byte { return nil },
			"empty":          func([]byte) []byte { return []byte{} },
			"halved":         func(whole []byte) []byte { return whole[:len(whole)/2] },
			"cut by a byte":  func(whole []byte) []byte { return whole[:len(whole)-1] },
			"a flipped bit":  func(whole []byte) []byte { whole[2*len(whole)/3] ^= 1; return whole },
			"put in twice":   func(whole []byte) []byte { return append(whole, whole...) },
			"of one line":    func(whole []byte) []byte { return whole[:bytes.IndexByte(whole, '\n')+1] },
			"longer by zero": func(whole []byte) []byte { return append(whole, 0) },
		} {
			t.Run(name+" "+act, func(t *testing.T) {
				dir := write(t, m, r)
				path := filepath.Join(dir, "trial-001", name)
				whole, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if left := change(whole); left == nil {
					err = os.Remove(path)
				} else {
					err = os.WriteFile(path, left, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
				res := readBack(t, dir)
				if res.Valid || res.Verdict != "invalid" || len(res.InvalidReasons) == 0 {
					t.Errorf("verdict %s", res.Verdict)
				}
				explained(t, res)
				if len(res.Trials) > 0 && res.Trials[0].Cache.Known && !res.Trials[0].Cache.On {
					t.Error("the cache is said to have been off")
				}
			})
		}
	}
}

// readBack analyses a run directory.
func readBack(t *testing.T, dir string) *Result {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	res, err := Analyze(run, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}
