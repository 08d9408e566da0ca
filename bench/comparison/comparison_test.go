package comparison

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// sideOf is a run of trials with these p99s in milliseconds, every two minutes from a minute on.
func sideOf(name string, minute int, change func(*analysis.Trial), p99s ...float64) compare.Side {
	res := &analysis.Result{RunID: name, Valid: true}
	for i, ms := range p99s {
		t := fixedTrial()
		m := &t.Manifest
		m.RunID, m.Trial, m.Repetition = name, i+1, i+1
		m.Began = m.Began.Add(time.Duration(minute+2*i) * time.Minute)
		m.SLO = []samples.SLO{m.SLO[0], m.SLO[2]}
		p99 := ms / 1000
		t.All.Hits, t.All.Failures, t.Goodput, t.Throughput = 40000, uint64(i%3), 99+float64(i%2), 99.5
		t.All.Response = analysis.Quantiles{Mean: p99 / 5, P50: p99 / 8, P90: p99 / 3, P95: p99 / 2, P99: p99, P999: 2 * p99, P9999: 3 * p99, Max: 4 * p99}
		t.All.Effective = 0
		t.All.Times = stats.Distribution{}
		for step := range 200 {
			t.All.Times.Values = append(t.All.Times.Values, time.Duration(p99*1e9*float64(step+1)/198))
			t.All.Times.Counts = append(t.All.Times.Counts, 200)
		}
		for o := range t.Operations {
			t.Operations[o].Hits, t.Operations[o].Response.P99 = 20000, p99*float64(1+o)
		}
		t.SLO = []analysis.SLOResult{{SLO: m.SLO[0], Measured: p99, OK: true}, {SLO: m.SLO[1], Measured: float64(t.All.Failures) / float64(t.All.Hits), OK: true}}
		if change != nil {
			change(&t)
		}
		res.Trials = append(res.Trials, t)
	}
	return compare.Side{Name: name, Runs: []*analysis.Result{res}}
}

func mustCompare(t *testing.T, opts compare.Options, base compare.Side, heads ...compare.Side) *compare.Comparison {
	t.Helper()
	c, err := compare.Runs(base, heads, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	usual  = []float64{20, 20.2, 19.8, 20.1, 19.9, 20.3, 19.7, 20.05}
	slower = []float64{22.1, 22.3, 21.8, 22, 22.4, 21.9, 22.2, 22.05}
	faster = []float64{17.1, 17.3, 16.8, 17, 17.4, 16.9, 17.2, 17.05}
)

// searchesOf are runs that searched for capacity and found these; 0 stands for one that was cut off.
func searchesOf(name string, found ...float64) compare.Side {
	s := compare.Side{Name: name}
	for i, rate := range found {
		r := sideOf(fmt.Sprintf("%s-%d", name, i+1), 60*i, func(t *analysis.Trial) {
			t.Manifest.Search = &samples.Search{From: 50, To: 3200, Resolution: 0.05, Confirmations: 3, Uncertain: 2}
		}, usual...).Runs[0]
		c := analysis.Capacity{Rate: rate, Refused: 1.05 * rate, Unsure: rate == 0}
		for _, t := range r.Trials {
			c.Tried = append(c.Tried, analysis.TriedLoad{Trial: t.Manifest.Trial, Rate: rate})
		}
		r.Capacities = []analysis.Capacity{c}
		s.Runs = append(s.Runs, r)
	}
	return s
}

// comparisons are one of every kind that must be shown sensibly.
func comparisons(t *testing.T) map[string]*compare.Comparison {
	build := func(t *analysis.Trial) {
		t.Manifest.Build.Revision = "deadbeef"
		t.Manifest.Settings = map[string]string{"cache": "on", "api.replicas": "1", "env.DATABASE_PASSWORD": "(hidden:09ab14ff)"}
	}
	base := sideOf("monday", 0, nil, usual...)
	cache := func(value string) func(*analysis.Trial) {
		return func(t *analysis.Trial) {
			t.Manifest.Configuration = map[string]string{"cache": value, "env.API_TOKEN": "(hidden:5c0d11aa)"}
		}
	}
	matrix := func(name string, minute int, off []float64) compare.Side {
		on, without := sideOf(name, minute, cache("on"), usual...), sideOf(name, minute, cache("off"), off...)
		on.Runs = append(on.Runs, without.Runs...)
		return on
	}
	other := func(t *analysis.Trial) { t.Manifest.Stack, t.Manifest.Machine.Cores = "native", 16 }
	invalid := func(t *analysis.Trial) {
		t.Valid, t.Checks = false, []analysis.Check{{Kind: analysis.CheckUnread, Evidence: analysis.Unread{Error: "Hits left late."}}}
	}
	return map[string]*compare.Comparison{
		"worse":    mustCompare(t, compare.Options{}, base, sideOf("tuesday", 1, build, slower...)),
		"several":  mustCompare(t, compare.Options{}, base, sideOf("tuesday", 1, nil, slower...), sideOf("friday", 300, nil, faster...), sideOf("again", 1, nil, usual...)),
		"matrix":   mustCompare(t, compare.Options{}, matrix("monday", 0, slower), matrix("tuesday", 1, faster)),
		"forced":   mustCompare(t, compare.Options{Force: true}, base, sideOf("elsewhere", 1, other, usual...)),
		"single":   mustCompare(t, compare.Options{}, sideOf("one", 0, nil, 20), sideOf("two", 5, nil, 40)),
		"nothing":  mustCompare(t, compare.Options{}, base, sideOf("broken", 1, invalid, usual...)),
		"searches": mustCompare(t, compare.Options{}, searchesOf("monday", 238, 244, 231, 240), searchesOf("tuesday", 300, 310, 297, 0, 305)),
		"lenient":  mustCompare(t, compare.Options{Margin: 0.2, Alpha: 0.1}, base, sideOf("tuesday", 1, nil, slower...)),
	}
}

func TestGoldenComparison(t *testing.T) {
	dir := t.TempDir()
	c := comparisons(t)["worse"]
	files := Files{}.In(dir)
	if err := Write(files, c); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"compare.html": files.HTML, "compare.json": files.JSON, "compare.md": files.Markdown} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		css, err := templates.ReadFile("templates/compare.css")
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.Replace(text, append([]byte(page.Style()), css...), nil, 1)
		pagetest.Golden(t, name, text)
	}
	for width, name := range map[int]string{0: "compare-80.txt", 120: "compare-120.txt"} {
		var b bytes.Buffer
		if err := Terminal(&b, c, page.Terminal{Width: width}); err != nil {
			t.Fatal(err)
		}
		pagetest.Golden(t, name, b.Bytes())
	}
}

