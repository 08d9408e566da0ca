package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// No Docker engine is at hand where these tests run. They read the Dockerfile with the parser and the linter of the engine's own builder, and do
// what its first stage does with the files that the builder would get.

// root is the project's folder.
const root = "../.."

// TestDockerfile parses and lints the Dockerfile, and holds its last stage against the image that is made without Docker.
func TestDockerfile(t *testing.T) {
	stages := stages(t)
	if len(stages) != 2 {
		t.Fatalf("%d stages", len(stages))
	}
	last := stages[1]
	api := programs()[1]
	var entry, work string
	env := []string{}
	ports := []string{}
	for _, c := range last.Commands {
		switch c := c.(type) {
		case *instructions.EntrypointCommand:
			entry = strings.Join(c.CmdLine, " ")
		case *instructions.WorkdirCommand:
			work = c.Path
		case *instructions.EnvCommand:
			for _, pair := range c.Env {
				env = append(env, pair.Key+"="+pair.Value)
			}
		case *instructions.ExposeCommand:
			ports = append(ports, c.Ports...)
		}
	}
	if entry != "/"+api.name || work != api.home || strings.Join(env, " ") != strings.Join(api.env, " ") || strings.Join(ports, " ")+"/tcp" != api.port {
		t.Errorf("the Dockerfile has %s in %s with %v at %v, make image has %+v", entry, work, env, ports, api)
	}
}

// stages are the Dockerfile's.
func stages(t *testing.T) []instructions.Stage {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range parsed.Warnings {
		t.Errorf("%s", w.Short)
	}
	stages, args, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, _ []parser.Range) { t.Errorf("%s: %s", rule, message) },
	}))
	if err != nil || len(args) > 0 {
		t.Fatalf("%v, %d arguments before the first stage", err, len(args))
	}
	return stages
}

// TestDockerBuild does what the first stage does, with nothing but what .dockerignore lets through: its copies, and then its compiler's command.
func TestDockerBuild(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(root, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	patterns, err := ignorefile.ReadAll(bytes.NewReader(ignored))
	if err != nil {
		t.Fatal(err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	dir, built := t.TempDir(), filepath.Join(t.TempDir(), "api")
	compiled := false
	for _, c := range stages(t)[0].Commands {
		switch c := c.(type) {
		case *instructions.CopyCommand:
			for _, source := range c.SourcePaths {
				to := filepath.Join(dir, c.DestPath)
				if strings.HasSuffix(c.DestPath, "/") {
					to = filepath.Join(to, filepath.Base(source))
				}
				copyContext(t, matcher, source, to)
			}
		case *instructions.RunCommand:
			line := strings.Join(c.CmdLine, " ")
			if !strings.Contains(line, " -o /out/api ") {
				t.Fatalf("the program does not go to /out/api: %s", line)
			}
			cmd := exec.Command("sh", "-c", strings.Replace(line, "/out/api", "'"+built+"'", 1))
			cmd.Dir = dir
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v: %s", line, err, said)
			}
			compiled = true
		}
	}
	if !compiled {
		t.Fatal("the first stage compiles nothing")
	}
	text, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	static(t, text)
}

// copyContext copies a file or folder of the project as COPY does, without what is kept from the builder.
func copyContext(t *testing.T, matcher *patternmatcher.PatternMatcher, source, to string) {
	t.Helper()
	copied := 0
	err := filepath.WalkDir(filepath.Join(root, source), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if kept, err := matcher.MatchesOrParentMatches(name); err != nil || kept {
			return err
		}
		below, err := filepath.Rel(source, name)
		if err != nil {
			return err
		}
		copied++
		return copyFile(path, filepath.Join(to, below))
	})
	if err != nil || copied == 0 {
		t.Fatalf("COPY %s: %v, %d files", source, err, copied)
	}
}

func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}
