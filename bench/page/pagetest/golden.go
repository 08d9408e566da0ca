package pagetest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Look names a folder in which tests leave the pages that they make for somebody to look at.
var Look = flag.String("look", "", "leave the rendered pages in this folder")

// Golden compares with a file of testdata.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	if diff := cmp.Diff(strings.Split(string(Kept(t, name, got)), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s changed; if it should have, run with -update:\n%s", name, diff)
	}
}

// Kept is what a file of testdata has, which with -update is what was got.
func Kept(t testing.TB, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return want
}
