package words

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// drawSplit makes a trial whose load several generators sent, some with what goes wrong with them.
func drawSplit(seed uint64) *drawn {
	r := rand.New(rand.NewPCG(seed, 22))
	one := func(in int) bool { return r.IntN(in) == 0 }
	s := &system{gamma: 1e5, base: 0.004, failing: []float64{0, 0.002}[r.IntN(2)], failingAt: math.Inf(1), drift: 1, uncached: 1, cpu: 0.4 * r.Float64(), generator: 0, thread: 0.1,
		pool: math.NaN(), evicted: math.NaN(), seconds: 12, observed: true, lookups: 80, ratio: func(float64) float64 { return 0.8 }}
	m := runManifest(r)
	m.Trial, m.Trials, m.Stack = 1, 1, "embedded"
	m.Machine.Hostname = "stack"
	m.Load.Arrivals = []string{"constant", "poisson"}[r.IntN(2)]
	if one(4) {
		m.Configuration = map[string]string{"load.closed": "8"}
		s.gamma = 120
	}
	d := s.play(r, m)
	n := 2 + r.IntN(6)
	if seed == 5 {
		n = 14 // more than a sentence names
	}
	hosts := []string{"stack", "node-1", "node-2"}[:1+r.IntN(3)]
	if one(3) {
		hosts = []string{"node-1", "node-2"}
	}
	for i := range n {
		g := samples.LoadGenerator{Index: i, Host: hosts[r.IntN(len(hosts))], Cores: 2, State: samples.Complete, Late: time.Duration(r.IntN(900)) * time.Millisecond}
		if one(9) {
			g.Host = "" // it did not say
		}
		if g.Host != "stack" {
			g.Cores = 4
		}
		g.Before = samples.Clock{Offset: seconds2(r.NormFloat64()), Uncertainty: seconds2(0.001 + 0.03*r.Float64())}
		g.After = samples.Clock{Offset: g.Before.Offset + seconds2(0.001*r.NormFloat64()), Uncertainty: g.Before.Uncertainty}
		switch {
		case one(8):
			g.Before.Uncertainty = seconds2(0.05 + 0.3*r.Float64())
		case one(8):
			g.After.Offset += seconds2([]float64{-0.4, 0.4}[r.IntN(2)])
		case one(8):
			g.After = samples.Clock{}
		}
		d.m.Generators = append(d.m.Generators, g)
	}
	d.deal(r)
	d.generatorsUse(r)
	if late := uint16(r.IntN(n)); n > 5 && one(2) && d.m.Load.Closed == 0 {
		// So few of all hits that they do not show among them.
		for i := range d.hits {
			if h := &d.hits[i]; h.Generator == late && i%(40*n) < n {
				h.Sent, h.End = h.Sent+30*time.Millisecond, h.End+30*time.Millisecond
			}
		}
	}
	d.spoilGenerators(r, seed)
	if one(3) {
		d.m.Declared = d.m.Operations
	}
	return d
}

// deal gives each hit to a generator: in turn, or at random where arrivals are.
func (d *drawn) deal(r *rand.Rand) {
	n := len(d.m.Generators)
	for i := range d.hits {
		h := &d.hits[i]
		h.Generator = uint16(h.Seq % uint64(n))
		if d.m.Load.Closed == 0 && d.m.Load.Arrivals == "poisson" {
			h.Generator = uint16(r.IntN(n))
		}
	}
}

