package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quintet/bench/exitcode"
	"quintet/bench/resilience"
	"quintet/bench/samples"
)

// faulted is the small scenario with faults, on a load of so many seconds without a warm-up.
func faulted(duration, faults string) string {
	text := strings.Replace(small, "    - {name: warm-up, rate: 20/s, duration: 1s, measure: false}\n    - {name: steady, rate: 60/s, duration: 2s}\n",
		"    - {name: steady, rate: 30/s, duration: "+duration+"}\n", 1)
	return text + "hold: 1s\nfaults:\n" + faults
}

// everyKind and replicasAway are all kinds of fault that the embedded stack can do, on every kind of part. What takes a service away comes
// last, each from another one, because a busy machine may take long to bring it back; replicas are taken away in a run of their own,
// because none starts while its cache is away.
const everyKind = `  - {at: 200ms, for: 300ms, latency: {on: miniredis, delay: 20ms, jitter: 5ms}}
  - {at: 200ms, for: 300ms, latency: {on: sqlite, delay: 20ms}}
  - {at: 200ms, for: 300ms, errors: {on: sqlite, share: 10%}}
  - {at: 200ms, for: 300ms, blackhole: objects}
  - {at: 1200ms, for: 300ms, blackhole: sqlite}
  - {at: 1200ms, for: 300ms, reset: miniredis}
  - {at: 1200ms, for: 300ms, bandwidth: {on: gofakes3, rate: 64KiB/s}}
  - {at: 2200ms, flush: cache}
  - {at: 2200ms, for: 300ms, cpu: {on: api-1, share: 20%}}
  - {at: 2200ms, for: 300ms, exec: {inject: 'touch injected', heal: 'touch healed'}}
  - {at: 3500ms, for: 300ms, kill: miniredis}
  - {at: 3500ms, for: 300ms, pause: gofakes3}
`

const replicasAway = `  - {at: 500ms, restart: api-1}
  - {at: 500ms, for: 300ms, kill: api-2}
`

// TestFaults plays every kind of fault that the embedded stack can do through the real binary: each is seen to hold and over afterwards,
// and nothing of it is left.
func TestFaults(t *testing.T) { eachWay(t, everyFault) }

