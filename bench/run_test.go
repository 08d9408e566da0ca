package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/document/documenttest"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
	"quintet/bench/words"
	"quintet/telemetry"
)

// small is a scenario that takes three seconds and whose objectives hold on any machine.
const small = `name: small
description: A little of everything, for a test.
seed: 7
dataset: {volume: 0.02x}
workload:
  mix:
    messages.list: 90
    messages.send: 10
    users.get: 10
    files.upload: 2
    files.download: 4
load:
  arrivals: poisson
  phases:
    - {name: warm-up, rate: 20/s, duration: 1s, measure: false}
    - {name: steady, rate: 60/s, duration: 2s}
slo:
  - p50 < 20s
  - failures < 50%
`

// scenarioFile writes a scenario into a command's folder.
func scenarioFile(t testing.TB, c *exec.Cmd, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, "small.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// reported is the folder of the run whose report a command printed last.
func reported(t *testing.T, c *exec.Cmd, got outcome) string {
	t.Helper()
	lines := strings.Split(strings.TrimRight(got.stdout, "\n"), "\n")
	path := filepath.Join(c.Dir, lines[len(lines)-1])
	if filepath.Base(path) != "index.html" {
		t.Fatalf("the last line is %q; %+v", lines[len(lines)-1], got)
	}
	page, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(page), "</html>") {
		t.Fatalf("no whole page at %s: %v", path, err)
	}
	documenttest.ValidateFile(t, filepath.Dir(path))
	return filepath.Dir(path)
}

// runReport is what others rely on of a report.json.
type runReport struct {
	Scenario, Stack, Verdict, Dashboard string
	Valid                               bool
	InvalidReasons                      []string `json:"invalid_reasons"`
	Checks                              []struct{ Name, Outcome, Detail string }
	Trials                              []struct {
		Configuration                map[string]string
		Offered, Completed, Failures uint64
		Operations                   []struct {
			Name   string
			Hits   uint64
			Stores map[string]float64
		}
	}
}

// noise are the checks that fail a run for what others do on its machine, by the beginning of their names in a report.
func noise() (names []string) {
	for _, e := range []analysis.Evidence{analysis.SendLag{}, analysis.GeneratorCPU{}, analysis.Scrapes{}, analysis.Drift{}} {
		names = append(names, words.Check(&analysis.Check{Evidence: e, Measured: analysis.Quantity{Unit: telemetry.Ratio}, Limit: analysis.Quantity{Unit: telemetry.Ratio}}).Name)
	}
	return names
}

// late is what the check of generators says when none was lost or started twice: one that did not get its turn for a second begins late.
var late = regexp.MustCompile(`^\d+ of \d+ generators began late: [^;]*$`)

// sound reports whether a run is valid, or invalid for nothing but what others did on its machine, which says nothing of what a test looks at. Where they
// took the time of the load's generator, they may have taken that of its answers too.
func (r *runReport) sound() bool {
	reasons, starved, failures := 0, false, false
	for _, c := range r.Checks {
		switch {
		case c.Outcome != "failed":
		case c.Name == "failures":
			failures = true
		case slices.ContainsFunc(noise(), func(name string) bool { return strings.HasPrefix(c.Name, name) }), c.Name == "generators" && late.MatchString(c.Detail):
			reasons++
			starved = starved || c.Name == "send lag"
		default:
			return false
		}
	}
	return r.Valid || reasons > 0 && (starved || !failures)
}

// ends reports whether a run ended with the exit code that it has on a machine of its own, or is invalid for nothing but what others did there.
func (r *runReport) ends(code, want int) bool {
	return code == want || code == exitcode.Invalid && !r.Valid && r.sound()
}

func jsonReport(t *testing.T, dir string) (r runReport) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	documenttest.Validate(t, text)
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func manifestOf(t *testing.T, dir string) samples.Manifest {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil || len(run.Trials) == 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	return run.Trials[0].Manifest
}

// nothingLeft checks that no process of a run lives, none of its ports answers, and its data are gone.
func nothingLeft(t *testing.T, dir string, m samples.Manifest) {
	t.Helper()
	if len(m.Services) < 3 {
		t.Errorf("services are %+v", m.Services)
	}
	for _, s := range m.Services {
		if s.PID == 0 {
			continue
		}
		await(t, s.Name+" to end", func() bool { return errors.Is(syscall.Kill(s.PID, 0), syscall.ESRCH) })
		if c, err := net.Dial("tcp", s.Address); err == nil {
			c.Close()
			t.Errorf("%s still answers at %s", s.Name, s.Address)
		}
	}
}

