package stats

import (
	"math"
	"slices"
)

// Drift is how a series changed between its first third and its last. All of it is NaN when either third has fewer than five values.
type Drift struct {
	// Before and After are the medians of the thirds.
	Before, After float64
	// Chance is the probability of such a difference in a series that does not drift, by Mann-Whitney. Values that hang together make
	// it too small.
	Chance float64
}

// DriftMatters is the least change, as a ratio of Before, that is worth a word, and driftChance the largest chance of it.
const (
	DriftMatters = 0.1
	driftChance  = 0.01
)

// DriftOf compares the thirds of a series; NaN is a value that is missing.
func DriftOf(x []float64) Drift {
	third := len(x) / 3
	early := slices.DeleteFunc(slices.Clone(x[:third]), math.IsNaN)
	late := slices.DeleteFunc(slices.Clone(x[len(x)-third:]), math.IsNaN)
	if len(early) < 5 || len(late) < 5 {
		return Drift{math.NaN(), math.NaN(), math.NaN()}
	}
	return Drift{Median(early), Median(late), MannWhitney(early, late).P}
}

// Change is After as a change of Before: -0.2 for a fifth less, NaN when it is not known.
func (d Drift) Change() float64 { return d.After/d.Before - 1 }

// Matters reports whether the change is large enough, and surer than chance. False when it is not known.
func (d Drift) Matters() bool { return math.Abs(d.Change()) > DriftMatters && d.Chance < driftChance }