func everyFault(t *testing.T, way []string) {
	folder, services := playedFaults(t, way, "5s", everyKind)
	for _, name := range []string{"injected", "healed"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if links := services[len(services)-1]; links.Name != "links" || !strings.HasPrefix(links.Software, "toxiproxy ") {
		t.Errorf("the last service is %+v", links)
	}
	playedFaults(t, way, "2s", replicasAway)
}

// playedFaults plays faults and checks the events of each. It returns the folder in which the run ran, and the services of the stack.
func playedFaults(t *testing.T, way []string, duration, faults string) (folder string, services []samples.Service) {
	t.Helper()
	c := prepared(t, slices.Concat([]string{"run"}, way, []string{"-quiet", "-set", "api.replicas=2", "small.yaml"})...)
	scenarioFile(t, c, faulted(duration, faults))
	got := execute(t, c)
	dir := reported(t, c, got)
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
	kinds, failed := eventsOf(t, dir)
	if n := strings.Count(faults, "\n"); len(m.Faults) != n {
		t.Fatalf("%d faults, want %d: %+v", len(m.Faults), n, m.Faults)
	}
	for i, f := range m.Faults {
		want := []samples.EventKind{samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultServing}
		if f.Kind == "exec" {
			want = want[:3]
		} else if len(f.Services) != 1 {
			t.Errorf("%s acts on %q", f.Label, f.Services)
		}
		if !slices.Equal(kinds[i+1], want) {
			t.Errorf("%s at %s: %q, want %q (%s)", f.Label, f.At, kinds[i+1], want, failed[i+1])
		}
	}
	return c.Dir, m.Services
}

// eventsOf are the kinds of the events of each fault of a run's first trial, by its number, and why it failed.
func eventsOf(t *testing.T, dir string) (kinds map[int][]samples.EventKind, failed map[int]string) {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	events, err := run.Trials[0].Events()
	if err != nil {
		t.Fatal(err)
	}
	kinds, failed = map[int][]samples.EventKind{}, map[int]string{}
	for _, e := range events {
		if e.Fault > 0 {
			kinds[e.Fault] = append(kinds[e.Fault], e.Kind)
		}
		if e.Kind == samples.FaultFailed {
			failed[e.Fault] = e.Detail
		}
	}
	return kinds, failed
}

// A fault hits the operations that need its store, from when it was seen to hold until it was taken back, and no others, whoever sends the load and by
// whichever clock.
func TestBlastRadius(t *testing.T) { eachWay(t, blastRadius) }

func blastRadius(t *testing.T, way []string) {
	c := prepared(t, slices.Concat([]string{"run"}, way, []string{"-quiet", "small.yaml"})...)
	text := faulted("6s", "  - {at: 1s, for: 4s, errors: {on: sqlite, share: 100%}}\n")
	mix := text[strings.Index(text, "    messages.list") : strings.Index(text, "\nload:")+1]
	scenarioFile(t, c, strings.Replace(text, mix, "    messages.send: 50\n    files.download: 50\n", 1))
	dir := reported(t, c, execute(t, c))
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := &run.Trials[0].Manifest
	at := map[samples.EventKind]time.Duration{}
	events, err := run.Trials[0].Events()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		at[e.Kind] = e.At
	}
	var doubt time.Duration
	for i := range m.Generators {
		doubt = max(doubt, m.Generators[i].ClockError())
	}
	failed, before := 0, 0
	if err := run.Trials[0].Hits(func(h *samples.Hit) error {
		name, ok := m.Operations[h.Operation], h.Failure == samples.OK
		held := h.Sent > at[samples.FaultEffective]+doubt && h.End < at[samples.FaultHealed]-doubt
		free := h.End < at[samples.FaultInjected]-doubt || h.Sent > at[samples.FaultServing]+doubt
		switch {
		case name == "files.download" && !ok, free && !ok, name == "messages.send" && held && ok:
			t.Errorf("%s, sent at %s and over at %s, is %s; the fault: %v", name, h.Sent, h.End, h.Failure, at)
		case held && !ok:
			failed++
		case free:
			before++
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if failed == 0 || before == 0 {
		t.Errorf("%d hits failed while the fault held, %d were sent without it: this test could not fail", failed, before)
	}
	report, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Trials []struct {
			Faults []struct {
				Effect, Heal *float64
				Operations   []struct {
					Name         string
					Availability float64
				}
			}
		}
	}
	if err := json.Unmarshal(report, &r); err != nil {
		t.Fatal(err)
	}
	f := r.Trials[0].Faults[0]
	if f.Effect == nil || *f.Effect != at[samples.FaultEffective].Seconds() || f.Heal == nil || *f.Heal != at[samples.FaultHealed].Seconds() {
		t.Errorf("the report has %+v, the record %v", f, at)
	}
	for _, o := range f.Operations {
		if (o.Availability < 1) != (o.Name == "messages.send") {
			t.Errorf("%s was available to %v", o.Name, o.Availability)
		}
	}
}

// What the stack cannot do is refused before the run, with its line.
func TestFaultsAreRefused(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "small.yaml")
	scenarioFile(t, c, faulted("20s", "  - {at: 1s, for: 1s, kill: sqlite}\n  - {at: 3s, for: 1s, pause: postgres}\n"))
	got := execute(t, c)
	for _, want := range []string{"small.yaml:21: faults.0.kill: found `kill` of `sqlite`, which the embedded stack cannot do, want latency, blackhole, errors there",
		"small.yaml:22: faults.1.pause: found `postgres`, which is no service and no role of the embedded stack, want one of"} {
		if got.code != exitcode.Usage || !strings.Contains(got.stderr, want) {
			t.Errorf("%+v\nwant %s", got, want)
		}
	}
	if runs, _ := filepath.Glob(filepath.Join(c.Dir, "reports", "*")); len(runs) > 0 {
		t.Errorf("a run was made: %q", runs)
	}
}

// A fault that fails makes the run invalid, and the run goes on to its end.
func TestFaultThatFails(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "small.yaml")
	scenarioFile(t, c, faulted("3s", "  - {at: 500ms, for: 500ms, exec: {inject: 'echo no such pod; exit 1', heal: 'true'}}\n"))
	got := execute(t, c)
	if got.code != exitcode.Invalid || !strings.Contains(strings.Join(strings.Fields(got.stdout), " "), "A fault was not seen to hold") || !strings.Contains(got.stdout, "no such pod") {
		t.Errorf("%+v", got)
	}
	if m := manifestOf(t, reported(t, c, got)); m.State != samples.Complete {
		t.Errorf("state %s", m.State)
	}
}

// patience bounds the start of a run on a machine that is busy with others.
const patience = 5 * time.Minute

