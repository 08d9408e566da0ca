package analysis

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
)

// trialOf analyses a record as the only trial of a run.
func trialOf(t *testing.T, m samples.Manifest, r *memory) (*Result, *Trial) {
	t.Helper()
	res := analyze(m, r)
	if len(res.Trials) != 1 {
		t.Fatalf("%d trials, want 1", len(res.Trials))
	}
	return res, &res.Trials[0]
}

var near = cmpopts.EquateApprox(0, 1e-9)

// Every number of a run in which it is known by hand what happened.
func TestCountsAreExact(t *testing.T) {
	r := &memory{points: cpuPoints(36*sec, nil)}
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		switch {
		case i < 500: // warm-up: all slow and failed, counts nowhere
			h.End, h.Failure, h.Status = h.Due+2*sec, samples.Status, 500
		case i < 510: // measured: ten wrong answers
			h.Failure, h.Status = samples.Status, 503
		case i < 515: // five without an answer
			h.Failure, h.Status, h.NStores, h.End = samples.Timeout, 0, 0, h.Due+10*sec
		case i < 518: // three never sent, given up at the end of the run
			*h = samples.Hit{Seq: h.Seq, Due: h.Due, Sent: 35 * sec, End: 35 * sec, Failure: samples.Unsent}
		case i < 538: // twenty right but later than the p99 limit, one of them exactly at it
			h.End = h.Due + 100*ms
		case i >= 3496: // four answered after the phase had ended
			h.End = 35*sec + 10*ms
		}
		if i%3 == 0 {
			h.Operation = 1
		}
	})
	m := manifest()
	m.SLO = append(m.SLO, samples.SLO{Expression: "p99(messages.send) < 50ms", Metric: "p99", Quantile: 0.99, Operation: "messages.send", Comparison: "<", Limit: 0.05})
	_, trial := trialOf(t, m, r)

	if trial.Offered != 3000 || trial.All.Hits != 3000 || trial.Failures != 18 || trial.Completed != 2992 {
		t.Errorf("offered %d hits %d failures %d completed %d, want 3000 3000 18 2992", trial.Offered, trial.All.Hits, trial.Failures, trial.Completed)
	}
	if want := float64(3000-5-3-4) / 30; math.Abs(trial.Throughput-want) > 1e-9 {
		t.Errorf("throughput %v, want %v: answered within the measured phase", trial.Throughput, want)
	}
	if want := float64(3000-18-20-4) / 30; math.Abs(trial.Goodput-want) > 1e-9 {
		t.Errorf("goodput %v, want %v: right and inside the SLO", trial.Goodput, want)
	}
	if trial.Measured != 30 || trial.Planned != 35 || trial.Reached != 35 {
		t.Errorf("measured %v planned %v reached %v", trial.Measured, trial.Planned, trial.Reached)
	}
	// The never sent ones waited from their due time to the end of the run: the longest of all.
	if want := (35*sec - 5150*ms).Seconds(); trial.All.Response.Max != want {
		t.Errorf("largest response %v, want %v", trial.All.Response.Max, want)
	}
	if trial.All.Service.Max != 10 {
		t.Errorf("largest service time %v, want the 10 s of a timeout", trial.All.Service.Max)
	}
	classes := map[string]uint64{}
	for _, c := range trial.Failed {
		classes[c.Class] = c.Count
	}
	if diff := cmp.Diff(map[string]uint64{"status": 10, "timeout": 5, "unsent": 3}, classes); diff != "" {
		t.Error(diff)
	}
	if trial.Failed[0].ByStatus[503] != 10 {
		t.Errorf("by status %v, want ten times 503", trial.Failed[0].ByStatus)
	}
	if trial.Phases[0].Failures != 500 || trial.Phases[1].Hits != 3000 {
		t.Errorf("phases %+v", trial.Phases)
	}
	hits := uint64(0)
	for _, o := range trial.Operations {
		hits += o.Hits
	}
	if hits != trial.All.Hits {
		t.Errorf("operations add up to %d hits, want %d", hits, trial.All.Hits)
	}
}

