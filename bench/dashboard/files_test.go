package dashboard_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/server"
	"quintet/bench/dashboard"
)

var update = flag.Bool("update", false, "write grafana/dashboards, grafana/rules, and the pictures of a run")

// root is the repository's, from here.
const root = "../.."

// golden holds a file against what the code writes.
func golden(t *testing.T, path string, want []byte) {
	t.Helper()
	path = filepath.Join(root, path)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the code writes; run go test ./bench/dashboard -update (-code +file):\n%s", path, diff)
	}
}

func TestRuleFiles(t *testing.T) {
	for name, text := range dashboard.Rules(dashboard.Timing{}) {
		golden(t, filepath.Join("grafana/rules", name), text)
	}
}

func TestDashboardFiles(t *testing.T) {
	written := map[string]bool{}
	for _, d := range dashboard.All(server.Telemetry()) {
		b, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		name := d.UID + ".json"
		written[name] = true
		golden(t, filepath.Join("grafana/dashboards", name), b)
		if bytes.Contains(b, []byte(`\u003`)) {
			t.Errorf("%s has escaped operators, which nobody can read in a review", name)
		}
	}
	files, err := filepath.Glob(filepath.Join(root, "grafana/dashboards/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !written[filepath.Base(f)] {
			t.Errorf("%s is no dashboard of the code", f)
		}
	}
}

// read gives the dashboards as they are in their files, without the types that wrote them.
func read(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "grafana/dashboards/*.json"))
	if err != nil || len(files) != 5 {
		t.Fatalf("found %d dashboards: %v", len(files), err)
	}
	all := map[string]map[string]any{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var d map[string]any
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		all[filepath.Base(f)] = d
	}
	return all
}
