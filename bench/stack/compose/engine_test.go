package compose

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOlder(t *testing.T) {
	for _, test := range []struct {
		version, than string
		want          bool
	}{
		{"24.0.7", "25", true}, {"25.0.0", "25", false}, {"28.2.2", "25", false}, {"v2.23.9", "2.24", true}, {"2.24.0-desktop.1", "2.24", false},
		{"2.24", "2.24", false}, {"3", "2.24", false}, {"2", "2.24", false}, {"dev", "2.24", false}, {"", "25", false},
	} {
		if found := older(test.version, test.than); found != test.want {
			t.Errorf("%q older than %s: %v", test.version, test.than, found)
		}
	}
}

// TestParseList reads both forms in which Compose lists containers. The samples are written after its documentation.
func TestParseList(t *testing.T) {
	const one = `{"ID":"a1","Name":"q-api-12","Service":"api","State":"running","Health":"healthy","ExitCode":0,"Publishers":[{"URL":"127.0.0.1","TargetPort":3000,"PublishedPort":20006,"Protocol":"tcp"}],"Labels":"a=b"}`
	const other = `{"ID":"b1","Name":"q-postgres-1","Service":"postgres","State":"exited","ExitCode":137,"Publishers":null}`
	want := []listed{
		{ID: "a1", Name: "q-api-12", Service: "api", State: "running", Health: "healthy",
			Publishers: []published{{URL: "127.0.0.1", TargetPort: 3000, PublishedPort: 20006, Protocol: "tcp"}}},
		{ID: "b1", Name: "q-postgres-1", Service: "postgres", State: "exited", ExitCode: 137},
	}
	for name, text := range map[string]string{"Lines": one + "\n" + other + "\n", "Array": "[" + one + "," + other + "]"} {
		found, err := parseList([]byte(text))
		if diff := cmp.Diff(want, found); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	if n := want[0].number(); n != 12 {
		t.Errorf("the replica's number is %d", n)
	}
	if found, err := parseList(nil); err != nil || len(found) != 0 {
		t.Errorf("nothing: %v, %v", found, err)
	}
	for name, text := range map[string]string{"Cut": `{"ID":`, "Table": "NAME IMAGE", "NoID": `{"Service":"api"}`, "Types": `{"ID":1}`} {
		if _, err := parseList([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "read the list of containers: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestEngineEnvironment: nothing of the user's environment may be taken for a variable of the compose file.
func TestEngineEnvironment(t *testing.T) {
	t.Setenv("DATABASE_PASSWORD", "mine")
	t.Setenv("COMPOSE_FILE", "other.yml")
	t.Setenv("DOCKER_HOST", "unix:///run/other.sock")
	env := engineEnvironment()
	if !slices.Contains(env, "DOCKER_HOST=unix:///run/other.sock") {
		t.Errorf("the engine's address is missing: %q", env)
	}
	for _, v := range env {
		if strings.HasPrefix(v, "COMPOSE_") || strings.HasPrefix(v, "DATABASE_") {
			t.Errorf("%s is handed on", v)
		}
	}
}

// TestGuard: a guard that is dismissed does nothing, one whose harness is gone removes the project.
func TestGuard(t *testing.T) {
	e := startEngine(t)
	p := &project{name: "q", files: []string{composeFile}, env: engineEnvironment(), log: filepath.Join(t.TempDir(), "log")}
	g, err := p.startGuard()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Dismiss(); err != nil {
		t.Error(err)
	}
	if e.has("calls") {
		t.Errorf("a guard that was dismissed has run %q", e.calls(t))
	}
	if g, err = p.startGuard(); err != nil {
		t.Fatal(err)
	}
	if err := g.Trip(); err != nil {
		t.Error(err)
	}
	want := []string{"compose --ansi never --project-name q --env-file /dev/null --file " + composeFile + " down --volumes --remove-orphans --timeout 10"}
	if found := e.calls(t); !slices.Equal(found, want) {
		t.Errorf("the guard has run %q, want %q", found, want)
	}
}
