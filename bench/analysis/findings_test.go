package analysis

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// rush adds a phase of 20 s after the steady one.
func rush(m *samples.Manifest) {
	m.Phases = append(m.Phases, samples.Phase{Name: "rush", Shape: "spike", Start: 35 * sec, End: 55 * sec, Measure: true, Offered: 2000})
	m.Elapsed = 55 * sec
}

// slowBetween makes hits due in a stretch so many times as slow.
func slowBetween(end, from, to time.Duration, times float64) []samples.Hit {
	return constant(end, func(_ int, h *samples.Hit) {
		if h.Due >= from && h.Due < to {
			seq := h.Seq
			*h = hit(h.Due, time.Duration(times*float64(h.End-h.Due)))
			h.Seq = seq
		}
	})
}

func TestFindPhases(t *testing.T) {
	for _, c := range []struct {
		name string
		hits []samples.Hit
		rush bool
		want Values
	}{
		{"DoublesAndRecovers", slowBetween(55*sec, 35*sec, 38*sec, 2), true, PhaseRise{"rush", 0.0059, 0.0116, true, Recovered, 3}},
		{"TriplesAndStays", slowBetween(55*sec, 35*sec, 55*sec, 3), true, PhaseRise{"rush", 0.0059, 0.0177, true, NotRecovered, 0}},
		{"RisesLate", slowBetween(55*sec, 45*sec, 48*sec, 3), true, PhaseRise{"rush", 0.0059, 0.0171, false, Recovered, 13}},
		{"RecoversAtTheVeryEnd", slowBetween(55*sec, 35*sec, 53*sec, 7), true, PhaseRise{"rush", 0.0059, 0.0413, true, RecoveredAtEnd, 0}},
		{"Falls", slowBetween(55*sec, 0, 35*sec, 4), true, PhaseFall{"rush", 0.0236, 0.0059}},
		{"NothingNotable", constant(55*sec, nil), true, PhasesAlike{0.0059, 0.0059, true}},
		{"OnePhaseEven", constant(35*sec, nil), false, P99OverTime{P99: 0.0059, Typical: 0.0059, Worst: 0.0059, WorstAt: 5, Slot: 1, Even: true}},
		{"OnePhasePeak", slowBetween(35*sec, 20*sec, 21*sec, 10), false, P99OverTime{P99: 0.053, Typical: 0.0059, Worst: 0.059, WorstAt: 20, Slot: 1, Peaks: true}},
		{"OnePhaseShort", constant(7*sec, nil), false, P99OverTime{P99: 0.0059, Typical: 0.0059, Worst: 0.0059, WorstAt: 5, Slot: 1, Short: true, Even: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := manifest()
			if c.rush {
				rush(&m)
			}
			m.Elapsed = min(m.Elapsed, c.hits[len(c.hits)-1].Due+10*ms)
			res, trial := trialOf(t, m, &memory{hits: c.hits})
			var got []Values
			for _, f := range res.Findings {
				if f.Name == "phases" {
					got = append(got, f.Values)
				}
			}
			// The timeline has two digits, so allow what it rounds.
			if diff := cmp.Diff([]Values{c.want}, got, cmpopts.EquateApprox(0.02, 0)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(got, trial.Captions["latency"]); diff != "" {
				t.Errorf("the caption says something else: %s", diff)
			}
		})
	}
}

func TestFindTailAndOperations(t *testing.T) {
	m := manifest()
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		if i%20 == 3 {
			h.Operation = 1
		}
		if i%100 == 43 {
			h.End = h.Due + 90*ms
			h.Stores[0].Time, h.Stores[1].Time = 80*ms, 5*ms
		}
	})}
	res, _ := trialOf(t, m, r)
	close := cmpopts.EquateApprox(0.01, 0)
	if diff := cmp.Diff([]TailTime{{Hits: 30, Of: 3000, From: 0.09, Explains: true, Largest: TailPlace{"sqlite", 8.0 / 9, Interval{8.0 / 9, 8.0 / 9}, 0.644, 0.08, 0.00374}}}, found[TailTime](res), close); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]TailOperation{{"messages.send", 1, 0.05, 0.01}}, found[TailOperation](res), close); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]SlowestOperation{{Operation: "messages.send", P99: 0.09, AllP99: 0.00592, MinHits: 100, Place: "sqlite", Share: 8.0 / 9, TailHits: 30}}, found[SlowestOperation](res), close); diff != "" {
		t.Error(diff)
	}
}

