package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/exitcode"
	"quintet/bench/samples"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/watch"
)

// everything is the key under which held returns all that a run said.
const everything = "everything"

// held starts a run that stays when it is over, and returns when it is, with what it said before by the words it began with.
func held(t *testing.T, c *exec.Cmd, words ...string) map[string]string {
	t.Helper()
	stderr := started(t, c, c.StderrPipe)
	said := map[string]string{}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		said[everything] += lines.Text() + "\n"
		for _, w := range words {
			if rest, ok := strings.CutPrefix(lines.Text(), w); ok {
				said[w] = rest
			}
		}
		if strings.HasPrefix(lines.Text(), "held") {
			go io.Copy(io.Discard, stderr)
			return said
		}
	}
	t.Fatalf("the run ended instead of being held; it said %v", said)
	return nil
}

// interrupted ends a run that is held and returns its exit code.
func interrupted(t *testing.T, c *exec.Cmd) int {
	t.Helper()
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	return c.ProcessState.ExitCode()
}

func fetched(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v: %s", address, response.StatusCode, err, body)
	}
	return string(body)
}

// What a run shows of itself in the end is what its report says, Grafana has its annotations, and its stores gave telemetry.
func TestShown(t *testing.T) { eachWay(t, shownInTheEnd) }

func shownInTheEnd(t *testing.T, way []string) {
	var mu sync.Mutex
	var texts []string
	grafana := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n struct{ Text string }
		mu.Lock()
		defer mu.Unlock()
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil || r.Header.Get("Authorization") != "Bearer s3cr3t-t0ken" {
			t.Errorf("annotation: %v", err)
		}
		texts = append(texts, n.Text)
	}))
	defer grafana.Close()
	c := prepared(t, slices.Concat([]string{"run"}, way, []string{"-metrics", "127.0.0.1:0", "-hold", "small.yaml"})...)
	c.Env = append(c.Env, "GRAFANA_URL="+grafana.URL, "GRAFANA_TOKEN=s3cr3t-t0ken", "ALLOWED_HOSTS=bench.example.org")
	scenarioFile(t, c, small)
	const metrics = "metrics of the run at "
	said := held(t, c, metrics, "warning:")
	if said["warning:"] != "" {
		t.Errorf("warned of %s", said["warning:"])
	}
	text := fetched(t, said[metrics])
	for host, status := range map[string]int{"bench.example.org": 200, "host.docker.internal:9464": 200, "evil.example": 421} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", said[metrics], nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("metrics asked for %s: %s, want %d", host, answer.Status, status)
		}
	}
	code, dir := interrupted(t, c), onlyRun(t, c)
	if r := jsonReport(t, dir); !r.ends(code, exitcode.OK) {
		t.Errorf("exit %d after a run that passed and was held: %+v", code, r)
	}
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
	r := jsonReport(t, dir)
	if !strings.HasPrefix(r.Dashboard, grafana.URL+"/d/") || !strings.Contains(r.Dashboard, m.RunID) {
		t.Errorf("the report leads to %q", r.Dashboard)
	}

	value := func(series string) float64 {
		for line := range strings.Lines(text) {
			if rest, ok := strings.CutPrefix(line, series+" "); ok {
				v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
		}
		t.Errorf("no %s", series)
		return -1
	}
	run, trial := `run="`+m.RunID+`"`, r.Trials[0]
	of := func(name string) float64 { return value(name + "{" + run + `,trial="1"}`) }
	// The report counts measured phases, the metrics all; the first phase of the scenario is not measured.
	hits := map[string]float64{}
	record, err := samples.OpenTrial(filepath.Join(dir, "trial-001"))
	if err != nil {
		t.Fatal(err)
	}
	measured := map[string]float64{}
	all, failures := 0.0, 0.0
	if err := record.Hits(func(h *samples.Hit) error {
		all++
		name := m.Operations[h.Operation]
		hits[name]++
		if h.Due >= m.Phases[1].Start {
			measured[name]++
		}
		if h.Failure != samples.OK {
			failures++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	shownHits, reported := map[string]float64{}, map[string]float64{}
	for name := range hits {
		shownHits[name] = value(`bench_response_time_seconds_count{operation="` + name + `",` + run + `,trial="1"}`)
	}
	for _, o := range trial.Operations {
		reported[o.Name] = float64(o.Hits)
	}
	if diff := cmp.Diff(hits, shownHits); diff != "" {
		t.Errorf("hits recorded and shown (-recorded +shown):\n%s", diff)
	}
	if diff := cmp.Diff(measured, reported); diff != "" {
		t.Errorf("hits recorded in measured phases and reported (-recorded +reported):\n%s", diff)
	}
	failed := 0.0
	for class := samples.OK + 1; int(class) < samples.Failures; class++ {
		failed += value(`bench_failed_total{class="` + class.String() + `",` + run + `,trial="1"}`)
	}
	if of("bench_due_total") != all || of("bench_done_total") != all || of("bench_sent_total") != all || failed != failures || of("bench_send_lag_seconds_count") != all {
		t.Errorf("%v due, %v sent, %v done, %v failed; recorded are %v, %v failed", of("bench_due_total"), of("bench_sent_total"), of("bench_done_total"), failed, all, failures)
	}
	if (value("bench_valid{"+run+"}") == 1) != r.Valid || !r.sound() {
		t.Errorf("valid is shown as %v and reported as %v", value("bench_valid{"+run+"}"), r.Valid)
	}
	for _, series := range []string{`sqlite_pages{` + run + `,store="sqlite"}`, `redis_commands_processed_total{` + run + `,store="miniredis"}`,
		`bench_process_resident_memory_bytes{` + run + `,service="api-1"}`} {
		if value(series) <= 0 {
			t.Errorf("%s is %v", series, value(series))
		}
	}

	// The same figures are in the record.
	last := map[string]float64{}
	if err := record.Points(func(p *samples.Point) error {
		last[p.Series.Source+" "+p.Series.Metric] = p.Value
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if last["sqlite sqlite_pages"] != value(`sqlite_pages{`+run+`,store="sqlite"}`) || last["sqlite "+samples.TelemetryUpMetric] != 1 {
		t.Errorf("the record has %v pages of SQLite, told: %v", last["sqlite sqlite_pages"], last["sqlite "+samples.TelemetryUpMetric])
	}

	want := []string{"Trial 1 of small on embedded begins", "Phase warm-up: ", "Phase steady: ", "Run " + m.RunID + ": small on embedded: pass"}
	if !r.Valid {
		want[3] = "Run " + m.RunID + ": small on embedded: "
	}
	for i, w := range want {
		if len(texts) != len(want) || !strings.HasPrefix(texts[i], w) {
			t.Fatalf("annotations are %q, want %q", texts, want)
		}
	}
	if err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), "s3cr3t") {
			t.Errorf("Grafana's token is in %s", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A Prometheus beside the stack has the run's metrics and the API's, by job.
func TestWatched(t *testing.T) {
	nativetest.Require(t, "prometheus")
	eachWay(t, watchedRun)
}

func watchedRun(t *testing.T, way []string) {
	c := prepared(t, slices.Concat([]string{"run"}, way, []string{"-watch", "-hold", "-set", "duration=6s", "small.yaml"})...)
	scenarioFile(t, c, small)
	const prometheus = "Prometheus watches at "
	said := held(t, c, prometheus)
	ask := func(query string) (values []string) {
		var answer struct {
			Data struct {
				Result []struct{ Value [2]any }
			}
		}
		body := fetched(t, said[prometheus]+"/api/v1/query?query="+url.QueryEscape(query))
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		for _, r := range answer.Data.Result {
			values = append(values, fmt.Sprint(r.Value[1]))
		}
		return values
	}
	for query, want := range map[string]string{
		`count(max_over_time(up{job="api"}[5m]) == 1)`: "1", `count(max_over_time(up{job="harness"}[5m]) == 1)`: "1",
		`count(max_over_time(bench_run_info[5m]))`: "1", `count(count by (route) (max_over_time(http_requests_in_flight{job="api"}[5m]))) > bool 10`: "1",
		`max(max_over_time(bench_phase{phase="steady"}[5m]))`: "1", `max(max_over_time(sqlite_pages[5m])) > bool 0`: "1",
	} {
		if got := ask(query); len(got) != 1 || got[0] != want {
			t.Errorf("%s is %v, want %s", query, got, want)
		}
	}
	code, dir := interrupted(t, c), onlyRun(t, c)
	if r := jsonReport(t, dir); !r.ends(code, exitcode.OK) {
		t.Errorf("exit %d after a run that passed and was held: %+v", code, r)
	}
	if targets, err := os.ReadFile(filepath.Join(dir, watch.TargetsFile)); err != nil || !strings.Contains(string(targets), `"job":"harness"`) {
		t.Errorf("targets are %s, %v", targets, err)
	}
	if _, err := http.Get(said[prometheus]); err == nil {
		t.Error("Prometheus runs on")
	}
}

func TestShownRefused(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		env  []string
		says string
	}{
		"Hold":        {[]string{"-hold"}, []string{"METRICS="}, "nothing to keep"},
		"Address":     {[]string{"-metrics", "nowhere"}, nil, "listen for scrapes"},
		"TokenAlone":  {nil, []string{"GRAFANA_TOKEN=x"}, "want its address"},
		"PasswordURL": {nil, []string{"GRAFANA_URL=http://a:hunter2@127.0.0.1:3000", "GRAFANA_TOKEN=x"}, "want its address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := prepared(t, append(append([]string{"run", "-quiet"}, c.args...), "small.yaml")...)
			cmd.Env = append(cmd.Env, c.env...)
			scenarioFile(t, cmd, small)
			got := execute(t, cmd)
			if got.code != exitcode.Usage || !strings.Contains(got.stderr, c.says) || strings.Contains(got.stderr, "hunter2") {
				t.Errorf("%+v", got)
			}
			if left, err := filepath.Glob(filepath.Join(cmd.Dir, "reports", "*")); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}
