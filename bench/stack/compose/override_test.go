package compose

import (
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/api/store/cassandra"
)

// TestOverride lays what a run adds over the compose file, with nothing in the environment but what the run gives.
func TestOverride(t *testing.T) {
	s := newTestShape(t, map[string]string{
		"cache": "off", "api.replicas": "3", "cassandra.nodes": "3", "cassandra.commitlog_sync": "group", "postgres.pool.size": "17", "env.MAX_IN_FLIGHT": "64", "env.STRANGE": "a$b${C}",
	})
	w, err := newWiring(s)
	if err != nil {
		t.Fatal(err)
	}
	laid, err := override(s, w)
	if err != nil {
		t.Fatal(err)
	}
	over := filepath.Join(t.TempDir(), "over.json")
	if err := os.WriteFile(over, laid, 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, v := range w.variables() {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	p := mustLoad(t, env, len(s.clusters()) > 0, over)

	published := map[string]bool{}
	for _, part := range parts(s.backends) {
		service := p.Services[part.service]
		if service.Restart != "no" {
			t.Errorf("%s is restarted by the engine: %q", part.service, service.Restart)
		}
		if (part.variable != "" || part.role == "api") && !slices.Contains(listens(service), fmt.Sprint(part.port)) {
			t.Errorf("%s listens at %v, not at %d", part.service, listens(service), part.port)
		}
		for _, port := range service.Ports {
			if port.HostIP != loopback || published[port.Published] {
				t.Errorf("%s is published at %s:%s", part.service, port.HostIP, port.Published)
			}
			published[port.Published] = true
			if part.variable != "" && port.Published != fmt.Sprint(w.ports[part.variable]) {
				t.Errorf("%s is published at %s, want %d", part.service, port.Published, w.ports[part.variable])
			}
		}
		if (len(service.Ports) > 0) != (part.variable != "" || part.role == "api") {
			t.Errorf("%s is published at %v", part.service, service.Ports)
		}
	}
	api := p.Services["api"]
	if want := fmt.Sprintf("%d-%d", w.api, w.api+2); len(api.Ports) != 1 || api.Ports[0].Published != want || api.Ports[0].Target != 3000 {
		t.Errorf("the replicas are published at %+v, want %s", api.Ports, want)
	}
	if found := text(api.Environment["STRANGE"]); found != "a$b${C}" {
		t.Errorf("a variable with dollar signs has become %q", found)
	}

	for _, node := range []string{"cassandra", "cassandra-2", "cassandra-3"} {
		if found, want := text(p.Services[node].Environment["JVM_EXTRA_OPTS"]), strings.Join(cassandra.CommitLogOptions("group"), " "); found != want || found == "" {
			t.Errorf("%s acknowledges writes with %q, want %q", node, found, want)
		}
		if found := text(p.Services[node].Environment["CASSANDRA_SEEDS"]); found != "cassandra" {
			t.Errorf("%s lost its environment: its seeds are %q", node, found)
		}
	}

	inside := configured(t, api.Environment)
	if !inside.CacheOff || inside.MaxInFlight != 64 || inside.Variables["DATABASE_POOL_SIZE"] != "17" {
		t.Errorf("the settings did not reach the API: %+v", inside)
	}
	if found := inside.Variables["CASSANDRA_HOST"]; found != "cassandra,cassandra-2,cassandra-3" {
		t.Errorf("the API's first contacts are %v", found)
	}
	outside := w.environment(s)
	for _, part := range parts(s.backends) {
		if part.variable != "" && part.role != "metrics" && outside[part.variable] != fmt.Sprint(w.ports[part.variable]) {
			t.Errorf("%s is filled at port %s", part.service, outside[part.variable])
		}
	}
	for _, b := range s.backends {
		if outside[b.Chosen] != loopback {
			t.Errorf("%s is filled at %s", b.Name, outside[b.Chosen])
		}
		for _, v := range b.Variables {
			if found := inside.Variables[v.Name]; v.Use == store.Wiring && v.Name != b.Chosen && found != outside[v.Name] {
				t.Errorf("%s is %q inside and %q for who fills the stores", v.Name, found, outside[v.Name])
			}
		}
	}
}

// TestOwned: whatever the compose file or the wiring sets, a setting env.NAME cannot.
func TestOwned(t *testing.T) {
	w, err := newWiring(newTestShape(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	set := maps.Clone(w.environment(newTestShape(t, nil)))
	delete(set, "PROMETHEUS_PORT")
	for name, value := range mustLoad(t, marked(t), true).Services["api"].Environment {
		set[name] = text(value)
	}
	for name := range set {
		if _, err := newShape(server.Backends(), map[string]string{"env." + name: "x"}); err == nil || !strings.Contains(err.Error(), "the compose stack sets "+name+" itself") {
			t.Errorf("env.%s: error %v", name, err)
		}
	}
}

// TestPorts takes the ports that were found free, which must be in a row.
func TestPorts(t *testing.T) {
	first, err := freePorts(12)
	if err != nil {
		t.Fatal(err)
	}
	for port := first; port < first+12; port++ {
		l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", loopback, port))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	if err := listenAll(first+11, 1); err == nil {
		t.Error("a port that is taken was found free")
	}
}