func TestFindFailed(t *testing.T) {
	r := healthy()
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		if i >= 500 && i%100 < 2 {
			h.Failure, h.Status = samples.Timeout, 0
			if i%100 == 1 {
				h.Failure, h.Operation = samples.Status, 1
			}
			if i%1000 == 1 {
				h.Failure, h.Operation = samples.Timeout, 0
			}
		}
	})
	r.events = []samples.Event{
		{Kind: samples.FailureExample, Name: "messages.list", Detail: "timeout: GET /messages/1 -> no answer in 10s"},
		{Kind: samples.FailureExample, Name: "messages.send", Detail: "status: POST /messages -> 503"},
		{Kind: samples.PhaseBegan, Name: "steady"},
	}
	res, trial := trialOf(t, manifest(), r)
	want := Failed{Failures: 60, Hits: 3000, Class: "timeout", ClassCount: 33, Operation: "messages.list", OperationCount: 33}
	if diff := cmp.Diff([]Failed{want}, found[Failed](res)); diff != "" {
		t.Error(diff)
	}
	if got := trial.Failed[0].Examples; !slices.Equal(got, []string{"messages.list GET /messages/1 -> no answer in 10s"}) {
		t.Errorf("examples %q", got)
	}
}

// A run's findings come from every row of the table, in order.
func TestEveryAnalysisSpeaks(t *testing.T) {
	m := manifest()
	m.Ledger, m.ReadBack = true, &samples.Ledger{}
	r := healthy()
	for i := range r.hits {
		r.hits[i].Operation = uint16(i % 2)
	}
	res, trial := trialOf(t, m, r)
	var names []string
	for _, f := range res.Findings {
		if len(names) == 0 || names[len(names)-1] != f.Name {
			names = append(names, f.Name)
		}
		if f.Figure != "" && !slices.Contains(FigureNames(), f.Figure) {
			t.Errorf("%s points to figure %q, which nobody draws", f.Name, f.Figure)
		}
	}
	var want []string
	for _, a := range analyses {
		if a.name == "durability" {
			continue // no server ended
		}
		if len(want) == 0 || want[len(want)-1] != a.name {
			want = append(want, a.name)
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("findings of %v, want %v", names, want)
	}
	explained(t, res)
	// Without scraped metrics those figures have nothing to say; the others have.
	for _, name := range []string{"percentiles", "curve", "latency", "heatmap", "rates", "stores", "cpu", "failures"} {
		if len(trial.Captions[name]) == 0 {
			t.Errorf("no caption for %s", name)
		}
	}
	for _, name := range []string{"cache", "storage", "storelatency", "memory", "gc"} {
		if values := trial.Captions[name]; len(values) > 0 {
			t.Errorf("%s has no data but says %+v", name, values)
		}
	}
}

func TestHeadlines(t *testing.T) {
	slow := &memory{hits: slowBetween(35*sec, 5*sec, 35*sec, 40), points: cpuPoints(36*sec, nil)}
	operation := samples.SLO{Expression: "p90(messages.list) < 1ms", Metric: "p90", Quantile: 0.9, Operation: "messages.list", Comparison: "<", Limit: 0.001}
	for _, c := range []struct {
		name      string
		change    func(*samples.Manifest)
		r         *memory
		want      HeadlineKind
		objective string
		broken    int
	}{
		{"Holds", func(*samples.Manifest) {}, healthy(), HeadlineHeld, "p99 < 100ms", 0},
		{"Breaks", func(*samples.Manifest) {}, slow, HeadlineBroken, "p99 < 100ms", 1},
		{"BreaksItsOnly", func(m *samples.Manifest) { m.SLO = []samples.SLO{operation} }, healthy(), HeadlineBroken, operation.Expression, 1},
		{"NoSLO", func(m *samples.Manifest) { m.SLO = nil }, healthy(), HeadlineNoObjectives, "", 0},
		{"Invalid", func(m *samples.Manifest) { m.State, m.Reason = samples.Failed, "no free port" }, healthy(), HeadlineInvalid, "p99 < 100ms", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := manifest()
			c.change(&m)
			res, _ := trialOf(t, m, c.r)
			if h := res.Headline; h.Kind != c.want || h.Objective.Expression != c.objective || h.Broken != c.broken || res.DecidingTrial() == nil {
				t.Errorf("%+v, want %s of %q with %d broken", h, c.want, c.objective, c.broken)
			}
		})
	}
}

