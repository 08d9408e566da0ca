package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed are the arrows of the design: what each package may import of the project. A package is named by its path below
// the module; "x/*" stands for every package below x. Tests' imports are not arrows.
var allowed = map[string][]string{
	"api":                                {"api/server"},
	"api/hosts":                          {},
	"api/admission":                      {},
	"api/server":                         {"api/admission", "api/hosts", "api/rest", "api/metrics", "api/store", "api/store/*", "telemetry"},
	"api/rest":                           {"api/admission", "api/hosts", "api/metrics", "api/store"},
	"api/metrics":                        {"api/admission", "api/store"},
	"telemetry":                          {},
	"api/store":                          {"api/store/retry", "telemetry"},
	"api/store/retry":                    {},
	"api/store/storetest":                {"api/store", "telemetry"},
	"api/store/sqlite":                   {"api/store", "telemetry"},
	"api/store/redis":                    {"api/store", "api/store/retry", "telemetry"},
	"api/store/minio":                    {"api/store", "api/store/retry", "telemetry"},
	"api/store/embedded":                 {"api/hosts", "api/store", "api/store/redis", "api/store/minio", "telemetry"},
	"api/store/cached":                   {"api/store"},
	"api/store/bulkhead":                 {"api/store"},
	"api/store/instrument":               {"api/store", "api/store/bulkhead"},
	"api/store/integrity":                {"api/store"},
	"api/store/faulty":                   {"api/store"},
	"bench":                              {"api/server", "api/store", "api/store/embedded", "bench/*", "scenarios"},
	"bench/scenario":                     {},
	"bench/bracket":                      {},
	"bench/plan":                         {"bench/bracket", "bench/scenario"},
	"bench/workload":                     {"bench/scenario", "bench/samples", "bench/splitmix", "bench/workload/*", "api/store"},
	"bench/workload/template":            {"bench/splitmix"},
	"bench/workload/jsonvalue":           {},
	"bench/draft":                        {"bench/redact", "bench/workload/template"},
	"bench/load":                         {"bench/scenario", "bench/workload", "bench/samples", "bench/splitmix", "bench/load/http1"},
	"bench/load/http1":                   {},
	"bench/splitmix":                     {},
	"bench/ledger":                       {"bench/workload", "bench/samples", "api/store"},
	"bench/seed":                         {"bench/workload", "api/store"},
	"bench/scrape":                       {"bench/samples"},
	"bench/host":                         {"bench/samples"},
	"bench/stack":                        {"api/store", "api/store/faulty", "bench/host"},
	"bench/stack/link":                   {"bench/stack"},
	"bench/stack/lockfile":               {},
	"bench/stack/snapshot":               {"bench/stack", "bench/stack/lockfile"},
	"bench/stack/child":                  {"api/server", "bench/stack/link", "bench/stack"},
	"bench/stack/stacktest":              {"bench/stack", "bench/stack/child", "bench/stack/snapshot", "bench/scenario", "bench/seed", "bench/workload", "api/server", "api/store"},
	"api/store/postgres":                 {"api/store", "api/store/retry", "telemetry"},
	"api/store/cassandra":                {"api/store", "api/store/retry", "telemetry"},
	"api/store/neo4j":                    {"api/store", "api/store/retry", "telemetry"},
	"bench/stack/embedded":               {"bench/stack", "bench/stack/link", "bench/stack/lockfile", "bench/stack/snapshot", "api/store"},
	"bench/stack/native":                 {"bench/host", "bench/stack", "bench/stack/link", "bench/stack/lockfile", "bench/stack/snapshot", "api/store", "api/store/cassandra", "api/store/minio", "api/store/neo4j", "api/store/redis"},
	"bench/stack/native/nativetest":      {"bench/stack/native"},
	"bench/stack/compose":                {"bench/host", "bench/stack", "api/store"},
	"bench/stack/external":               {"bench/stack", "bench/workload", "bench/samples", "api/store"},
	"bench/fault":                        {"bench/scenario", "bench/stack", "bench/samples", "api/store/faulty"},
	"bench/runner":                       {"bench/fault", "bench/ledger", "bench/scenario", "bench/plan", "bench/stack", "bench/seed", "bench/workload", "bench/load", "bench/scrape", "bench/samples", "bench/steady", "bench/redact", "api/store", "telemetry"},
	"bench/steady":                       {"bench/load", "bench/samples", "bench/stats"},
	"bench/distributed":                  {"bench/distributed/clock", "bench/samples", "bench/scenario"},
	"bench/distributed/bucket":           {},
	"bench/distributed/clock":            {},
	"bench/distributed/collect":          {"bench/distributed", "bench/distributed/bucket", "bench/distributed/clock", "bench/samples"},
	"bench/distributed/coordinator":      {"bench/distributed", "bench/distributed/bucket", "bench/distributed/clock", "bench/distributed/collect", "bench/distributed/engine", "bench/distributed/generator", "bench/ledger", "bench/load", "bench/samples", "bench/scenario", "bench/workload"},
	"bench/distributed/generator":        {"bench/distributed", "bench/distributed/bucket", "bench/distributed/clock", "bench/distributed/engine", "bench/ledger", "bench/load", "bench/redact", "bench/samples", "bench/scrape", "bench/steady", "bench/workload"},
	"bench/distributed/engine":           {},
	"bench/distributed/engine/processes": {"bench/distributed/engine"},
	"bench/display":                      {"bench/ledger", "bench/load", "bench/page", "bench/runner", "bench/samples", "bench/seed", "bench/words"},
	"bench/watch":                        {"api/store", "bench/analysis", "bench/dashboard", "bench/expose", "bench/runner", "bench/scenario", "bench/stack", "bench/stack/native"},
	"bench/expose":                       {"api/hosts", "bench/load", "bench/scrape", "bench/samples", "telemetry"},
	"bench/exitcode":                     {},
	"bench/dashboard":                    {"telemetry"},
	"bench/samples":                      {"bench/redact", "bench/splitmix", "telemetry"},
	"bench/samples/samplestest":          {"bench/samples"},
	"bench/redact":                       {},
	"bench/stats":                        {},
	"bench/timeaxis":                     {"bench/samples", "bench/stats"},
	"bench/scraped":                      {"bench/timeaxis", "bench/samples", "bench/stats", "telemetry"},
	"bench/resilience":                   {"bench/samples", "bench/stats"},
	"bench/analysis":                     {"bench/bracket", "bench/resilience", "bench/scraped", "bench/timeaxis", "bench/samples", "bench/stats", "telemetry"},
	"bench/scaling":                      {"bench/resilience", "bench/analysis", "bench/samples", "bench/stats"},
	"bench/compare":                      {"bench/analysis", "bench/samples", "bench/stats"},
	"bench/words":                        {"telemetry", "bench/exitcode", "bench/resilience", "bench/analysis", "bench/scaling", "bench/compare", "bench/samples", "bench/stats"},
	"bench/figure":                       {"bench/resilience", "bench/words", "bench/analysis", "bench/scraped", "bench/scaling", "bench/stats", "telemetry"},
	"bench/page":                         {},
	"bench/jsonfile":                     {},
	"bench/comparison":                   {"bench/exitcode", "bench/page", "bench/jsonfile", "bench/words", "bench/compare", "bench/analysis", "bench/stats"},
	"bench/page/pagetest":                {},
	"bench/web":                          {"api/hosts", "bench/page"},
	"bench/live":                         {"bench/analysis", "bench/page", "bench/report", "bench/samples", "bench/scraped", "bench/web", "bench/words", "telemetry"},
	"bench/document":                     {"bench/jsonfile", "bench/words", "bench/scaling", "bench/resilience", "bench/analysis", "bench/scraped", "bench/samples", "bench/stats"},
	"bench/document/documenttest":        {},
	"bench/history":                      {"bench/page", "bench/document", "bench/jsonfile", "bench/words", "bench/samples", "bench/stats", "bench/stack/lockfile"},
	"bench/serve":                        {"telemetry", "bench/web", "bench/live", "bench/page", "bench/words", "bench/history", "bench/compare", "bench/comparison", "bench/samples", "bench/scenario"},
	"bench/report":                       {"bench/resilience", "bench/page", "bench/document", "bench/figure", "bench/words", "bench/scaling", "bench/analysis", "bench/scraped", "bench/samples", "bench/stats", "telemetry"},
	"scenarios":                          {},
	"test/fuzz":                          {},
	"test/mutants":                       {},

	// Engines that start generators elsewhere.
	"bench/distributed/engine/kubernetes":      {"bench/distributed/engine", "deploy/kubernetes"},
	"bench/distributed/engine/slurm":           {"bench/distributed/engine"},
	"bench/distributed/engine/slurm/slurmtest": {"bench/stack/native"},
	"bench/distributed/engine/enginetest":      {"bench/distributed/engine"},
	"deploy/kubernetes":                        {},
}

