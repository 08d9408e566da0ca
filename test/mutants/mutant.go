package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// mutant is one fault: in file the text from stands exactly once and is replaced by to.
type mutant struct {
	name, file, from, to string
	// packages are those whose tests must notice.
	packages []string
}

// perMutant bounds one mutant's build and tests; one that makes a test hang is killed by that.
const perMutant = 5 * time.Minute

func (m *mutant) named(words []string) bool {
	for _, w := range words {
		if !strings.Contains(m.name, w) {
			return false
		}
	}
	return true
}

var (
	errSurvived = errors.New("survived")
	failedTest  = regexp.MustCompile(`(?m)^--- FAIL: (\S+)|^\s+--- FAIL: (\S+)|^panic: (.*)$`)
)

// try builds the mutant and runs its tests. It returns the name of the test that noticed; errSurvived when none did.
func (m *mutant) try(ctx context.Context, root string) (killer string, err error) {
	overlay, err := m.overlay(root)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(filepath.Dir(overlay))
	ctx, cancel := context.WithTimeout(ctx, perMutant)
	defer cancel()
	// What vet says of a mutant kills it no more than a compiler does.
	out, err := goTool(ctx, root, append([]string{"test", "-short", "-failfast", "-vet=off", "-overlay=" + overlay}, m.packages...)...)
	switch {
	case err == nil:
		return "", errSurvived
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		return "", fmt.Errorf("does not compile: %s", firstLine(out))
	case ctx.Err() != nil:
		return "its time-out", nil
	}
	if f := failedTest.FindStringSubmatch(out); f != nil {
		return strings.TrimSpace(f[1] + f[2] + f[3]), nil
	}
	return firstLine(out), nil
}

// overlay writes the changed file and the JSON that puts it in the real one's place, in a folder of their own.
func (m *mutant) overlay(root string) (path string, err error) {
	file := filepath.Join(root, filepath.FromSlash(m.file))
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.from); n != 1 {
		return "", fmt.Errorf("its line stands %d times, want once: %q", n, m.from)
	}
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", err
	}
	changed, path := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	err = errors.Join(err, os.WriteFile(changed, []byte(strings.Replace(string(text), m.from, m.to, 1)), 0o600), os.WriteFile(path, replace, 0o600))
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return path, nil
}

// goTool runs the go command in the module.
func goTool(ctx context.Context, root string, args ...string) (out string, err error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = root
	c.WaitDelay = 10 * time.Second
	b, err := c.CombinedOutput()
	return string(b), err
}

func moduleRoot(ctx context.Context) (string, error) {
	out, err := goTool(ctx, "", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return "", fmt.Errorf("find the module: %s", firstLine(out))
	}
	return strings.TrimSpace(out), nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
