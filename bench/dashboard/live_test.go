package dashboard_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/bench/dashboard"
	"quintet/bench/document/documenttest"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// scratch is a folder for all tests.
var scratch string

func TestMain(m *testing.M) { os.Exit(withScratch(m)) }

func withScratch(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "dashboard-test-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(scratch)
	return m.Run()
}

// harness builds the real program, once for all tests.
var harness = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "bench")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "../").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the harness: %w: %s", err, out)
	}
	return path, nil
})

// watched is a run that is over, whose metrics and Prometheus are kept until it is told to end.
type watched struct {
	id string
	// metrics is where the harness still serves them.
	metrics string
	// own is the run's own Prometheus.
	own prometheus
	end func()
}

// run runs a scenario with bench run -watch -hold, and returns when the run is over and held. Those who follow
// are told the run's file of targets before the stack is up.
func run(t *testing.T, follow []func(targets string), args ...string) watched {
	t.Helper()
	path, err := harness()
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	cmd := exec.CommandContext(ctx, path, append([]string{"run", "-watch", "-hold", "-out", out}, args...)...)
	cmd.Dir = root
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = time.Minute
	cmd.Stdout = io.Discard
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ended sync.Once
	var w watched
	w = watched{end: func() {
		ended.Do(func() {
			cancel()
			_, _ = io.Copy(io.Discard, errs)
			_ = cmd.Wait() // its exit code is about the run, and other tests'
			if w.id != "" {
				documenttest.ValidateFile(t, filepath.Join(out, w.id))
			}
		})
	}}
	t.Cleanup(w.end)
	var said strings.Builder
	for lines := bufio.NewScanner(errs); lines.Scan(); {
		line := lines.Text()
		said.WriteString(line + "\n")
		if _, url, ok := strings.Cut(line, "metrics of the run at "); ok {
			w.metrics = url
		}
		if _, url, ok := strings.Cut(line, "Prometheus watches at "); ok {
			w.own = prometheus(url)
			files, err := filepath.Glob(filepath.Join(out, "*", "targets.json"))
			if err != nil || len(files) != 1 {
				t.Fatalf("files of targets: %v, %v", files, err)
			}
			w.id = filepath.Base(filepath.Dir(files[0]))
			for _, f := range follow {
				f(files[0])
			}
		}
		if strings.Contains(line, "held; interrupt to end") {
			t.Logf("run %s: %s", w.id, said.String())
			return w
		}
	}
	w.end()
	t.Fatalf("the run was never held:\n%s", said.String())
	return w
}

// nativeHistograms has Prometheus keep native histograms.
const nativeHistograms = "--enable-feature=native-histograms"

// prometheus is the address of one.
type prometheus string

// answer is what the HTTP API answers to a query.
type answer struct {
	Status, Error string
	Data          struct {
		ResultType string
		Result     []series
	}
}

// series is one of an answer: over time, or of one instant. Native histograms are not looked into.
type series struct {
	Metric     map[string]string
	Value      json.RawMessage
	Values     [][2]json.RawMessage
	Histogram  json.RawMessage
	Histograms []json.RawMessage
}

// ask asks for JSON.
func (p prometheus) ask(t *testing.T, path string, form url.Values, into any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, string(p)+path+"?"+form.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// instant asks for the values at an instant, overTime for those between two.
func (p prometheus) instant(t *testing.T, query string, at time.Time) answer {
	t.Helper()
	var a answer
	p.ask(t, "/api/v1/query", url.Values{"query": {query}, "time": {stamp(at)}}, &a)
	return a
}

func (p prometheus) overTime(t *testing.T, query string, from, to time.Time, step time.Duration) answer {
	t.Helper()
	var a answer
	p.ask(t, "/api/v1/query_range", url.Values{
		"query": {query}, "start": {stamp(from)}, "end": {stamp(to)}, "step": {fmt.Sprint(step.Seconds())},
	}, &a)
	return a
}

func stamp(at time.Time) string { return fmt.Sprintf("%.3f", float64(at.UnixMilli())/1000) }

// filled reports whether an answer has a number anywhere.
func (a answer) filled() bool {
	number := func(v json.RawMessage) bool { return len(v) > 0 && string(v) != `"NaN"` }
	for _, s := range a.Data.Result {
		if len(s.Histogram) > 0 || len(s.Histograms) > 0 {
			return true
		}
		var value []json.RawMessage
		if json.Unmarshal(s.Value, &value) == nil && len(value) == 2 && number(value[1]) {
			return true
		}
		for _, v := range s.Values {
			if number(v[1]) {
				return true
			}
		}
	}
	return false
}

// short is the time scale of the rules in these tests: an hour is a minute.
var short = dashboard.Timing{Scale: 1.0 / 60, Scrape: time.Second}

// startPrometheus starts one that outlives the runs and scrapes what the file of targets says that follow was given last. Its rules are on the
// scale of short: those of a run's own Prometheus look at hours and may not be computed even once in so short a run. It keeps
// native histograms instead of classic ones when it is told to.
func startPrometheus(t *testing.T, features ...string) (p prometheus, follow func(targets string)) {
	t.Helper()
	nativetest.Require(t, "prometheus")
	path, err := exec.LookPath("prometheus")
	if err != nil {
		t.Fatal(err)
	}
	// Prometheus cannot choose a port by itself.
	ports, err := native.FreePorts(1, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", ports[0])
	dir := t.TempDir()
	config := `
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: ["rules/*.yml"]
scrape_configs:
  - job_name: quintet
    file_sd_configs: [{files: ["targets/*.json"], refresh_interval: 1s}]
`
	files := map[string][]byte{"prometheus.yml": []byte(config)}
	for name, text := range dashboard.Rules(short) {
		files["rules/"+name] = text
	}
	for _, name := range []string{"rules", "targets"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p = prometheus("http://" + addr)
	process, err := stack.Start(t.Context(), stack.Command{
		Name: "prometheus", Path: path, Dir: dir, LogDir: dir,
		Args: append([]string{"--config.file=prometheus.yml", "--storage.tsdb.path=data", "--web.listen-address=" + addr}, features...),
		Ready: func(ctx context.Context) error {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, string(p)+"/-/ready", nil)
			if err != nil {
				return err
			}
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return errors.New(response.Status)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := process.Stop(); err != nil {
			t.Errorf("stop prometheus: %v", err)
		}
	})
	link := filepath.Join(dir, "targets", "run.json")
	return p, func(targets string) {
		// Whoever has ended is no longer missed.
		if err := os.Symlink(targets, link+".new"); err != nil {
			t.Error(err)
		}
		if err := os.Rename(link+".new", link); err != nil {
			t.Error(err)
		}
	}
}