// lasting are faults that hold until something ends them.
const lasting = `  - {at: 0s, for: 1h, pause: gofakes3}
  - {at: 0s, for: 1h, blackhole: miniredis}
  - {at: 0s, for: 1h, cpu: {on: api-1, share: 20%}}
  - {at: 0s, for: 1h, errors: {on: sqlite, share: 10%}}
  - {at: 0s, for: 1h, exec: {inject: 'true', heal: 'touch healed'}}
`

// holding starts a run whose faults all hold when it returns.
func holding(t *testing.T) (c *exec.Cmd, dir string) {
	t.Helper()
	c = prepared(t, "run", "-quiet", "small.yaml")
	scenarioFile(t, c, faulted("2h", lasting))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		lines, _ := filepath.Glob(filepath.Join(c.Dir, "reports", "*", "trial-001", "events.jsonl"))
		var text []byte
		if len(lines) == 1 {
			text, _ = os.ReadFile(lines[0])
		}
		switch {
		case strings.Count(string(text), string(samples.FaultEffective)) == strings.Count(lasting, "\n"):
			return c, onlyRun(t, c)
		case strings.Contains(string(text), string(samples.FaultFailed)) || time.Now().After(deadline):
			t.Fatalf("not all faults hold: %s", text)
		}
	}
}

// However a run ends, nothing of its faults outlives it.
func TestNothingOfAFaultIsLeft(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, dir := holding(t)
			m := manifestOf(t, dir)
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			if code := c.ProcessState.ExitCode(); sig != syscall.SIGKILL && code != exitcode.Interrupted {
				t.Errorf("exit %d", code)
			}
			nothingLeft(t, dir, m)
			await(t, "the command that heals", func() bool { _, err := os.Stat(filepath.Join(c.Dir, "healed")); return err == nil })
		})
	}
}

// Links that crash fail the run, and leave nothing.
func TestLinksThatCrash(t *testing.T) {
	t.Parallel()
	c, dir := holding(t)
	m := manifestOf(t, dir)
	i := slices.IndexFunc(m.Services, func(s samples.Service) bool { return s.Name == "links" })
	if err := syscall.Kill(m.Services[i].PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, "the run to notice", func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "trial-001", "events.jsonl"))
		return err == nil && strings.Contains(string(text), string(samples.ServiceExited))
	})
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	nothingLeft(t, dir, m)
}

// noticed plays a fault that does nothing in a real run, and reports whether the run claims that an operation noticed it.
func noticed(tb testing.TB, c *exec.Cmd) bool {
	tb.Helper()
	got := execute(tb, c)
	if got.code != exitcode.OK && got.code != exitcode.Broken && got.code != exitcode.Invalid {
		tb.Fatalf("%+v", got)
	}
	runs, err := filepath.Glob(filepath.Join(c.Dir, "reports", "*", "report.json"))
	if err != nil || len(runs) != 1 {
		tb.Fatalf("reports %q, %v", runs, err)
	}
	text, err := os.ReadFile(runs[0])
	if err != nil {
		tb.Fatal(err)
	}
	var report struct {
		Resilience struct{ Rows []resilience.Row }
	}
	if err := json.Unmarshal(text, &report); err != nil {
		tb.Fatal(err)
	}
	if len(report.Resilience.Rows) != 1 || report.Resilience.Rows[0].Times != 1 {
		tb.Fatalf("rows %+v", report.Resilience.Rows)
	}
	return report.Resilience.Rows[0].Unnoticed == 0
}

// nothing is a fault that does nothing.
const nothing = "  - {at: 1s, for: 500ms, exec: {inject: 'true', heal: 'true'}}\n"

// A run whose fault does nothing does not say that it was noticed. The objectives are those that a busy machine keeps too; the benchmark
// SelfUnnoticed has those that a team would have.
func TestFaultThatDoesNothingIsNotNoticed(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-set", "slo=[p50 < 20s, failures < 10%]", "small.yaml")
	scenarioFile(t, c, faulted("3s", nothing))
	if noticed(t, c) {
		t.Error("it was noticed")
	}
}

// BenchmarkSelfUnnoticed prints in which share of real runs a fault that does nothing is said to be noticed, with objectives that a team would have.
func BenchmarkSelfUnnoticed(b *testing.B) {
	runs, claimed := 0, 0
	for b.Loop() {
		c := prepared(b, "run", "-quiet", "-set", "rate=200/s", "-set", "slo=[p99 < 250ms, failures < 1%]", "small.yaml")
		scenarioFile(b, c, faulted("3s", nothing))
		runs++
		if noticed(b, c) {
			claimed++
		}
	}
	b.ReportMetric(float64(claimed)/float64(runs), "noticed/run")
	b.ReportMetric(0, "ns/op")
}
