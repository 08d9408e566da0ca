package history

import (
	"strings"
	"testing"
	"time"

	"quintet/bench/document"
)

// A level that changed is told once with its direction, its size and its run; what happened on an invalid run or across machines is none.
func TestHistoryChanges(t *testing.T) {
	steady := []float64{0.0139, 0.0141, 0.0140, 0.0142, 0.0138, 0.0140}
	slower := []float64{0.0211, 0.0209, 0.0210, 0.0212, 0.0208, 0.0210}
	dir := t.TempDir()
	writeLine(t, dir, append(steady, slower...), nil)
	page := listOf(t, dir)
	if want := `<span class="bad">chat-heavy on embedded: p99 rose from 14&nbsp;ms to 21&nbsp;ms</span>, at <a href="./run-06/index.html">run-06</a> (2026-09-07 12:40 UTC)`; !strings.Contains(page, strings.ReplaceAll(want, "&nbsp;", "\u00a0")) {
		t.Errorf("no %s", want)
	}
	if n := strings.Count(page, "rose from"); n != 2 { // at the top and at its line
		t.Errorf("told %d times", n)
	}
	if n := strings.Count(page, `class="change"`); n != 1 {
		t.Errorf("marked %d times", n)
	}

	// The same on another machine from there on.
	dir = t.TempDir()
	writeLine(t, dir, append(steady, slower...), func(n int, d *document.Document) {
		if n >= 6 {
			d.Machine.Cores = 16
		}
	})
	page = listOf(t, dir)
	if strings.Contains(page, "rose from") || !strings.Contains(page, "No line changed its level.") {
		t.Error("numbers of two machines were compared")
	}
	if want := "the line begins anew: another machine (Xeon E5, 16\u00a0cores, 17.2\u00a0GB, before Xeon E5, 4\u00a0cores, 17.2\u00a0GB), at"; !strings.Contains(page, want) {
		t.Errorf("no %q", want)
	}
	if n := strings.Count(page, `class="break"`); n != 2 { // p99 and throughput
		t.Errorf("cut %d times", n)
	}

	// The same of invalid runs.
	dir = t.TempDir()
	writeLine(t, dir, append(steady, slower...), func(n int, d *document.Document) {
		if n >= 6 {
			*d = invalid(*d)
		}
	})
	page = listOf(t, dir)
	if strings.Contains(page, "rose from") {
		t.Error("invalid runs count")
	}
	if n := strings.Count(page, `<circle class="hollow"`); n != 12 {
		t.Errorf("%d hollow points for 6 invalid runs with two lines", n)
	}
}

// What cuts a line, and what does not.
func TestHistoryComparable(t *testing.T) {
	for name, test := range map[string]struct {
		change func(d *document.Document)
		want   string
	}{
		"Fingerprint":    {func(d *document.Document) { d.Trials[0].Record.Dataset.Fingerprint = "0123" }, "another data set (1x, fingerprint 0123, before 1x, fingerprint 7d1f0a52c9e4)"},
		"Volume":         {func(d *document.Document) { d.Trials[0].Record.Dataset.Volume = "3x" }, "another data set (3x"},
		"Objective":      {func(d *document.Document) { d.Trials[0].SLO[0].Expression = "p99 < 90ms" }, "other objectives (p99 < 90ms"},
		"Mix":            {func(d *document.Document) { d.Trials[0].Record.Mix = map[string]float64{"users.get": 1} }, "other operations"},
		"Rate":           {func(d *document.Document) { d.Trials[0].Phases[1].Offered *= 2 }, "another load (poisson, warm-up ramp 10s not measured, steady constant 4s of 800 requests, before"},
		"Length":         {func(d *document.Document) { d.Trials[0].Phases[1].End += time.Second }, "another load"},
		"Processor":      {func(d *document.Document) { d.Machine.CPU = "EPYC" }, "another machine (EPYC"},
		"Memory":         {func(d *document.Document) { d.Machine.Memory *= 2 }, "another machine"},
		"Chance":         {func(d *document.Document) { d.Trials[0].Phases[1].Offered += 20 }, ""},
		"A little RAM":   {func(d *document.Document) { d.Machine.Memory -= d.Machine.Memory / 100 }, ""},
		"Another commit": {func(d *document.Document) { d.Build.Revision, d.Machine.Kernel = "ffff", "7.0" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := madeDocument(0, 0.01), madeDocument(1, 0.01)
			test.change(&b)
			got := incomparable(&trendPoint{run: &Run{Document: a}}, &trendPoint{run: &Run{Document: b}})
			if (test.want == "") != (got == "") || !strings.HasPrefix(strings.ReplaceAll(got, "&lt;", "<"), test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
