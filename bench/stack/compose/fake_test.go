package compose

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeDocker is a program docker that stands in for the real one on the PATH. It notes each call and answers it from files of its
// folder; containers are dead or paused by files too. It shows what the stack asks of an engine and what it makes of the answers, whose
// form is that of Docker's documentation; it cannot show that an engine would do it.
const fakeDocker = `#!/bin/sh
state=%s
echo "$*" >>"$state/calls"
for last; do :; done
say() { echo "Error response from daemon: $1" >&2; exit 1; }
if [ -e "$state/refused" ]; then
	while read -r words; do
		case "$*" in *"$words"*) echo "first line" >&2; say "refused for a test" ;; esac
	done <"$state/refused"
fi
if [ -p "$state/hanging" ]; then
	case "$*" in *" up "*) echo >"$state/hanging"; exec sleep 60 ;; esac
fi
case "$1 $2" in
"version "*) cat "$state/engine" ;;
"compose version") cat "$state/plugin" ;;
"compose "*)
	case "$*" in *" ps "*) cat "$state/ps" ;; esac ;;
"inspect "*) cat "$state/inspect-$last" ;;
"logs "*) echo "log of $last"; echo "errors of $last" >&2 ;;
"kill "*)
	[ -e "$state/dead-$last" ] && say "cannot kill container: $last: container $last is not running"
	touch "$state/dead-$last" ;;
"stop "*) touch "$state/dead-$last" ;;
"start "*) rm -f "$state/dead-$last" ;;
"pause "*)
	[ -e "$state/paused-$last" ] && say "Container $last is already paused"
	touch "$state/paused-$last" ;;
"unpause "*)
	[ -e "$state/paused-$last" ] || say "Container $last is not paused"
	rm "$state/paused-$last" ;;
"wait "*)
	while [ ! -e "$state/dead-$last" ]; do sleep 0.02; done
	echo 137 ;;
*) say "unknown: $*" ;;
esac
`

// engine is the folder of a fake docker.
type engine string

// startEngine puts a fake docker on the PATH that has a postgres and two replicas of the API. Its answers are written after Docker's
// documentation of "compose ps --format json" and "inspect", shortened.
func startEngine(t *testing.T) engine {
	t.Helper()
	e := engine(t.TempDir())
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "docker"), fmt.Appendf(nil, fakeDocker, string(e)), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	e.put(t, "engine", "28.2.2\n")
	e.put(t, "plugin", "2.36.2\n")
	e.put(t, "ps", `{"Command":"\"/api\"","CreatedAt":"2025-06-02 10:00:03 +0000 UTC","ExitCode":0,"Health":"healthy","ID":"a2a2a2a2a2a2a2a2","Image":"quintet-api:local","Labels":"com.docker.compose.service=api","Name":"q-api-2","Names":"q-api-2","Networks":"q_default","Ports":"127.0.0.1:20007-\u003e3000/tcp","Project":"q","Publishers":[{"URL":"127.0.0.1","TargetPort":3000,"PublishedPort":20007,"Protocol":"tcp"}],"Service":"api","State":"running","Status":"Up 4 seconds (healthy)"}
{"Command":"\"/api\"","ExitCode":0,"Health":"healthy","ID":"a1a1a1a1a1a1a1a1","Image":"quintet-api:local","Name":"q-api-1","Publishers":[{"URL":"127.0.0.1","TargetPort":3000,"PublishedPort":20006,"Protocol":"tcp"}],"Service":"api","State":"running","Status":"Up 4 seconds (healthy)"}
{"Command":"\"docker-entrypoint.s…\"","ExitCode":0,"Health":"healthy","ID":"b1b1b1b1b1b1b1b1","Image":"postgres:17.6-bookworm","Name":"q-postgres-1","Publishers":[{"URL":"127.0.0.1","TargetPort":5432,"PublishedPort":20000,"Protocol":"tcp"}],"Service":"postgres","State":"running","Status":"Up 9 seconds (healthy)"}
{"Command":"\"cqlsh cassandra …\"","ExitCode":0,"Health":"","ID":"d1d1d1d1d1d1d1d1","Image":"cassandra:5.0.6","Name":"q-cassandra-keyspace-1","Publishers":[],"Service":"cassandra-keyspace","State":"exited","Status":"Exited (0) 5 seconds ago"}
`)
	for id, c := range map[string]struct{ image, inside, outside string }{
		"a1a1a1a1a1a1a1a1": {"quintet-api:local", "3000", "20006"}, "a2a2a2a2a2a2a2a2": {"quintet-api:local", "3000", "20007"},
		"b1b1b1b1b1b1b1b1": {"postgres:17.6-bookworm", "5432", "20000"},
	} {
		e.put(t, "inspect-"+id, fmt.Sprintf(`[{"Id": %q, "Created": "2025-06-02T10:00:03.1Z", "Image": "sha256:0123456789abcdef0123",
"State": {"Status": "running", "Running": true, "Paused": false, "Pid": 1, "ExitCode": 0, "Health": {"Status": "healthy", "FailingStreak": 0, "Log": []}},
"Config": {"Image": %q, "Env": []}, "NetworkSettings": {"Ports": {"%s/tcp": [{"HostIp": "127.0.0.1", "HostPort": %q}], "9999/tcp": null}}}]`, id, c.image, c.inside, c.outside))
	}
	return e
}

func (e engine) put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(e), name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// calls are the commands that were run, in order.
func (e engine) calls(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(string(e), "calls"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

// has reports whether a file of the engine is there.
func (e engine) has(name string) bool {
	_, err := os.Stat(filepath.Join(string(e), name))
	return err == nil
}
