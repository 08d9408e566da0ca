package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
	"quintet/bench/timeaxis"
)

// checkCase breaks one thing of a healthy run.
type checkCase struct {
	name   string
	change func(*samples.Manifest, *memory)
	// kind and subject are the check that must notice, "" for none; want states how gravely.
	kind     CheckKind
	subject  string
	want     outcome
	evidence Evidence
}

// outcome is what came of a check.
type outcome string

const (
	held    outcome = "held"
	doubted outcome = "doubted"
	failed  outcome = "failed"
)

func outcomeOf(c *Check) outcome {
	switch {
	case !c.OK:
		return failed
	case c.Doubt:
		return doubted
	}
	return held
}

func checkCases() []checkCase {
	share := func(of int, change func(*samples.Hit)) func(*samples.Manifest, *memory) {
		return func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i >= 500 && i%1000 < of {
					change(h)
				}
			})
		}
	}
	cpu := func(api, generator float64) func(*samples.Manifest, *memory) {
		return func(_ *samples.Manifest, r *memory) {
			r.points = cpuPoints(36*sec, map[string]float64{"api-1": api, GeneratorSource: generator})
		}
	}
	// others makes the machine busier than api-1 and the generator, with 0.8 core, make it.
	others := func(cores float64) func(*samples.Manifest, *memory) {
		return func(_ *samples.Manifest, r *memory) {
			for at := time.Duration(0); at <= 36*sec; at += sec {
				for metric, used := range map[string]float64{"machine_cpu_busy_seconds_total": 0.8 + cores/2, "machine_cpu_stolen_seconds_total": cores / 2} {
					r.points = append(r.points, samples.Point{At: at, Value: 1000 + used*at.Seconds(),
						Series: samples.Series{Source: GeneratorSource, Metric: metric, Kind: "counter"}})
				}
			}
		}
	}
	// telemetry has neo4j asked 40 times, of which some fail, and redis, which always answers.
	telemetry := func(missing int, events ...samples.Event) func(*samples.Manifest, *memory) {
		return func(_ *samples.Manifest, r *memory) {
			r.events = append(r.events, events...)
			for i := range 40 {
				for source, up := range map[string]bool{"neo4j": i < 20 || i >= 20+missing, "redis": true} {
					p := samples.Point{At: time.Duration(i) * sec, Series: samples.Series{Source: source, Metric: samples.TelemetryUpMetric, Kind: "gauge"}}
					if up {
						p.Value = 1
					}
					r.points = append(r.points, p)
				}
			}
		}
	}
	// outage is 1.4 s from an instant in which nothing is answered.
	outage := func(from time.Duration) func(*samples.Manifest, *memory) {
		return func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(_ int, h *samples.Hit) {
				if until := from + 1400*ms; h.Due >= from && h.Due < until {
					h.End = until + h.End - h.Due
				}
			})
		}
	}
	late := func(h *samples.Hit) { h.Sent, h.End = h.Due+15*ms, h.Due+20*ms }
	none := func(*samples.Manifest, *memory) {}
	two := GeneratorCPU{Cores: 2}
	return []checkCase{
		{"Healthy", none, "", "", held, nil},
		{"StoresTellAll", telemetry(0), CheckTelemetry, "", held, Telemetry{}},
		{"AStoreIsSilentOnce", telemetry(1), CheckTelemetry, "", held, Telemetry{}},
		{"AStoreIsSilent", telemetry(3), CheckTelemetry, "", doubted, Telemetry{[]MissingTelemetry{{"neo4j", Scrapes{40, 3}}}, false}},
		{"AStoreIsSilentBesideAFault", telemetry(3, samples.Event{At: 31 * sec, Kind: samples.FaultInjected, Name: "kill"},
			samples.Event{At: 32 * sec, Kind: samples.FaultHealed, Name: "kill"}), CheckTelemetry, "", doubted, Telemetry{[]MissingTelemetry{{"neo4j", Scrapes{38, 3}}}, true}},
		{"AStoreIsSilentUnderAFault", telemetry(3, samples.Event{At: 19 * sec, Kind: samples.FaultInjected, Name: "kill"},
			samples.Event{At: 30 * sec, Kind: samples.FaultHealed, Name: "kill"}), CheckTelemetry, "", held, Telemetry{}},
		{"FailuresOfAFault", func(m *samples.Manifest, r *memory) {
			underFault(m, r, 20*sec, 30*sec)
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if h.Due >= 20*sec && h.Due < 30*sec {
					h.Failure = []samples.Failure{samples.Connection, samples.Missing, samples.Unsent}[i%3]
				}
			})
		}, CheckFailures, "", held, Failures{Hits: 1500}},
		{"FailuresBeforeAFault", func(m *samples.Manifest, r *memory) {
			share(300, func(h *samples.Hit) { h.Failure = samples.Status })(m, r)
			underFault(m, r, 20*sec, 30*sec)
		}, CheckFailures, "", failed, nil},
		{"FailuresBelowTheLimit", share(99, func(h *samples.Hit) { h.Failure = samples.Status }), CheckFailures, "", held, Failures{297, 3000, "status", ""}},
		{"FailuresAboveTheLimit", share(101, func(h *samples.Hit) { h.Failure = samples.Status }), CheckFailures, "", failed, Failures{303, 3000, "status", ""}},
		{"OneMissing", share(1, func(h *samples.Hit) { h.Failure = samples.Missing }), CheckMissing, "", doubted, Missing{Answers: 3}},
		{"TwoPerMilleMissing", share(2, func(h *samples.Hit) { h.Failure = samples.Content }), CheckMissing, "", failed, Missing{Answers: 6}},
		{"Unsent", share(11, func(h *samples.Hit) { h.Failure, h.Sent, h.End = samples.Unsent, h.Due+sec, h.Due+sec }), CheckSent, "", failed, Sent{2967, 3000}},
		{"NotEvenRecorded", func(m *samples.Manifest, _ *memory) { m.Phases[1].Offered = 3100 }, CheckSent, "", failed, Sent{3000, 3100}},
		{"AlmostAllSent", func(m *samples.Manifest, _ *memory) { m.Phases[1].Offered = 3020 }, CheckSent, "", held, Sent{3000, 3020}},
		{"GeneratorHasAllItNeeds", none, CheckLimits, "", held, GeneratorLimits{}},
		{"GeneratorOutOfPorts", share(1, func(h *samples.Hit) { h.Failure, h.Cause = samples.Generator, samples.NoPorts }), CheckLimits, "", failed,
			GeneratorLimits{map[string]uint64{"out of local ports": 3}}},
		{"LateWithFreeCPU", share(200, late), CheckSendLag, "", doubted, SendLag{Busy: 0.4}},
		{"LateWithBusyCPU", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); cpu(1.2, 0.7)(m, r) }, CheckSendLag, "", failed, SendLag{Busy: 0.95}},
		{"LateBesideOthers", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); others(1.1)(m, r) }, CheckSendLag, "", failed, SendLag{Busy: 0.95, Others: 1.1}},
		{"BesideOthers", others(0.25), CheckOtherLoad, "", doubted, OtherLoad{2}},
		{"BesideFewOthers", others(0.15), CheckOtherLoad, "", held, OtherLoad{2}},
		{"LateAndUnobserved", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); r.points = nil }, CheckSendLag, "", failed, SendLag{Busy: math.NaN()}},
		{"LateInAClosedLoop", func(m *samples.Manifest, r *memory) {
			m.Load.Closed = 8
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i%5 == 0 {
					late(h)
				}
			})
		}, "", "", held, nil},
		{"LooseSLOAllowsLag", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); m.SLO[0].Limit = 2 }, CheckSendLag, "", held, SendLag{Busy: 0.4}},
		{"GeneratorHeavy", cpu(0.2, 1.2), CheckGeneratorCPU, "", doubted, two},
		{"GeneratorBound", cpu(0.2, 1.8), CheckGeneratorCPU, "", failed, two},
		{"GeneratorUnknown", func(_ *samples.Manifest, r *memory) {
			r.points = slices.DeleteFunc(r.points, func(p samples.Point) bool { return p.Series.Source == GeneratorSource })
		}, CheckGeneratorCPU, "", doubted, two},
		{"NeverScraped", func(_ *samples.Manifest, r *memory) { r.points = nil }, CheckScrapes, "", failed, Scrapes{34, 34}},
		{"EndedBeforeItsFirstScrape", func(m *samples.Manifest, r *memory) {
			m.State, m.Elapsed, m.Load.Offered, r.points = samples.Stopped, 500*ms, 50, nil
			m.Phases[0].End, m.Phases[1].Start, m.SLO = 0, 0, nil
			r.hits = constant(500*ms, nil)
		}, CheckScrapes, "", doubted, Scrapes{}},
		{"PointsCutAtABlock", func(_ *samples.Manifest, r *memory) {
			r.points = slices.DeleteFunc(r.points, func(p samples.Point) bool { return p.At > 30*sec })
		}, CheckScrapes, "", failed, Scrapes{70, 8}},
		{"LastScrapeLost", func(_ *samples.Manifest, r *memory) {
			r.points = slices.DeleteFunc(r.points, func(p samples.Point) bool { return p.At > 33*sec })
		}, CheckScrapes, "", doubted, Scrapes{70, 2}},
		{"EachHitOnce", none, CheckRecorded, "", held, Recorded{}},
		{"HitsTwice", func(_ *samples.Manifest, r *memory) { r.hits = append(r.hits, constant(35*sec, nil)...) }, CheckRecorded, "", failed, Recorded{Twice: 3500}},
		{"OneHitTwice", func(_ *samples.Manifest, r *memory) { r.hits = append(r.hits, r.hits[700]) }, CheckRecorded, "", failed, Recorded{Twice: 1}},
		{"OneHitLost", func(_ *samples.Manifest, r *memory) { r.hits = slices.Delete(r.hits, 700, 701) }, CheckRecorded, "", failed, Recorded{Lost: 1}},
		{"LastHitLost", func(_ *samples.Manifest, r *memory) { r.hits = r.hits[:3499] }, CheckRecorded, "", failed, Recorded{Lost: 1}},
		{"MoreThanOffered", func(m *samples.Manifest, _ *memory) { m.Load.Offered = 3400 }, CheckRecorded, "", failed, Recorded{}},
		{"OneHitOfAClosedLoopLost", func(m *samples.Manifest, r *memory) {
			m.Load.Closed, m.Load.Offered = 8, 0
			r.hits = slices.Delete(r.hits, 700, 701)
		}, CheckRecorded, "", failed, Recorded{Lost: 1}},
		{"ClosedLoop", func(m *samples.Manifest, _ *memory) { m.Load.Closed, m.Load.Offered = 8, 0 }, CheckRecorded, "", held, Recorded{}},
		{"FewGaps", gaps(3), CheckScrapes, "", doubted, Scrapes{74, 3}},
		{"ManyGaps", gaps(4), CheckScrapes, "", failed, Scrapes{74, 4}},
		{"GapsInAFault", func(m *samples.Manifest, r *memory) {
			gaps(4)(m, r)
			r.events = []samples.Event{{At: 0, Kind: samples.FaultInjected, Name: "api-1"}, {At: 10 * sec, Kind: samples.FaultHealed, Name: "api-1"}}
		}, CheckScrapes, "", held, nil},
		{"TooFewForP999", func(m *samples.Manifest, _ *memory) {
			m.SLO = []samples.SLO{{Expression: "p99.9 < 1s", Metric: "p99.9", Quantile: 0.999, Comparison: "<", Limit: 1}}
		}, CheckSample, "p99.9", failed, nil},
		{"SlowTogether", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i >= 2000 && i < 2060 {
					h.End = h.Due + 50*ms
				}
			})
		}, CheckSample, "p99", doubted, nil},
		{"OtherDataSet", func(m *samples.Manifest, _ *memory) { m.Dataset.Verified = map[string]int64{"users": 9} }, CheckDataset, "", failed,
			Dataset{true, []Mismatch{{"users", 9, 10}}}},
		{"DataSetNotCounted", func(m *samples.Manifest, _ *memory) { m.Dataset.Verified = nil }, CheckDataset, "", doubted, Dataset{}},
		{"AStoreLongerThanItsRequest", share(1, func(h *samples.Hit) { h.Stores[0].Time = 50 * sec }), CheckStoreTimes, "", doubted,
			StoreTimes{Answers: 3000, Store: "sqlite", Time: 50, Request: 0.004}},
		{"AStoreAsLongAsItsRequest", share(1, func(h *samples.Hit) { h.Stores[0].Time, h.Stores[1].Time = h.Service()+time.Microsecond, 0 }), CheckStoreTimes, "", held,
			StoreTimes{Answers: 3000}},
		{"ATimeOfNoStore", func(m *samples.Manifest, r *memory) {
			m.Stores, m.Services = []string{"sqlite", "app", "total"}, []samples.Service{{Name: "sqlite"}}
			share(1, func(h *samples.Hit) { h.Stores[2], h.NStores = samples.StoreTime{Store: 2, Time: h.Service()}, 3 })(m, r)
		}, CheckStoreTimes, "", doubted, StoreTimes{Answers: 3000, Foreign: []string{"total"}}},
		{"ServiceEnded", func(_ *samples.Manifest, r *memory) {
			r.events = []samples.Event{{At: 12 * sec, Kind: samples.ServiceExited, Name: "api-1"}}
		}, CheckServices, "", doubted, Services{[]Exit{{"api-1", 12}}}},
		{"ServiceKilled", func(_ *samples.Manifest, r *memory) {
			r.events = []samples.Event{{At: 12*sec - ms, Kind: samples.FaultInjected, Name: "api-1"}, {At: 12 * sec, Kind: samples.ServiceExited, Name: "api-1"}}
		}, CheckServices, "", held, Services{}},
		{"FaultsHeld", faulted(samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultServing), CheckFaults, "", held, FaultsHeld{Due: 1}},
		{"CommandsEnded", func(m *samples.Manifest, r *memory) {
			faulted(samples.FaultInjected, samples.FaultEffective, samples.FaultHealed)(m, r)
			m.Faults[0].Kind, m.Faults[0].Commands = "exec", map[string]string{"inject": "./break.sh"}
		}, CheckFaults, "", held, FaultsHeld{Due: 1, Commands: 1}},
		{"FaultWithoutEffect", faulted(samples.FaultInjected, samples.FaultFailed, samples.FaultHealed), CheckFaults, "", failed,
			FaultsHeld{Due: 1, Without: []FaultTrouble{{"kill redis", 12, "why"}}}},
		{"FaultNeverInjected", faulted(), CheckFaults, "", failed, FaultsHeld{Due: 1, Without: []FaultTrouble{{"kill redis", 12, ""}}}},
		{"FaultNotOver", faulted(samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultFailed), CheckFaults, "", doubted,
			FaultsHeld{Due: 1, Lingering: []FaultTrouble{{"kill redis", 12, "why"}}}},
		{"Aborted", func(m *samples.Manifest, _ *memory) { m.State, m.Reason = samples.Cut, "p99 at 3 s" }, CheckReached, "", doubted, Reached{samples.Cut, "p99 at 3 s", true}},
		{"StackFailed", func(m *samples.Manifest, _ *memory) { m.State, m.Reason = samples.Failed, "no port" }, CheckReached, "", failed, Reached{samples.Failed, "no port", true}},
		{"NoHitsOfTheOperation", func(m *samples.Manifest, _ *memory) {
			m.SLO = append(m.SLO, samples.SLO{Expression: "p99(messages.send) < 1s", Metric: "p99", Quantile: 0.99, Operation: "messages.send", Comparison: "<", Limit: 1})
		}, CheckObjective, "p99(messages.send) < 1s", failed, nil},
		{"CannotBeSure", share(8, func(h *samples.Hit) { h.Failure = samples.Status }), CheckObjective, "failures < 1%", doubted, nil},
		// However an outage of 1.4 s lies on the slots, the phase was not steady from its beginning.
		{"OutageOnASlot", outage(20 * sec), CheckSteady, "steady", doubted, Steadiness{From: 5, Outage: Outage{Extreme{20, 0, 100}, Extreme{20, 0.90177536, 0.004882432}}}},
		{"OutageBetweenSlots", outage(20*sec + 500*ms), CheckSteady, "steady", doubted, Steadiness{From: 5, Outage: Outage{Slowest: Extreme{21, 0.404750336, 0.004882432}}}},
		{"OutageByAFault", func(m *samples.Manifest, r *memory) {
			outage(20*sec)(m, r)
			r.events = []samples.Event{{At: 20 * sec, Kind: samples.FaultInjected, Name: "pause"}}
		}, CheckSteady, "steady", held, Steadiness{From: 5, Outage: Outage{Extreme{20, 0, 100}, Extreme{20, 0.90177536, 0.004882432}}}},
		{"WarmUpLeft", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i < 1000 {
					h.End = h.Due + 40*ms + time.Duration(i%9)*ms
				}
			})
		}, CheckSteady, "steady", doubted, Steadiness{From: 10}},
		{"NeverSteady", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i%20 == 0 {
					h.End += time.Duration(i*i) * time.Microsecond / 100
				}
			})
		}, CheckSteady, "steady", doubted, nil},
		{"LedgerRead", ledger(&samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 9}}), CheckLedger, "", held, nil},
		{"LedgerNotRead", without(ledger(nil)), CheckLedger, "", doubted, ReadBack{}},
		{"LedgerReadInPart", ledger(&samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 8, Unchecked: 1}}), CheckLedger, "", doubted, nil},
		{"LedgerReadWithTrouble", ledger(&samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 9}, Reason: "the stores are away"}), CheckLedger, "", doubted, nil},
		{"LostUnknown", ledger(nil), CheckObjective, "lost = 0", failed, nil},
		{"LostUncertain", ledger(&samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 8, Unchecked: 1}}), CheckObjective, "lost = 0", doubted, nil},
		{"Drift", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				h.End += time.Duration(1.7 * math.Exp(-float64(max(0, i-500))/600) * float64(ms))
			})
		}, CheckDrift, "steady", doubted, nil},
		{"ColdEngine", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				h.End += time.Duration(10.5 * math.Exp(-float64(max(0, i-500))/600) * float64(ms))
			})
		}, CheckDrift, "steady", failed, nil},
		{"WarmUpUntilSteady", func(m *samples.Manifest, _ *memory) {
			m.Phases[0].UntilSteady = &samples.UntilSteady{AtLeast: 2 * sec, AtMost: 60 * sec, Steady: true}
		}, CheckWarmUp, "warm-up", held, WarmUp{true}},
		{"WarmUpNeverSteady", func(m *samples.Manifest, _ *memory) {
			m.Phases[0].UntilSteady = &samples.UntilSteady{AtLeast: 2 * sec, AtMost: 5 * sec}
		}, CheckWarmUp, "warm-up", doubted, WarmUp{}},
	}
}

