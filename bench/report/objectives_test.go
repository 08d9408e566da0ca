package report

import (
	"bytes"
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/page/pagetest"
	"quintet/bench/samples"
)

// everyObjective is one of every kind, and those on faults with what they can be restricted to and what can become of them.
func everyObjective() []analysis.SLOResult {
	inf, nan := math.Inf(1), math.NaN()
	made := func(text, metric, comparison string, limit, measured, low, high, margin float64, ok bool) analysis.SLOResult {
		return analysis.SLOResult{
			SLO:      samples.SLO{Expression: text, Metric: metric, Comparison: comparison, Limit: limit},
			Measured: measured, Low: low, High: high, Margin: margin, OK: ok, Needed: analysis.Needed{Hits: nan, Seconds: nan}, Trial: 1,
		}
	}
	return []analysis.SLOResult{
		made("p99 < 100ms", "p99", "<", 0.1, 0.0213, 0.0207, 0.0221, 0.787, true),
		made("p99.9 < 1s", "p99.9", "<", 1, 0.95, 0.9, inf, 0.05, true),
		made("mean < 50ms", "mean", "<", 0.05, 0.012, 0.011, 0.013, 0.76, true),
		made("max < 2s", "max", "<", 2, 0.8, 0.8, 0.8, 0.6, true),
		made("failures < 0.1%", "failures", "<", 0.001, 0.002, 0.0015, 0.003, -1, false),
		made("throughput > 500/s", "throughput", ">", 500, 612, 600, 620, 0.224, true),
		made("goodput > 500/s", "goodput", ">", 500, 412, 400, 420, -0.176, false),
		made("availability > 99%", "availability", ">", 0.99, 0.99912, 0.999, 0.9995, 0.0092, true),
		made("availability(kill redis) > 50%", "availability", ">", 0.5, 0.9951, 0.99, 0.998, 0.99, true),
		made("recovery < 10s", "recovery", "<", 10, 0.9, 0.9, 0.9, 0.91, true),
		made("recovery(kill redis) < 10s", "recovery", "<", 10, nan, 13.997899657, inf, -0.4, false),
		made("recovery(pause redis) < 10s", "recovery", "<", 10, nan, 0.95, inf, 0.905, true),
		made("recovery(flush redis) < 500ms", "recovery", "<", 0.5, 0, 0, 0, 1, true),
		made("lost = 0", "lost", "=", 0, 1339, 1339, 1339, -1, false),
		made("lost <= 2000", "lost", "<=", 2000, nan, nan, nan, nan, false),
	}
}

// Every kind of objective stands in its own unit in every column, in the terminal as in Markdown and on the page, which have the same cells.
func TestGoldenObjectives(t *testing.T) {
	var b bytes.Buffer
	s := page.NewScreen(page.Terminal{Width: widest})
	tab := objectivesTable(everyObjective(), false)
	s.Table(tab)
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n")
	page.MarkdownTable(&b, tab)
	pagetest.Golden(t, "objectives.txt", b.Bytes())
}
