package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/bench/exitcode"
)

// What bench report takes for a folder of runs, and what it refuses before it writes anything.
func TestReportOfRuns(t *testing.T) {
	const passed = `{"scenario": "smoke", "stack": "embedded", "verdict": "pass", "valid": true}`
	for name, test := range map[string]struct {
		files map[string]string
		code  int
		want  string
	}{
		"Listed":      {map[string]string{"example/report.json": passed}, exitcode.OK, "index.html\n"},
		"ListedAgain": {map[string]string{"example/report.json": passed, "index.html": ""}, exitcode.OK, "index.html\n"},
		"CutOff":      {map[string]string{"example/trial-001/manifest.json": "{"}, exitcode.OK, "index.html\n"},
		"NoRuns":      {map[string]string{"notes/thoughts.txt": "no run"}, exitcode.Usage, "and it holds no such folders"},
		"NoRecord":    {map[string]string{"report.json": passed, "example/report.json": passed}, exitcode.Usage, "holds no trial-* folders"},
		"OtherPage":   {map[string]string{"example/report.json": passed, "index.html": "<h1>My home page</h1>"}, exitcode.Usage, "is no list of runs"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range test.files {
				path := filepath.Join(dir, filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), []string{"report", dir}, terminal{stdout: &stdout, stderr: &stderr})
			if said := stdout.String() + stderr.String(); code != test.code || !strings.Contains(said, test.want) {
				t.Errorf("exit code %d, %q", code, said)
			}
			page, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if listed := strings.Contains(string(page), "example"); listed != (code == exitcode.OK) {
				t.Errorf("the list is %q, %v", page, err)
			}
		})
	}
}