// ledger is a trial that kept a ledger and was to lose nothing.
func ledger(found *samples.Ledger) func(*samples.Manifest, *memory) {
	return func(m *samples.Manifest, _ *memory) {
		m.Ledger, m.ReadBack = true, found
		m.SLO = append(m.SLO, samples.SLO{Expression: "lost = 0", Metric: "lost", Comparison: "=", Limit: 0})
	}
}

// without takes the objectives off a trial.
func without(change func(*samples.Manifest, *memory)) func(*samples.Manifest, *memory) {
	return func(m *samples.Manifest, r *memory) {
		change(m, r)
		m.SLO = nil
	}
}

// Each check notices what it is there for, as gravely as it must.
func TestChecks(t *testing.T) {
	for _, c := range checkCases() {
		t.Run(c.name, func(t *testing.T) {
			m, r := manifest(), healthy()
			c.change(&m, r)
			res, trial := trialOf(t, m, r)
			explained(t, res)
			if c.kind == "" {
				if !res.Valid || len(res.Warnings) > 0 {
					t.Fatalf("not healthy: %v %v", res.InvalidReasons, res.Warnings)
				}
				return
			}
			row := check(t, trial, c.kind, c.subject)
			if got := outcomeOf(&row); got != c.want {
				t.Errorf("%s, want %s: %+v", got, c.want, row)
			}
			if diff := cmp.Diff(c.evidence, row.Evidence, near, cmpopts.EquateNaNs()); c.evidence != nil && diff != "" {
				t.Error(diff)
			}
			if res.Valid == (c.want == failed) {
				t.Errorf("valid %v: %v", res.Valid, res.InvalidReasons)
			}
			if c.want == failed && res.Verdict != "invalid" {
				t.Errorf("verdict %s, want invalid", res.Verdict)
			}
		})
	}
}

