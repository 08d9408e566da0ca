package dashboard_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/dashboard"
)

// promtool runs promtool and returns what it said. Without a promtool the test is skipped, and fails where real servers are required.
func promtool(t *testing.T, input io.Reader, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("REQUIRE_STACK") == "native" {
			t.Fatalf("REQUIRE_STACK=native and there is no promtool (Debian: apt-get install prometheus): %v", err)
		}
		t.Skip("SKIPPED: there is no promtool, so rules are not checked (Debian: apt-get install prometheus)")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin, cmd.Dir = input, root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestPrometheusConfig(t *testing.T) {
	if out, err := promtool(t, nil, "check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestRulesAreSound(t *testing.T) {
	for name, timing := range map[string]dashboard.Timing{
		"as checked in": {}, "scaled to a short test": {Scale: 1.0 / 3600, Scrape: 500 * time.Millisecond}, "scaled to a minute": {Scale: 1.0 / 60, Scrape: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			for _, file := range place(t, dashboard.Rules(timing)) {
				if out, err := promtool(t, nil, "check", "rules", "--lint=all", "--lint-fatal", file); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
}

// place writes files into a folder of the test and returns their paths.
func place(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		paths = append(paths, filepath.Join(dir, name))
		if err := os.WriteFile(filepath.Join(dir, name), files[name], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// ruleTests are the files that test the rules.
func ruleTests(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"sli_test.yml", "slo_test.yml"} {
		b, err := os.ReadFile(filepath.Join(root, "grafana/rules", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = b
	}
	return files
}

func TestRulesCompute(t *testing.T) {
	for name := range ruleTests(t) {
		if out, err := promtool(t, nil, "test", "rules", filepath.Join("grafana/rules", name)); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// TestRulesComputeNoticesChanges breaks the rules one after another and wants the tests of the rules to fail each time.
func TestRulesComputeNoticesChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("computes hours of rules many times")
	}
	for what, change := range map[string][2]string{
		"another threshold":      {"> 14.4", "> 19.9"},
		"429 and 5xx forgotten":  {`code=~"5..|429"`, `code="500"`},
		"another bound":          {`le="0.25"`, `le="2.5"`},
		"probes counted":         {`route!~"/(healthz|readyz|metrics|openapi.yaml)"`, `route!=""`},
		"another objective":      {"vector(0.999)", "vector(0.99)"},
		"absences are no hits":   {`result=~"hit|negative_hit"`, `result="hit"`},
		"not found is an error":  {`outcome=~"timeout|`, `outcome=~"not_found|timeout|`},
		"only refused retries":   {`result="made"`, `result="refused"`},
		"the short window fails": {"and slo:burn_rate:rate5m > 14.4", ""},
	} {
		t.Run(what, func(t *testing.T) {
			files, tests := dashboard.Rules(dashboard.Timing{}), ruleTests(t)
			found := false
			for name, text := range files {
				changed := bytes.ReplaceAll(text, []byte(change[0]), []byte(change[1]))
				if bytes.Equal(changed, text) {
					delete(files, name)
					delete(tests, strings.TrimSuffix(name, ".yml")+"_test.yml")
					continue
				}
				files[name], found = changed, true
			}
			if !found {
				t.Fatalf("there is no %q in the rules", change[0])
			}
			maps.Copy(files, tests)
			for _, file := range place(t, files) {
				if !strings.HasSuffix(file, "_test.yml") {
					continue
				}
				if out, err := promtool(t, nil, "test", "rules", file); err == nil || !strings.Contains(out, "FAILED") {
					t.Errorf("%s did not notice: %v\n%s", file, err, out)
				}
			}
		})
	}
}

// recorded are the names that the rules write, alerts those of alerts.
func recorded() (names, alerts []string) {
	var all strings.Builder
	for _, text := range dashboard.Rules(dashboard.Timing{}) {
		all.Write(text)
	}
	for _, m := range regexp.MustCompile(`(?m)^ +- (record|alert): (\S+)$`).FindAllStringSubmatch(all.String(), -1) {
		if m[1] == "record" {
			names = append(names, m[2])
		} else {
			alerts = append(alerts, m[2])
		}
	}
	return names, alerts
}

func TestEveryRuleIsTested(t *testing.T) {
	b := bytes.Join(slices.Collect(maps.Values(ruleTests(t))), nil)
	names, alerts := recorded()
	for _, name := range names {
		if !regexp.MustCompile(`expr: (round\()?` + regexp.QuoteMeta(name) + `(,|\n)`).Match(b) {
			t.Errorf("no test of %s", name)
		}
	}
	for _, name := range alerts {
		if !regexp.MustCompile(`alertname: ` + name + `\n +exp_alerts:\n`).Match(b) {
			t.Errorf("no test in which %s fires", name)
		}
		if !regexp.MustCompile(`alertname: ` + name + `, exp_alerts: \[\]`).Match(b) {
			t.Errorf("no test in which %s does not fire", name)
		}
	}
	if len(names) < 30 || len(alerts) < 5 {
		t.Errorf("found %d rules and %d alerts", len(names), len(alerts))
	}
}

// lint has promtool look at the metrics of a live endpoint.
func lint(t *testing.T, url string) {
	t.Helper()
	if out, err := promtool(t, strings.NewReader(fetch(t, url)), "check", "metrics"); err != nil {
		t.Errorf("%s: %v\n%s", url, err, out)
	}
}

// fetch gets the text that a scraper would.
func fetch(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, response.Status, err)
	}
	return string(b)
}
