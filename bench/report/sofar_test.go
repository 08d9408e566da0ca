package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// A trial that goes on, of a matrix or a search, is told by the tables of a report, and by the same numbers; figures and other trials are not in it.
func TestTrialThatGoesOn(t *testing.T) {
	dir := madeRun(t, story{until: 30 * time.Second}, story{until: 30 * time.Second, manifest: func(m *samples.Manifest) {
		m.Configuration, m.Search = map[string]string{"cache": "off"}, &samples.Search{From: 1, To: 2}
	}})
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := run.Trials[1].Manifest
	m.SLO = append(slices.Clone(m.SLO), samples.SLO{Expression: "lost = 0", Metric: "lost", Comparison: "="})
	trial, open := analysis.SoFar(m, run.Trials[1], 30*time.Second, analysis.Options{})
	so, err := OfTrial(trial, open)
	if err != nil {
		t.Fatal(err)
	}
	html := string(so.HTML)
	if so.State == "" || !strings.Contains(so.Headline, "chat-heavy") || strings.Contains(so.Headline, "interrupted") {
		t.Errorf("%s: %s", so.State, so.Headline)
	}
	for _, want := range []string{words.LiveChanges, "Nothing is measured yet of lost = 0.", "p99(messages.list) &lt; 60ms", `id="operations"`, `id="checks"`, `id="failures"`} {
		if !strings.Contains(html, want) {
			t.Errorf("there is no %s in %.3000s", want, html)
		}
	}
	if strings.Contains(html, "<figure") || strings.Contains(html, "<img") || strings.Contains(html, "<h1") || strings.Contains(html, "rial 2") {
		t.Errorf("it has more than there is of one trial: %s", html)
	}
	if a, b := strings.Index(html, `id="objectives"`), strings.Index(html, `id="outlook"`); a < 0 || b < a {
		t.Error("what can still change the objectives does not follow them")
	}
	table := regexp.MustCompile(`(?s)<section id="operations".*?</table>`)
	trial.Manifest.Trial, trial.Manifest.Trials, trial.Manifest.Search = 1, 1, nil
	report := render(t, analysis.Combine([]analysis.Trial{trial}, nil), nil, 0)
	if found, want := table.FindString(html), table.FindString(report); found == "" || found != want {
		t.Errorf("the operations are\n%s\nthose of the report\n%s", found, want)
	}
}
