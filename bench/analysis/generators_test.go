package analysis

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"quintet/bench/samples"
)

// severalOf has the hits of a record be those of several generators, dealt out in turn, each on a machine of its own that it uses a third of.
func severalOf(m *samples.Manifest, r *memory, n int) {
	for i := range n {
		m.Generators = append(m.Generators, samples.LoadGenerator{Index: i, Host: fmt.Sprint("node-", i), Cores: 3, State: samples.Complete,
			Before: samples.Clock{Offset: time.Second, Uncertainty: 4 * ms}, After: samples.Clock{Offset: time.Second + 2*ms, Uncertainty: 4 * ms}})
	}
	for i := range r.hits {
		r.hits[i].Generator = uint16(r.hits[i].Seq % uint64(n))
	}
	var points []samples.Point
	for _, p := range r.points {
		if p.Series.Source != GeneratorSource {
			points = append(points, p)
			continue
		}
		for i := range n {
			own := p
			own.Series.Source = samples.Source(i)
			points = append(points, own)
		}
	}
	r.points = points
}

// checkOf is the check of a kind of a trial.
func checkOf(t *testing.T, trial *Trial, kind CheckKind) Check {
	t.Helper()
	for _, c := range trial.Checks {
		if c.Kind == kind {
			return c
		}
	}
	t.Fatalf("no check %q among %+v", kind, trial.Checks)
	return Check{}
}

// Each generator has its own hits, CPU, send lag and clock, and the trial is as valid as with one.
func TestSeveralGenerators(t *testing.T) {
	m, r := manifest(), healthy()
	severalOf(&m, r, 3)
	r.hits[3001].Sent += 7 * ms // of generator 1
	trial := AnalyzeRecord(m, r, Options{})
	if !trial.Valid || len(trial.Generators) != 3 {
		t.Fatalf("%d generators, %+v", len(trial.Generators), trial.InvalidReasons())
	}
	hits := uint64(0)
	for i, g := range trial.Generators {
		hits += g.Hits
		if g.Index != i || math.Abs(g.CPU-0.3) > 1e-9 || g.Cores != 3 || g.ClockOffset != 1 || g.ClockUncertainty != 0.004 || g.ClockDrift != 0 {
			t.Errorf("generator %d: %+v", i, g)
		}
		if (math.Abs(g.LagMax-0.007) < 1e-4) != (i == 1) {
			t.Errorf("generator %d was %v s late at most", i, g.LagMax)
		}
	}
	if hits != 3500 || math.Abs(trial.GeneratorCPU-0.9) > 1e-9 {
		t.Errorf("%d hits, %v cores", hits, trial.GeneratorCPU)
	}
	if c := checkOf(t, &trial, CheckGeneratorCPU); !c.OK || c.Doubt || math.Abs(c.Measured.Value-0.3) > 1e-9 {
		t.Errorf("a third of three cores: %+v", c)
	}
}

