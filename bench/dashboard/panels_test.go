package dashboard_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/dashboard"
	"quintet/bench/stack/native/nativetest"
)

// window is the stretch of time that dashboards are looked at for.
type window struct{ from, to time.Time }

// values fills in the variables of a dashboard as Grafana would, those in chosen aside.
func (p prometheus) values(t *testing.T, d dashboard.Dashboard, w window, chosen map[string]string) map[string]string {
	t.Helper()
	length := w.to.Sub(w.from).Round(time.Second)
	values := map[string]string{
		// Grafana's own: four times the interval of scrapes that the data source is provisioned with, and the step of a panel.
		"__rate_interval": "20s", "__interval": "5s", "__range": fmt.Sprintf("%ds", int(length.Seconds())),
	}
	for _, v := range d.Templating.List {
		if value, ok := chosen[v.Name]; ok {
			values[v.Name] = value
			continue
		}
		options := p.options(t, v, w, values)
		if len(options) == 0 {
			t.Errorf("%s: variable %s has no values: %s", d.UID, v.Name, v.Query.Query)
			continue
		}
		switch {
		case v.AllValue != "":
			values[v.Name] = v.AllValue
		case v.Sort == 2:
			values[v.Name] = options[len(options)-1]
		default:
			values[v.Name] = options[0]
		}
	}
	return values
}

var labelValues = regexp.MustCompile(`^label_values\((.+), (\w+)\)$`)

// options are the values that a variable offers, sorted.
func (p prometheus) options(t *testing.T, v dashboard.Variable, w window, values map[string]string) []string {
	t.Helper()
	if m := labelValues.FindStringSubmatch(v.Query.Query); m != nil {
		var a struct{ Data []string }
		p.ask(t, "/api/v1/label/"+m[2]+"/values", url.Values{"match[]": {m[1]}, "start": {stamp(w.from)}, "end": {stamp(w.to)}}, &a)
		return a.Data
	}
	query, ok := strings.CutPrefix(v.Query.Query, "query_result(")
	if !ok {
		t.Fatalf("variable %s asks in a way that this test does not know: %s", v.Name, v.Query.Query)
	}
	expression := regexp.MustCompile(strings.Trim(v.Regex, "/"))
	var options []string
	for _, s := range p.instant(t, fill(strings.TrimSuffix(query, ")"), values), w.to).Data.Result {
		// As Grafana writes it: labels, value, milliseconds.
		at, value := sample(s.Value)
		if m := expression.FindStringSubmatch(fmt.Sprintf("{} %s %.0f", value, 1000*at)); m != nil {
			options = append(options, m[1])
		}
	}
	return options
}

// asked is a query of a panel with what it was answered.
type asked struct {
	query dashboard.Target
	expr  string
	answer
}

// look asks every query of a panel: for a window, or for an instant where the panel wants no more.
func (p prometheus) look(t *testing.T, panel dashboard.Panel, w window, at time.Time, values map[string]string) []asked {
	t.Helper()
	var all []asked
	for _, q := range panel.Targets {
		a := asked{query: q, expr: fill(q.Expr, values)}
		if q.Instant {
			a.answer = p.instant(t, a.expr, at)
		} else {
			a.answer = p.overTime(t, a.expr, w.from, w.to, time.Second)
		}
		all = append(all, a)
	}
	return all
}

// empty states why there is nothing to show, by row ("Redis"), panel ("Redis/Commands") or query ("Redis/Clients/blocked"); the most exact
// one counts, and "" says that there is something after all.
type empty map[string]string

func (e empty) reason(row, title, legend string) string {
	for _, key := range []string{row + "/" + title + "/" + legend, row + "/" + title, row} {
		if reason, ok := e[key]; ok {
			return reason
		}
	}
	return ""
}

// checkPanels asks every query of every panel, and wants each to be without error and to have data, but for those that are said to be
// empty: they must be.
func checkPanels(t *testing.T, p prometheus, d dashboard.Dashboard, w window, chosen map[string]string, expected empty) {
	t.Helper()
	values := p.values(t, d, w, chosen)
	row, queries := "", 0
	for _, panel := range d.Panels {
		if panel.Type == "row" {
			row = panel.Title
			continue
		}
		answers := p.look(t, panel, w, w.to, values)
		// Of the two queries of a heat map one has the native histogram and the other the classic one.
		either := panel.Type == "heatmap" && slices.ContainsFunc(answers, func(a asked) bool { return a.filled() })
		for _, a := range answers {
			queries++
			reason := expected.reason(row, panel.Title, a.query.LegendFormat)
			switch {
			case a.Status != "success":
				t.Errorf("%s: %s/%s: %s\n%s", d.UID, row, panel.Title, a.Error, a.expr)
			case reason != "" && a.filled():
				t.Errorf("%s: %s/%s has data, though it should have none (%s):\n%s", d.UID, row, panel.Title, reason, a.expr)
			case reason == "" && !a.filled() && !either:
				t.Errorf("%s: %s/%s has no data for\n%s", d.UID, row, panel.Title, a.expr)
			}
		}
	}
	t.Logf("%s: %d queries", d.UID, queries)
}

// lacks are the rows of stores that a stack does not have.
func lacks(stack string, rows ...string) empty {
	e := empty{}
	for _, row := range rows {
		e[row] = "the " + stack + " stack has no " + row
	}
	return e
}

