package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"quintet/api/server"
	"quintet/bench/exitcode"
)

var (
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	address   = regexp.MustCompile("http://(?:127\\.0\\.0\\.1|localhost):([0-9]+)(/[^\\s)`\"']*)?")
	notSlug   = regexp.MustCompile(`[^a-z0-9 _-]`)
	pathLike  = regexp.MustCompile(`^[A-Za-z._<][\w.<>*-]*(/[\w.<>*-]*)+$|^[\w.-]+\.(go|md|ya?ml|json|html|txt|example)$|^Makefile$`)
	hole      = regexp.MustCompile(`<[^>]*>`)
	variable  = regexp.MustCompile(`^([A-Z][A-Z0-9_]+)(=.*)?$`)
	flagLike  = regexp.MustCompile(`^-[a-z][a-z-]*`)
	word      = regexp.MustCompile(`[A-Za-z_][\w.-]*`)
	setting   = regexp.MustCompile(`^[a-z][\w.]*=\S+$`)
	oneLetter = regexp.MustCompile(`^\w$`)
	declared  = `(?m)^(?:func|var|const|type) (?:\([^)]*\) )?`
)

// TestReadmeLinks follows every link to a file, a heading or a page of the API.
func TestReadmeLinks(t *testing.T) {
	t.Parallel()
	r := readReadme(t)
	headings := map[string]bool{}
	for _, line := range r.prose {
		if title, ok := strings.CutPrefix(strings.TrimLeft(line.text, "#"), " "); ok && strings.HasPrefix(line.text, "#") {
			headings[strings.ReplaceAll(notSlug.ReplaceAllString(strings.ToLower(title), ""), " ", "-")] = true
		}
	}
	for _, line := range r.prose {
		for _, m := range link.FindAllStringSubmatch(line.text, -1) {
			path, heading, _ := strings.Cut(m[1], "#")
			switch {
			case strings.Contains(m[1], "://"):
			case path == "" && !headings[heading]:
				t.Errorf("line %d: no heading is #%s", line.line, heading)
			case !exists(filepath.Join("..", path)):
				t.Errorf("line %d: there is no %s", line.line, path)
			}
		}
	}
}

