package analysis

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
)

// troubled are hits of which some fail, are slow, are steps of a sequence or are recorded late, in the order in which they ended.
func troubledHits(rng *rand.Rand, end time.Duration) []samples.Hit {
	return constant(end, func(i int, h *samples.Hit) {
		h.Operation = uint16(i % 2)
		switch rng.IntN(40) {
		case 0:
			h.End = h.Due + time.Duration(rng.Int64N(int64(3*sec)))
		case 1:
			h.Failure, h.Status = samples.Status, 500
		case 2:
			h.Sent = h.Due + 20*ms
			h.End = h.Sent + 30*ms
		case 3:
			h.Step = 1
		}
	})
}

// However a trial was looked at while it went on, in the end its results are those of the analysis of its record, slot by slot.
func TestGrowingSaysWhatTheAnalysisSays(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 18))
		m, r := manifest(), &memory{hits: troubledHits(rng, 35*sec), points: cpuPoints(36*sec, map[string]float64{"api-1": 0.5, GeneratorSource: 0.3})}
		if seed%3 == 1 { // ended early
			m.State, m.Elapsed = samples.Stopped, 20*sec
			r.hits = r.hits[:2000]
		}
		want := AnalyzeRecord(m, r, Options{})
		early := m
		early.Elapsed, early.State = 0, samples.Running
		reached := time.Duration(0)
		if seed%3 == 1 {
			reached = m.Elapsed
		}
		g := NewGrowing(early, reached)
		first, whole := -1, uint64(0)
		for i := range r.hits {
			h := r.hits[i]
			if h.Step == 0 {
				whole++
			}
			if err := g.Hit(&h); err != nil {
				t.Fatal(err)
			}
			if rng.IntN(300) == 0 {
				in := g.At(max(g.Last(), h.Due), nil)
				if first = in.First; in.First > len(in.Timeline.Due) {
					t.Fatalf("seed %d: row %d of %d has changed", seed, in.First, len(in.Timeline.Due))
				}
			}
		}
		in := g.At(m.Elapsed, nil)
		same := []cmp.Option{cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 0)}
		if diff := cmp.Diff(want.Timeline, *in.Timeline, same...); diff != "" {
			t.Errorf("seed %d, looked last from slot %d on: %s", seed, first, diff)
		}
		if diff := cmp.Diff(want.Failed, in.Failed, same...); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
		last := len(want.Phases) - 1
		if diff := cmp.Diff(want.Phases[last], in.Phases[last], same...); diff != "" || in.Phase != last {
			t.Errorf("seed %d, phase %d: %s", seed, in.Phase, diff)
		}
		if in.Hits != whole {
			t.Errorf("seed %d: %d hits, want %d", seed, in.Hits, whole)
		}
		for slot, column := range want.Heatmap.Cells {
			sum, seen := 0.0, 0.0
			for _, n := range column {
				sum += n
			}
			heat := g.Heat(slot)
			for i, n := range heat.Counts {
				seen += n
				for row, bound := range want.Heatmap.Bounds[:len(column)] {
					if bound == heat.Bounds[i] && column[row] != n {
						t.Errorf("seed %d: slot %d has %v hits from %v s on, want %v", seed, slot, n, bound, column[row])
					}
				}
			}
			if sum != seen {
				t.Errorf("seed %d: slot %d has %v hits, want %v", seed, slot, seen, sum)
			}
		}
	}
}

// A trial that is merely not over is not called invalid, interrupted or broken for what is still to come.
func TestSoFar(t *testing.T) {
	m, r := manifest(), &memory{hits: constant(20*sec, nil), points: cpuPoints(20*sec, map[string]float64{"api-1": 0.5, GeneratorSource: 0.3})}
	m.State, m.Elapsed = samples.Running, 0
	m.Faults = []samples.Fault{{Label: "kill api-1", Kind: "kill", At: 30 * sec, For: sec}}
	m.SLO = append(m.SLO, samples.SLO{Expression: "recovery(kill api-1) < 5s", Metric: "recovery", Fault: "kill api-1", Comparison: "<", Limit: 5},
		samples.SLO{Expression: "lost = 0", Metric: "lost", Comparison: "=", Limit: 0})
	r.hits = append(r.hits[:1900], r.hits[1910:]...) // in flight
	trial, open := SoFar(m, r, 20*sec, Options{})
	if !trial.Valid || trial.Manifest.State != samples.Running || len(trial.SLO) != 2 || len(open) != 2 {
		t.Errorf("valid %v for %+v, %s, measured %d, open %v", trial.Valid, trial.InvalidReasons(), trial.Manifest.State, len(trial.SLO), open)
	}
	for _, o := range trial.SLO {
		if !o.OK {
			t.Errorf("%s is broken: %v", o.Expression, o.Measured)
		}
	}
	if res := Combine([]Trial{trial}, nil); res.Verdict != "pass" {
		t.Errorf("verdict %s", res.Verdict)
	}
	broken := &memory{hits: constant(20*sec, func(_ int, h *samples.Hit) { h.End += sec }), points: r.points}
	if trial, _ := SoFar(m, broken, 20*sec, Options{}); Combine([]Trial{trial}, nil).Verdict != "fail" {
		t.Error("what is broken so far is not said")
	}
}

// What may still come decides an objective just as the outlook says: with as many hits beyond the limit as it has room for it holds in the end,
// with one more it does not.
func TestOutlookIsWhatTheEndSays(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 19))
		m := manifest()
		bad := func(h *samples.Hit) {
			h.End += 200 * ms
			h.Failure, h.Status = samples.Status, 500
		}
		rate := []int{30, 90, 110, 400}[rng.IntN(4)]
		hits := constant(35*sec, func(i int, h *samples.Hit) {
			if rng.IntN(rate) == 0 {
				bad(h)
			}
		})
		seen := 600 + rng.IntN(2300)
		early := m
		early.State, early.Elapsed = samples.Running, 0
		trial, _ := SoFar(early, &memory{hits: hits[:seen]}, hits[seen].Due, Options{})
		for _, o := range Outlooks(&trial) {
			if int(o.ToCome) != 3500-seen {
				t.Fatalf("seed %d: %v to come, want %d", seed, o.ToCome, 3500-seen)
			}
			for _, beyond := range []int{int(o.Spare), int(o.Spare) + 1} {
				if beyond < 0 || beyond > 3500-seen {
					continue
				}
				end := constant(35*sec, func(i int, h *samples.Hit) {
					if i < seen {
						*h = hits[i]
					} else if i < seen+beyond {
						bad(h)
					}
				})
				for _, got := range AnalyzeRecord(m, &memory{hits: end}, Options{}).SLO {
					if got.Expression == o.Objective.Expression && got.OK != (beyond == int(o.Spare)) {
						t.Errorf("seed %d: %s with %d of %v that it has room for is %v (%v)", seed, got.Expression, beyond, o.Spare, got.OK, got.Measured)
					}
				}
			}
		}
		if n := len(Outlooks(&trial)); n != 2 {
			t.Fatalf("seed %d: %d outlooks", seed, n)
		}
	}
}
