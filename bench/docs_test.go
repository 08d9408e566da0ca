package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quintet/bench/scenario"
)

// yamlBlock is a scenario in a page of the documentation.
var yamlBlock = regexp.MustCompile("(?s)```yaml\n(name: ([a-z-]+)\n.*?)```")

// Every whole scenario that the documentation shows is one that is taken.
func TestDocumentedScenarios(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages (%v)", len(pages), err)
	}
	seen := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range yamlBlock.FindAllSubmatch(text, -1) {
			seen++
			if _, err := scenario.Parse(string(m[2])+".yaml", m[1], nil, vocabulary()); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
	if seen == 0 {
		t.Error("no page shows a scenario")
	}
}

// The scenarios of other APIs are taken, and each has a request to ask until the API is ready.
func TestScenariosOfOtherAPIs(t *testing.T) {
	files, err := filepath.Glob("../scenarios/others/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, file := range files {
		s, err := findScenario(file, nil, vocabulary())
		if err != nil {
			t.Error(err)
			continue
		}
		if !s.Workload.Foreign() || s.Workload.Ready == nil || len(s.Workload.Unchecked()) > 0 {
			t.Errorf("%s: foreign %v, ready %v, unchecked %v", file, s.Workload.Foreign(), s.Workload.Ready, s.Workload.Unchecked())
		}
	}
}

// bench init writes a scenario that bench validate takes, from a file and from an address, named after the file that it is written to.
func TestInit(t *testing.T) {
	document, err := filepath.Abs(filepath.FromSlash("draft/testdata/shop.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{"File": document, "URL": documentServer(t, text)} {
		t.Run(name, func(t *testing.T) {
			c := prepared(t, "init", "-openapi", source)
			out, err := os.Create(filepath.Join(c.Dir, "mine.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			c.Stdout, c.Stderr = out, &stderr
			if err := c.Run(); err != nil {
				t.Fatalf("%v: %s", err, stderr.String())
			}
			if err := out.Close(); err != nil {
				t.Fatal(err)
			}
			checked := prepared(t, "validate", filepath.Join(c.Dir, "mine.yaml"))
			if got := execute(t, checked); got.code != 0 || !strings.HasPrefix(got.stdout, "mine: 4 operations, ") || !strings.Contains(got.stdout, "declared, and not in the mix: orders.delete") {
				t.Errorf("%+v", got)
			}
		})
	}
	for want, args := range map[string][]string{
		"init takes one of -openapi, -har and -access-log":   {"init"},
		"init takes one of -openapi, -har and -access-log, ": {"init", "-openapi", "a", "-har", "b"},
		"no such file or directory":                          {"init", "-openapi", "none.yaml"},
		"read the HAR file: ":                                {"init", "-har", document},
		"no line of the log is of the combined format":       {"init", "-access-log", document},
		"answers with status 404, want 200":                  {"init", "-openapi", documentServer(t, nil) + "/none"},
	} {
		if got := execute(t, prepared(t, args...)); got.code != 2 || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
