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

// asWritten runs the README's command from the project's folder, with a part of its words replaced, flags added, and a bucket in the environment. The run
// stays in $KEEP, an absolute path, where that is set.
func asWritten(t *testing.T, words []string, more ...string) (o *outcome) {
	t.Helper()
	c := start(t)
	b := startBucket(t)
	o = &outcome{dir: os.Getenv("KEEP")}
	if o.dir == "" {
		o.dir = t.TempDir()
	}
	cmd := exec.Command(shared.bench, append(append(words, "-out", o.dir), more...)...)
	cmd.Dir = "../.."
	cmd.Env = environment(c, b)
	o.end(t, cmd, nil)
	nothingLeft(t, c, "default")
	t.Logf("%s%s", o.said, o.reply)
	if o.code == 2 || strings.Contains(o.reply, " lost") || !strings.Contains(o.reply, "index.html") {
		t.Errorf("exit code %d", o.code)
	}
	return o
}

// short are flags that make a trial short.
var short = []string{"-set", "duration=6s", "-set", "load.phases.warm-up.at most=5s"}

// TestReadme runs the README's command as it is written, made shorter.
func TestReadme(t *testing.T) { asWritten(t, readme(t), short...) }

// TestCapacity searches for the capacity under the scenario's own objectives with the README's command: the trials are rounds of one Job. What the answer is
// depends on the machine. With $KEEP the search is as the scenario has it, and its page stays there.
func TestCapacity(t *testing.T) {
	words := readme(t)
	words[0] = "capacity"
	search := append([]string{"-from", "100/s", "-to", "400/s", "-resolution", "50%"}, short...)
	if os.Getenv("KEEP") != "" {
		search = []string{"-from", "400/s", "-resolution", "15%", "-set", "duration=30s"}
	}
	asWritten(t, words, search...)
}
