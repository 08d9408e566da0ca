package analysis

import (
	"math"

	"quintet/bench/stats"
)

// Outage is a stretch of a phase in which something stood still, which MSER-5 does not see: it looks for a beginning that differs from the
// rest. What is not observed is zero.
type Outage struct {
	// Fewest and Slowest are the slots with the least throughput per second and the largest median response time in seconds, when they
	// are far from the median of the phase's slots.
	Fewest, Slowest Extreme
}

// Extreme is the value of a slot that begins at an offset in seconds, beside the median over the slots of its phase.
type Extreme struct{ At, Value, Typical float64 }

// How far a slot must be from the median of its phase's slots to be an outage. Answers fall to less than half, and by six standard
// deviations of a Poisson count, which no slot of a steady phase does by chance; or half of a slot's hits take ten times as long.
const (
	outageShare      = 0.5
	outageDeviations = 6
	outageSlower     = 10
)

// findOutage looks for one in a phase.
func findOutage(t *Timeline, p steadyPhase) Outage {
	var found Outage
	typical := stats.Median(t.Done[p.first:p.last])
	fewest := math.Min(outageShare*typical, typical-outageDeviations*math.Sqrt(typical/t.Width))
	usual := stats.Median(present(t.P50[p.first:p.last]))
	slowest := outageSlower * usual
	for i := p.first; i < p.last; i++ {
		if v := t.Done[i]; v < fewest {
			fewest, found.Fewest = v, Extreme{t.At(i), v, typical}
		}
		if v := t.P50[i]; v > slowest {
			slowest, found.Slowest = v, Extreme{t.At(i), v, usual}
		}
	}
	return found
}
