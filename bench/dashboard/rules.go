package dashboard

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Timing states how long the windows of rules are. Its zero value is for a Prometheus that watches for days, as the one of
// docker-compose.yml does.
type Timing struct {
	// Scale multiplies all durations; 0 means 1. With 1/60 the fast alert looks at a minute and 5 seconds instead of an hour and 5 minutes.
	Scale float64
	// Scrape is how often targets are scraped; 0 means 5s. No window is shorter than four scrapes, because a rate needs two values.
	Scrape time.Duration
}

// The objectives of the API under test, which scenario files may state more strictly for a run.
const (
	availability = "0.999"
	latency      = "0.99"
	// latencyBound in seconds must be a bucket of the classic histogram.
	latencyBound = "0.25"
)

// times is a duration after scaling.
func (t Timing) times(d time.Duration) time.Duration {
	if t.Scale == 0 {
		return d
	}
	return time.Duration(float64(d) * t.Scale)
}

func (t Timing) scrape() time.Duration {
	if t.Scrape == 0 {
		return 5 * time.Second
	}
	return t.Scrape
}

// window is the range of a rate, and wait how long an alert holds before it fires, both in PromQL's notation.
func (t Timing) window(d time.Duration) string { return promDuration(max(t.times(d), 4*t.scrape())) }

func (t Timing) wait(d time.Duration) string { return promDuration(t.times(d)) }

// promDuration writes a duration as PromQL does: "1h", "90s", "833ms".
func promDuration(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d >= u.unit && d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	return strconv.FormatInt(max(d.Milliseconds(), 1), 10) + "ms"
}

// rule is a recording rule, or an alert when it has one's name.
type rule struct {
	record, alert, expr, wait string
	labels                    [][2]string
	summary, description      string
}

// group is rules that are evaluated one after another, so that later ones may use earlier ones of the same instant.
type group struct {
	name, comment string
	rules         []rule
}

// Rules writes the rules in the format of Prometheus, by the names of their files: sli.yml is what dashboards show of the last minute,
// slo.yml what alerts need, which is computed less often because it looks at hours. Names of rules keep the windows of scale 1
// ("rate5m") whatever the scale, so that dashboards and alerts find them.
func Rules(t Timing) map[string][]byte {
	return map[string][]byte{
		"sli.yml": writeGroups(t.scrape(), sliRules(t), runRules(t)),
		"slo.yml": writeGroups(max(t.scrape(), t.times(30*time.Second)), burnRules(t), alertRules(t)),
	}
}

func writeGroups(every time.Duration, groups ...group) []byte {
	var b bytes.Buffer
	b.WriteString("# Written from bench/dashboard/rules.go by its tests (go test ./bench/dashboard -update); edit there.\n" +
		"# Histograms are asked for in their native form and, where Prometheus keeps none, in the classic one.\ngroups:\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\n  # %s\n  - name: %s\n    interval: %s\n    rules:\n", g.comment, g.name, promDuration(every))
		for _, r := range g.rules {
			r.write(&b)
		}
	}
	return b.Bytes()
}

func (r rule) write(b *bytes.Buffer) {
	if r.alert != "" {
		fmt.Fprintf(b, "      - alert: %s\n", r.alert)
	} else {
		fmt.Fprintf(b, "      - record: %s\n", r.record)
	}
	fmt.Fprintf(b, "        expr: >-\n          %s\n", r.expr)
	if r.wait != "" {
		fmt.Fprintf(b, "        for: %s\n", r.wait)
	}
	if len(r.labels) > 0 {
		var pairs []string
		for _, l := range r.labels {
			pairs = append(pairs, l[0]+": "+l[1])
		}
		fmt.Fprintf(b, "        labels: {%s}\n", strings.Join(pairs, ", "))
	}
	if r.alert != "" {
		fmt.Fprintf(b, "        annotations:\n          summary: >-\n            %s\n          description: >-\n            %s\n", r.summary, r.description)
	}
}