// With half the needed capacity the backlog is worked off after the phase; that must not count as throughput.
func TestBacklogIsNoThroughput(t *testing.T) {
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		if i >= 500 {
			h.End = 5*sec + time.Duration(i-500)*20*ms + 20*ms
		}
	})}
	m := manifest()
	m.Elapsed = 65 * sec
	_, trial := trialOf(t, m, r)
	if math.Abs(trial.Throughput-1499.0/30) > 1e-9 {
		t.Errorf("throughput %v of 100/s offered, want 50/s", trial.Throughput)
	}
	if trial.Completed != 3000 {
		t.Errorf("completed %d, want 3000: late is late, not lost", trial.Completed)
	}
	found := false
	for _, c := range trial.Checks {
		if c.Kind == CheckLittle {
			found = true
			if !c.Doubt {
				t.Errorf("a growing backlog must break Little's law: %+v", c)
			}
		}
	}
	if !found {
		t.Error("Little's law was not checked")
	}
	if got := len(trial.Timeline.Done); got != 65 {
		t.Errorf("timeline of %d s, want 65: answers came after the schedule's end", got)
	}
	if in := trial.Timeline.InFlight[34]; math.Abs(in-1500) > 2 {
		t.Errorf("%v in flight at the end of the schedule, want 1500", in)
	}
}

// Thirty of 3000 hits are slow, all in miniredis: the tail is these thirty and nothing else.
func TestTailAttributionIsExact(t *testing.T) {
	m := manifest()
	m.Stores = []string{"sqlite", "app", "miniredis"}
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		if i >= 500 && i%100 == 50 {
			h.Operation, h.End = 1, h.Due+90*ms
			h.Stores[0].Time, h.Stores[1].Time, h.Stores[2] = 9*ms, 9*ms, samples.StoreTime{Store: 2, Time: 63 * ms}
			h.NStores = 3
		}
	})}
	_, trial := trialOf(t, m, r)
	want := map[string]float64{"sqlite": 0.009, "app": 0.009, "miniredis": 0.063, "network": 0.009}
	if diff := cmp.Diff(want, trial.All.TailStores, near); diff != "" {
		t.Error(diff)
	}
	if trial.Tail.Hits != 30 || trial.Tail.Store != "miniredis" || math.Abs(trial.Tail.Share-0.7) > 1e-9 {
		t.Errorf("tail %+v, want 30 hits, miniredis, 70 %%", trial.Tail)
	}
	if trial.Tail.Operations["messages.send"] != 30 {
		t.Errorf("tail operations %v", trial.Tail.Operations)
	}
	// All 3000: 2970 of a mean of 4.95 ms less what the slow ones replaced; the shares of a usual hit are 60, 30 and 10 %.
	if got := trial.All.Stores["miniredis"]; math.Abs(got-30*0.063/3000) > 1e-12 {
		t.Errorf("mean in miniredis %v, want %v", got, 30*0.063/3000)
	}
}

// Service and response time differ by what was waited before sending.
func TestStallIsSeenFromTheDueTime(t *testing.T) {
	// From 15 s on the server stands still for 1.4 s in a 20 s phase; 8 workers are stuck, all later hits leave when it wakes.
	m := manifest()
	m.Phases[1].Start, m.Phases[1].End, m.Phases[1].Offered = 5*sec, 25*sec, 2000
	m.Elapsed = 25 * sec
	r := &memory{hits: constant(25*sec, func(i int, h *samples.Hit) {
		if h.Due >= 15*sec && h.Due < 16400*ms {
			if i%100 >= 8 || h.Due > 15080*ms {
				h.Sent = 16400 * ms
			}
			h.End = 16400*ms + 5*ms
		}
	}), points: cpuPoints(26*sec, map[string]float64{"api-1": 0.2, GeneratorSource: 0.1})}
	res, trial := trialOf(t, m, r)
	// For q > 1 - S/W the q-quantile is S - (1-q) W = 1.4 - 0.01 * 20 = 1.2 s.
	if got := trial.All.Response.P99; math.Abs(got-1.2) > 0.05*1.2 {
		t.Errorf("response p99 %v, want 1.2 within 5 %%", got)
	}
	if got := trial.All.Service.P99; got > 0.02 {
		t.Errorf("service p99 %v, want below 20 ms", got)
	}
	// The hits that the headline's percentile is of: the 8 that the workers were stuck with, and 12 that waited for a worker.
	wait := 0.0
	for i := 8; i < 20; i++ {
		wait += 1.4 - 0.01*float64(i)
	}
	if v := found[TailTime](res)[0]; v.Hits != 20 || v.Largest.Place != PlaceWait || math.Abs(v.Largest.Time-wait/20) > 1e-9 || v.Largest.Share <= 0.5 || !v.Explains {
		t.Errorf("the wait before sending makes up the tail: %+v", v)
	}
	if w := found[Wait](res)[0]; !w.Matters || !w.Late || w.ByGenerator || w.Response != trial.All.Response.P99 || w.Service != trial.All.Service.P99 {
		t.Errorf("the wait was not found: %+v", w)
	}
	lag := check(t, trial, CheckSendLag, "")
	if !lag.OK || !lag.Doubt {
		t.Errorf("a lag while CPU was free is a doubt, not the generator's fault: %+v", lag)
	}
}

