package kubernetes

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeKubectl stands in for kubectl on the PATH. It notes each call with its input and answers from files of its folder. It shows what the
// engine asks of a cluster and what it makes of the answers; that a cluster does it is shown by test/kube on a real one.
const fakeKubectl = `#!/bin/sh
state=%s
echo "$*" >>"$state/calls"
case "$*" in *--filename=-*)
	n=$(wc -l <"$state/calls")
	cat >"$state/input-$((n))" ;;
esac
if [ -e "$state/refused" ]; then
	while IFS='|' read -r words answer; do
		case "$*" in *"$words"*) echo "Error from server $answer" >&2; exit 1 ;; esac
	done <"$state/refused"
fi
if [ -p "$state/hanging" ]; then
	case "$*" in *"$(cat "$state/hangs")"*) echo >"$state/hanging"; exec sleep 60 ;; esac
fi
case "$1 $2 $3" in
"create "*) case "$*" in *json*) cat "$state/created" ;; esac ;;
"kustomize "*) cat "$state/kustomized" ;;
"get --output=json jobs") cat "$state/jobs" ;;
"get --output=json pods") cat "$state/pods" ;;
"get --output=json events") cat "$state/events" ;;
"patch "*|"delete "*) ;;
*) echo "Error: unknown command $*" >&2; exit 1 ;;
esac
`

// fake is the folder of a stand-in for kubectl.
type fake string

// startFake puts a stand-in on the PATH whose cluster creates everything and has nothing.
func startFake(t *testing.T) fake {
	t.Helper()
	f, bin := fake(t.TempDir()), t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "kubectl"), fmt.Appendf(nil, fakeKubectl, string(f)), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	f.put(t, "created", `{"kind": "Job", "metadata": {"name": "quintet-r1", "uid": "0a1b"}}`)
	for _, name := range []string{"jobs", "pods", "events"} {
		f.put(t, name, `{"items": []}`)
	}
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
