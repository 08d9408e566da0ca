package kube

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// readme is the README's command for Kubernetes.
func readme(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^bin/bench (.* -on kubernetes .*)$`).FindSubmatch(text)
	if line == nil {
		t.Fatal("the README has no command for Kubernetes")
	}
	return strings.Fields(string(line[1]))
}

// asWritten runs the README's command from the project's folder, with a part of its words replaced, flags added, and a bucket in the environment.
func asWritten(t *testing.T, words []string, more ...string) (o *outcome) {
	t.Helper()
	c := start(t)
	b := startBucket(t)
	o = &outcome{dir: os.Getenv("QUINTET_KUBE_OUT")}
	if o.dir == "" {
		o.dir = t.TempDir()
	}
	cmd := exec.Command(shared.bench, append(append(words, "-out", o.dir), more...)...)
	cmd.Dir = "../.."
	cmd.Env = environment(c, b)
	o.end(t, cmd, nil)
	nothingLeft(t, c, "default")
	return o
}

// TestReadme runs the README's command as it is written, made shorter.
func TestReadme(t *testing.T) {
	o := asWritten(t, readme(t), "-set", "duration=10s", "-set", "load.phases.warm-up.at most=5s")
	if o.code == 2 || strings.Contains(o.reply, " lost") || !strings.Contains(o.reply, "index.html") {
		t.Errorf("exit code %d: %s%s", o.code, o.reply, o.said)
	}
	t.Logf("%s%s", o.said, o.reply)
}

// TestCapacity searches for the capacity with the README's command: the trials are rounds of one Job.
func TestCapacity(t *testing.T) {
	words := readme(t)
	words[0] = "capacity"
	o := asWritten(t, words, "-from", "100/s", "-to", "400/s", "-resolution", "50%", "-set", "duration=6s", "-set", "slo=[p50 < 10s]", "-set", "load.phases.warm-up.at most=5s")
	if o.code == 2 || strings.Contains(o.reply, " lost") || !strings.Contains(o.reply, "index.html") {
		t.Errorf("exit code %d: %s%s", o.code, o.reply, o.said)
	}
	t.Logf("%s%s", o.said, o.reply)
}
