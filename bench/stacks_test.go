package main

import (
	"bytes"
	"slices"
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
		for _, line := range faultsOf(kind) {
			if !strings.Contains(out.String(), line+"\n") {
				t.Errorf("stack %s: %q is not listed", kind.name, line)
			}
		}
		if kind.parts == nil {
			continue
		}
		parts, err := kind.parts()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			if (p.Found == "") == (p.Command == "") {
				t.Errorf("%s: %q is neither there nor to be got: at %q, by %q", p.Of, p.What, p.Found, p.Command)
			}
			if !strings.Contains(out.String(), p.What) {
				t.Errorf("%s: %q is not listed", p.Of, p.What)
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

// What each stack can do to its parts.
func TestFaultsOfStacks(t *testing.T) {
	process := "kill, pause, restart"
	want := map[string][]string{
		"embedded": {
			"faults on sqlite: latency, blackhole, errors",
			"faults on miniredis: " + process + ", latency, blackhole, reset, bandwidth, flush, cpu, errors",
			"faults on gofakes3: " + process + ", latency, blackhole, reset, bandwidth, cpu, errors",
			"faults on api-1: " + process + ", cpu",
		},
		"native": {
			"faults on cassandra, neo4j, postgres, minio: " + process + ", latency, blackhole, reset, bandwidth, cpu, full, errors",
			"faults on redis: " + process + ", latency, blackhole, reset, bandwidth, flush, cpu, full, errors",
			"faults on prometheus: " + process + ", cpu, full",
			"faults on api-1: " + process + ", cpu",
		},
		"compose":  {"faults on postgres, cassandra, neo4j, redis, minio, prometheus, api-1: " + process},
		"external": nil,
	}
	for _, kind := range stacks() {
		if got := faultsOf(kind); !slices.Equal(got, append(want[kind.name], "faults without a target: exec")) {
			t.Errorf("%s: %q", kind.name, got)
		}
	}
}
