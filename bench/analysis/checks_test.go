package analysis

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// Each case breaks one thing of a healthy run and says which check must notice, and how gravely.
func TestChecks(t *testing.T) {
	const (
		held = iota
		doubted
		failed
	)
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
				for metric, used := range map[string]float64{machineBusy: 0.8 + cores/2, machineStolen: cores / 2} {
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
	late := func(h *samples.Hit) { h.Sent, h.End = h.Due+15*ms, h.Due+20*ms }
	for _, c := range []struct {
		name, check string
		change      func(*samples.Manifest, *memory)
		want        int
		says        string
	}{
		{"Healthy", "", func(*samples.Manifest, *memory) {}, held, ""},
		{"StoresTellAll", "store telemetry", telemetry(0), held, ""},
		{"AStoreIsSilentOnce", "store telemetry", telemetry(1), held, ""},
		{"AStoreIsSilent", "store telemetry", telemetry(3), doubted, "neo4j 3 of 40 times"},
		{"AStoreIsSilentUnderAFault", "store telemetry", telemetry(3, samples.Event{At: 19 * sec, Kind: samples.FaultInjected, Name: "kill"},
			samples.Event{At: 30 * sec, Kind: samples.FaultHealed, Name: "kill"}), held, ""},
		{"FailuresBelowTheLimit", "failures", share(99, func(h *samples.Hit) { h.Failure = samples.Status }), held, "297 of 3,000"},
		{"FailuresAboveTheLimit", "failures", share(101, func(h *samples.Hit) { h.Failure = samples.Status }), failed, "wrong status"},
		{"OneMissing", "missing rows", share(1, func(h *samples.Hit) { h.Failure = samples.Missing }), doubted, "3 answers"},
		{"TwoPerMilleMissing", "missing rows", share(2, func(h *samples.Hit) { h.Failure = samples.Content }), failed, "not done"},
		{"Unsent", "hits sent", share(11, func(h *samples.Hit) { h.Failure, h.Sent, h.End = samples.Unsent, h.Due+sec, h.Due+sec }), failed, "2,967 of 3,000"},
		{"NotEvenRecorded", "hits sent", func(m *samples.Manifest, _ *memory) { m.Phases[1].Offered = 3100 }, failed, "3,000 of 3,100"},
		{"AlmostAllSent", "hits sent", func(m *samples.Manifest, _ *memory) { m.Phases[1].Offered = 3020 }, held, ""},
		{"LateWithFreeCPU", "send lag", share(200, late), doubted, "CPU was free"},
		{"LateWithBusyCPU", "send lag", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); cpu(1.2, 0.7)(m, r) }, failed, "did not get the CPU"},
		{"LateBesideOthers", "send lag", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); others(1.1)(m, r) }, failed, "95 % of all cores were in use (1.1 cores by other programs)"},
		{"BesideOthers", "other load", others(0.25), doubted, "took 0.25 core of 2 cores"},
		{"BesideFewOthers", "other load", others(0.15), held, ""},
		{"LateAndUnobserved", "send lag", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); r.points = nil }, failed, "nothing is known"},
		{"LateInAClosedLoop", "", func(m *samples.Manifest, r *memory) {
			m.Load.Closed = 8
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i%5 == 0 {
					late(h)
				}
			})
		}, held, ""},
		{"LooseSLOAllowsLag", "send lag", func(m *samples.Manifest, r *memory) { share(200, late)(m, r); m.SLO[0].Limit = 2 }, held, ""},
		{"GeneratorHeavy", "generator CPU", cpu(0.2, 1.2), doubted, "could not have"},
		{"GeneratorBound", "generator CPU", cpu(0.2, 1.8), failed, "bottleneck"},
		{"GeneratorUnknown", "generator CPU", func(_ *samples.Manifest, r *memory) { r.points = nil }, doubted, "not known"},
		{"NeverScraped", "scrape gaps", func(_ *samples.Manifest, r *memory) { r.points = nil }, doubted, "nothing is known of caches"},
		{"FewGaps", "scrape gaps", gaps(3), doubted, "3 of 74"},
		{"ManyGaps", "scrape gaps", gaps(4), failed, "4 of 74"},
		{"GapsInAFault", "scrape gaps", func(m *samples.Manifest, r *memory) {
			gaps(4)(m, r)
			r.events = []samples.Event{{At: 0, Kind: samples.FaultInjected, Name: "api-1"}, {At: 10 * sec, Kind: samples.FaultHealed, Name: "api-1"}}
		}, held, ""},
		{"TooFewForP999", "hits for p99.9 of all operations", func(m *samples.Manifest, _ *memory) {
			m.SLO = []samples.SLO{{Expression: "p99.9 < 1s", Metric: "p99.9", Quantile: 0.999, Comparison: "<", Limit: 1}}
		}, failed, "needs 3,688 hits, there were 3,000"},
		{"SlowTogether", "hits for p99 of all operations", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i >= 2000 && i < 2060 {
					h.End = h.Due + 50*ms
				}
			})
		}, doubted, "slow together"},
		{"OtherDataSet", "data set", func(m *samples.Manifest, _ *memory) { m.Dataset.Verified = map[string]int64{"users": 9} }, failed, "9 users instead of 10"},
		{"DataSetNotCounted", "data set", func(m *samples.Manifest, _ *memory) { m.Dataset.Verified = nil }, doubted, "did not count"},
		{"ServiceEnded", "services alive", func(_ *samples.Manifest, r *memory) {
			r.events = []samples.Event{{At: 12 * sec, Kind: samples.ServiceExited, Name: "api-1"}}
		}, doubted, "api-1 at 12 s"},
		{"ServiceKilled", "services alive", func(_ *samples.Manifest, r *memory) {
			r.events = []samples.Event{{At: 12*sec - ms, Kind: samples.FaultInjected, Name: "api-1"}, {At: 12 * sec, Kind: samples.ServiceExited, Name: "api-1"}}
		}, held, ""},
		{"Aborted", "run to its end", func(m *samples.Manifest, _ *memory) { m.State, m.Reason = samples.Cut, "p99 at 3 s" }, doubted, "p99 at 3 s"},
		{"StackFailed", "run to its end", func(m *samples.Manifest, _ *memory) { m.State, m.Reason = samples.Failed, "no port" }, failed, "no port"},
		{"NoHitsOfTheOperation", "objective: p99(messages.send) < 1s", func(m *samples.Manifest, _ *memory) {
			m.SLO = append(m.SLO, samples.SLO{Expression: "p99(messages.send) < 1s", Metric: "p99", Quantile: 0.99, Operation: "messages.send", Comparison: "<", Limit: 1})
		}, failed, "had no hits"},
		{"CannotBeSure", "objective: failures < 1%", share(8, func(h *samples.Hit) { h.Failure = samples.Status }), doubted, "The objective failures < 1% holds, but its"},
		{"WarmUpLeft", "steady: steady", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) {
				if i < 1000 {
					h.End = h.Due + 40*ms + time.Duration(i%9)*ms
				}
			})
		}, doubted, "warm-up"},
		{"NeverSteady", "steady: steady", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) { h.End = h.Due + time.Duration(i*i)*time.Microsecond/100 })
		}, doubted, "run it longer"},
		{"Drift", "drift: steady", func(_ *samples.Manifest, r *memory) {
			r.hits = constant(35*sec, func(i int, h *samples.Hit) { h.End += time.Duration(i) * time.Microsecond })
		}, doubted, "drifted by +"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, r := manifest(), healthy()
			c.change(&m, r)
			res, trial := trialOf(t, m, r)
			wellFormed(t, res)
			if c.check == "" {
				if !res.Valid || len(res.Warnings) > 0 {
					t.Fatalf("not healthy: %v %v", res.InvalidReasons, res.Warnings)
				}
				return
			}
			row := check(t, trial, c.check)
			got := map[bool]int{true: held, false: failed}[row.OK]
			if row.OK && row.Doubt {
				got = doubted
			}
			if got != c.want || !strings.Contains(row.Detail, c.says) {
				t.Errorf("got %d, want %d (0 held, 1 doubted, 2 failed), saying %q: %+v", got, c.want, c.says, row)
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
		if row := check(t, &trial, "files whole"); row.OK != c.ok || !strings.Contains(row.Detail, "hits-1.bin breaks off") {
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
			t.Errorf("limit %v: valid %v, want %v (%v)", limit, trial.Valid, valid, trial.InvalidReasons)
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
