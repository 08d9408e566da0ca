package analysis

import (
	"slices"
	"testing"
	"time"

	"quintet/bench/samples"
)

// visits is a record in which every tenth hit is a sequence of two sends with 300 ms of thinking between them, all of which succeed.
func visits() (samples.Manifest, *memory) {
	m, r := manifest(), healthy()
	m.Operations, m.Stores = append(m.Operations, "visit"), append(m.Stores, samples.Think)
	var hits []samples.Hit
	for _, h := range r.hits {
		if h.Seq%10 != 0 {
			hits = append(hits, h)
			continue
		}
		first, second := h, hit(h.End+300*ms, 8*ms)
		first.Operation, first.Step = 1, 1
		second.Seq, second.Operation, second.Step = h.Seq, 1, 2
		whole := samples.Hit{Seq: h.Seq, Operation: 2, Due: h.Due, Sent: h.Sent, End: second.End, Status: 200, NStores: 1}
		whole.Stores[0] = samples.StoreTime{Store: 2, Time: 300 * ms}
		hits = append(hits, first, second, whole)
	}
	r.hits = hits
	return m, r
}

// operationNamed is a row of a trial.
func operationNamed(t *testing.T, trial *Trial, name string) Operation {
	t.Helper()
	at := slices.IndexFunc(trial.Operations, func(o Operation) bool { return o.Name == name })
	if at < 0 {
		t.Fatalf("there is no row of %s", name)
	}
	return trial.Operations[at]
}

// A sequence is one hit of the load, its steps are hits of their operation alone, and no check takes either for lost or doubled.
func TestSequencesAreOneHitEach(t *testing.T) {
	m, r := visits()
	m.SLO = append(m.SLO, samples.SLO{Expression: "max(visit) < 400ms", Metric: "max", Operation: "visit", Comparison: "<", Limit: 0.4},
		samples.SLO{Expression: "max(messages.send) < 9ms", Metric: "max", Operation: "messages.send", Comparison: "<", Limit: 0.009})
	m.SLO = append(m.SLO, samples.SLO{Expression: "availability(messages.send) > 99%", Metric: "availability", Operation: "messages.send", Comparison: ">", Limit: 0.99})
	res := analyze(m, r)
	trial := &res.Trials[0]
	if !res.Valid {
		t.Fatalf("the run is not valid: %+v", trial.InvalidReasons())
	}
	if trial.All.Hits != 3000 || trial.Offered != 3000 || trial.All.Steps != 0 {
		t.Errorf("all are %d hits of %d, %d of them steps", trial.All.Hits, trial.Offered, trial.All.Steps)
	}
	visit, send := operationNamed(t, trial, "visit"), operationNamed(t, trial, "messages.send")
	if visit.Hits != 300 || visit.Steps != 0 || visit.Response.P50 < 0.3 || send.Hits != 600 || send.Steps != 600 || send.Response.Max > 0.009 {
		t.Errorf("visits: %d hits with p50 %g; sends: %d hits, %d steps, max %g", visit.Hits, visit.Response.P50, send.Hits, send.Steps, send.Response.Max)
	}
	if think := visit.Stores[PlaceThink]; think < 0.299 || think > 0.301 {
		t.Errorf("users thought for %g s", think)
	}
	for _, o := range trial.SLO[len(trial.SLO)-3:] {
		if !o.OK {
			t.Errorf("%s was measured as %g", o.Expression, o.Measured)
		}
	}
}

// Without Server-Timing the thinking alone does not count as knowing where the time went.
func TestThinkingIsNoStore(t *testing.T) {
	m, r := visits()
	m.Declared = []string{"messages.list"}
	for i := range r.hits {
		if h := &r.hits[i]; h.Operation != 2 {
			h.NStores, h.Stores = 0, [samples.MaxStores]samples.StoreTime{}
		}
	}
	trial := AnalyzeRecord(m, r, Options{})
	for _, c := range trial.Checks {
		if e, ok := c.Evidence.(StoreTimes); ok && (e.Answers != 0 || len(e.Foreign) != 0 || c.Doubt) {
			t.Errorf("the check is %+v", c)
		}
	}
	if last := 35*time.Second + 400*ms; trial.Reached > last.Seconds() {
		t.Errorf("reached %g s", trial.Reached)
	}
}
