package report

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/document/documenttest"
	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/samples"
	"quintet/bench/scaling"
)

func render(t *testing.T, res *analysis.Result, images []figure.Image, budget int) string {
	t.Helper()
	first := 0
	if d := res.DecidingTrial(); d != nil {
		first = d.Manifest.Trial
	}
	html, err := encodePage(newPage(res, scaling.Of(res), show(images, first, len(res.Trials) > 1, budget)))
	if err != nil {
		t.Fatal(err)
	}
	pagetest.Lint(t, html)
	return string(html)
}

// Whatever a scenario, a server or a store calls itself stays text.
func TestPageEscapes(t *testing.T) {
	const evil = `</style></title><script>alert(1)</script><img src=x onerror="alert(1)">&"'` + "`\x1b[2J"
	res := fixed()
	res.Scenario, res.Description, res.Stack, res.Command, res.RunID = evil, evil, evil, evil, evil
	res.Warnings, res.InvalidReasons, res.Valid, res.Verdict = []analysis.Check{reason(evil)}, []analysis.Check{reason(evil)}, false, "invalid"
	res.Headline.Kind = analysis.HeadlineInvalid
	res.Findings[0].Values = analysis.PhaseFall{Phase: evil}
	tr := &res.Trials[0]
	m := &tr.Manifest
	m.Source, m.Reason, m.Configuration, m.Settings = evil, evil, map[string]string{evil: evil}, map[string]string{evil: evil}
	m.Machine.Hostname, m.Build.Version, m.Services[0].Software, m.Dataset.Volume = evil, evil, evil, evil
	m.Dataset.Rows, m.Dataset.Assumptions = map[string]int64{evil: 1}, []string{evil}
	tr.Operations[0].Name, tr.Operations[0].Stores = evil, map[string]float64{evil: 1}
	tr.Failed[0] = analysis.FailureClass{Class: evil, Count: 1, ByOp: map[string]uint64{evil: 1}, Examples: []string{evil}}
	tr.SLO[0].Expression, tr.Checks[0] = evil, reason(evil)
	tr.Phases[0].Name, tr.StoreLatency[0].Store = evil, evil
	images := fixedImages()
	images[0].Title, images[1].Caption, images[2].Empty = evil, evil, evil

	html := render(t, res, images, pageBudget)
	if strings.Contains(html, "<script") || strings.Contains(html, "<img src=x") {
		t.Error("a name became an element")
	}
	if n := strings.Count(html, "</style>"); n != 1 {
		t.Errorf("the style ends %d times", n)
	}
	if !strings.Contains(html, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("the name is not shown as it is")
	}
	var b bytes.Buffer
	if err := Terminal(&b, res, page.Terminal{}); err != nil {
		t.Fatal(err)
	}
	pagetest.LintTerminal(t, b.String(), narrowest)
}

func TestPageOrder(t *testing.T) {
	res := fixed()
	res.Valid, res.Verdict, res.InvalidReasons = false, "invalid", []analysis.Check{reason("The generator was the bottleneck.")}
	res.Trials[0].Checks[2].OK = false
	html := render(t, res, fixedImages(), pageBudget)
	last := -1
	for _, mark := range []string{"INVALID: these numbers", "The generator was the bottleneck.", "<h1>", "✗ INVALID</li>", `id="objectives"`, `id="findings"`, `id="time"`,
		`id="figure-latency"`, `id="operations"`, "Response times by operation</caption>", `id="figure-percentiles"`, `id="phases"`, `id="stores"`, `id="failures"`,
		`id="figure-failures"`, `id="further"`, `id="figure-pools"`, `id="scrapes"`, `id="checks"`, "✗ failed", `id="warnings"`, `id="ran"`, `id="data"`, `id="origin"`,
		`id="definitions"`, `id="repeat"`} {
		i := strings.Index(html, mark)
		if i <= last {
			t.Errorf("%s stands at %d, after what follows it (%d)", mark, i, last)
		}
		last = i
	}
}

// Every figure that can be drawn is on the page once, whatever its name; places only name figures that exist.
func TestEveryFigureHasAPlace(t *testing.T) {
	var images []figure.Image
	for _, name := range append(figure.Names(), "of-tomorrow") {
		images = append(images, figure.Image{Name: name, Trial: 1, Title: name, PNG: bytes.Repeat([]byte(name), 20), File: name + ".png"})
	}
	html := render(t, fixed(), images, pageBudget)
	for _, i := range images {
		if n := strings.Count(html, `<figure id="figure-`+i.Name+`"`); n != 1 {
			t.Errorf("figure %s is on the page %d times", i.Name, n)
		}
	}
	for name, at := range places {
		if at != ofFaults && !strings.Contains(html, `<figure id="figure-`+name+`"`) {
			t.Errorf("places names a figure %s that there is not", name)
		}
	}
}

