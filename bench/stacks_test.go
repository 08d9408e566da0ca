package main

import (
	"bytes"
	"strings"
	"testing"

	"quintet/bench/exitcode"
)

// TestStacks lists what this machine has: every stack with what it can vary, every part either with its place or with the command
// that gets it.
func TestStacks(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"stacks"}, terminal{stdout: &out, stderr: &errs}); code != exitcode.OK {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	for _, kind := range stacks() {
		if !strings.Contains(out.String(), kind.name+": "+kind.summary+"\n") || !strings.Contains(out.String(), strings.Join(kind.settings, ", ")) {
			t.Errorf("stack %s is not listed:\n%s", kind.name, &out)
		}
		if kind.parts == nil {
			continue
		}
		parts, err := kind.parts()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if (p.where == "") == (p.command == "") {
				t.Errorf("%s: %q is neither there nor to be got: at %q, by %q", p.of, p.what, p.where, p.command)
			}
			if !strings.Contains(out.String(), p.what) {
				t.Errorf("%s: %q is not listed", p.of, p.what)
			}
		}
	}
}

// TestStacksRefuses knows provision and nothing else.
func TestStacksRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"stacks remove native":     `found "remove native", want nothing or: provision STACK`,
		"stacks provision":         `found "provision", want nothing or: provision STACK`,
		"stacks provision nativ":   `unknown stack "nativ" (did you mean native?)`,
		"run -stack nativ smoke":   `unknown stack "nativ" (did you mean native?)`,
		"stacks provision a stack": `want nothing or: provision STACK`,
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(line), terminal{stdout: &out, stderr: &errs}); code != exitcode.Usage || !strings.Contains(errs.String(), want) {
			t.Errorf("bench %s: exit code %d: %s", line, code, &errs)
		}
	}
}
