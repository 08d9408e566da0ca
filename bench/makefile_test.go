package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRaceDetectorRuns holds the Makefile's list of packages that are tested without the race detector: they start no goroutine, or a test
// that runs with it covers the one they start.
func TestRaceDetectorRuns(t *testing.T) {
	text, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	pure := regexp.MustCompile(`(?m)^PURE +:= \$\(addprefix quintet/bench/,([a-z ]+)\)`).FindSubmatch(text)
	raced := regexp.MustCompile(`(?m)-run '\$\(RACED\)' (.*?)\)?$`).FindSubmatch(text)
	if pure == nil || raced == nil {
		t.Fatal("the Makefile has no PURE and no RACED")
	}
	for _, name := range strings.Fields(string(pure[1])) {
		at := goroutines(t, name)
		if covered := slices.Contains(strings.Fields(string(raced[1])), "quintet/bench/"+name); covered != (len(at) > 0) {
			t.Errorf("bench/%s starts goroutines at %q; a test with the race detector: %v", name, at, covered)
		}
	}
}

// goroutines are the places in a package, without its tests, that start a goroutine.
func goroutines(t *testing.T, dir string) (at []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %d files", dir, err, len(files))
	}
	set := token.NewFileSet()
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			starts := false
			switch n := n.(type) {
			case *ast.GoStmt:
				starts = true
			case *ast.CallExpr:
				s, ok := n.Fun.(*ast.SelectorExpr)
				starts = ok && s.Sel.Name == "Go"
			}
			if starts {
				at = append(at, set.Position(n.Pos()).String())
			}
			return true
		})
	}
	return at
}
