package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/bench/exitcode"
)

// checkMake runs make's quick targets with a compiler that does nothing. Of the others it takes what they would do, and checks what of
// that are commands of the harness.
func checkMake(t *testing.T, dir, command string) {
	words := strings.Fields(command)
	for _, w := range words[1:] {
		if name, _, ok := strings.Cut(w, "="); ok && !known(t, name) {
			t.Errorf("make has no variable %s", name)
		}
	}
	if quick := []string{"help", "list"}; len(words) == 2 && slices.Contains(quick, words[1]) {
		if got := shell(t, dir, command+" GO=true"); got.code != 0 || got.stdout == "" {
			t.Errorf("%+v", got)
		}
		return
	}
	got := shell(t, dir, command+" -n")
	if got.code != 0 {
		t.Errorf("%+v", got)
	}
	for line := range strings.Lines(got.stdout) {
		if strings.HasPrefix(line, "bin/bench ") {
			checkBench(t, dir, strings.TrimSpace(line))
		}
	}
}

// checkBench runs a command of the harness. A run goes all the way to where it would make its folder, which it cannot: scenario, settings
// and stack are right by then. What has blanks to fill in, or would start or fetch a stack, is only checked for its flags.
func checkBench(t *testing.T, dir, line string) {
	_, rest := program(line)
	words := append(strings.Fields(rest), "")
	at := slices.IndexFunc(commands(), func(c command) bool { return c.name == words[1] && c.summary != "" })
	if at < 0 {
		t.Fatalf("bench has no command %q", words[1])
	}
	for _, w := range words {
		if strings.HasPrefix(w, "reports/") && !exists(filepath.Join(dir, w)) {
			t.Errorf("there is no run %s", w)
		}
	}
	switch sub := words[1]; {
	case blank.MatchString(rest):
		for blank.MatchString(rest) {
			rest = blank.ReplaceAllString(rest, " ")
		}
		fallthrough
	case slices.Contains(words, "provision"), sub == "serve", sub == "seed" && slices.Contains(words, "-stack"), sub == "compare":
		if got := shell(t, dir, rest+" -h"); got.code != exitcode.OK {
			t.Errorf("%+v", got)
		}
	case sub == "run", sub == "capacity", sub == "faults":
		if got := shell(t, dir, line+" -out README.md/runs"); !strings.Contains(got.stderr, "make the folder of runs") {
			t.Errorf("%+v", got)
		}
	default:
		scratch := filepath.Join(t.TempDir(), "tmp") + "/"
		if got := shell(t, dir, strings.ReplaceAll(line, "/tmp/", scratch)); got.code > exitcode.Broken || got.stdout == "" {
			t.Errorf("%+v", got)
		}
	}
}

// checkGo checks that the packages of a go command are there.
func checkGo(t *testing.T, dir, command string) {
	for _, w := range strings.Fields(command) {
		if path, ok := strings.CutPrefix(w, "./"); ok {
			if files, _ := filepath.Glob(filepath.Join(dir, strings.TrimSuffix(path, "..."), "*")); len(files) == 0 {
				t.Errorf("there is no %s", w)
			}
		}
	}
	checkVariables(t, command)
}

// checkFiles checks that what a command reads is there.
func checkFiles(t *testing.T, dir, command string) {
	_, rest := program(command)
	words := strings.Fields(rest)
	file := words[min(1, len(words)-1)]
	if words[0] == "docker" {
		file = "docker-compose.yml"
	}
	if !exists(filepath.Join(dir, file)) {
		t.Errorf("there is no %s", file)
	}
	checkVariables(t, command)
}

// checkVariables checks that somebody reads the variables that stand before a command.
func checkVariables(t *testing.T, command string) {
	for v := range strings.FieldsSeq(assignments.FindString(command)) {
		if name, _, _ := strings.Cut(v, "="); !known(t, name) {
			t.Errorf("nobody reads %s", name)
		}
	}
}
