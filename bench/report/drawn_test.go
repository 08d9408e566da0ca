package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/bench/document"
	"quintet/bench/document/documenttest"
	"quintet/bench/page/pagetest"
)

// Of many trials the one that decided has its figures, and its stores' lines, and the others say how to get theirs.
func TestFiguresOfManyTrials(t *testing.T) {
	const many = maxDrawn + 1
	res := fixed()
	trial := res.Trials[0]
	res.Trials = nil
	for number := 1; number <= many; number++ {
		trial.Manifest.Trial = number
		res.Trials = append(res.Trials, trial)
	}
	res.Deciding = 3
	dir := t.TempDir()
	paths, err := Write(dir, res, Options{})
	if err != nil {
		t.Fatal(err)
	}
	documenttest.ValidateFile(t, dir)
	for _, path := range paths.Images {
		if !strings.HasPrefix(filepath.Base(path), "trial-003-") {
			t.Errorf("%s was drawn", path)
		}
	}
	if len(paths.Images) == 0 {
		t.Error("nothing was drawn")
	}
	html, err := os.ReadFile(paths.HTML)
	if err != nil {
		t.Fatal(err)
	}
	pagetest.Lint(t, html)
	if n := strings.Count(string(html), "Its figures are not drawn"); n != many-1 {
		t.Errorf("%d trials say that they have no figures, want %d", n, many-1)
	}
	// What is left out is not said to be absent.
	if n := strings.Count(string(html), "The API called it 10/s"); n != many+1 || strings.Contains(string(html), "told nothing") {
		t.Errorf("the store is summed up %d times, want once a trial and twice below the figure: as its caption and as its words", n)
	}
	text, err := os.ReadFile(paths.JSON)
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range d.Trials {
		if drawn := len(trial.Stores[0].Panels) > 0; drawn != (trial.Number == 3) || drawn != (len(trial.Stores[0].Readings) > 0) {
			t.Errorf("trial %d has %d panels and %d figures told", trial.Number, len(trial.Stores[0].Panels), len(trial.Stores[0].Readings))
		}
	}
	if len(res.Trials[0].Stores[0].Panels) == 0 {
		t.Error("the result itself was changed")
	}
	all := Options{AllFigures: true}.wanted(res)
	for _, trial := range res.Trials {
		if !all(trial.Manifest.Trial) {
			t.Errorf("asked for all, trial %d is left out", trial.Manifest.Trial)
		}
	}
}
