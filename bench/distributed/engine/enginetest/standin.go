package enginetest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// StandIn is the folder of programs that stand in for those of an engine. It shows what an engine asks of them and what it makes of the answers; that the
// real ones do what they are asked is shown by tests on a real cluster.
type StandIn string

// script is what every program does first: it notes the call, and is refused or hangs when the test says so. $name, $calls and $state are for the answers.
const script = `#!/bin/sh
state=%s
name=${0##*/}
echo "$name $*" >>"$state/calls"
calls=$(wc -l <"$state/calls")
for refusal in "$state"/refusal-*; do
	[ -e "$refusal" ] || continue
	case "$name $*" in *"$(head -n 1 "$refusal")"*) tail -n +2 "$refusal" >&2; exit 1 ;; esac
done
if [ -p "$state/hanging" ]; then
	case "$name $*" in *"$(cat "$state/hangs")"*) echo >"$state/hanging"; exec sleep 60 ;; esac
fi
`

// Stand puts programs on the PATH whose calls are answered by the rest of their script. Files of its folder are $state/NAME there.
func Stand(t *testing.T, answers string, programs ...string) StandIn {
	t.Helper()
	s, bin := StandIn(t.TempDir()), t.TempDir()
	for _, name := range programs {
		if err := os.WriteFile(filepath.Join(bin, name), append(fmt.Appendf(nil, script, string(s)), answers...), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return s
}

// Put writes a file of the folder.
func (s StandIn) Put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(s), name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Read is a file of the folder, "" when it is not there.
func (s StandIn) Read(name string) string {
	text, _ := os.ReadFile(filepath.Join(string(s), name))
	return string(text)
}

// Calls are the commands that were run, in order.
func (s StandIn) Calls() []string { return strings.Split(strings.TrimSpace(s.Read("calls")), "\n") }

// Last is the last of them.
func (s StandIn) Last() string {
	calls := s.Calls()
	return calls[len(calls)-1]
}

// Refuse has commands with these words fail, with an answer on standard error.
func (s StandIn) Refuse(t *testing.T, words, answer string) {
	t.Helper()
	s.Put(t, "refusal-"+strings.NewReplacer("/", "_", " ", "_").Replace(words), words+"\n"+answer+"\n")
}

// Hang has commands with these words hang, and returns what waits until one does.
func (s StandIn) Hang(t *testing.T, words string) (hung func()) {
	t.Helper()
	pipe := filepath.Join(string(s), "hanging")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Put(t, "hangs", words)
	return func() {
		t.Helper()
		if _, err := os.ReadFile(pipe); err != nil {
			t.Fatal(err)
		}
	}
}
