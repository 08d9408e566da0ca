package analysis

import (
	"math"

	"quintet/bench/bracket"
)

// Capacity is the largest offered load at which every objective held, for one configuration, as a search found it.
type Capacity struct {
	// Configuration is without the rate.
	Configuration map[string]string `json:"configuration"`
	// Rate per second was accepted and confirmed; 0 when no load was. Refused is the lowest load that broke an objective or was left
	// undone, 0 when none did: the capacity lies in [Rate, Refused). NotShown is the lowest load between the two that broke nothing and
	// could not be shown to hold, 0 when there is none.
	Rate     float64 `json:"rate"`
	Refused  float64 `json:"refused"`
	NotShown float64 `json:"not_shown"`
	// AtLeast says that the capacity may lie higher: no load broke anything, or, with GeneratorBound, the generator could offer no more.
	AtLeast        bool `json:"at_least"`
	GeneratorBound bool `json:"generator_bound"`
	// Unsure says that the search did not come to its end: it was cut off, or trials stayed invalid.
	Unsure bool `json:"unsure"`
	// Swept says that the loads were those of an axis, not a search's: none was confirmed, and nothing between them was tried.
	Swept bool `json:"swept"`
	// Mixed are the loads whose trials came to different results.
	Mixed []bracket.LoadTrials `json:"mixed"`
	// Short says that larger loads than Rate were to be tried, and tell nothing.
	Short bool `json:"-"`
	// Tried are all trials of loads, in that order.
	Tried []TriedLoad `json:"-"`
}

// TriedLoad is one step of a search.
type TriedLoad struct {
	Trial int     `json:"trial"`
	Rate  float64 `json:"rate"`
	// P99 is the response time over all operations, Goodput per second.
	P99     float64 `json:"p99"`
	Goodput float64 `json:"goodput"`
	Acceptance
}

// Interval is where the capacity lies, from the load that was accepted to the one that broke something.
func (c *Capacity) Interval() Interval {
	if c.Refused == 0 {
		return Interval{c.Rate, math.Inf(1)}
	}
	return Interval{c.Rate, c.Refused}
}

// Acceptance is whether a system takes a load, judged by one trial.
type Acceptance struct {
	// Accepted says that every objective holds with its whole interval, and that what was offered was done.
	Accepted bool `json:"accepted"`
	// Uncertain says that it was not accepted though every objective holds as measured and what was offered was done: an interval reaches
	// across its limit.
	Uncertain bool `json:"uncertain"`
	// Valid says that the trial can be judged; when it cannot, GeneratorBound says that the generator was the reason.
	Valid          bool `json:"valid"`
	GeneratorBound bool `json:"generator_bound"`
	// Why is the reason for which it was not accepted; the zero Refusal when it was.
	Why Refusal `json:"-"`
}

// Refusal is why a load was not accepted.
type Refusal struct {
	Kind RefusalKind
	// Objective is the one that is broken or uncertain; ServiceTime what service times alone make of it.
	Objective   SLOResult
	ServiceTime float64
	// Offered and Goodput are in hits per second, of a load that was not done.
	Offered, Goodput float64
	// Check is the one that makes the trial invalid.
	Check Check
}

// RefusalKind says which of a Refusal's values count.
type RefusalKind string

// The kinds of refusals.
const (
	RefusedBroken    RefusalKind = "objective broken"
	RefusedUndone    RefusalKind = "load not done"
	RefusedUncertain RefusalKind = "objective uncertain"
	RefusedService   RefusalKind = "objective broken by service times"
	RefusedInvalid   RefusalKind = "trial not valid"
)
