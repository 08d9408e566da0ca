package native_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestMissing looks at a machine with nothing on it and expects a command for everything.
func TestMissing(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("QUINTET_CACHE", cache)
	needs, err := native.Missing("cassandra", "neo4j", "minio", "versitygw")
	if err != nil {
		t.Fatal(err)
	}
	for server, command := range map[string]string{
		"cassandra": "mvn -B -f bench/stack/native/pom.xml -P cassandra -Dcassandra.version=",
		"neo4j":     "mvn -B -f bench/stack/native/pom.xml -P neo4j -Dneo4j.version=",
		"minio":     "GOBIN=" + cache + "/minio-",
		"versitygw": "GOBIN=" + cache + "/versitygw-",
	} {
		if !slices.ContainsFunc(needs, func(p stack.Part) bool { return p.Of == server && strings.HasPrefix(p.Command, command) }) {
			t.Errorf("no command for %s beginning with %q in %+v", server, command, needs)
		}
	}
	_, err = native.Start(t.Context(), "minio", native.Options{Dir: t.TempDir()})
	var missing *native.MissingError
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "minio needs minio v") || !strings.Contains(err.Error(), "go install") {
		t.Errorf("found %v, want a *MissingError with the command", err)
	}
}

// TestInventory expects a path or a command for every need of every server.
func TestInventory(t *testing.T) {
	list, err := native.Inventory()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, h := range list {
		seen[h.Of] = true
		if h.What == "" || (h.Found == "") == (h.Command == "") {
			t.Errorf("%+v has not either a path or a command", h)
		}
	}
	for _, name := range native.Names() {
		if !seen[name] {
			t.Errorf("%s needs nothing", name)
		}
	}
}

// TestProvisionAgain expects what is there to be left alone.
func TestProvisionAgain(t *testing.T) {
	nativetest.Require(t)
	var lines []string
	if err := native.Provision(t.Context(), func(line string) { lines = append(lines, line) }); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if !strings.Contains(line, ": has ") {
			t.Errorf("it did more than look: %s", line)
		}
	}
	if len(lines) < len(native.Names()) {
		t.Errorf("it looked at %d things only: %q", len(lines), lines)
	}
}

// TestProvisionFresh fills an empty cache with what the quickest of the downloaded servers need. It uses the network, and so is run
// only where the native stack is required.
func TestProvisionFresh(t *testing.T) {
	if os.Getenv("REQUIRE_STACK") != "native" {
		t.Skip("set REQUIRE_STACK=native to have it download")
	}
	cache := t.TempDir()
	t.Setenv("QUINTET_CACHE", cache)
	progress := 0
	if err := native.Provision(t.Context(), func(string) { progress++ }, "cassandra"); err != nil {
		t.Fatal(err)
	}
	if progress == 0 {
		t.Error("no progress was told")
	}
	if needs, err := native.Missing("cassandra"); err != nil || len(needs) > 0 {
		t.Errorf("still missing: %+v, %v", needs, err)
	}
	if found, err := filepath.Glob(filepath.Join(cache, "maven-*")); err != nil || len(found) > 0 {
		t.Errorf("left behind: %q, %v", found, err)
	}
}
