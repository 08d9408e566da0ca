package report

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// exported writes the exports of made-up trials, the second of which is not valid.
func exported(t *testing.T) (*analysis.Result, []byte, []byte) {
	t.Helper()
	configured := func(cache string) func(*samples.Manifest) {
		return func(m *samples.Manifest) {
			m.Configuration = map[string]string{"cache": cache, "env.API_TOKEN": "tok-123456"}
			if cache == "off" {
				m.Configuration["api.replicas"] = "2"
			}
		}
	}
	res := analysed(t, madeRun(t, story{manifest: configured("on")}, story{manifest: configured("on")}, story{manifest: configured("off")}, story{manifest: configured("on")}))
	res.Trials[1].Valid = false
	dir := t.TempDir()
	if err := WriteExports(dir, res); err != nil {
		t.Fatal(err)
	}
	var files [2][]byte
	for i, name := range []string{"benchfmt.txt", "response.hlog"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[i] = text
	}
	return res, files[0], files[1]
}

// The reader of Go's own benchmark tools reads every line and finds the numbers of the report in it.
func TestBenchmarkFormat(t *testing.T) {
	res, text, _ := exported(t)
	if bytes.Contains(text, []byte("tok-123456")) {
		t.Error("a secret is exported")
	}
	reader := benchfmt.NewReader(bytes.NewReader(text), "benchfmt.txt")
	var all []*analysis.Trial
	for i := range res.Trials {
		if res.Trials[i].Valid {
			all = append(all, &res.Trials[i])
		}
	}
	lines, trial := 0, -1
	better := map[string]string{}
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			t.Errorf("%v", record)
		case *benchfmt.UnitMetadata:
			better[record.OrigUnit] = record.Value
		case *benchfmt.Result:
			lines++
			base, parts := record.Name.Parts()
			if string(base) != "ChatHeavy" || len(parts) != 2 || string(parts[1]) != "-4" {
				t.Errorf("name %s is %q and %q", record.Name.Full(), base, parts)
				continue
			}
			o := (*analysis.Operation)(nil)
			if name := strings.TrimPrefix(string(parts[0]), "/"); name == "all" {
				trial++
				o = &all[trial].All
			} else {
				for j := range all[trial].Operations {
					if all[trial].Operations[j].Name == name {
						o = &all[trial].Operations[j]
					}
				}
			}
			if o == nil {
				t.Fatalf("no operation %q", parts[0])
			}
			if mean, ok := record.Value("sec/op"); !ok || record.Iters != int(o.Hits) || math.Abs(mean-o.Response.Mean) > 1e-6*mean {
				t.Errorf("%s: %d hits of %v s, want %d of %v", record.Name.Full(), record.Iters, mean, o.Hits, o.Response.Mean)
			}
			if p99, ok := record.Value("p99-sec"); !ok || math.Abs(p99-o.Response.P99) > 1e-6*p99 {
				t.Errorf("%s: p99 %v, want %v", record.Name.Full(), p99, o.Response.P99)
			}
			if got, want := record.GetConfig("cache"), all[trial].Manifest.Configuration["cache"]; got != want {
				t.Errorf("%s of trial %d: cache %q, want %q", record.Name.Full(), trial+1, got, want)
			}
			if got, want := record.GetConfig("api.replicas"), all[trial].Manifest.Configuration["api.replicas"]; got != want && want != "" {
				t.Errorf("%s of trial %d: replicas %q, want %q", record.Name.Full(), trial+1, got, want)
			}
		}
	}
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	if want := 3 * (1 + len(madeOperations)); lines != want || trial != 2 {
		t.Errorf("%d lines of %d trials, want %d of 3", lines, trial+1, want)
	}
	if better["p99-ns"] != "lower" || better["goodput/s"] != "higher" {
		t.Errorf("units say %v", better)
	}
}