// await polls for an end that has no event: that of a process that is not our child.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	dir := reported(t, c, got)
	r := jsonReport(t, dir)
	if !r.ends(got.code, exitcode.OK) || r.Valid && r.Verdict != "pass" || r.Scenario != "small" || r.Stack != "embedded" || len(r.Trials) != 1 {
		t.Fatalf("%+v", r)
	}
	trial := r.Trials[0]
	if trial.Offered == 0 || trial.Completed != trial.Offered || trial.Failures != 0 || len(trial.Operations) != 5 {
		t.Errorf("%+v", trial)
	}
	for _, o := range trial.Operations {
		if o.Name == "messages.list" && (o.Stores["miniredis"] == 0 || o.Stores["app"] == 0) {
			t.Errorf("times in stores are %v", o.Stores)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "latency.png")); err != nil {
		t.Error(err)
	}
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
	if _, err := os.Stat(filepath.Join(dir, "trial-001", "data")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the stores' data are still there: %v", err)
	}
	for kind, n := range m.Dataset.Rows {
		if m.Dataset.Verified[kind] != n && kind != "conversations" {
			t.Errorf("%s: seeded %d, counted %d", kind, n, m.Dataset.Verified[kind])
		}
	}

	// The list of runs leads to it.
	list, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "index.html"))
	if link := `href="./` + filepath.Base(dir) + `/index.html"`; err != nil || !strings.Contains(string(list), link) {
		t.Errorf("the list of runs has no %s, %v", link, err)
	}

	// The same record gives the same page, without any stack.
	before, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	again := prepared(t, "report", dir)
	if reported := execute(t, again); reported.code != got.code {
		t.Fatalf("%+v", reported)
	}
	after, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || string(after) != string(before) {
		t.Errorf("bench report made another page of the same record (%d and %d bytes), %v", len(before), len(after), err)
	}
}

// Exit codes: an objective that breaks, a percentile that so few hits cannot give, an abort.
func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		args    []string
		replace string
		code    int
		says    string
	}{
		"Broken":  {nil, "p50 < 1us", exitcode.Broken, "p50 < 1us"},
		"Invalid": {nil, "p99.99 < 20s", exitcode.Invalid, "hits"},
		"Aborted": {[]string{"-set", "abort=true", "-set", "load.phases.steady.duration=30s"}, "p75 < 1us", exitcode.Broken, "p75 < 1us"},
		"AbortedGenerators": {[]string{"-generators", "3", "-set", "abort=true", "-set", "load.phases.steady.duration=40s"},
			"p75 < 1us", exitcode.Broken, "p75 < 1us"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := prepared(t, append([]string{"run", "-quiet", "small.yaml"}, c.args...)...)
			scenarioFile(t, cmd, strings.Replace(small, "p50 < 20s", c.replace, 1))
			got := execute(t, cmd)
			dir := reported(t, cmd, got)
			r := jsonReport(t, dir)
			if m := manifestOf(t, dir); !r.ends(got.code, c.code) || !strings.Contains(got.stdout, c.says) || strings.HasPrefix(name, "Aborted") != (m.State == samples.Cut) {
				t.Errorf("exit %d, state %s (%s), want exit %d\n%s%s", got.code, m.State, m.Reason, c.code, got.stdout, got.stderr)
			}
		})
	}
}

// Several configurations are several trials, each on a stack of its own.
func TestMatrix(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-set", "cache=on,off", "-set", "api.replicas=2", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	r := jsonReport(t, reported(t, c, got))
	if !r.ends(got.code, exitcode.OK) || len(r.Trials) != 2 {
		t.Fatalf("%+v %+v", got, r)
	}
	for _, trial := range r.Trials {
		_, cached := trial.Operations[0].Stores["miniredis"]
		if (trial.Configuration["cache"] == "on") != cached {
			t.Errorf("configuration %v has stores %v", trial.Configuration, trial.Operations[0].Stores)
		}
	}
}

// eachWay tests what is the same whoever sends the load of a run: its own process, or generators. way are the flags that say so.
func eachWay(t *testing.T, test func(t *testing.T, way []string)) {
	t.Parallel()
	for name, way := range map[string][]string{"OneProcess": nil, "Generators": {"-generators", "3"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, way)
		})
	}
}

// begun starts a run of a minute and returns when it says that it sends load.
func begun(t *testing.T) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	c := prepared(t, "run", "-set", "duration=60s", "small.yaml")
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	return c, loading(t, c)
}

// started starts a command that goes on no longer than the test, and returns one of its streams.
func started(t *testing.T, c *exec.Cmd, pipe func() (io.ReadCloser, error)) io.Reader {
	t.Helper()
	stream, err := pipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return stream
}