// generatorsUse has each generator use a share of its machine, and none be the process that leads them.
func (d *drawn) generatorsUse(r *rand.Rand) {
	d.points = slices.DeleteFunc(d.points, func(p samples.Point) bool { return p.Series.Source == analysis.GeneratorSource })
	delete(d.cpu, analysis.GeneratorSource)
	d.generators = make([]float64, len(d.m.Generators))
	share, on := map[string]float64{}, map[string]float64{}
	for _, g := range d.m.Generators {
		if on[g.Host]++; on[g.Host] == 1 {
			share[g.Host] = []float64{0.05, 0.05, 0.3, 0.6, 0.9}[r.IntN(5)]
		}
	}
	for i := range d.m.Generators {
		g := &d.m.Generators[i]
		if d.generators[i] = float64(g.Cores) * share[g.Host] / on[g.Host]; g.Host == "stack" {
			d.generators[i] *= 0.8 // the stack has to run, too
			d.cpu[analysis.GeneratorSource] += d.generators[i]
		}
		if r.IntN(12) == 0 && g.Host != "stack" {
			d.generators[i] = math.NaN()
			continue
		}
		for at := 0.0; at <= d.m.Elapsed.Seconds()+1; at++ {
			for metric, v := range map[string]float64{samples.UpMetric: 1, "process_cpu_seconds_total": 50 + d.generators[i]*at} {
				kind := "counter"
				if metric == samples.UpMetric {
					kind = "gauge"
				}
				d.points = append(d.points, samples.Point{At: seconds2(at), Value: v, Series: samples.Series{Source: samples.Source(i), Metric: metric, Kind: kind}})
			}
		}
	}
}

// spoilGenerators has some be lost, late, or started twice.
func (d *drawn) spoilGenerators(r *rand.Rand, seed uint64) {
	for i := range d.m.Generators {
		g := &d.m.Generators[i]
		if in := r.IntN(12); seed%3 != 0 && seed != 5 {
			continue
		} else if in == 0 || seed == 5 && i < 11 {
			g.State, g.Reason = []samples.State{samples.Failed, samples.Running}[r.IntN(2)], []string{"", "it was ended."}[r.IntN(2)]
			d.hits = slices.DeleteFunc(d.hits, func(h samples.Hit) bool { return int(h.Generator) == i && h.Due > 2*time.Second })
		} else if in == 1 {
			g.Late = seconds2(1.2 + 3*r.Float64())
		} else if in == 2 {
			g.Twice = true
		}
	}
}

// lostHits reports whether a generator was lost, and hits with it.
func (d *drawn) lostHits() bool {
	return slices.ContainsFunc(d.m.Generators, func(g samples.LoadGenerator) bool { return g.State != samples.Complete })
}

// apartAtMost is how far two of the generators' clocks may be apart, and whose clock is known worst, by all pairs of them.
func (d *drawn) apartAtMost(of func(g *samples.LoadGenerator) float64) (apart float64, worst int) {
	for i := range d.m.Generators {
		a := of(&d.m.Generators[i])
		if a > of(&d.m.Generators[worst]) {
			worst = i
		}
		apart = math.Max(apart, a)
		for k := range i {
			apart = math.Max(apart, a+of(&d.m.Generators[k]))
		}
	}
	return apart, worst
}

// knownTo is how well a clock is known: its uncertainty, and what it moved by where that is more than both readings allow.
func knownTo(g *samples.LoadGenerator) float64 {
	return g.Before.Uncertainty.Seconds() + math.Abs(moved(g))
}

func moved(g *samples.LoadGenerator) float64 {
	change := (g.After.Offset - g.Before.Offset).Seconds()
	if g.After == (samples.Clock{}) || math.Abs(change) <= (g.Before.Uncertainty+g.After.Uncertainty).Seconds() {
		return 0
	}
	return change
}

// generatorSaid is how a sentence names a generator, with where it ran and what else is said of it.
func generatorSaid(g *samples.LoadGenerator, more string) string {
	var parts []string
	if g.Host != "" {
		parts = append(parts, "on "+g.Host)
	}
	if more != "" {
		parts = append(parts, more)
	}
	switch len(parts) {
	case 2:
		return fmt.Sprintf("%d (%s: %s)", g.Index, parts[0], parts[1])
	case 1:
		return fmt.Sprintf("%d (%s)", g.Index, parts[0])
	}
	return fmt.Sprint(g.Index)
}