// With several trials each is compared, linked and has its own figures and findings; beyond the budget figures lie beside the page, those of
// the trial that decided last of all.
func TestPageOfSeveralTrials(t *testing.T) {
	res, images := twoTrials()
	html := render(t, res, images, 1000)
	for _, want := range []string{`<a href="#trial-2">trial 2</a>`, `id="trial-1-figure-latency"`, `id="trial-2-figure-latency"`, "Trial 2: cache off decides the verdict.",
		`<a href="trial-001-latency.png">`, "<li>p99 stayed between 10\u00a0ms and 20\u00a0ms", `<h2 id="trial-2-title">Trial 2: cache off</h2>`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if n := strings.Count(html, "<img "); n != 1 {
		t.Errorf("%d figures are on a page that has room for one", n)
	}
	if n := strings.Count(html, "<details open>"); n != 1 {
		t.Errorf("%d trials are open, want the one that decided", n)
	}
}

// twoTrials is a run whose second trial breaks an objective; each has one figure.
func twoTrials() (*analysis.Result, []figure.Image) {
	res := fixed()
	first, second := fixedTrial(), fixedTrial()
	first.Manifest.Configuration, second.Manifest.Configuration = map[string]string{"cache": "on"}, map[string]string{"cache": "off"}
	second.Manifest.Trial = 2
	res.Trials, res.Deciding = []analysis.Trial{first, second}, 2
	for i := range res.SLO {
		res.SLO[i].Trial = 2
	}
	res.Findings = []analysis.Finding{
		{Values: analysis.PhasesAlike{Low: 0.01, High: 0.02, Alike: true}, Trial: 1, Figure: "latency"}, {Values: rush, Trial: 2, Figure: "latency"},
	}
	var images []figure.Image
	for i, file := range []string{"trial-001-latency.png", "trial-002-latency.png"} {
		images = append(images, figure.Image{Name: "latency", Trial: i + 1, Title: "Latency", Caption: "even", File: file, PNG: bytes.Repeat([]byte{1}, 600)})
	}
	return res, images
}

func TestBarStaysInside(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, o := range map[string]analysis.SLOResult{
		"holds":          {SLO: samples.SLO{Limit: 0.1}, Measured: 0.02, Low: 0.01, High: 0.03, OK: true},
		"far beyond":     {SLO: samples.SLO{Limit: 0.1}, Measured: 30, Low: 20, High: 1e6},
		"no upper bound": {SLO: samples.SLO{Limit: 0.1}, Measured: 0.2, Low: 0.1, High: inf},
		"no interval":    {SLO: samples.SLO{Limit: 0.1}, Measured: 0.2, Low: nan, High: nan},
		"all zero":       {SLO: samples.SLO{}, OK: true},
		"limit zero":     {SLO: samples.SLO{}, Measured: 0.3, Low: 0.2, High: 0.4},
	} {
		b := newBar(o)
		if b == nil {
			t.Fatalf("%s: there is no bar", name)
		}
		for _, v := range []float64{b.Value, b.Limit, b.Low, b.High, b.Low + b.Span()} {
			if !(v >= 0 && v <= 100.05) {
				t.Errorf("%s: %+v reaches out of the bar", name, *b)
			}
		}
		if (o.Measured < o.Limit) != (b.Value < b.Limit) {
			t.Errorf("%s: %+v shows the value on the wrong side of its limit", name, *b)
		}
	}
	if b := newBar(analysis.SLOResult{Measured: nan}); b != nil {
		t.Errorf("nothing measured has the bar %+v", *b)
	}
}

// The same result gives the same bytes, and a second rendering replaces the first.
func TestWriteTwice(t *testing.T) {
	dir := t.TempDir()
	read := func() (files [2]string) {
		paths, err := Write(dir, fixed(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		documenttest.ValidateFile(t, dir)
		for i, path := range []string{paths.HTML, paths.JSON} {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[i] = string(text)
		}
		return files
	}
	if first, second := read(), read(); first != second {
		t.Error("rendering again gives other bytes")
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.new"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
	if _, err := Write(filepath.Join(dir, "absent"), fixed(), Options{}); err == nil {
		t.Error("writing into a folder that is not there is no error")
	}
}

// A search for capacity states what it found above all else, and how it got there.
func TestCapacity(t *testing.T) {
	res, images := twoTrials()
	accepted, refused := analysis.Acceptance{Accepted: true, Valid: true}, analysis.Acceptance{Valid: true, Why: analysis.Refusal{
		Kind: analysis.RefusedBroken, Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99"}, Measured: 0.12}}}
	res.Capacities = []analysis.Capacity{
		{Configuration: map[string]string{"cache": "on"}, Rate: 800, Refused: 840, Tried: []analysis.TriedLoad{
			{Trial: 1, Rate: 800, P99: 0.04, Goodput: 799, Acceptance: accepted}, {Trial: 2, Rate: 840, P99: 0.12, Goodput: 700, Acceptance: refused}}},
		{Configuration: map[string]string{"cache": "off"}, Unsure: true},
		{Configuration: map[string]string{"cache": "odd"}, Rate: 900, AtLeast: true, GeneratorBound: true},
		{Configuration: map[string]string{"cache": "new"}, NotShown: 50, Tried: []analysis.TriedLoad{{Trial: 1, Rate: 50, Acceptance: analysis.Acceptance{Valid: true, Uncertain: true}}}},
		{Configuration: map[string]string{"cache": "old"}, Refused: 60, Tried: []analysis.TriedLoad{{Trial: 2, Rate: 60, Acceptance: refused}}},
	}
	html := render(t, res, images, pageBudget)
	for _, want := range []string{"✓ confirmed", "? unknown: the search did not end", "! at least: generator-bound", "? no load was shown to hold", "✗ no load was accepted", "p99 &lt; 100ms is broken: 120 ms.",
		`<a href="#trial-2">trial 2</a>`, "✗ refused", "✓ accepted"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Index(html, `id="capacity"`) > strings.Index(html, `id="objectives"`) {
		t.Error("the capacity stands below the objectives")
	}
	var b bytes.Buffer
	if err := Terminal(&b, res, page.Terminal{}); err != nil {
		t.Fatal(err)
	}
	pagetest.LintTerminal(t, b.String(), narrowest)
	if !strings.Contains(b.String(), "cache on") || !strings.Contains(b.String(), "840/s") {
		t.Errorf("the summary does not say the capacity:\n%s", b.String())
	}
	d := wholeDocument(res, images)
	if len(d.Capacities) != 5 || d.Capacities[0].Rate != 800 || len(d.Capacities[0].Tried) != 2 {
		t.Errorf("report.json has %+v", d.Capacities)
	}
}