// loading starts a run and returns when it says that it sends load, and that some of it was answered, with what it says from then on.
func loading(t *testing.T, c *exec.Cmd) *bufio.Reader {
	t.Helper()
	lines := bufio.NewReader(started(t, c, c.StderrPipe))
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the run ended before it sent load: %v", err)
		}
		if answered.MatchString(line) {
			return lines
		}
	}
}

// answered is the line on a load of which something was answered.
var answered = regexp.MustCompile(` due \S+ done \S+ · p50 [0-9.]+ \S+ p99 [0-9.]+ `)

func onlyRun(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	runs, err := filepath.Glob(filepath.Join(c.Dir, "reports", "*-small"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("runs are %q, %v", runs, err)
	}
	return runs[0]
}

// cutShort waits for the end of a run that was interrupted: it says so by its exit code, and leaves nothing running.
func cutShort(t *testing.T, c *exec.Cmd, lines *bufio.Reader) (dir string, m samples.Manifest) {
	t.Helper()
	rest(lines)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.Interrupted {
		t.Errorf("exit %d", code)
	}
	dir = onlyRun(t, c)
	m = manifestOf(t, dir)
	nothingLeft(t, dir, m)
	return dir, m
}

// An interrupt keeps and reports what was measured, and leaves nothing running.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for name, signals := range map[string][]os.Signal{"SIGINT": {os.Interrupt}, "SIGTERM": {syscall.SIGTERM}, "SIGHUP": {syscall.SIGHUP, syscall.SIGHUP}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, lines := begun(t)
			for _, s := range signals {
				if err := c.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			dir, m := cutShort(t, c, lines)
			if r := jsonReport(t, dir); m.State != samples.Stopped || len(r.Trials) != 1 || r.Trials[0].Completed == 0 {
				t.Errorf("state %s, report %+v", m.State, r)
			}
		})
	}
}

// A harness that is killed takes its stack with it, and what it had measured can still be reported.
func TestKilled(t *testing.T) {
	t.Parallel()
	c, _ := begun(t)
	dir := onlyRun(t, c)
	await(t, "hits in the record", func() bool {
		hits, _, _ := countNumbers(t, dir) // it has no end yet
		return len(hits) > 0
	})
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
	got := execute(t, prepared(t, "report", dir))
	r := jsonReport(t, dir)
	if got.code != exitcode.Invalid || r.Valid || len(r.InvalidReasons) == 0 || len(r.Trials) != 1 || len(r.Trials[0].Operations) == 0 {
		t.Errorf("%+v\n%+v", got, r)
	}
}

// A run whose scenario keeps a ledger finds every write of an honest stack, says so in its report, and holds an objective to it.
func TestRunWithLedger(t *testing.T) { eachWay(t, runWithLedger) }

func runWithLedger(t *testing.T, way []string) {
	c := prepared(t, slices.Concat([]string{"run"}, way, []string{"-set", "ledger=on", "small.yaml"})...)
	scenarioFile(t, c, strings.NewReplacer("    files.download: 4\n", `    files.download: 4
    users.create: 3
    users.update: 6
    groups.create: 2
    notifications.send: 8
    friends.add: 6
    members.add: 6
    sessions.create: 4
`, "slo:\n", "slo:\n  - lost = 0\n").Replace(small))
	got := execute(t, c)
	dir := reported(t, c, got)
	if r := jsonReport(t, dir); !r.ends(got.code, exitcode.OK) || !strings.Contains(got.stdout, "lost = 0") {
		t.Fatalf("%+v", got)
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Verdict  string
		Findings []struct{ Name, Sentence string }
		Trials   []struct {
			Failures int
			Ledger   *samples.Ledger
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	l := report.Trials[0].Ledger
	if l == nil || l.Acknowledged == 0 || len(l.Examples) > 0 || l.Reason != "" || !l.Straight || len(l.Kinds) < 5 {
		t.Fatalf("the ledger is %+v", l)
	}
	if l.Confirmed != l.Acknowledged || l.Lost+l.Stale+l.Duplicated+l.Phantom+l.AbsentUsers+l.PartialFiles > 0 {
		t.Errorf("an honest stack: %+v", l)
	}
	last := report.Findings[len(report.Findings)-1]
	if last.Name != "ledger" || !strings.Contains(last.Sentence, "none was lost") {
		t.Errorf("the last finding is %+v", last)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !strings.Contains(string(page), "Was anything lost?") {
		t.Errorf("the page has no section on the ledger, %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "trial-001", "ledger-*.bin"))
	if generators := len(manifestOf(t, dir).Generators); err != nil || len(files) != max(1, generators) {
		t.Errorf("%d generators, ledgers %q, %v", generators, files, err)
	}
}
