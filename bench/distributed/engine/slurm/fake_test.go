package slurm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeSlurm stands in for Slurm's commands on the PATH. It notes each call and answers from files of its folder; sbatch keeps its script and
// its environment. That Slurm does what it is asked is shown by the tests on a real one.
const fakeSlurm = `#!/bin/sh
state=%s
name=${0##*/}
echo "$name $*" >>"$state/calls"
if [ -e "$state/refused-$name" ]; then cat "$state/refused-$name" >&2; exit 1; fi
if [ -p "$state/hanging" ]; then
	case "$name" in "$(cat "$state/hangs")") echo >"$state/hanging"; exec sleep 60 ;; esac
fi
case "$name" in
sbatch) cat >"$state/script"; env >"$state/environment"; cat "$state/submitted" ;;
squeue) cat "$state/queue"; [ ! -e "$state/queue-next" ] || mv "$state/queue-next" "$state/queue" ;;
esac
`

// fake is the folder of a stand-in for Slurm.
type fake string

// startFake puts a stand-in on the PATH in which job 7 runs.
func startFake(t *testing.T) fake {
	t.Helper()
	f, bin := fake(t.TempDir()), t.TempDir()
	for _, name := range []string{"sbatch", "squeue", "scancel"} {
		if err := os.WriteFile(filepath.Join(bin, name), fmt.Appendf(nil, fakeSlurm, string(f)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	f.put(t, "submitted", "7\n")
	f.put(t, "queue", "RUNNING|None\n")
	return f
}

func (f fake) put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(f), name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// read is a file of the stand-in, "" when it is not there.
func (f fake) read(name string) string {
	text, _ := os.ReadFile(filepath.Join(string(f), name))
	return string(text)
}

// calls are the commands that were run, in order.
func (f fake) calls() []string { return strings.Split(strings.TrimSpace(f.read("calls")), "\n") }
