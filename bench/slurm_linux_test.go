package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quintet/bench/distributed/engine/slurm/slurmtest"
	"quintet/bench/exitcode"
)

// clusterEngines is a real Slurm of three nodes, which lives as long as the test.
func clusterEngines() []sharedEngine {
	return []sharedEngine{{
		name: "slurm", alone: true, killed: "its task on n1 ended: Killed",
		prepare: func(t *testing.T) (flags, environment []string) {
			slurmtest.Start(t)
			return []string{"-on", "slurm", "-bucket", "s3://runs/test"}, serveBucket(t).environment
		},
		left: func(t *testing.T) {
			if out, err := exec.Command("squeue", "--noheader").CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("the queue: %v %s", err, out)
			}
		},
	}}
}

// TestCapacityOnSlurm searches for the capacity with the README's command: the trials are rounds of one Slurm job. What the answer is depends on the
// machine. Short as it is, it has few hits, and an objective that few can show to hold; with $KEEP, an absolute path, the search is as the scenario has it, under
// the scenario's own objectives, and its page stays there.
func TestCapacityOnSlurm(t *testing.T) {
	slurmtest.Start(t)
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^bin/bench run (.* -on slurm .*)$`).FindSubmatch(readme)
	if line == nil {
		t.Fatal("the README has no command for Slurm")
	}
	dir := os.Getenv("KEEP")
	search := []string{"-from", "400/s", "-resolution", "15%", "-set", "duration=30s"}
	if dir == "" {
		dir = t.TempDir()
		search = []string{"-from", "100/s", "-to", "400/s", "-resolution", "50%", "-set", "duration=6s", "-set", "load.phases.warm-up.at most=5s", "-set", "slo=[p50 < 10s]"}
	}
	c := prepared(t, slices.Concat([]string{"capacity", "-out", dir}, search, strings.Fields(string(line[1])))...)
	c.Env = append(c.Env, serveBucket(t).environment...)
	got := execute(t, c)
	t.Logf("%s%s", got.stderr, got.stdout)
	if got.code == exitcode.Usage || strings.Contains(got.stdout, " lost") || !strings.Contains(got.stdout, "index.html") {
		t.Errorf("exit %d", got.code)
	}
	if out, err := exec.Command("squeue", "--noheader").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the queue: %v %s", err, out)
	}
}
