package kubernetes

import (
	"fmt"
	"strings"
	"testing"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/enginetest"
)

// answers are those of kubectl, from files of the stand-in. It keeps what it is given.
const answers = `
case "$*" in *--filename=-*) cat >"$state/input-$((calls))" ;; esac
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

// fake is a stand-in for kubectl.
type fake struct{ enginetest.StandIn }

// startFake puts a stand-in on the PATH whose cluster creates everything and has nothing.
func startFake(t *testing.T) fake {
	t.Helper()
	f := fake{enginetest.Stand(t, answers, "kubectl")}
	f.Put(t, "created", `{"kind": "Job", "metadata": {"name": "quintet-r1", "uid": "0a1b"}}`)
	for _, name := range []string{"jobs", "pods", "events"} {
		f.Put(t, name, `{"items": []}`)
	}
	return f
}

// calls are what kubectl was asked.
func (f fake) calls() (all []string) {
	for _, c := range f.Calls() {
		all = append(all, strings.TrimPrefix(c, "kubectl "))
	}
	return all
}

// removal is the command that removes objects.
const removal = "kubectl delete --ignore-not-found --cascade=foreground --wait "

// What the contract asks of every engine.
func TestEngine(t *testing.T) {
	var f fake
	enginetest.Test(t, enginetest.Subject{
		New: func(t *testing.T) engine.Engine {
			f = startFake(t)
			f.Put(t, "jobs", fmt.Sprintf(jobOfThree, `"active": 3, "ready": 3`))
			return &Engine{}
		},
		Fail: func(t *testing.T) string {
			f.Put(t, "jobs", fmt.Sprintf(jobOfThree, `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "1"`))
			f.Put(t, "pods", `{"items": [`+pod(1, `"phase": "Failed", "containerStatuses": [{"name": "generator", "state": {"terminated": {"exitCode": 3, "message": "bench: no such\n bucket"}}}]`)+`]}`)
			return "exit code 3: bench: no such bucket"
		},
		Refuse: func(t *testing.T) string {
			f.Refuse(t, "--output=json", "Error from server (Forbidden): jobs.batch\n is forbidden")
			return "create the Job of the generators: kubectl create: exit status 1: Error from server (Forbidden): jobs.batch is forbidden"
		},
		Hang:  func(t *testing.T) func() { return f.Hang(t, "--output=json") },
		Shown: func(*testing.T) string { return f.Read("calls") + f.Read("input-2") },
		Left: func(*testing.T) string {
			// The Job may be there whenever it was asked for and kubectl did not say that it was refused.
			if last, ok := strings.CutPrefix(f.Last(), removal); ok && strings.Contains(last, "secret/quintet-r1") {
				return ""
			}
			return f.Last()
		},
		Broken: func(t *testing.T) string {
			f.Refuse(t, "delete", "Error from server (ServiceUnavailable): try later")
			return "kubectl delete job/quintet-r1 secret/quintet-r1"
		},
		Missing: "-on kubernetes needs kubectl on the PATH",
	})
}