// A trial in which a generator is lost, late or doubled is invalid, whatever the others did.
func TestGeneratorsThatInvalidate(t *testing.T) {
	for name, change := range map[string]func(g *samples.LoadGenerator){
		"Lost":    func(g *samples.LoadGenerator) { g.State, g.Hits = samples.Failed, 17 },
		"Running": func(g *samples.LoadGenerator) { g.State = samples.Running },
		"Late":    func(g *samples.LoadGenerator) { g.Late = 1500 * ms },
		"Twice":   func(g *samples.LoadGenerator) { g.Twice = true },
	} {
		m, r := manifest(), healthy()
		severalOf(&m, r, 3)
		change(&m.Generators[2])
		trial := AnalyzeRecord(m, r, Options{})
		if c := checkOf(t, &trial, CheckGenerators); c.OK || trial.Valid || c.Measured.Value != 2 || c.Limit.Value != 3 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// A machine of generators that is nearly used up makes a trial invalid, whichever it is. One that is half used takes from the stack only where
// it is the stack's, and then counts before one that is used more and takes nothing from another.
func TestGeneratorsUseMachines(t *testing.T) {
	for name, c := range map[string]struct {
		hosts   []string
		use     []float64 // cores of 3
		outcome string
		want    GeneratorCPU
		used    float64
	}{
		"Elsewhere":         {[]string{"a", "b"}, []float64{2, 1}, "ok", GeneratorCPU{3, 1}, 2},
		"WithTheStack":      {[]string{"a", "stack"}, []float64{2, 1.8}, "doubt", GeneratorCPU{3, 1}, 1.8},
		"TogetherWithIt":    {[]string{"stack", "a", "stack"}, []float64{0.9, 2.2, 0.9}, "doubt", GeneratorCPU{3, 2}, 1.8},
		"UsedUp":            {[]string{"stack", "a", "a"}, []float64{1.8, 1.4, 1.4}, "failed", GeneratorCPU{3, 2}, 2.8},
		"UsedUpAndUnknown":  {[]string{"b", "a"}, []float64{math.NaN(), 2.8}, "failed", GeneratorCPU{3, 1}, 2.8},
		"UnknownOnAMachine": {[]string{"b", "a", "b"}, []float64{0.1, 0.1, math.NaN()}, "doubt", GeneratorCPU{3, 2}, math.NaN()},
	} {
		m, r := manifest(), healthy()
		m.Machine.Hostname = "stack"
		severalOf(&m, r, len(c.hosts))
		for i := range m.Generators {
			m.Generators[i].Host = c.hosts[i]
			r.points = slices.DeleteFunc(r.points, func(p samples.Point) bool {
				return math.IsNaN(c.use[i]) && p.Series.Source == samples.Source(i)
			})
		}
		for k := range r.points {
			for i := range c.use {
				if p := &r.points[k]; p.Series.Source == samples.Source(i) && p.Series.Metric == "process_cpu_seconds_total" {
					p.Value = 7 + c.use[i]*p.At.Seconds()
				}
			}
		}
		trial := AnalyzeRecord(m, r, Options{})
		if use := FindCPUUse(&trial); name == "Elsewhere" && use.Limit != CPULimitNever {
			t.Errorf("%s: cores of other machines use up the stack's: %+v", name, use)
		}
		got := checkOf(t, &trial, CheckGeneratorCPU)
		if used := got.Measured.Value; got.Outcome() != c.outcome || got.Evidence != c.want || !(math.Abs(used-c.used) < 1e-6 || math.IsNaN(used) && math.IsNaN(c.used)) {
			t.Errorf("%s: %s, %+v", name, got.Outcome(), got)
		}
	}
}

// A generator that sends late shows, though its hits are few among all.
func TestOneBadGenerator(t *testing.T) {
	m, r := manifest(), healthy()
	severalOf(&m, r, 500)
	for i := range r.hits {
		if h := &r.hits[i]; h.Generator == 77 {
			h.Sent, h.End = h.Sent+200*ms, h.End+200*ms
		}
	}
	trial := AnalyzeRecord(m, r, Options{})
	if c := checkOf(t, &trial, CheckSendLag); math.Abs(c.Measured.Value-0.2) > 0.01 || c.Evidence.(SendLag).Of != "generator-77" {
		t.Errorf("%+v", c)
	}
	if w := findWait(&trial); w.Late {
		t.Errorf("of all hits it is said that they were late: %+v", w)
	}
}

// Clocks that cannot be compared well, or that moved, are a doubt; so are two that are each known well enough by the coordinator's, and not by
// one another's.
func TestClocksApart(t *testing.T) {
	for name, change := range map[string]func(g *samples.LoadGenerator){
		"Uncertain": func(g *samples.LoadGenerator) { g.Before.Uncertainty = 300 * ms },
		"Moved":     func(g *samples.LoadGenerator) { g.After.Offset += 300 * ms },
		"Together":  func(g *samples.LoadGenerator) { g.Before.Uncertainty = 98 * ms },
	} {
		m, r := manifest(), healthy()
		severalOf(&m, r, 3)
		change(&m.Generators[1])
		trial := AnalyzeRecord(m, r, Options{})
		if c := checkOf(t, &trial, CheckClocks); !c.OK || !c.Doubt || c.Evidence.(Clocks).Index != 1 || !trial.Valid {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// In a closed loop each generator numbers its own hits, some more than others: none is lost, and one that is there twice is found.
func TestNumbersOfClosedLoop(t *testing.T) {
	m, r := manifest(), healthy()
	m.Load = samples.Load{Closed: 5}
	severalOf(&m, r, 2)
	for i := range r.hits {
		h := &r.hits[i]
		h.Generator = uint16(min(1, i%5)) // four of five are of the second generator
		own := uint64(i / 5)
		if h.Generator == 1 {
			own = uint64(i/5*4 + i%5 - 1)
		}
		h.Seq = own*2 + uint64(h.Generator)
	}
	trial := AnalyzeRecord(m, r, Options{})
	if c := checkOf(t, &trial, CheckRecorded); !c.OK {
		t.Errorf("%+v", c)
	}
	r.hits[9].Seq = r.hits[8].Seq
	trial = AnalyzeRecord(m, r, Options{})
	if c := checkOf(t, &trial, CheckRecorded); c.OK || c.Evidence.(Recorded).Twice != 1 || c.Evidence.(Recorded).Lost != 1 {
		t.Errorf("%+v", c)
	}
}
