package report

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/document/documenttest"
	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// examples are runs of every kind that a page must show sensibly.
func examples() map[string][]story {
	timeouts := func(r *rand.Rand, h *samples.Hit) {
		if r.Float64() < 0.004 {
			h.End, h.Failure, h.Status, h.NStores = h.Sent+10*time.Second, samples.Timeout, 0, 0
		}
	}
	slow := func(r *rand.Rand, h *samples.Hit) { h.End += 8 * (h.End - h.Sent) }
	wrong := func(r *rand.Rand, h *samples.Hit) {
		if r.Float64() < 0.3 {
			h.Failure, h.Status = samples.Status, 500
		}
	}
	state := func(s samples.State, elapsed time.Duration, reason string) func(*samples.Manifest) {
		return func(m *samples.Manifest) { m.State, m.Elapsed, m.Reason = s, elapsed, reason }
	}
	configured := func(cache, replicas string, repetition int) func(*samples.Manifest) {
		return func(m *samples.Manifest) {
			m.Configuration = map[string]string{"cache": cache, "api.replicas": replicas}
			m.Settings = map[string]string{"cache": cache, "api.replicas": replicas}
			m.Repetition = repetition
		}
	}
	failure := samples.Event{At: 30 * time.Second, Kind: samples.FailureExample, Name: "messages.list", Detail: "timeout: GET /messages/4f1 -> no answer in 10s"}
	return map[string][]story{
		"healthy": {{}},
		"broken":  {{hit: timeouts, events: []samples.Event{failure}}},
		"invalid": {{hit: wrong, unscraped: true}},
		"several": {
			{manifest: configured("on", "1", 1)}, {manifest: configured("off", "1", 1), hit: slow},
			{manifest: configured("on", "2", 1)}, {manifest: configured("on", "1", 2)},
		},
		"interrupted": {{until: 24 * time.Second, manifest: state(samples.Stopped, 24*time.Second, "")}},
		"cut":         {{until: 24 * time.Second, manifest: state(samples.Running, 0, "")}},
		"failed":      {{until: 1, manifest: state(samples.Failed, 0, "bring the stack up: api-1 ended before it was ready"), unscraped: true}},
		"warm-up":     {{until: 4 * time.Second, manifest: state(samples.Stopped, 4*time.Second, "")}},
		"empty":       {},
		"faults":      {faultyStory(madeFaults()...)}, "suite": suiteStories(), "metastable": {metastableStory()},
		"swept": sweptStories(), "searched": searchedStories(), "replicas": replicaStories(), "volumes": volumeStories(),
	}
}

// drawn are the examples whose figures are drawn in every test run: drawing is most of the work, and other tests cover it.
var drawn = []string{"broken", "failed"}

// TestExamples renders every example from its record on disk to the page, as bench does.
func TestExamples(t *testing.T) {
	for name, stories := range examples() {
		t.Run(name, func(t *testing.T) {
			res := analysed(t, madeRun(t, stories...))
			out := t.TempDir()
			if *pagetest.Look != "" {
				out = filepath.Join(*pagetest.Look, name)
				if err := os.MkdirAll(out, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if *pagetest.Look == "" && !slices.Contains(drawn, name) {
				render(t, res, undrawn(res), pageBudget)
			} else {
				paths, err := Write(out, res, Options{})
				if err != nil {
					t.Fatal(err)
				}
				documenttest.ValidateFile(t, out)
				html, err := os.ReadFile(paths.HTML)
				if err != nil {
					t.Fatal(err)
				}
				pagetest.Lint(t, html)
			}
			for _, width := range []int{0, 100, 240} {
				var b bytes.Buffer
				if err := Terminal(&b, res, page.Terminal{Width: width}); err != nil {
					t.Fatal(err)
				}
				pagetest.LintTerminal(t, b.String(), min(max(width, narrowest), widest))
				if *pagetest.Look != "" && width == 100 {
					if err := os.WriteFile(filepath.Join(out, "terminal.txt"), b.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// undrawn stand for the figures of a result.
func undrawn(res *analysis.Result) []figure.Image {
	var images []figure.Image
	if scaling.Of(res) != nil {
		for _, name := range []string{scaling.FigureThroughput, scaling.FigureP99, scaling.FigureCapacity, scaling.FigureSpeedup, scaling.FigureVolume} {
			images = append(images, figure.Image{Name: name, Title: name, File: name + ".png", PNG: make([]byte, 99)})
		}
	}
	for i := range res.Trials {
		t := &res.Trials[i]
		for _, name := range figure.Names() {
			images = append(images, figure.Image{Name: name, Trial: t.Manifest.Trial, Title: name, Caption: words.Caption(t.Captions[name]), File: name + ".png", PNG: make([]byte, 99)})
		}
	}
	return images
}
