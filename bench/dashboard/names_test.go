package dashboard_test

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/dashboard"
	"quintet/bench/expose"
)

// elsewhere are names that others export: Prometheus itself, and the servers that have an endpoint (TestNative wants data for each).
func elsewhere() []string {
	names := []string{"up", "ALERTS"}
	for _, b := range server.Telemetry() {
		for _, m := range b.Metrics {
			if b.Scraped != nil {
				names = append(names, m.Name)
			}
		}
	}
	return names
}

// exported are the names that there are: those of the API as a running one shows them, the harness's from its table, and those that the
// rules record. Histograms have the names of both of their forms.
func exported(t *testing.T) []string {
	t.Helper()
	s, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	url := "http://" + s.Addr() + "/metrics"
	lint(t, url)
	names, _ := recorded()
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`).FindAllStringSubmatch(fetch(t, url), -1) {
		names = append(names, forms(m[1], m[2] == "histogram" || m[2] == "summary")...)
	}
	for _, m := range expose.Metrics(server.Telemetry()) {
		names = append(names, forms(m.Name, slices.Contains([]string{"bench_response_time_seconds", "bench_send_lag_seconds"}, m.Name))...)
	}
	return append(names, elsewhere()...)
}

func forms(name string, histogram bool) []string {
	if !histogram {
		return []string{name}
	}
	return []string{name, name + "_bucket", name + "_count", name + "_sum"}
}

// TestMetricNames holds every name in a panel, a variable or a rule against those that there are.
func TestMetricNames(t *testing.T) {
	names := exported(t)
	used := map[string]bool{}
	check := func(where, query string) {
		for _, name := range metricsOf(query) {
			used[name] = true
			found := slices.Contains(names, name)
			if strings.ContainsAny(name, "()?.*|") {
				found = slices.ContainsFunc(names, regexp.MustCompile("^(?:"+name+")$").MatchString)
			}
			if !found {
				t.Errorf("%s asks for %s, which nothing exports", where, name)
			}
		}
	}
	for _, d := range dashboard.All(server.Telemetry()) {
		for _, p := range d.Panels {
			for _, q := range p.Targets {
				check(d.UID+": "+p.Title, fill(q.Expr, map[string]string{"shift": "1"}))
			}
		}
		for _, v := range d.Templating.List {
			query := v.Query.Query
			if m := labelValues.FindStringSubmatch(query); m != nil {
				query = m[1]
			}
			check(d.UID+": variable "+v.Name, strings.TrimPrefix(query, "query_result"))
		}
	}
	for file, text := range dashboard.Rules(dashboard.Timing{}) {
		expressions := regexp.MustCompile(`(?m)expr: >-\n +(.*)$`).FindAllStringSubmatch(string(text), -1)
		if len(expressions) < 15 {
			t.Errorf("%s: found %d expressions", file, len(expressions))
		}
		for _, m := range expressions {
			check(file, m[1])
		}
	}
	recorded, _ := recorded()
	for _, name := range recorded {
		if !used[name] {
			t.Errorf("%s is recorded, and nothing uses it", name)
		}
	}
	if len(used) < 150 {
		t.Errorf("found only %d names", len(used))
	}
}