// homes says which packages may import a heavy dependency: its one home. Tests may use it anywhere.
var homes = map[string][]string{
	"github.com/tsenart/vegeta":           nil, // what benchmarks compare with
	"gonum.org/v1/plot":                   {"bench/figure"},
	"github.com/go-json-experiment/json":  {"bench/jsonfile"},
	"github.com/theory/jsonpath":          {"bench/workload/jsonvalue"},
	"github.com/tidwall/gjson":            {"bench/workload/jsonvalue"},
	"github.com/getkin/kin-openapi":       {"bench/draft"},
	"go.yaml.in/yaml":                     {"bench/scenario", "bench/redact", "bench/distributed/engine/kubernetes"},
	"golang.org/x/text":                   {"api/store"},
	"modernc.org/sqlite":                  {"api/store/sqlite"},
	"github.com/jackc/pgx":                {"api/store/postgres"},
	"github.com/gocql/gocql":              {"api/store/cassandra"},
	"github.com/neo4j/neo4j-go-driver":    {"api/store/neo4j"},
	"github.com/redis/go-redis":           {"api/store/redis"},
	"github.com/minio/minio-go":           {"api/store/minio", "bench/distributed/bucket"},
	"github.com/alicebob/miniredis":       {"api/store/embedded"},
	"github.com/johannesboyne/gofakes3":   {"api/store/embedded"},
	"github.com/gorilla/mux":              {"api/rest"},
	"github.com/cespare/xxhash":           {"bench/workload"},
	"github.com/prometheus/procfs":        {"bench/host", "bench/scrape"},
	"github.com/Shopify/toxiproxy":        {"bench/stack/link"},
	"github.com/gofrs/flock":              {"bench/stack/lockfile", "api/store/embedded"},
	"github.com/prometheus/client_golang": {"api/metrics", "bench/expose"},
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "quintet/...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for decoder.More() {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		seen++
		name := strings.TrimPrefix(p.ImportPath, "quintet/")
		arrows, known := allowed[name]
		if !known {
			t.Errorf("package %s is not on the map: name it in allowed, with what it may import", name)
			continue
		}
		for _, path := range p.Imports {
			if to, ok := strings.CutPrefix(path, "quintet/"); ok && !matches(arrows, to) {
				t.Errorf("%s imports %s, which is no arrow of the design", name, to)
			}
			for dependency, home := range homes {
				if strings.HasPrefix(path, dependency) && !slices.Contains(home, name) {
					t.Errorf("%s imports %s, whose home is %v", name, path, home)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("saw %d packages, expected the whole project", seen)
	}
}

func matches(arrows []string, to string) bool {
	return slices.ContainsFunc(arrows, func(a string) bool {
		prefix, wild := strings.CutSuffix(a, "*")
		return a == to || wild && strings.HasPrefix(to, prefix)
	})
}