func TestBenchmarkNames(t *testing.T) {
	for in, want := range map[string]string{"chat-heavy": "ChatHeavy", "smoke": "Smoke", "a b/c": "ABC", "": "Run", "2fast": "2fast", "é": "É"} {
		if got := benchmarkName(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"cache": "cache", "env.API_URL": "env.api_url", "a b:c": "a-b-c", "": "x-", "9": "x-9"} {
		if got := benchmarkKey(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// A setting that becomes empty is taken back, so that benchstat does not put what follows under its old value.
func TestBenchmarkConfigurationTakesBack(t *testing.T) {
	written := map[string]string{}
	trial := func(ttl string) *analysis.Trial {
		return &analysis.Trial{Manifest: samples.Manifest{Scenario: "smoke", Configuration: map[string]string{"env.CACHE_TTL": ttl}}}
	}
	for i, c := range []struct{ ttl, want string }{
		{"1s", "env.cache_ttl: 1s\nscenario: smoke\n"}, {"", "env.cache_ttl:\n"}, {" ", ""}, {"2s", "env.cache_ttl: 2s\n"},
	} {
		if got := benchmarkConfiguration(written, trial(c.ttl)); got != c.want {
			t.Errorf("trial %d: %q, want %q", i+1, got, c.want)
		}
	}
}

// By benchstat's own rules (its reader, and its projection onto configurations) trials whose setting is empty stand apart from those that have one,
// and repetitions of one configuration stand together.
func TestBenchstatTellsAnEmptySettingApart(t *testing.T) {
	res := &analysis.Result{Scenario: "smoke"}
	for i, ttl := range []string{"1s", "", "1s", "", ""} {
		trial := analysis.Trial{Valid: true, All: analysis.Operation{Hits: 100, Response: analysis.Quantiles{Mean: 0.001 * float64(i+1)}}}
		trial.Manifest = samples.Manifest{Scenario: "smoke", Trial: i + 1, Configuration: map[string]string{"env.CACHE_TTL": ttl}}
		res.Trials = append(res.Trials, trial)
	}
	var parser benchproc.ProjectionParser
	byConfiguration, err := parser.Parse(".config", nil)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]float64{}
	reader := benchfmt.NewReader(bytes.NewReader(benchmarkFormat(res)), "benchfmt.txt")
	for reader.Scan() {
		if record, ok := reader.Result().(*benchfmt.Result); ok {
			mean, _ := record.Value("sec/op")
			key := byConfiguration.Project(record).String()
			groups[key] = append(groups[key], math.Round(1000*mean))
		}
	}
	want := map[string][]float64{"env.cache_ttl:1s scenario:smoke": {1, 3}, "scenario:smoke": {2, 4, 5}}
	if diff := cmp.Diff(want, groups); reader.Err() != nil || diff != "" {
		t.Errorf("%v %s", reader.Err(), diff)
	}
}

// The log's own reader finds a histogram a trial and operation, with its counts and percentiles.
func TestHistogramLog(t *testing.T) {
	res, _, log := exported(t)
	// Its reader takes what is after the number of seconds for part of the time where a comment holds a bracket; the head is checked by itself.
	for _, want := range []string{"[Histogram log format version 1.3]", "#[StartTime: ", `"StartTimestamp","Interval_Length"`} {
		if !bytes.Contains(log, []byte(want)) {
			t.Errorf("the head lacks %q", want)
		}
	}
	reader := hdrhistogram.NewHistogramLogReader(bytes.NewReader(log))
	found := map[string]*hdrhistogram.Histogram{}
	var untagged []*hdrhistogram.Histogram
	for {
		h, err := reader.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			break
		}
		// All hits of a trial have no tag, so that readers that take none apart find them, and come before its operations.
		if h.Tag() == "" {
			if len(found) != len(untagged)*len(madeOperations) {
				t.Errorf("all hits of trial %d come after %d operations", len(untagged)+1, len(found))
			}
			untagged = append(untagged, h)
			continue
		}
		found[h.Tag()] = h
	}
	if len(untagged) != 3 || len(found) != 3*len(madeOperations) {
		t.Fatalf("%d histograms of all hits and %d of operations, want 3 and %d", len(untagged), len(found), 3*len(madeOperations))
	}
	for i, n := range []int{0, 2, 3} {
		trial := &res.Trials[n]
		for name, o := range map[string]*analysis.Operation{"": &trial.All, trial.Operations[0].Name: &trial.Operations[0]} {
			tag := strings.Replace("trial-N/", "N", string(rune('1'+n)), 1) + name
			h := found[tag]
			if name == "" {
				h = untagged[i]
			}
			if h == nil {
				t.Errorf("no histogram %s", tag)
				continue
			}
			if h.TotalCount() != int64(o.Times.Count()) {
				t.Errorf("%s has %d times, want %d", tag, h.TotalCount(), o.Times.Count())
			}
			if p99 := float64(h.ValueAtPercentile(99)) / 1e9; math.Abs(p99-o.Response.P99) > 2e-3*o.Response.P99 {
				t.Errorf("%s has p99 %v, want %v", tag, p99, o.Response.P99)
			}
		}
	}
}

// A run without anything to export leaves whole files.
func TestExportOfNothing(t *testing.T) {
	dir := t.TempDir()
	if err := WriteExports(dir, &analysis.Result{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "benchfmt.txt"))
	if err != nil || bytes.Contains(text, []byte("Benchmark")) {
		t.Errorf("%q, %v", text, err)
	}
}
