package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"quintet/bench/compare"
	"quintet/bench/comparison"
	"quintet/bench/document/documenttest"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// aaScenario runs the embedded stack against itself: the two configurations differ in a variable that no program reads, and are run in turn.
const aaScenario = `name: aa
description: The same stack under two names.
dataset: {volume: 0.02x}
workload:
  mix: {messages.list: 60, users.get: 30, messages.send: 10}
load:
  arrivals: poisson
  phases:
    - {name: warm-up, rate: 300/s, duration: 700ms, measure: false}
    - {name: steady, rate: 300/s, duration: 1500ms}
slo:
  - p50 < 1s
  - p90 < 1s
  - failures < 50%
matrix: {env.QUINTET_SIDE: [a, b]}
`

// BenchmarkSelfAA prints how many of 20 comparisons of the embedded stack with itself, each with a seed of its own and five repetitions a
// side, call it better or worse, and how many cannot tell. It takes about ten minutes.
func BenchmarkSelfAA(b *testing.B) {
	const comparisons = 20
	aa := newAARuns(b)
	for range b.N {
		flagged, unsure, rows, rowsFlagged := 0, 0, 0, 0
		for seed := range comparisons {
			d := aa.compare(aa.run(seed+1, 5))
			switch compare.Outcome(d.Verdict) {
			case compare.Worse, compare.Better:
				flagged++
				b.Logf("seed %d: %s", seed+1, d.Headline)
			case compare.Unsure:
				unsure++
			}
			for _, r := range d.Heads[0].Pairs[0].Rows {
				rows++
				if r.Verdict == string(compare.Worse) || r.Verdict == string(compare.Better) {
					rowsFlagged++
				}
			}
		}
		b.ReportMetric(float64(flagged), "flagged-of-20")
		b.ReportMetric(float64(unsure), "unsure-of-20")
		b.ReportMetric(float64(rowsFlagged)/float64(rows), "rows-flagged")
	}
}

// BenchmarkSelfTenPerCent prints whether ten repetitions find 10 % more service time. That is added to the record of one side, hit by hit,
// so that the truth is known, while how much trials differ among one another is what this machine shows: their spread is printed too.
// Where it is much more than 4 % not even a perfect comparison finds 10 % in ten repetitions; a quiet machine has less.
func BenchmarkSelfTenPerCent(b *testing.B) {
	aa := newAARuns(b)
	for range b.N {
		d := aa.compare(aa.slowed(aa.run(1, 10), 1.1))
		found := 0.0
		if d.Verdict == string(compare.Worse) {
			found = 1
		}
		b.Log(d.Headline)
		b.ReportMetric(found, "found")
		for _, r := range d.Heads[0].Pairs[0].Rows {
			if r.Metric == "p50" {
				b.ReportMetric(100*float64(r.Effect.Estimate), "%-shift-of-p50")
				b.ReportMetric(100*spread(r.Base.Values, r.Head.Values), "%-spread-of-p50")
			}
		}
	}
}

// spread is the standard deviation of the logarithms within sides.
func spread(sides ...[]float64) float64 {
	squares, degrees := 0.0, 0.0
	for _, values := range sides {
		sum := 0.0
		for _, v := range values {
			sum += math.Log(float64(v))
		}
		mean := sum / float64(len(values))
		for _, v := range values {
			squares += (math.Log(float64(v)) - mean) * (math.Log(float64(v)) - mean)
		}
		degrees += float64(len(values) - 1)
	}
	return math.Sqrt(squares / degrees)
}

// newAARuns builds the harness and writes the scenario.
func newAARuns(b *testing.B) *aaRuns {
	b.Helper()
	dir := b.TempDir()
	a := &aaRuns{b: b, harness: filepath.Join(dir, "bench"), dir: dir, file: filepath.Join(dir, "aa.yaml")}
	if out, err := exec.Command("go", "build", "-o", a.harness, "quintet/bench").CombinedOutput(); err != nil {
		b.Fatalf("build the harness: %v\n%s", err, out)
	}
	if err := os.WriteFile(a.file, []byte(aaScenario), 0o644); err != nil {
		b.Fatal(err)
	}
	return a
}

// aaRuns runs the scenario above and compares.
type aaRuns struct {
	b                  *testing.B
	harness, dir, file string
}

// call runs the harness, which may end with one of the codes that judge.
func (a *aaRuns) call(args ...string) {
	a.b.Helper()
	c := exec.Command(a.harness, args...)
	c.Dir, c.Env = a.dir, append(os.Environ(), "QUINTET_DATA="+filepath.Join(a.dir, "data"))
	out, err := c.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) && (ended.ExitCode() == exitcode.Broken || ended.ExitCode() == exitcode.Invalid) {
		err = nil
	}
	if err != nil {
		a.b.Fatalf("bench %v: %v\n%s", args, err, out)
	}
}

// run runs both sides in turn and returns the run's folder.
func (a *aaRuns) run(seed, repetitions int) string {
	a.b.Helper()
	runs := filepath.Join(a.dir, fmt.Sprintf("seed-%d-%d", seed, time.Now().UnixNano()))
	a.call("run", "-quiet", "-out", runs, "-seed", fmt.Sprint(seed), "-set", fmt.Sprintf("repetitions=%d", repetitions), a.file)
	found, err := filepath.Glob(filepath.Join(runs, "*-aa"))
	if err != nil || len(found) != 1 {
		a.b.Fatalf("found runs %v, %v", found, err)
	}
	documenttest.ValidateFile(a.b, found[0])
	return found[0]
}

// compare compares the sides of a run.
func (a *aaRuns) compare(run string) comparison.Document {
	a.b.Helper()
	path := run + ".json"
	a.call("compare", "-json", path, run)
	text, err := os.ReadFile(path)
	if err != nil {
		a.b.Fatal(err)
	}
	var d comparison.Document
	if err := json.Unmarshal(text, &d); err != nil {
		a.b.Fatal(err)
	}
	return d
}

// slowed is a copy of a run in which every hit of side b takes a factor of its service time.
func (a *aaRuns) slowed(run string, factor float64) string {
	a.b.Helper()
	from, err := samples.OpenRun(run)
	if err != nil {
		a.b.Fatal(err)
	}
	to := run + "-slowed"
	for _, t := range from.Trials {
		folder := filepath.Join(to, filepath.Base(t.Dir()))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			a.b.Fatal(err)
		}
		if t.Manifest.Configuration["env.QUINTET_SIDE"] != "b" {
			if err := os.CopyFS(folder, os.DirFS(t.Dir())); err != nil {
				a.b.Fatal(err)
			}
			continue
		}
		w, err := samples.Create(folder, t.Manifest)
		if err != nil {
			a.b.Fatal(err)
		}
		err = errors.Join(
			t.Hits(func(h *samples.Hit) error {
				h.End += time.Duration((factor - 1) * float64(h.End-h.Sent))
				return w.Hit(h)
			}),
			t.Points(func(p *samples.Point) error { return w.Point(*p) }),
			w.Close())
		if err != nil {
			a.b.Fatal(err)
		}
	}
	return to
}