// gaps makes the API's first n scrapes from 2 s on fail.
func gaps(n int) func(*samples.Manifest, *memory) {
	return func(_ *samples.Manifest, r *memory) {
		for i := range r.points {
			p := &r.points[i]
			if p.Series.Source == "api-1" && p.Series.Metric == samples.UpMetric && p.At >= 2*sec && p.At < time.Duration(2+n)*sec {
				p.Value = 0
			}
		}
	}
}

// A torn record is expected of a trial that was cut off and damning in one that says it is complete.
func TestTornFiles(t *testing.T) {
	for _, c := range []struct {
		state samples.State
		ok    bool
	}{{samples.Complete, false}, {samples.Running, true}} {
		m := manifest()
		m.State = c.state
		r := healthy()
		r.fails = errors.New("hits-1.bin breaks off in the block at byte 100")
		trial := AnalyzeRecord(m, r, Options{})
		if row := check(t, &trial, CheckFiles, ""); row.OK != c.ok || row.Evidence != (Files{"hits", "hits-1.bin breaks off in the block at byte 100"}) {
			t.Errorf("%s: %+v", c.state, row)
		}
	}
}

func TestLimitsCanBeSet(t *testing.T) {
	r := healthy()
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		if i%10 == 0 {
			h.Failure = samples.Status
		}
	})
	for limit, valid := range map[float64]bool{0.09: false, 0.11: true} {
		if trial := AnalyzeRecord(manifest(), r, Options{Limits: Limits{Failures: limit}}); trial.Valid != valid {
			t.Errorf("limit %v: valid %v, want %v (%v)", limit, trial.Valid, valid, trial.InvalidReasons())
		}
	}
}

