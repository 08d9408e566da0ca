package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/compare"
	"quintet/bench/comparison"
	"quintet/bench/document/documenttest"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// recorded writes the record of a run of trials whose response times are a factor of usual ones, one trial every two minutes from a
// minute on. change changes each trial's manifest.
func recorded(t *testing.T, name string, minute, trials int, factor float64, change func(*samples.Manifest)) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	for n := range trials {
		folder := filepath.Join(dir, fmt.Sprintf("trial-%03d", n+1))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		const lasting, rate = 20 * time.Second, 100
		m := samples.Manifest{
			Format: samples.FormatVersion, RunID: name, Scenario: "made", Stack: "embedded", Trial: n + 1, Trials: trials, Repetition: n + 1, State: samples.Complete,
			Began:   time.Date(2026, 11, 24, 12, minute, 0, 0, time.UTC).Add(time.Duration(2*n) * time.Minute),
			Elapsed: lasting, Operations: []string{"users.get"}, Targets: []string{"http://127.0.0.1:1"}, Stores: []string{"sqlite"}, Seed: 42,
			Load: samples.Load{Arrivals: "constant", Offered: rate * 20, Timeout: 10 * time.Second}, ScrapeInterval: time.Second,
			Phases:  []samples.Phase{{Name: "steady", Shape: "constant", End: lasting, Measure: true, Offered: rate * 20}},
			SLO:     []samples.SLO{{Expression: "p90 < 100ms", Metric: "p90", Quantile: 0.9, Comparison: "<", Limit: 0.1}},
			Mix:     map[string]float64{"users.get": 1},
			Machine: samples.Machine{CPU: "Xeon E5", Cores: 4, Memory: 16 << 30}, Build: samples.Build{Revision: "4e407b0c", Go: "go1.26.8"},
			Dataset: samples.Dataset{Volume: "1x", Fingerprint: "7d1f", Rows: map[string]int64{"users": 10000}, Verified: map[string]int64{"users": 10000}},
		}
		if change != nil {
			change(&m)
		}
		w, err := samples.Create(folder, m)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(uint64(minute), uint64(n)))
		level := factor * math.Exp(0.01*rng.NormFloat64())
		for i := range rate * 20 {
			due := time.Duration(i) * time.Second / rate
			took := time.Duration(level * (4 + 2*rng.Float64()) * float64(time.Millisecond))
			h := samples.Hit{Seq: uint64(i), Due: due, Sent: due + 50*time.Microsecond, End: due + took, Status: 200, BytesIn: 100, NStores: 1}
			h.Stores[0] = samples.StoreTime{Time: took / 2}
			if err := w.Hit(&h); err != nil {
				t.Fatal(err)
			}
		}
		for at := time.Duration(0); at <= lasting+time.Second; at += time.Second {
			for _, source := range []string{"api-1", "generator"} {
				for metric, p := range map[string]samples.Point{
					samples.UpMetric:            {Value: 1, Series: samples.Series{Kind: "gauge"}},
					"process_cpu_seconds_total": {Value: 0.2 * at.Seconds(), Series: samples.Series{Kind: "counter"}},
				} {
					p.At, p.Series.Source, p.Series.Metric = at, source, metric
					if err := w.Point(p); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// compared runs bench compare in process.
func compared(args ...string) (code int, stdout, stderr string) {
	var out, said bytes.Buffer
	code = run(context.Background(), append([]string{"compare"}, args...), terminal{stdout: &out, stderr: &said})
	return code, out.String(), said.String()
}

// From records on disk to the exit code, for every answer there is.
func TestCompareCommand(t *testing.T) {
	base, again := recorded(t, "base", 0, 6, 1, nil), recorded(t, "again", 1, 6, 1, nil)
	slow, few := recorded(t, "slow", 1, 6, 1.2, nil), recorded(t, "few", 1, 2, 1.2, nil)
	other := recorded(t, "other", 1, 6, 1, func(m *samples.Manifest) { m.Machine.Cores = 64 })
	gone := recorded(t, "gone", 1, 6, 1, func(m *samples.Manifest) { m.State = samples.Stopped })
	matrix := recorded(t, "matrix", 1, 12, 1, func(m *samples.Manifest) {
		m.Configuration = map[string]string{"cache": []string{"on", "off"}[m.Trial%2]}
	})
	foreign := recorded(t, "foreign", 1, 12, 1, func(m *samples.Manifest) {
		m.Configuration = map[string]string{"api.replicas": []string{"1", "2"}[m.Trial%2]}
	})
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"ForcedInVain":     {[]string{"-force", matrix, foreign}, exitcode.Usage, "configurations: base has (cache off), (cache on), head has (api.replicas 2), (api.replicas 1)"},
		"Same":             {[]string{base, again}, exitcode.OK, "are the same within 5 %"},
		"Worse":            {[]string{base, slow}, exitcode.Broken, "slow is worse than base: p90 +"},
		"Better":           {[]string{slow, base}, exitcode.OK, "base is better than slow: p90 -"},
		"LargeThreshold":   {[]string{"-threshold", "50%", base, slow}, exitcode.OK, "are the same within 50 %"},
		"FlagsLast":        {[]string{base, slow, "-threshold=50%"}, exitcode.OK, "are the same within 50 %"},
		"TooFew":           {[]string{base, few}, exitcode.Invalid, "more repetitions on each side"},
		"OneOfSeveral":     {[]string{base, again, slow}, exitcode.Broken, "worse: slow; same: again"},
		"PooledByComma":    {[]string{base + "," + again, slow}, exitcode.Broken, "slow is worse than base + 1 more"},
		"PooledByFlag":     {[]string{"-base", again, base, slow}, exitcode.Broken, "12 against 6 repetitions"},
		"Configurations":   {[]string{matrix}, exitcode.OK, "cache on"},
		"OtherMachine":     {[]string{base, other}, exitcode.Usage, "cores: base has 4, head has 64"},
		"Forced":           {[]string{"-force", base, other}, exitcode.OK, "not comparable"},
		"NotComplete":      {[]string{base, gone}, exitcode.Invalid, "is not compared: it ended early"},
		"NoRun":            {[]string{base, filepath.Join(base, "nowhere")}, exitcode.Usage, "no such run"},
		"ItsOwn":           {[]string{base, base}, exitcode.Usage, "the same run"},
		"Nothing":          {nil, exitcode.Usage, "want the folder"},
		"OneConfiguration": {[]string{base}, exitcode.Usage, "one configuration only"},
		"NoThreshold":      {[]string{"-threshold", "none", base, again}, exitcode.Usage, "want a ratio"},
		"NegativeAlpha":    {[]string{"-alpha", "-1", base, again}, exitcode.Usage, "-alpha"},
		"AlphaOfTheCoin":   {[]string{"-alpha", "0.5", base, again}, exitcode.Usage, "tossing"},
		"HeadOfFlagsOnly":  {[]string{"-base", again, base}, exitcode.Usage, "one head or more"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := compared(test.args...)
			said := strings.Join(strings.Fields(stdout+" "+stderr), " ")
			if code != test.code || !strings.Contains(said, test.want) {
				t.Errorf("exit code %d, want %d; %q is to be in\n%s%s", code, test.code, test.want, stdout, stderr)
			}
			if slices.Contains(test.args, "-force") && strings.Contains(said, "use -force") {
				t.Errorf("the advice is what was done already:\n%s", stderr)
			}
		})
	}
}

// The files are whole and say what the terminal says.
func TestCompareFiles(t *testing.T) {
	base, slow := recorded(t, "base", 0, 6, 1, nil), recorded(t, "slow", 1, 6, 1.2, nil)
	out := filepath.Join(t.TempDir(), "deep", "er")
	md := filepath.Join(t.TempDir(), "comment.md")
	code, stdout, stderr := compared("-out", out, "-md", md, base, slow)
	if code != exitcode.Broken || stderr != "" || !strings.HasSuffix(stdout, "compare.html\n") {
		t.Fatalf("%d, %s%s", code, stdout, stderr)
	}
	text, err := os.ReadFile(filepath.Join(out, "compare.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d comparison.Document
	if err := json.Unmarshal(text, &d); err != nil || d.Verdict != "worse" || d.ExitCode != code || d.Heads[0].Pairs[0].Rows[0].Metric != "p90" {
		t.Errorf("%+v, %v", d, err)
	}
	for path, want := range map[string]string{filepath.Join(out, "compare.html"): "</html>", md: "### ✗ worse: made on embedded"} {
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q (%v)", path, want, err)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "compare.md")); err == nil {
		t.Error("Markdown was written twice")
	}
}

// A report leaves what other programs read.
func TestReportExports(t *testing.T) {
	dir := recorded(t, "base", 0, 2, 1, nil)
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), []string{"report", dir}, terminal{stdout: &stdout, stderr: &stderr}); code != exitcode.OK {
		t.Fatalf("%d: %s%s", code, stdout.String(), stderr.String())
	}
	documenttest.ValidateFile(t, dir)
	text, err := os.ReadFile(filepath.Join(dir, "benchfmt.txt"))
	if err != nil || strings.Count(string(text), "\nBenchmarkMade/users.get-4 2000 ") != 2 {
		t.Errorf("%v\n%s", err, text)
	}
	log, err := os.ReadFile(filepath.Join(dir, "response.hlog"))
	if err != nil || strings.Count(string(log), "Tag=trial-") != 2 || strings.Count(string(log), ",HIST") != 4 {
		t.Errorf("%v\n%s", err, log)
	}
}

// Two runs that began in the same second in two folders have the same name: a comparison tells them apart by the folders.
func TestCompareOfRunsOfOneName(t *testing.T) {
	base, head := recorded(t, "20261130-121134-tiny", 0, 3, 1, nil), recorded(t, "20261130-121134-tiny", 1, 3, 1, nil)
	other := recorded(t, "20261130-121140-tiny", 2, 3, 1, nil)
	c, err := compareRuns([]string{base, head, other}, nil, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range []struct {
		name string
		runs []string
	}{{c.Base.Name, c.Heads[0].Pairs[0].Base.Runs}, {c.Heads[0].Name, c.Heads[0].Pairs[0].Head.Runs}, {c.Heads[1].Name, c.Heads[1].Pairs[0].Head.Runs}} {
		names[p.name] = true
		if len(p.runs) != 1 || p.runs[0] != p.name {
			t.Errorf("side %s has runs %v", p.name, p.runs)
		}
	}
	if len(names) != 3 || !strings.HasSuffix(c.Base.Name, "/20261130-121134-tiny") || c.Heads[1].Name != "20261130-121140-tiny" {
		t.Errorf("sides %v", names)
	}
	// Pooled on one side they are two runs.
	c, err = compareRuns([]string{base, other}, runLists{head}, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := c.Heads[0].Pairs[0].Base; s.Trials != 6 || len(s.Runs) != 2 || s.Runs[0] == s.Runs[1] {
		t.Errorf("%+v", s)
	}
}

func TestDistinct(t *testing.T) {
	for _, test := range []struct {
		paths, want []string
	}{
		{[]string{"/ci/a/run", "/ci/b/run"}, []string{"a/run", "b/run"}},
		{[]string{"/ci/a/run", "/ci/b/other"}, []string{"run", "other"}},
		{[]string{"/x/a/run", "/y/a/run", "/y/run"}, []string{"x/a/run", "y/a/run", "y/run"}},
		{[]string{"/run", "/a/run"}, []string{"/run", "a/run"}},
		{[]string{"/a/tiny", "/a/not-tiny"}, []string{"tiny", "not-tiny"}},
	} {
		names := distinct(test.paths)
		for i, path := range test.paths {
			if names[path] != test.want[i] {
				t.Errorf("%v: %s is called %q, want %q", test.paths, path, names[path], test.want[i])
			}
		}
	}
}
