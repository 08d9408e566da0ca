package report

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quintet/bench/analysis"
)

// readers are programs that read histogram logs, each in the folder that make hlog-readers fills; a log is their last argument.
func readers(dir, programs string) map[string][]string {
	return map[string][]string{
		"Python":     {filepath.Join(dir, "python/bin/python"), filepath.Join(programs, "read.py")},
		"JavaScript": {"node", filepath.Join(programs, "read.js")},
		"Rust":       {filepath.Join(dir, "rust/release/read")},
	}
}

// The readers of four other languages find in response.hlog what the report says: every interval of a trial and operation with its count and p99,
// and HdrHistogram's own processor, which takes those without a tag, all hits of all trials.
func TestHistogramLogElsewhere(t *testing.T) {
	dir := os.Getenv("HLOG_READERS")
	if dir == "" {
		t.Skip("HLOG_READERS names no folder; make hlog-readers gets the readers and runs this test")
	}
	res, _, log := exported(t)
	path := filepath.Join(t.TempDir(), "response.hlog")
	if err := os.WriteFile(path, log, 0o644); err != nil {
		t.Fatal(err)
	}
	var want []string
	hits, all := uint64(0), map[string]*analysis.Operation{}
	for i := range res.Trials {
		trial := &res.Trials[i]
		if !trial.Valid {
			continue
		}
		add := func(tag string, o *analysis.Operation) {
			want = append(want, tag)
			all[fmt.Sprint(len(want))] = o
		}
		add("-", &trial.All)
		hits += trial.All.Times.Count()
		for j := range trial.Operations {
			add(fmt.Sprintf("trial-%d/%s", trial.Manifest.Trial, trial.Operations[j].Name), &trial.Operations[j])
		}
	}
	programs, err := filepath.Abs("testdata/readers")
	if err != nil {
		t.Fatal(err)
	}
	for name, command := range readers(dir, programs) {
		t.Run(name, func(t *testing.T) {
			c := exec.Command(command[0], append(command[1:], path)...)
			c.Dir = dir
			out, err := c.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			if len(lines) != len(want) {
				t.Fatalf("%d intervals, want %d:\n%s", len(lines), len(want), out)
			}
			for i, line := range lines {
				var tag string
				var count uint64
				var p99 float64
				if _, err := fmt.Sscan(line, &tag, &count, &p99); err != nil {
					t.Fatalf("%q: %v", line, err)
				}
				o := all[fmt.Sprint(i+1)]
				if tag != want[i] || count != o.Times.Count() || math.Abs(p99/1e9-o.Response.P99) > 2e-3*o.Response.P99 {
					t.Errorf("%q, want %s with %d times and a p99 of %g ns", line, want[i], o.Times.Count(), 1e9*o.Response.P99)
				}
			}
		})
	}
	t.Run("Java", func(t *testing.T) {
		out, err := exec.Command("java", "-cp", filepath.Join(dir, "HdrHistogram.jar"), "org.HdrHistogram.HistogramLogProcessor", "-i", path).CombinedOutput()
		found := regexp.MustCompile(`Total count *= *(\d+)`).FindSubmatch(out)
		if err != nil || found == nil || string(found[1]) != fmt.Sprint(hits) {
			t.Errorf("%v, want %d hits:\n%s", err, hits, out)
		}
	})
}
