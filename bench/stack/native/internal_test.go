package native

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	backends "quintet/api/server"
	"quintet/bench/host"
)

// What backends say that can be set of their servers can be set of the servers that are started here.
func TestSettingsOfServers(t *testing.T) {
	checked := 0
	for _, b := range backends.Backends() {
		for _, setting := range b.Server {
			srv, err := findServer(b.Name)
			if err != nil || !slices.Equal(srv.settings[setting.Name], setting.Values) {
				t.Errorf("%s.%s can be %q here, want %q; %v", b.Name, setting.Name, srv.settings[setting.Name], setting.Values, err)
			}
			checked++
		}
	}
	if checked < 3 {
		t.Errorf("only %d settings", checked)
	}
}

func TestFreePorts(t *testing.T) {
	ports, err := FreePorts(20, "127.0.0.1", "127.0.0.2", "127.0.0.3")
	if err != nil {
		t.Fatal(err)
	}
	first, ok := host.OutgoingPorts()
	if !ok {
		first = math.MaxInt
	}
	seen := map[int]bool{}
	for _, p := range ports {
		if seen[p] || p < lowestPort || p > highestPort || p >= first && first > lowestPort+1000 {
			t.Errorf("port %d is double or outside of the range", p)
		}
		seen[p] = true
	}
	if len(seen) != 20 {
		t.Errorf("found %d ports, want 20", len(seen))
	}
}

// A port that was chosen is not chosen again, though no server listens there yet: without a memory some of so many would meet.
func TestFreePortsOnce(t *testing.T) {
	seen := map[int]bool{}
	for range remembered / 2 {
		ports, err := FreePorts(2, loopback)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range ports {
			if seen[p] {
				t.Fatalf("port %d was chosen twice", p)
			}
			seen[p] = true
		}
	}
	if len(given.ports) > remembered {
		t.Errorf("%d ports are remembered", len(given.ports))
	}
}

func TestFreePortsRefusesTaken(t *testing.T) {
	held, err := FreePorts(1, loopback)
	if err != nil {
		t.Fatal(err)
	}
	l, err := listenAll(held[0], []string{loopback})
	if err != nil {
		t.Fatal(err)
	}
	defer l[0].Close()
	if second, err := listenAll(held[0], []string{loopback}); err == nil {
		second[0].Close()
		t.Error("a port was given out twice")
	}
}

// TestEvenTokens expects the slices of a ring to be equally wide, and owned in turn.
func TestEvenTokens(t *testing.T) {
	for nodes := 1; nodes <= MaxNodes; nodes++ {
		owner := map[int64]int{}
		var all []int64
		for n := range nodes {
			for _, text := range strings.Split(evenTokens(n, nodes), ",") {
				token, err := strconv.ParseInt(text, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				owner[token] = n
				all = append(all, token)
			}
		}
		slices.Sort(all)
		if len(owner) != nodes*tokensPerNode {
			t.Fatalf("%d nodes have %d different tokens, want %d", nodes, len(owner), nodes*tokensPerNode)
		}
		for k, token := range all {
			if owner[token] != k%nodes {
				t.Errorf("slice %d of %d nodes belongs to node %d", k, nodes, owner[token])
			}
			if k > 0 && uint64(token-all[k-1]) != uint64(all[1]-all[0]) {
				t.Errorf("slice %d is %d wide, the first %d", k, token-all[k-1], all[1]-all[0])
			}
		}
	}
}

func TestCompareVersions(t *testing.T) {
	inOrder := []string{"", "a", "a/9", "a/9/bin", "a/15", "a/15.2", "a/15.10", "b"}
	for i, a := range inOrder {
		for j, b := range inOrder {
			if found := compareVersions(a, b); (found < 0) != (i < j) || (found > 0) != (i > j) {
				t.Errorf("compare %q with %q: found %d", a, b, found)
			}
		}
	}
}

func TestWords(t *testing.T) {
	if found, want := words([]string{"go", "-ldflags=-s -w", "it's"}), `go '-ldflags=-s -w' 'it'\''s'`; found != want {
		t.Errorf("found %s, want %s", found, want)
	}
}

func TestRunToolTellsLines(t *testing.T) {
	var lines []string
	tell := func(line string) { lines = append(lines, line) }
	err := runTool(context.Background(), tool{args: []string{"sh", "-c", "echo one; echo two >&2; exit 3"}, progress: tell})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "two") {
		t.Errorf("found %v", err)
	}
	if !slices.Equal(lines, []string{"one", "two"}) {
		t.Errorf("told %q", lines)
	}
}

func TestSweeper(t *testing.T) {
	s, err := startSweeper()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := s.folder(t.TempDir(), "with 'odd' $name ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.sweep(), s.sweep()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

func TestReachable(t *testing.T) {
	open := t.TempDir() + "/closed"
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if reachable(open + "/data") {
		t.Error("a folder below a closed one counts as reachable")
	}
}

// TestPom expects the versions to be written in one place only.
func TestPom(t *testing.T) {
	for _, v := range []string{cassandraVersion, neo4jVersion} {
		if bytes.Contains(pom, []byte(v)) {
			t.Errorf("pom.xml names version %s itself", v)
		}
	}
	for _, profile := range []string{"cassandra", "neo4j"} {
		if !bytes.Contains(pom, []byte("<version>${"+profile+".version}</version>")) {
			t.Errorf("pom.xml does not take the version of %s", profile)
		}
	}
}