// TestReadmeAddresses asks a real API for what the README says is there; other ports are those of the compose stack.
func TestReadmeAddresses(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	compose, _ := os.ReadFile("../docker-compose.yml")
	api, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close(t.Context())
	defaults, err := server.FromEnv(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range address.FindAllStringSubmatch(string(text), -1) {
		if port := m[1]; port != strconv.Itoa(defaults.Port) {
			if !bytes.Contains(compose, []byte(port+":")) {
				t.Errorf("nothing listens on port %s", port)
			}
			continue
		}
		if m[2] == "" {
			continue // a base URL, as for -target
		}
		answer, err := http.Get("http://" + api.Addr() + m[2])
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusNotFound {
			t.Errorf("the API has no %s", m[2])
		}
	}
}

// TestReadmeNames checks everything that the README sets as code and that is no command.
func TestReadmeNames(t *testing.T) {
	t.Parallel()
	for _, s := range readReadme(t).spans() {
		name, rest := program(s.text)
		switch v := variable.FindStringSubmatch(s.text); {
		case checks()[name] != nil && strings.Contains(rest, " "): // a command
		case v != nil:
			if !known(t, v[1]) && !named(v[1]) {
				t.Errorf("line %d: nobody reads %s", s.line, v[1])
			}
		case setting.MatchString(s.text):
			var said bytes.Buffer
			if run(t.Context(), []string{"validate", "-set", s.text, "smoke"}, terminal{stdout: &said, stderr: &said}) != exitcode.OK {
				t.Errorf("line %d: %s: %s", s.line, s.text, &said)
			}
		case pathLike.MatchString(s.text):
			if made := strings.HasPrefix(s.text, "bin/") || strings.HasPrefix(s.text, "data/") ||
				strings.HasPrefix(s.text, "reports/") && !strings.HasPrefix(s.text, "reports/example"); made {
				continue
			}
			path := hole.ReplaceAllString(s.text, "*")
			if !there(path) && (strings.Contains(path, "/") || !there("*/*/"+path)) {
				t.Errorf("line %d: there is no %s", s.line, s.text)
			}
		case flagLike.MatchString(s.text):
			if !strings.Contains(helps(), "\n  "+flagLike.FindString(s.text)) {
				t.Errorf("line %d: no command has the flag %s", s.line, s.text)
			}
		default:
			for _, w := range word.FindAllString(hole.ReplaceAllString(s.text, ""), -1) {
				if !named(w) {
					t.Errorf("line %d: %s occurs nowhere in the sources", s.line, w)
				}
			}
		}
	}
}

// The tables that the README sends people to, who want to add something, are declared where it says.
func TestReadmeTables(t *testing.T) {
	t.Parallel()
	rows := 0
	for _, line := range readReadme(t).prose {
		spans := codeSpan.FindAllStringSubmatch(line.text, -1)
		if !strings.HasPrefix(line.text, "|") || len(spans) != 2 || !pathLike.MatchString(spans[0][1]) || pathLike.MatchString(spans[1][1]) {
			continue
		}
		rows++
		files, err := filepath.Glob(filepath.Join("..", filepath.Dir(spans[0][1]), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		declaration := regexp.MustCompile(declared + regexp.QuoteMeta(spans[1][1]) + `\b`)
		if !slices.ContainsFunc(files, func(file string) bool {
			text, err := os.ReadFile(file)
			return err == nil && declaration.Match(text)
		}) {
			t.Errorf("line %d: %s declares no %s", line.line, filepath.Dir(spans[0][1]), spans[1][1])
		}
	}
	if rows == 0 {
		t.Error("no row names a table")
	}
}

// The exit codes are those of the program.
func TestReadmeExitCodes(t *testing.T) {
	t.Parallel()
	var got []string
	for _, line := range readReadme(t).prose {
		if strings.HasPrefix(line.text, "Exit codes:") {
			for _, m := range codeSpan.FindAllStringSubmatch(line.text, -1) {
				got = append(got, m[1])
			}
		}
	}
	var want []string
	for _, code := range []int{exitcode.OK, exitcode.Broken, exitcode.Usage, exitcode.Invalid, exitcode.Interrupted} {
		want = append(want, strconv.Itoa(code))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the README has %v, the program %v", got, want)
	}
}

// there reports whether the project has a file that matches.
func there(pattern string) bool {
	found, err := filepath.Glob(filepath.Join("..", pattern))
	return err == nil && len(found) > 0
}

// known reports whether the API, the harness or make reads a variable of this name.
func known(t *testing.T, name string) bool {
	asked := false
	if _, err := server.FromEnv(func(n string) string { asked = asked || n == name; return "" }); err != nil {
		t.Fatal(err)
	}
	all := sources()
	return asked || strings.Contains(all, `"`+name+`"`) || strings.Contains(all, "$("+name+")")
}

// named reports whether a word occurs in the sources.
func named(w string) bool {
	w = strings.TrimRight(w, ".")
	for rest := sources(); ; {
		i := strings.Index(rest, w)
		if i < 0 {
			return false
		}
		before, after := rest[:i], rest[i+len(w):]
		if !oneLetter.MatchString(before[max(0, i-1):]) && !oneLetter.MatchString(after[:min(1, len(after))]) {
			return true
		}
		rest = after
	}
}

// helps is what all commands say with -h.
var helps = sync.OnceValue(func() string {
	var all bytes.Buffer
	for _, c := range commands() {
		if c.summary != "" {
			run(context.Background(), []string{c.name, "-h"}, terminal{stdout: &all, stderr: &all})
		}
	}
	return all.String()
})

// sources are all texts of the project that a name may stand in, tests and prose apart.
var sources = sync.OnceValue(func() string {
	var all strings.Builder
	filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case e.IsDir() && slices.Contains([]string{".git", "bin", "data", "reports", "testdata"}, e.Name()):
			return filepath.SkipDir
		}
		source := slices.Contains([]string{".go", ".yaml", ".yml", ".mod", ".example", ".html"}, filepath.Ext(path)) || e.Name() == "Makefile"
		if text, err := os.ReadFile(path); source && !strings.HasSuffix(path, "_test.go") && err == nil {
			all.Write(text)
			all.WriteByte('\n')
		}
		return nil
	})
	return all.String()
})