// sliRules are the signals of the last minute.
func sliRules(t Timing) group {
	w := t.window(time.Minute)
	all := func(by ...string) selection { return selection{requests, users, w, by} }
	failed := func(by ...string) selection { return selection{requests, users + "," + failures, w, by} }
	store := selection{calls, "", w, []string{"store"}}
	retries := func(result string) string {
		return selection{"store_retries_total", `result="` + result + `"`, w, []string{"store"}}.rate()
	}
	rules := []rule{
		{record: "route:http_requests:rate1m", expr: all("route").count()},
		{record: "route:http_request_errors:ratio_rate1m", expr: ratio(failed("route").count(), all("route").count())},
		{record: "api:http_requests:rate1m", expr: all().count()},
		{record: "api:http_requests:availability_rate1m", expr: "1 - " + ratio(failed().count(), all().count())},
	}
	for _, q := range [][2]string{{"p50", "0.5"}, {"p90", "0.9"}, {"p99", "0.99"}} {
		rules = append(rules, rule{record: "route:http_request_duration_seconds:" + q[0] + "_rate1m", expr: all("route").quantile(q[1])})
	}
	asked := selection{"cache_requests_total", cacheAsked, w, []string{"class"}}
	hit := selection{"cache_requests_total", cacheHit, w, []string{"class"}}
	total := asked
	total.by = nil
	hits := hit
	hits.by = nil
	return group{"quintet-sli", "What users of the API get, by route; what its cache, object storage and stores do.", append(rules,
		rule{record: "api:http_request_duration_seconds:p99_rate1m", expr: all().quantile("0.99")},
		rule{record: "class:cache_requests:hit_ratio_rate1m", expr: ratio(hit.rate(), asked.rate())},
		rule{record: "api:cache_requests:hit_ratio_rate1m", expr: ratio(hits.rate(), total.rate())},
		rule{record: "direction:storage_io_bytes:rate1m", expr: selection{"storage_io_bytes_total", "", w, []string{"direction"}}.rate()},
		rule{record: "store:store_operations:rate1m", expr: store.count()},
		rule{record: "store:store_operation_duration_seconds:p99_rate1m", expr: store.quantile("0.99")},
		rule{record: "store:store_operation_errors:ratio_rate1m",
			expr: ratio(selection{calls, bad, w, []string{"store"}}.count(), store.count())},
		rule{record: "api:http_requests_shed:ratio_rate1m", expr: ratio(selection{"http_requests_shed_total", "", w, nil}.rate(), all().count())},
		rule{record: "store:store_operations_shed:ratio_rate1m",
			expr: ratio(selection{calls, `outcome="shed"`, w, []string{"store"}}.count(), store.count())},
		rule{record: "store:store_retries:ratio_rate1m", expr: ratio(retries("made"), store.count())},
		rule{record: "store:store_retries_refused:rate1m", expr: retries("refused")},
	)}
}

// runRules are the signals of the run that is on. The API does not know that it is part of a run, and outlives runs in
// docker-compose.yml, so the run's id comes from the harness.
func runRules(t Timing) group {
	w := t.window(time.Minute)
	of := func(expr string) string { return "(" + expr + ") * on () group_left (run) topk(1, bench_run_info)" }
	store := selection{calls, "", w, []string{"store"}}
	return group{"quintet-run", "The same by run, so that runs can be compared; nothing while no run is on.", []rule{
		{record: "run:http_requests:rate1m", expr: of("api:http_requests:rate1m")},
		{record: "run:http_requests:availability_rate1m", expr: of("api:http_requests:availability_rate1m")},
		{record: "run:http_requests_shed:ratio_rate1m", expr: of("api:http_requests_shed:ratio_rate1m")},
		{record: "run:http_request_duration_seconds:p99_rate1m", expr: of("api:http_request_duration_seconds:p99_rate1m")},
		{record: "run_route:http_requests:rate1m", expr: of("route:http_requests:rate1m")},
		{record: "run_route:http_request_duration_seconds:p99_rate1m", expr: of("route:http_request_duration_seconds:p99_rate1m")},
		{record: "run_store:store_operation_duration_seconds:mean_rate1m", expr: of(store.mean())},
		{record: "run:cache_requests:hit_ratio_rate1m", expr: of("api:cache_requests:hit_ratio_rate1m")},
		{record: "run_direction:storage_io_bytes:rate1m", expr: of("direction:storage_io_bytes:rate1m")},
	}}
}