// Every kind of comparison makes a whole page, whole numbers and tables that line up.
func TestComparisons(t *testing.T) {
	for name, c := range comparisons(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if *pagetest.Look != "" {
				dir = filepath.Join(*pagetest.Look, "compare-"+name)
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			files := Files{}.In(dir)
			if err := Write(files, c); err != nil {
				t.Fatal(err)
			}
			html, err := os.ReadFile(files.HTML)
			if err != nil {
				t.Fatal(err)
			}
			pagetest.Lint(t, html)
			numbers, err := os.ReadFile(files.JSON)
			if err != nil {
				t.Fatal(err)
			}
			var d Document
			if err := json.Unmarshal(numbers, &d); err != nil || d.Verdict != string(c.Outcome) || d.ExitCode != ExitCode(c.Outcome) || len(d.Heads) != len(c.Heads) {
				t.Errorf("%v, %+v", err, d)
			}
			md, err := os.ReadFile(files.Markdown)
			if err != nil {
				t.Fatal(err)
			}
			for _, width := range []int{0, 100, 160} {
				var b bytes.Buffer
				if err := Terminal(&b, c, page.Terminal{Width: width}); err != nil {
					t.Fatal(err)
				}
				pagetest.LintTerminal(t, b.String(), max(width, page.Narrowest))
				if !strings.Contains(b.String(), outcomeCell(c.Outcome).Text) {
					t.Errorf("the outcome is not said:\n%s", b.String())
				}
			}
			if len(c.Refused) > 0 && (!strings.Contains(string(html), "NOT COMPARABLE") || !strings.Contains(string(md), "not comparable")) {
				t.Error("the page does not say that the sides are not comparable")
			}
			if err := markdownShape(string(md)); err != nil {
				t.Error(err)
			}
		})
	}
}

// markdownShape checks that every row of a table has as many cells as its head, and that what is folded is closed.
func markdownShape(text string) error {
	cells := 0
	for line := range strings.Lines(text) {
		n := strings.Count(line, "|") - strings.Count(line, `\|`)
		switch {
		case !strings.HasPrefix(line, "|"):
			cells = 0
		case cells == 0:
			cells = n
		case n != cells:
			return fmt.Errorf("a row has %d cells, its head %d: %q", n, cells, line)
		}
	}
	if strings.Count(text, "<details>") != strings.Count(text, "</details>") {
		return fmt.Errorf("a fold is not closed")
	}
	return nil
}