// found are a result's findings with values of one type.
func found[V Values](r *Result) []V {
	var list []V
	for _, f := range r.Findings {
		if v, ok := f.Values.(V); ok {
			list = append(list, v)
		}
	}
	return list
}

func check(t *testing.T, trial *Trial, kind CheckKind, subject string) Check {
	t.Helper()
	if i := indexOfCheck(trial.Checks, &Check{Kind: kind, Subject: subject}); i >= 0 {
		return trial.Checks[i]
	}
	t.Fatalf("no check %q of %q", kind, subject)
	return Check{}
}

// oddCase is a record in which much is missing, with the check that must say so.
type oddCase struct {
	name    string
	m       samples.Manifest
	r       *memory
	valid   bool
	verdict string
	says    CheckKind
}

func oddCases() []oddCase {
	running := manifest()
	running.State, running.Elapsed = samples.Running, 0
	stopped := manifest()
	stopped.State, stopped.Elapsed, stopped.Load.Offered = samples.Stopped, 20*sec, 2000
	closed := manifest()
	closed.Load = samples.Load{Closed: 4}
	closed.Phases[0].Offered, closed.Phases[1].Offered = 0, 0
	bare := samples.Manifest{Trial: 1, State: samples.Running}
	return []oddCase{
		{"NoHits", manifest(), &memory{}, false, "invalid", CheckHits},
		{"OnlyWarmUp", manifest(), &memory{hits: constant(5*sec, nil)}, false, "invalid", CheckHits},
		{"OneHit", manifest(), &memory{hits: []samples.Hit{hit(6*sec, 5*ms)}}, false, "invalid", CheckSent},
		{"Empty", bare, &memory{}, false, "invalid", CheckHits},
		{"EmptyWithHits", bare, &memory{hits: constant(2*sec, nil)}, false, "invalid", CheckReached},
		{"AllFailures", manifest(), &memory{hits: constant(35*sec, func(_ int, h *samples.Hit) {
			h.Failure, h.Status, h.NStores = samples.Connection, 0, 0
		})}, false, "invalid", CheckFailures},
		{"CutOff", running, &memory{hits: constant(20*sec, nil)}, false, "invalid", CheckReached},
		{"Interrupted", stopped, &memory{hits: constant(20*sec, nil), points: cpuPoints(20*sec, map[string]float64{GeneratorSource: 0.1})}, true, "pass", CheckReached},
		{"Closed", closed, healthy(), true, "pass", ""},
		{"Unreadable", manifest(), &memory{hits: constant(35*sec, nil), fails: errors.New("disk on fire")}, false, "invalid", CheckFiles},
	}
}

// Whatever was recorded, there is a result that says so and no number that is made up.
func TestOddRecords(t *testing.T) {
	for _, c := range oddCases() {
		t.Run(c.name, func(t *testing.T) {
			res, trial := trialOf(t, c.m, c.r)
			if res.Valid != c.valid || res.Verdict != c.verdict {
				t.Errorf("valid %v verdict %s, want %v %s (%v)", res.Valid, res.Verdict, c.valid, c.verdict, res.InvalidReasons)
			}
			said := append(slices.Clone(res.InvalidReasons), res.Warnings...)
			if c.says != "" && !slices.ContainsFunc(said, func(row Check) bool { return row.Kind == c.says }) {
				t.Errorf("%+v do not say %q", said, c.says)
			}
			if !c.valid && len(res.InvalidReasons) == 0 {
				t.Error("invalid without a reason")
			}
			explained(t, res)
			for _, line := range [][]float64{trial.Timeline.P99, trial.Timeline.Sent, trial.Timeline.Max, trial.Timeline.InFlight} {
				if len(line) != len(trial.Timeline.Due) {
					t.Errorf("lines of %d and %d slots", len(line), len(trial.Timeline.Due))
				}
			}
		})
	}
}

// explained reports checks and findings of a result that lack what their words are made of.
func explained(t *testing.T, r *Result) {
	t.Helper()
	for _, c := range slices.Concat(r.Checks, r.InvalidReasons, r.Warnings) {
		if c.Kind == "" || c.Evidence == nil || c.Measured.Unit != c.Limit.Unit && c.Kind != CheckTelemetry {
			t.Errorf("check without kind, evidence or a common unit: %+v", c)
		}
	}
	for _, f := range r.Findings {
		if f.Name == "" || f.Values == nil {
			t.Errorf("finding without name or values: %+v", f)
		}
	}
	if r.Headline.Kind == "" {
		t.Error("no headline")
	}
}
