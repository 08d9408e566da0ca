package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/bench/exitcode"
	"quintet/bench/samples"
	"quintet/telemetry"
)

// withToy builds a program of the project with one more backend: a folder, api/store/toy, and a row in the table. Nothing is copied: the
// compiler lays the two files over the tree.
func withToy(t *testing.T, path string) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir, table := t.TempDir(), filepath.Join("api", "server", "backends.go")
	text, err := os.ReadFile(filepath.Join(root, table))
	if err != nil {
		t.Fatal(err)
	}
	row := strings.NewReplacer("sqlite.Describe(),", "toy.Describe(),\n\t\tsqlite.Describe(),",
		`"quintet/api/store/sqlite"`, "\"quintet/api/store/sqlite\"\n\t\"quintet/api/store/toy\"").Replace(string(text))
	if strings.Count(row, "toy") != 2 {
		t.Fatalf("the table of backends is not as this test knows it:\n%s", row)
	}
	if err := os.WriteFile(filepath.Join(dir, "backends.go"), []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(root, table):                           filepath.Join(dir, "backends.go"),
		filepath.Join(root, "api", "store", "toy", "toy.go"): filepath.Join(root, "bench", "testdata", "toy", "toy.go"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	file, program := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "program")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", file, "-o", program, path).CombinedOutput(); err != nil {
		t.Fatalf("build %s with the toy: %v\n%s", path, err, out)
	}
	return program
}

// TestToyBackend adds a backend, one folder and one row, and finds it listed, documented, varied, run, telemetered, drawn and coloured.
func TestToyBackend(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program anew")
	}
	t.Parallel()
	program := withToy(t, "quintet/bench")
	toy := func(args ...string) *exec.Cmd {
		c := prepared(t, args...)
		c.Path, c.Args[0] = program, program
		return c
	}
	t.Run("documented", func(t *testing.T) {
		c := toy("-h")
		c.Path = withToy(t, "quintet/api")
		if got := execute(t, c); got.code != 0 || !strings.Contains(got.stderr, "Variables of Toy: cache") ||
			!strings.Contains(got.stderr, "TOY_FOLDERS") || !strings.Contains(got.stderr, "folders to spread files over") {
			t.Errorf("api -h: %+v", got)
		}
	})
	t.Run("listed", func(t *testing.T) {
		if got := execute(t, toy("stacks")); !strings.Contains(got.stdout, "embedded: Toy, SQLite, ") || !strings.Contains(got.stdout, "toy.folders") {
			t.Errorf("bench stacks: %+v", got)
		}
	})
	t.Run("checked", func(t *testing.T) {
		c := toy("run", "-quiet", "-set", "toy.folders=99", "small.yaml")
		scenarioFile(t, c, small)
		want := `setting toy.folders: found "99", want a number of folders from 1 to 64`
		if got := execute(t, c); got.code != exitcode.Usage || !strings.Contains(got.stderr, want) {
			t.Errorf("%+v, want %q", got, want)
		}
	})
	t.Run("run", func(t *testing.T) {
		c := toy("run", "-quiet", "-set", "toy.folders=4", "small.yaml")
		// Long enough for its telemetry to be asked for twice.
		scenarioFile(t, c, strings.Replace(small, "duration: 2s}", "duration: 8s}", 1))
		got := execute(t, c)
		// On a machine that is busy otherwise the run may be invalid or break an objective; the toy has been in it all the same.
		if !slices.Contains([]int{exitcode.OK, exitcode.Broken, exitcode.Invalid}, got.code) {
			t.Fatalf("%+v", got)
		}
		toyRan(t, reported(t, c, got))
	})
}

// toyRan looks for the toy in the record of a run and in its report.
func toyRan(t *testing.T, dir string) {
	t.Helper()
	trial, err := samples.OpenTrial(filepath.Join(dir, "trial-001"))
	if err != nil {
		t.Fatal(err)
	}
	m := trial.Manifest
	if !slices.ContainsFunc(m.Services, func(s samples.Service) bool { return s.Name == "toy" && s.Software == "Toy 1.0" && s.Role == "cache" }) {
		t.Errorf("the services are %+v", m.Services)
	}
	if b := telemetry.Find(m.Backends, "toy"); b == nil || b.Color != "#123456" || len(b.Panels) != 2 || len(b.Metrics) != 3 {
		t.Errorf("the record describes %+v", m.Backends)
	}
	told := map[string]float64{}
	if err := trial.Points(func(p *samples.Point) error {
		if p.Series.Source == "toy" {
			told[p.Series.Metric] = max(told[p.Series.Metric], p.Value)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if told["toy_folders"] != 4 || told["toy_entries"] < 1 || told["toy_writes_total"] < told["toy_entries"] {
		t.Errorf("it told %v", told)
	}

	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="store-toy"`, "Toy 1.0", "Files of the toy cache.", "toy_writes_total"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Trials []struct {
			Stores []struct {
				Name   string
				Panels []struct{ Title string }
			}
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	var panels []string
	for _, s := range report.Trials[0].Stores {
		for _, p := range s.Panels {
			if s.Name == "toy" {
				panels = append(panels, p.Title)
			}
		}
	}
	if !slices.Contains(panels, "Toy entries") || !slices.Contains(panels, "Toy writes") {
		t.Errorf("its panels are %q", panels)
	}
	if drawn, err := filepath.Glob(filepath.Join(dir, "store-toy.png")); err != nil || len(drawn) != 1 {
		t.Errorf("its figures are %v, %v", drawn, err)
	}
}
