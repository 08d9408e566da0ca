package analysis

import (
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// Generator is what is known of one of several generators.
type Generator struct {
	// Index counts from 0.
	Index int    `json:"index"`
	Host  string `json:"host"`
	// State is complete, interrupted when the load was ended early, or failed, for which Reason is why.
	State  samples.State `json:"state"`
	Reason string        `json:"reason,omitempty"`
	// Hits is how many it recorded, in all phases; a sequence is one.
	Hits uint64 `json:"hits"`
	// LagP99 and LagMax are of its sent - due, in seconds.
	LagP99 float64 `json:"send_lag_p99"`
	LagMax float64 `json:"send_lag_max"`
	// CPU is its mean use in cores of the Cores of its machine, NaN when it was not observed.
	CPU   float64 `json:"cpu"`
	Cores int     `json:"cores"`
	// Late is how many seconds after the common start it began. Twice says that another process came with its index, and was turned away.
	Late  float64 `json:"late"`
	Twice bool    `json:"twice,omitempty"`
	// ClockOffset is how many seconds the coordinator's clock was ahead of its own, to within ClockUncertainty either way; the start was
	// corrected by it. ClockDrift is by how much that has changed until the end, 0 when it changed less than can be told.
	ClockOffset      float64 `json:"clock_offset"`
	ClockUncertainty float64 `json:"clock_uncertainty"`
	ClockDrift       float64 `json:"clock_drift"`
}

// generatorSums is what the first pass adds up of one generator.
type generatorSums struct {
	hits uint64
	lag  stats.Sketch
}

// add counts a hit.
func (s *generatorSums) add(h *samples.Hit, counts bool) {
	s.hits++
	if counts && wasSent(h) {
		s.lag.Record(h.Wait())
	}
}

// generators has a row a generator, nil in a trial whose load this process sent. use is the CPU of each source.
func (f *facts) generators(use map[string]float64) []Generator {
	var list []Generator
	for i, g := range f.Manifest.Generators {
		s := &f.first.generators[i]
		row := Generator{Index: g.Index, Host: g.Host, State: g.State, Reason: g.Reason, Hits: s.hits, Cores: g.Cores, Late: g.Late.Seconds(), Twice: g.Twice,
			LagP99: math.NaN(), LagMax: math.NaN(), CPU: math.NaN(), ClockOffset: g.Before.Offset.Seconds(), ClockUncertainty: g.Before.Uncertainty.Seconds()}
		if s.lag.Count() > 0 {
			row.LagP99, row.LagMax = s.lag.Quantile(0.99), s.lag.Max()
		}
		if cpu, ok := use[samples.Source(g.Index)]; ok {
			row.CPU = cpu
		}
		row.ClockDrift = drift(g.Before, g.After).Seconds()
		list = append(list, row)
	}
	return list
}

// drift is by how much the offset of a clock has changed, 0 when both readings allow for none. A generator that did not tell its end has no second
// one.
func drift(before, after samples.Clock) time.Duration {
	change := after.Offset - before.Offset
	if after == (samples.Clock{}) || change.Abs() <= before.Uncertainty+after.Uncertainty {
		return 0
	}
	return change
}

// CoordinatorSource is the source of the points of the process that leads several generators.
const CoordinatorSource = "coordinator"

// Elsewhere are the sources of the generators that are not on the stack's machine.
func Elsewhere(m *samples.Manifest) []string {
	var sources []string
	for _, g := range m.Generators {
		if g.Host != m.Machine.Hostname {
			sources = append(sources, samples.Source(g.Index))
		}
	}
	return sources
}

// ofHarness has the coordinator and those generators that are on the stack's machine be one generator: what the harness takes from the stack.
// Those on other machines take nothing from it, and are left out.
func ofHarness(use map[string]float64, m *samples.Manifest) map[string]float64 {
	if len(m.Generators) == 0 {
		return use
	}
	total, seen := 0.0, false
	take := func(source string, here bool) {
		if cores, ok := use[source]; ok && here {
			total, seen = total+cores, true
		}
		delete(use, source)
	}
	take(CoordinatorSource, true)
	for _, g := range m.Generators {
		take(samples.Source(g.Index), g.Host == m.Machine.Hostname)
	}
	if seen {
		use[GeneratorSource] = total
	}
	return use
}

// allGenerators is the CPU of all generators together, in cores; NaN when one of them was not observed.
func allGenerators(list []Generator) float64 {
	total := 0.0
	for i := range list {
		total += list[i].CPU
	}
	return total
}

// machine is one that generators run on: how many cores it has, and how many the generators on it use together.
type machine struct {
	host       string
	used       float64
	cores      int
	generators int
}

// share is how much of a machine its generators use, NaN when that is not known.
func (m *machine) share() float64 {
	if m.cores <= 0 {
		return math.NaN()
	}
	return m.used / float64(m.cores)
}

// machines are those of several generators, in the order of the generators.
func machines(list []Generator) []machine {
	var found []machine
	for i := range list {
		g := &list[i]
		at := slices.IndexFunc(found, func(m machine) bool { return m.host == g.Host })
		if at < 0 {
			at = len(found)
			found = append(found, machine{host: g.Host, cores: g.Cores})
		}
		found[at].used += g.CPU
		found[at].generators++
	}
	return found
}