// What is noticed over the slots of a trial of three seconds, the second of which is the worst.
func TestCaptionsOfSlots(t *testing.T) {
	trial := &Trial{SendLag: Quantiles{P99: 0.001, Max: 0.02}}
	trial.Timeline = Timeline{Width: 1, Due: make([]float64, 3), InFlight: []float64{1, 7, 2}, ByOperation: map[string][]float64{
		"users.get": {0.01, 0.02, math.NaN()}, "messages.list": {0.005, 0.03, 0.01}}, Stores: map[string][]float64{"sqlite": {0.001, 0.004, 0}, PlaceAPI: {0.002, 0.003, 0}}}
	trial.Storage.Sizes = []SizeClass{
		{Operation: "files.download", Class: "small", Hits: 50, Response: Quantiles{P50: 0.001}}, {Operation: "files.download", Class: "rare", Hits: 19, Response: Quantiles{P50: 1}},
		{Operation: "files.download", Class: "large", Hits: 50, Response: Quantiles{P50: 0.004}}, {Operation: "files.upload", Class: "small", Hits: 50, Response: Quantiles{P50: 0.1}},
	}
	for name, want := range map[string]Values{
		"operations": SlowestSlot{"messages.list", 0.03, 1, 1}, "inflight": InFlight{7, 2, 1}, "sendlag": Lateness{0.001, 0.02},
		"storetime": LongestSlot{At: 1, Mean: 0.007, Place: "sqlite", Share: 4.0 / 7}, "filesizes": SizeGrowth{trial.Storage.Sizes[0], trial.Storage.Sizes[2]},
	} {
		i := slices.Index(FigureNames(), name)
		if diff := cmp.Diff([]Values{want}, captions[i].of(trial), near); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if got := captions[i].of(&Trial{Manifest: samples.Manifest{Load: samples.Load{Closed: 4}}}); len(got) > 0 {
			t.Errorf("%s of a closed loop without hits: %+v", name, got)
		}
	}
}

// TestFindDurability: a server that acknowledges before its log is on disk, and ended in whatever way.
func TestFindDurability(t *testing.T) {
	periodic := Durability{Store: "Log", Setting: "log.sync", Value: "periodic", Default: true, Kill: 0.2, PowerFailure: 10}
	batch := Durability{Store: "Log", Setting: "log.sync", Value: "batch"}
	exited := func(name string) samples.Event {
		return samples.Event{At: 10 * sec, Kind: samples.ServiceExited, Name: name}
	}
	var none samples.Fault
	injected := samples.Event{At: 10 * sec, Kind: samples.FaultInjected, Fault: 1}
	for name, c := range map[string]struct {
		event samples.Event
		fault samples.Fault
		value string
		want  []Values
	}{
		"ExitedByItself": {exited("log-2"), none, "", []Values{periodic}},
		"SetAsByDefault": {exited("log-2"), none, "periodic", []Values{periodic}},
		"Batch":          {exited("log-1"), none, "batch", []Values{batch}},
		"Killed":         {injected, samples.Fault{Kind: "kill", Services: []string{"log-1"}}, "", []Values{periodic}},
		"Restarted":      {injected, samples.Fault{Kind: "restart", Services: []string{"cache", "log"}}, "", []Values{periodic}},
		"Paused":         {injected, samples.Fault{Kind: "pause", Services: []string{"log-1"}}, "", nil},
		"AnotherKilled":  {injected, samples.Fault{Kind: "kill", Services: []string{"cache"}}, "", nil},
		"OfNoFault":      {samples.Event{At: 10 * sec, Kind: samples.FaultInjected}, none, "", nil},
		"OfUnknownFault": {samples.Event{At: 10 * sec, Kind: samples.FaultInjected, Fault: 9}, none, "", nil},
		"AnotherExited":  {exited("logger"), none, "", nil},
		"NotANode":       {exited("log-x"), none, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := manifest()
			m.Faults = []samples.Fault{c.fault}
			m.Backends = append(m.Backends, telemetry.Backend{Name: "log", Title: "Log", Durability: &telemetry.Durability{
				Setting: "log.sync", Default: "periodic", Unsynced: map[string]telemetry.Unsynced{"periodic": {Kill: 200 * ms, PowerFailure: 10 * sec}},
			}}, telemetry.Backend{Name: "cache", Title: "Cache"})
			if c.value != "" {
				m.Settings = map[string]string{"log.sync": c.value}
			}
			res, _ := trialOf(t, m, &memory{hits: constant(35*sec, nil), events: []samples.Event{c.event}})
			var got []Values
			for _, f := range res.Findings {
				if f.Name == "durability" {
					got = append(got, f.Values)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
