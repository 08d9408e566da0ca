package figure

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// The figures of a run are those that the answer names, in its order.
func TestRunFigureNames(t *testing.T) {
	var names []string
	for _, f := range runFigures() {
		names = append(names, f.name)
	}
	want := []string{scaling.FigureThroughput, scaling.FigureP99, scaling.FigureCapacity, scaling.FigureSpeedup, scaling.FigureVolume}
	if !slices.Equal(names, want) {
		t.Errorf("figures %v, the answer names %v", names, want)
	}
}

// Every figure of every run is a drawing in which nothing is cut off or covered, or words.
func TestRunFigures(t *testing.T) {
	drawn := map[string]int{}
	for name, res := range runs() {
		for _, f := range runFigures() {
			image, err := f.image(res.Scaling, res.SLO)
			if err != nil {
				t.Fatalf("%s of %s: %v", f.name, name, err)
			}
			if (image.Empty == "") == (image.PNG == nil) || image.Title == "" {
				t.Errorf("%s of %s: %d bytes, in their place %q", f.name, name, len(image.PNG), image.Empty)
			}
			if image.Empty != "" {
				continue
			}
			drawn[f.name]++
			d, _ := f.draw(res.Scaling, res.SLO)
			if d.title == "" {
				d.title = image.Title
			}
			whole(t, f.name+" of "+name, d)
			if *keep != "" {
				if err := os.WriteFile(filepath.Join(*keep, "run-"+name+"-"+f.name+".png"), image.PNG, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, f := range runFigures() {
		if drawn[f.name] < 2 {
			t.Errorf("%s was drawn %d times", f.name, drawn[f.name])
		}
	}
}

// A run's own figures come before those of its trials, and only where trials differ.
func TestDrawRun(t *testing.T) {
	dir := t.TempDir()
	res := runs()["replicas"]
	images, err := Draw(&analysis.Result{SLO: res.SLO}, res.Scaling, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(images) != len(runFigures()) || images[3].File != "scaling-speedup.png" || images[3].Trial != 0 || images[3].Caption == "" || images[0].Empty == "" {
		t.Fatalf("images %+v", images)
	}
	written, err := os.ReadFile(filepath.Join(dir, images[3].File))
	if err != nil || !bytes.Equal(written, images[3].PNG) {
		t.Errorf("the file is another: %v", err)
	}
	res.Scaling = nil
	if images, err := Draw(&analysis.Result{SLO: res.SLO}, res.Scaling, dir, nil); err != nil || len(images) != 0 {
		t.Errorf("a run of one point has %d figures of its own (%v)", len(images), err)
	}
}