// burnWindows are the windows of the SRE workbook's multi-window alerts.
var burnWindows = [...]struct {
	name   string
	length time.Duration
}{{"5m", 5 * time.Minute}, {"30m", 30 * time.Minute}, {"1h", time.Hour}, {"6h", 6 * time.Hour}}

// burnRules are how fast the error budget of each objective is being spent: 1 spends exactly all of it by the end of its period.
func burnRules(t Timing) group {
	slo := func(name string) [][2]string { return [][2]string{{"slo", name}} }
	rules := []rule{
		{record: "slo:objective", expr: "vector(" + availability + ")", labels: slo("availability")},
		{record: "slo:objective", expr: "vector(" + latency + ")", labels: slo("latency")},
	}
	for _, w := range burnWindows {
		all, failed := selection{requests, users, t.window(w.length), nil}, selection{requests, users + "," + failures, t.window(w.length), nil}
		rules = append(rules,
			rule{record: "slo:error_ratio:rate" + w.name, expr: ratio(failed.count(), all.count()), labels: slo("availability")},
			rule{record: "slo:error_ratio:rate" + w.name, expr: "1 - " + all.within(latencyBound), labels: slo("latency")},
			rule{record: "slo:burn_rate:rate" + w.name, expr: "slo:error_ratio:rate" + w.name + " / on (slo) (1 - slo:objective)"},
		)
	}
	return group{"quintet-slo", "Objectives: " + availability + " of requests succeed, " + latency + " of them within " + latencyBound +
		" s. The names keep these windows at every scale.", rules}
}

// alertRules are the alerts.
func alertRules(t Timing) group {
	burn := func(name, factor, long, short, wait, severity, spends string) rule {
		return rule{
			alert:   name,
			expr:    fmt.Sprintf("slo:burn_rate:rate%s > %s and slo:burn_rate:rate%s > %s", long, factor, short, factor),
			wait:    wait,
			labels:  [][2]string{{"severity", severity}},
			summary: "The error budget of {{ $labels.slo }} is being spent {{ $value | printf \"%.1f\" }} times too fast.",
			description: fmt.Sprintf("Over both the last %s and the last %s, more than %s times the errors that the objective allows. %s "+
				"Look at the routes and stores on the dashboards Overview and Stores.", long, short, factor, spends),
		}
	}
	return group{"quintet-alerts", "Two windows each: the long one says that it matters, the short one that it still goes on.", []rule{
		burn("ErrorBudgetBurnsFast", "14.4", "1h", "5m", t.wait(2*time.Minute), "page", "At this rate a budget of 30 days is gone in two days."),
		burn("ErrorBudgetBurnsSlowly", "6", "6h", "30m", t.wait(15*time.Minute), "ticket", "At this rate a budget of 30 days is gone in five days."),
		{
			alert: "TargetDown", expr: `up{job!="harness"} == 0`, wait: t.wait(time.Minute), labels: [][2]string{{"severity", "page"}},
			summary:     "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped.",
			description: "It has not answered for a while: it is down, hangs, or cannot be reached. The harness is left out, because it is there only during a run.",
		},
		{
			alert: "BreakerOpen", expr: "max by (store) (store_breaker_state) == 2", wait: t.wait(time.Minute), labels: [][2]string{{"severity", "ticket"}},
			summary:     "The breaker before {{ $labels.store }} is open.",
			description: "The API has stopped asking this store because it kept failing; every lookup is a miss until it recovers.",
		},
		{
			alert: "RunInvalid", expr: "bench_valid == 0", wait: t.wait(30 * time.Second), labels: [][2]string{{"severity", "ticket"}},
			summary:     "The run {{ $labels.run }} cannot be believed.",
			description: "The load generator lags behind its schedule or is short of processor time: what it measures is itself. Its report says more.",
		},
	}}
}