// The default failure limit follows the scenario's own objective.
func TestFailureLimit(t *testing.T) {
	for slo, want := range map[float64]float64{0: 0.05, 0.001: 0.05, 0.01: 0.1, 0.3: 0.5} {
		limits := LimitsFor([]samples.SLO{{Metric: "failures", Comparison: "<", Limit: slo}})
		if got := fmt.Sprintf("%.3f", limits.Failures); got != fmt.Sprintf("%.3f", want) {
			t.Errorf("failures < %v: limit %s, want %v", slo, got, want)
		}
	}
}

// faulted is a trial with a fault at 12 s, of which these events were recorded, and one that was not due before the load ended.
func faulted(kinds ...samples.EventKind) func(*samples.Manifest, *memory) {
	return func(m *samples.Manifest, r *memory) {
		m.Faults = []samples.Fault{{Label: "kill redis", At: 12 * sec, For: sec}, {Label: "pause redis", At: m.Elapsed}}
		for i, kind := range kinds {
			e := samples.Event{At: 12*sec + time.Duration(i)*ms, Kind: kind, Name: "kill redis", Fault: 1}
			if kind == samples.FaultFailed {
				e.Detail = "why"
			}
			r.events = append(r.events, e)
		}
	}
}

// A service that a fault took away is missed until it serves again, and one fault's end does not end another.
func TestFaultSpans(t *testing.T) {
	spans := faultSpans([]samples.Event{
		{At: 1 * sec, Kind: samples.FaultInjected, Fault: 1}, {At: 2 * sec, Kind: samples.FaultInjected, Fault: 2},
		{At: 3 * sec, Kind: samples.FaultHealed, Fault: 2}, {At: 5 * sec, Kind: samples.FaultHealed, Fault: 1},
		{At: 9 * sec, Kind: samples.FaultServing, Fault: 1}, {At: 20 * sec, Kind: samples.FaultInjected, Fault: 3},
	})
	want := []timeaxis.Span{{Start: 1 * sec, End: 10 * sec}, {Start: 2 * sec, End: 4 * sec}, {Start: 20 * sec, End: math.MaxInt64}}
	if !slices.Equal(spans, want) {
		t.Errorf("found %v, want %v", spans, want)
	}
}
