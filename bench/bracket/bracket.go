// Package bracket narrows down the load between those that hold and those that break, from trials that may contradict one another.
//
// A load holds, breaks an objective, breaks nothing but has too few hits to show that it holds, or could not be offered. The capacity
// lies between the largest load that holds and the lowest that breaks: one that was not shown to hold is no upper end.
package bracket

import (
	"math"
	"slices"
)

// Outcome of a trial at a load, or of all trials at it.
type Outcome string

// The outcomes. Contested means that some trials held and some broke, and that more must decide.
const (
	Held       Outcome = "held"
	Broke      Outcome = "broke"
	NotShown   Outcome = "not shown"
	NotOffered Outcome = "not offered"
	Contested  Outcome = "contested"
)

// decisive is how many trials of one kind decide a contested load: the majority of five. maxContested is how many trials it gets in
// all, those included that were not shown to hold.
const (
	decisive     = 3
	maxContested = 7
)

// LoadTrials is one offered load per second with how many of its trials came to what.
type LoadTrials struct {
	Rate       float64 `json:"rate"`
	Held       int     `json:"held"`
	Broke      int     `json:"broke"`
	NotShown   int     `json:"not_shown"`
	NotOffered int     `json:"not_offered"`
}

// Trials is how many trials of a load said something about it.
func (l LoadTrials) Trials() int { return l.Held + l.Broke + l.NotShown }

// Mixed reports whether the trials of a load came to different results.
func (l LoadTrials) Mixed() bool { return l.Held > 0 && l.Broke+l.NotShown > 0 }

// Bracket collects trials. Confirmations is how many more trials a load must hold after its first, Retries how often a load that was not
// shown to hold is tried again.
type Bracket struct {
	Confirmations, Retries int
	loads                  []LoadTrials
}

// Add counts a trial at a rate per second.
func (b *Bracket) Add(rate float64, o Outcome) {
	l := b.add(rate)
	switch o {
	case Held:
		l.Held++
	case Broke:
		l.Broke++
	case NotShown:
		l.NotShown++
	case NotOffered:
		l.NotOffered++
	}
}

func (b *Bracket) add(rate float64) *LoadTrials {
	i := slices.IndexFunc(b.loads, func(l LoadTrials) bool { return l.Rate == rate })
	if i < 0 {
		i = len(b.loads)
		b.loads = append(b.loads, LoadTrials{Rate: rate})
	}
	return &b.loads[i]
}

// Load is what was tried at a rate.
func (b *Bracket) Load(rate float64) LoadTrials {
	for _, l := range b.loads {
		if l.Rate == rate {
			return l
		}
	}
	return LoadTrials{Rate: rate}
}

// Loads are all loads tried, in that order.
func (b *Bracket) Loads() []LoadTrials { return b.loads }

// Outcome is what the trials at a rate come to together. One that broke and never held has broken; where trials contradict one another
// the majority of five decides, and a draw counts as broken. A load that broke nothing holds when it held once, unless it stayed
// uncertain more often than it is tried again and than it held.
func (b *Bracket) Outcome(rate float64) Outcome {
	switch l := b.Load(rate); {
	case l.Broke > 0 && l.Held == 0:
		return Broke
	case l.Broke > 0 && max(l.Held, l.Broke) < decisive && l.Trials() < maxContested:
		return Contested
	case l.Broke >= l.Held && l.Broke > 0:
		return Broke
	case l.NotOffered > 0 && l.NotOffered >= l.Held && (l.NotOffered > 1 || l.Trials() == 0):
		return NotOffered
	case l.Held == 0 || l.NotShown > l.Held && l.NotShown > b.Retries:
		return NotShown
	}
	return Held
}

// Settled reports whether more trials at a load that was not shown to hold are of no use.
func (b *Bracket) Settled(rate float64) bool {
	l := b.Load(rate)
	return l.NotShown > b.Retries && l.NotShown > l.Held
}

// Broke is the lowest load that broke an objective, 0 when none did. A contested one counts: it did break.
func (b *Bracket) Broke() float64 {
	return b.lowest(func(o Outcome) bool { return o == Broke || o == Contested }, 0, math.Inf(1))
}

// NotOffered is the lowest load below Broke that the generator could not offer, 0 when there is none.
func (b *Bracket) NotOffered() float64 {
	return b.lowest(func(o Outcome) bool { return o == NotOffered }, 0, orInfinite(b.Broke()))
}

// Ceiling is the lowest load that broke or could not be offered, 0 when none did.
func (b *Bracket) Ceiling() float64 {
	if offered := b.NotOffered(); offered > 0 {
		return offered
	}
	return b.Broke()
}

// Held is the largest load below the ceiling that holds, 0 when none does.
func (b *Bracket) Held() float64 { return b.highest(func(o Outcome) bool { return o == Held }) }

// Unbroken is the largest load below the ceiling: what is not shown to hold counts as well.
func (b *Bracket) Unbroken() float64 { return b.highest(func(Outcome) bool { return true }) }

// NotShown is the lowest load between Held and the ceiling, 0 when there is none: it broke nothing and was not shown to hold.
func (b *Bracket) NotShown() float64 {
	return b.lowest(func(o Outcome) bool { return o == NotShown }, b.Held(), orInfinite(b.Ceiling()))
}

// Contested is the lowest load that some trials held and some broke, and that more must decide; 0 when there is none.
func (b *Bracket) Contested() float64 {
	return b.lowest(func(o Outcome) bool { return o == Contested }, 0, math.Inf(1))
}

// Confirmed reports whether a rate held often enough: Confirmations times more, counting what held above it, and at least once more
// itself, since what held above it may have been luck.
func (b *Bracket) Confirmed(rate float64) bool {
	all := 0
	for _, l := range b.loads {
		if l.Rate >= rate {
			all += l.Held
		}
	}
	return all > b.Confirmations && b.Load(rate).Held >= min(2, 1+b.Confirmations)
}

// lowest is the lowest load above one rate and below another with an outcome that is wanted.
func (b *Bracket) lowest(wanted func(Outcome) bool, above, below float64) float64 {
	found := 0.0
	for _, l := range b.loads {
		if l.Rate > above && l.Rate < below && (found == 0 || l.Rate < found) && wanted(b.Outcome(l.Rate)) {
			found = l.Rate
		}
	}
	return found
}

// highest is the largest load below the ceiling with an outcome that is wanted.
func (b *Bracket) highest(wanted func(Outcome) bool) float64 {
	found, ceiling := 0.0, orInfinite(b.Ceiling())
	for _, l := range b.loads {
		if l.Rate < ceiling && l.Rate > found && wanted(b.Outcome(l.Rate)) {
			found = l.Rate
		}
	}
	return found
}

func orInfinite(rate float64) float64 {
	if rate == 0 {
		return math.Inf(1)
	}
	return rate
}
