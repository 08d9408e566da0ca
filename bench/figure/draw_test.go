package figure

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
)

// Every figure that the analysis has a sentence for is drawn, and every other has a sentence of its own.
func TestNamesAreThoseOfTheAnalysis(t *testing.T) {
	for _, name := range analysis.FigureNames() {
		if !slices.Contains(Names(), name) {
			t.Errorf("nobody draws %s", name)
		}
	}
	seen := map[string]bool{}
	for _, f := range figures() {
		if seen[f.name] || f.heading() == "" {
			t.Errorf("%q is in the table twice or has no title", f.name)
		}
		seen[f.name] = true
	}
}

func TestDraw(t *testing.T) {
	trial := chat().trial()
	trial.Captions["latency"] = []analysis.Values{analysis.PhaseFall{Phase: "rush", Before: 0.02, P99: 0.01}}

	t.Run("OneTrial", func(t *testing.T) {
		dir := t.TempDir()
		// What an earlier rendering left where there is nothing to draw now.
		if err := os.WriteFile(filepath.Join(dir, "failures.png"), []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		images, err := Draw(&analysis.Result{Trials: []analysis.Trial{trial}}, nil, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, i := range images {
			names = append(names, i.Name)
			checkImage(t, dir, i)
			if i.Name == "latency" && i.Caption != "p99 fell from 20 ms to 10 ms in phase rush." {
				t.Errorf("the caption is %q", i.Caption)
			}
		}
		if !slices.Equal(names, append(Names(), StoreName("sqlite"))) {
			t.Errorf("drew %v", names)
		}
		if _, err := os.Stat(filepath.Join(dir, "failures.png")); !os.IsNotExist(err) {
			t.Errorf("the old picture of failures is still there: %v", err)
		}
	})
	t.Run("AnotherAPI", func(t *testing.T) {
		foreign := trial
		foreign.Manifest.Declared = foreign.Manifest.Operations
		foreign.Scraped, foreign.StoreLatency = scraped.Lines{}, nil
		images, err := Draw(&analysis.Result{Trials: []analysis.Trial{foreign}}, nil, t.TempDir(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range images {
			if slices.Contains(ownFigures, i.Name) {
				t.Errorf("%s says %q", i.Name, i.Empty)
			}
		}
		if len(images) < len(Names())-len(ownFigures) {
			t.Errorf("%d images", len(images))
		}
	})
	t.Run("SeveralTrials", func(t *testing.T) {
		dir := t.TempDir()
		second := faults().trial()
		second.Manifest.Trial = 2
		images, err := Draw(&analysis.Result{Trials: []analysis.Trial{trial, second}}, nil, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range images {
			checkImage(t, dir, i)
			if want := 1 + k/(len(Names())+1); i.Trial != want {
				t.Errorf("image %d is of trial %d, want %d", k, i.Trial, want)
			}
			if i.File != "" && !strings.HasPrefix(i.File, []string{"trial-001-", "trial-002-"}[i.Trial-1]) {
				t.Errorf("trial %d is drawn in %s", i.Trial, i.File)
			}
		}
	})
	t.Run("OneOfSeveral", func(t *testing.T) {
		dir := t.TempDir()
		second := faults().trial()
		second.Manifest.Trial = 2
		if err := os.WriteFile(filepath.Join(dir, "trial-001-latency.png"), []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		images, err := Draw(&analysis.Result{Trials: []analysis.Trial{trial, second}}, nil, dir, func(number int) bool { return number == 2 })
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range images {
			if i.Trial != 2 {
				t.Errorf("%s of trial %d was drawn", i.Name, i.Trial)
			}
		}
		if left, err := filepath.Glob(filepath.Join(dir, "trial-001-*")); err != nil || len(left) > 0 || len(images) == 0 {
			t.Errorf("%d images, of the other trial %v, %v", len(images), left, err)
		}
	})
	t.Run("NoTrials", func(t *testing.T) {
		if images, err := Draw(&analysis.Result{}, nil, t.TempDir(), nil); err != nil || len(images) > 0 {
			t.Errorf("%d images, %v", len(images), err)
		}
	})
	t.Run("ErrNoDirectory", func(t *testing.T) {
		_, err := Draw(&analysis.Result{Trials: []analysis.Trial{trial}}, nil, filepath.Join(t.TempDir(), "absent"), nil)
		if err == nil || !strings.Contains(err.Error(), "draw figure percentiles.png") {
			t.Errorf("got %v", err)
		}
	})
}

// checkImage compares what an image says of itself with its file.
func checkImage(t *testing.T, dir string, i Image) {
	t.Helper()
	if i.Empty != "" {
		if i.File != "" || i.PNG != nil || i.Width != 0 {
			t.Errorf("%s is empty (%s) and has a file", i.Name, i.Empty)
		}
		return
	}
	data, err := os.ReadFile(filepath.Join(dir, i.File))
	if err != nil || !bytes.Equal(data, i.PNG) {
		t.Errorf("%s: the file is not the picture (%v)", i.Name, err)
		return
	}
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width != 2*i.Width || c.Height != 2*i.Height {
		t.Errorf("%s: %d x %d pixels for %d x %d, %v", i.Name, c.Width, c.Height, i.Width, i.Height, err)
	}
}
