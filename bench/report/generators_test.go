package report

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

// held is a file of a record in memory.
type held struct{ bytes.Buffer }

func (*held) Close() error { return nil }

// split writes the record of a run anew as so many generators would have, each with every n-th hit and with store names of its own.
func split(t *testing.T, from string, of int) string {
	t.Helper()
	run, err := samples.OpenRun(from)
	if err != nil {
		t.Fatal(err)
	}
	trial := run.Trials[0]
	m := trial.Manifest
	m.Files = nil
	files, streams := make([]held, of), make([]*samples.Stream, of)
	for i := range of {
		if streams[i], err = samples.NewStream(&files[i], &held{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := trial.Hits(func(h *samples.Hit) error {
		s, own := streams[h.Seq%uint64(of)], *h
		for k := range own.Stores[:own.NStores] {
			own.Stores[k].Store, _ = s.Store(m.Stores[own.Stores[k].Store])
		}
		return s.Hit(&own)
	}); err != nil {
		t.Fatal(err)
	}
	hits := make([]uint64, of)
	for i, s := range streams {
		if hits[i], err = s.Close(); err != nil {
			t.Fatal(err)
		}
		m.Generators = append(m.Generators, samples.LoadGenerator{Index: i, Host: m.Machine.Hostname, Cores: m.Machine.Cores, State: samples.Complete,
			Stores: s.Stores(), Hits: hits[i], Offered: hits[i]})
	}
	dir := t.TempDir()
	folder := filepath.Join(dir, "trial-001")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(folder, m)
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		if _, err := w.AdoptHits(i, &files[i], nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := trial.Points(func(p *samples.Point) error {
		if p.Series.Source != "generator" {
			return w.Point(*p)
		}
		// The first generator has what one process used; the others used nothing.
		for i := range of {
			own := *p
			own.Series.Source = samples.Source(i)
			if i > 0 && own.Series.Metric != samples.UpMetric {
				own.Value = 0
			}
			if err := w.Point(own); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// numbersOf is report.json as a tree, without what is of processes, which are others in a run of several generators.
func numbersOf(t *testing.T, dir string) map[string]any {
	t.Helper()
	if _, err := Write(dir, analysed(t, dir), Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	ofHits(tree)
	return tree
}

// ofProcesses are the fields of what is scraped from processes, and those that name or count them.
var ofProcesses = map[string]bool{"generators": true, "generator_cpu": true, "mean_cpu": true, "mean_memory": true, "disk_reads": true, "disk_writes": true, "scraped": true}

// ofHits leaves out what is not of the hits.
func ofHits(tree any) {
	switch v := tree.(type) {
	case map[string]any:
		for key, value := range v {
			if ofProcesses[key] {
				delete(v, key)
				continue
			}
			if checks, ok := value.([]any); ok && key == "checks" {
				var kept []any
				for _, c := range checks {
					name, _ := c.(map[string]any)["name"].(string)
					if !strings.HasPrefix(name, "generator") && name != "clocks" && name != "scrape gaps" {
						kept = append(kept, c)
					}
				}
				v[key] = kept
			}
			ofHits(v[key])
		}
	case []any:
		for _, value := range v {
			ofHits(value)
		}
	}
}

// close compares numbers. A sum of floating-point numbers depends on their order, in its last digits; no other number does.
var close = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) })

// The report of a record that was split among generators is that of the whole one, in every number that is of hits.
func TestSplitRecordHasTheSameReport(t *testing.T) {
	whole := madeRun(t, story{})
	want := numbersOf(t, whole)
	for _, of := range []int{2, 7} {
		if diff := cmp.Diff(want, numbersOf(t, split(t, whole, of)), close); diff != "" {
			t.Errorf("in %d parts: %s", of, diff)
		}
	}
}

// The page of a run of several generators has a row for each.
func TestPageOfSeveralGenerators(t *testing.T) {
	dir := split(t, madeRun(t, story{}), 3)
	if _, err := Write(dir, analysed(t, dir), Options{}); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"generator-0", "generator-1", "generator-2", "What each generator did", "bench-1", "never percentiles", "0 ms ± 0 ms"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