// sample takes an instant value apart: seconds, and the value as it is written.
func sample(raw []byte) (at float64, value string) {
	first, second, _ := strings.Cut(strings.Trim(string(raw), "[]"), ",")
	at, _ = strconv.ParseFloat(first, 64)
	return at, strings.Trim(second, `"`)
}

// TestEmbedded runs the harness twice on the embedded stack, once well and once with an API that refuses every request beside another (at
// 1,000/s many meet, however fast the machine) and whose cache resets connections for a while, and looks at all dashboards, with both
// forms of histograms.
func TestEmbedded(t *testing.T) {
	classic, followClassic := startPrometheus(t)
	sparse, followSparse := startPrometheus(t, nativeHistograms)
	follow := []func(string){followClassic, followSparse}
	servers := map[string]prometheus{"classic histograms": classic, "native histograms": sparse}
	from := time.Now()
	expected := lacks("embedded", "PostgreSQL", "Cassandra", "Neo4j", "Redis", "MinIO")

	first := run(t, follow, "-stack", "embedded", "-set", "duration=20s", "-set", "faults=[{at: 5s, flush: cache}]", "smoke")
	w := window{from, time.Now()}
	for name, p := range servers {
		t.Run(name, func(t *testing.T) {
			for _, d := range dashboard.All(server.Telemetry())[:4] {
				checkPanels(t, p, d, w, map[string]string{"run": first.id}, expected)
			}
		})
	}
	t.Run("labels", func(t *testing.T) {
		// Prometheus renames a label of a metric that its target has as well.
		var labels struct{ Data []string }
		classic.ask(t, "/api/v1/labels", nil, &labels)
		for _, name := range labels.Data {
			if strings.HasPrefix(name, "exported_") {
				t.Errorf("there is a label %s: a metric and its target have the same", name)
			}
		}
	})
	t.Run("lint", func(t *testing.T) { lint(t, first.metrics) })
	first.end()
	firstEnded := w.to

	second := run(t, follow, "-stack", "embedded", "-set", "duration=20s", "-set", "rate=1000/s", "-set", "env.MAX_IN_FLIGHT=1", "-set", "hold=3s",
		"-set", "faults=[{at: 8s, for: 4s, reset: cache}]", "smoke")
	w.to = time.Now()
	for name, p := range servers {
		t.Run("shed and tried again with "+name, func(t *testing.T) {
			for _, counter := range []string{`http_requests_shed_total{reason="in_flight"}`, `store_retries_total{store="miniredis",result="made"}`} {
				if !p.overTime(t, counter+" > 0", firstEnded, w.to, time.Second).filled() {
					t.Errorf("%s never rose", counter)
				}
			}
		})
		t.Run("comparing with "+name, func(t *testing.T) {
			checkPanels(t, p, dashboard.All(server.Telemetry())[4], w, map[string]string{"base": first.id, "head": second.id}, nil)
		})
		t.Run("burn rate alert with "+name, func(t *testing.T) {
			fired := func(run string) bool {
				query := `ALERTS{alertname="ErrorBudgetBurnsFast",alertstate="firing",slo="availability"} and on () bench_run_info{run="` + run + `"}`
				return p.overTime(t, query, w.from, w.to, time.Second).filled()
			}
			if !fired(second.id) {
				t.Error("it did not fire in a run that broke its objective")
			}
			if fired(first.id) {
				t.Error("it fired in a run that kept its objective")
			}
		})
	}
	if *update {
		boards := dashboard.All(server.Telemetry())
		// Nothing is to be seen of objectives that hold, nor of shedding and retries where nothing is in trouble.
		for _, d := range []dashboard.Dashboard{boards[0], boards[2], boards[3]} {
			draw(t, classic, d, w, classic.load(t, second.id, w), "5s", map[string]string{"run": second.id})
		}
		draw(t, classic, boards[4], w, classic.load(t, first.id, window{from, firstEnded}), "5s", map[string]string{"base": first.id, "head": second.id})
	}
	t.Run("burn rate alert with the run's own Prometheus", func(t *testing.T) {
		if !second.own.overTime(t, `ALERTS{alertname="ErrorBudgetBurnsFast",alertstate="firing",slo="availability"}`, w.from, w.to, time.Second).filled() {
			t.Error("it did not fire on the scale of the run")
		}
	})
	second.end()
}

// TestNative looks at the dashboards of a run on the real stores.
func TestNative(t *testing.T) {
	if testing.Short() {
		t.Skip("starts every real server")
	}
	nativetest.Require(t, "prometheus", "postgres", "cassandra", "neo4j", "redis", "minio")
	p, follow := startPrometheus(t, nativeHistograms)
	from := time.Now()
	r := run(t, []func(string){follow}, "-stack", "native", "-set", "duration=20s", "-set", "load.phases.warm-up.at most=10s", "-set", "faults=[{at: 8s, flush: cache}]", "chat-heavy")
	w := window{from, time.Now()}
	for _, d := range dashboard.All(server.Telemetry())[:4] {
		checkPanels(t, p, d, w, map[string]string{"run": r.id}, lacks("native", "SQLite", "miniredis"))
	}
	if *update {
		// What stores tell of themselves is asked for every five seconds.
		draw(t, p, dashboard.Stores(server.Telemetry()), w, p.load(t, r.id, w), "11s", map[string]string{"run": r.id})
	}
	r.end()
}
