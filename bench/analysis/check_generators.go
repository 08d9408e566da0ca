package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// GeneratorTrouble is a generator with what was wrong with it.
type GeneratorTrouble struct {
	Index int
	Host  string
	// Reason is why it failed; Late how many seconds after the start it began.
	Reason string
	Late   float64
}

// Generators are those of several generators whose part of the load is not what it was to be; the check's Limit is how many there are, its
// Measured how many did their part.
type Generators struct {
	// Lost did not send all of their part, or not all of it was uploaded; Late began after the start by more than MaxLate seconds; of Twice
	// there was another process with the same index.
	Lost, Late, Twice []GeneratorTrouble
}

// MaxLate is how many seconds after the start a generator may begin. Its first hits leave late then, which the send lag tells; one that
// begins much later has sent another load than the scenario's: a burst instead of its part of a phase.
const MaxLate = 1.0

// checkGenerators: what one of them did not send, none did, and the load was not the scenario's. There is no verdict on the rest.
func checkGenerators(f *facts) []Check {
	if len(f.Generators) == 0 {
		return nil
	}
	var e Generators
	ok := 0
	for i := range f.Generators {
		g := &f.Generators[i]
		trouble := GeneratorTrouble{Index: g.Index, Host: g.Host, Reason: g.Reason, Late: g.Late}
		before := len(e.Lost) + len(e.Late) + len(e.Twice)
		if g.State != samples.Complete && g.State != samples.Stopped {
			e.Lost = append(e.Lost, trouble)
		}
		if g.Late > MaxLate {
			e.Late = append(e.Late, trouble)
		}
		if g.Twice {
			e.Twice = append(e.Twice, trouble)
		}
		if len(e.Lost)+len(e.Late)+len(e.Twice) == before {
			ok++
		}
	}
	return []Check{{Kind: CheckGenerators, OK: ok == len(f.Generators), Measured: Quantity{float64(ok), telemetry.Number},
		Limit: Quantity{float64(len(f.Generators)), telemetry.Number}, Evidence: e}}
}

// Clocks is the generator whose clock can be compared worst with the coordinator's; the check's Measured is how far two generators' clocks may
// be apart.
type Clocks struct {
	Index              int
	Uncertainty, Drift float64
}

// maxApart is how many seconds the clocks of two generators may be apart: more shows in what is drawn over time.
const maxApart = 0.1

// checkClocks: generators begin at one instant as far as their clocks can be compared. Each is compared with the coordinator's, so two of them
// are known to within the sum of both. Response times need no clock but the generator's own, so that is a doubt at most.
func checkClocks(f *facts) []Check {
	if len(f.Generators) == 0 {
		return nil
	}
	var e Clocks
	worst, next := -1.0, 0.0
	for i := range f.Generators {
		g := &f.Generators[i]
		d := g.ClockUncertainty + math.Abs(g.ClockDrift)
		if d > worst {
			worst, next, e = d, math.Max(0, worst), Clocks{g.Index, g.ClockUncertainty, g.ClockDrift}
		} else {
			next = math.Max(next, d)
		}
	}
	apart := worst + next
	return []Check{{Kind: CheckClocks, OK: true, Doubt: apart > maxApart, Measured: Quantity{apart, telemetry.Seconds},
		Limit: Quantity{maxApart, telemetry.Seconds}, Evidence: e}}
}

func (Generators) evidence() {}
func (Clocks) evidence()     {}
