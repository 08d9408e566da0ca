package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The list goes with the code: every line that a mutant breaks is there, once. Whether tests notice is for go run ./test/mutants.
func TestListFitsTheCode(t *testing.T) {
	root := filepath.Join("..", "..")
	list, err := readList(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 40 {
		t.Errorf("%d mutants, want at least 40", len(list))
	}
	names := map[string]bool{}
	for _, m := range list {
		if names[m.name] {
			t.Errorf("two mutants are named %s", m.name)
		}
		names[m.name] = true
		text, err := os.ReadFile(filepath.Join(root, m.file))
		if err != nil {
			t.Error(err)
			continue
		}
		if n := strings.Count(string(text), m.from); n != 1 {
			t.Errorf("%s: its text stands %d times in %s, want once: %q", m.name, n, m.file, m.from)
		}
		for _, p := range m.packages {
			if _, err := os.Stat(filepath.Join(root, p)); err != nil {
				t.Errorf("%s: %v", m.name, err)
			}
		}
	}
}

func TestParse(t *testing.T) {
	m, err := parse([]string{"name bench/a bench/b", "bench/a/a.go", "- \tif x {", "\t\treturn", "+ \tif y {", "\t\treturn"})
	if err != nil {
		t.Fatal(err)
	}
	if m.from != "\tif x {\n\t\treturn" || m.to != "\tif y {\n\t\treturn" || len(m.packages) != 2 || m.packages[1] != "./bench/b" {
		t.Errorf("%+v", m)
	}
	for _, rows := range [][]string{{"name bench/a", "file", "- x"}, {"name", "file", "- x", "+ y"}, {"name bench/a", "- x", "+ y"}} {
		if m, err := parse(rows); err == nil {
			t.Errorf("%q became %+v", rows, m)
		}
	}
}

// A mutant that no test notices is an error, and so is one that does not compile; one that a test notices names the test.
func TestTry(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	base := mutant{name: "x", file: "test/mutants/mutant.go", packages: []string{"./scenarios"}}
	for want, m := range map[string]mutant{
		"survived":         {from: "const perMutant = 5 * time.Minute", to: "const perMutant = 6 * time.Minute"},
		"stands 0 times":   {from: "no such text", to: ""},
		"does not compile": {from: "const perMutant = 5 * time.Minute", to: "const perMutant = 5 * time.Minutes"},
	} {
		m.name, m.file, m.packages = base.name, base.file, base.packages
		if want == "does not compile" {
			m.packages = []string{"./test/mutants"}
		}
		if _, err := m.try(t.Context(), root); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	m := mutant{name: "y", file: "bench/stats/increase.go", from: "return after - before", to: "return after + before", packages: []string{"./bench/stats"}}
	if killer, err := m.try(t.Context(), root); err != nil || !strings.HasPrefix(killer, "Test") {
		t.Errorf("killed by %q, error %v", killer, err)
	}
}
