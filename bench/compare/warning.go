package compare

import (
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Warning is one thing that limits the conclusions of a comparison.
type Warning struct {
	// Head is the head it is about; nil when there is one head only, or when it is about all.
	Head *Party
	// Configuration is the one it is about, where the head has several.
	Configuration map[string]string
	Several       bool
	Values        Values
}

// Values is one of the structs of what can limit a comparison, one a kind of warning.
type Values interface{ values() }

// Which is one of the two sides of a pair.
type Which string

// The sides.
const (
	OfBase Which = "base"
	OfHead Which = "head"
)

// Forced are the differences that make the sides not comparable though they were compared, as asked.
type Forced struct{ Differences []Difference }

// NoCounterpart is a configuration of one side that the other did not run.
type NoCounterpart struct {
	Side          Which
	Configuration map[string]string
}

// RunInvalid is a check of a run as a whole that failed: a part could not be read, or trials that were planned are not there, or are there
// more than once. What there is of the run is compared all the same.
type RunInvalid struct {
	Run   string
	Check analysis.Check
}

// TrialLeftOut is a trial that is not compared.
type TrialLeftOut struct {
	Run   string
	Trial int
	Why   Unusable
	// State is how a trial ended that EndedEarly; Reason the first check for which one is NotValid.
	State  samples.State
	Reason analysis.Check
}

// Unusable is why a trial is not compared.
type Unusable string

// The reasons.
const (
	NotValid   Unusable = "not valid"
	EndedEarly Unusable = "ended early"
	Ambiguous  Unusable = "ambiguous" // the run has several trials of this number
)

// SearchLeftOut is a search for capacity that found no number to compare: it did not end, found a bound only, or lacks trials.
type SearchLeftOut struct {
	Run      string
	Capacity analysis.Capacity
	// Incomplete says that some of its trials are missing, or there more than once.
	Incomplete bool
}

// NothingCompared says that a side has nothing that can be compared.
type NothingCompared struct{}

// RanApart says that all trials of one side ended before the first of the other began, and how long before.
type RanApart struct {
	First Which
	Gap   time.Duration
}

// Doubtful is a validity check that left a doubt in some of the trials that are compared; Example is the first of them.
type Doubtful struct {
	Example    analysis.Check
	Trials, Of int
}

// Brackets are the loads between which the searches of a side found their capacities.
type Brackets struct {
	Side     Which
	Searches []Bracket
}

// Bracket is the largest load that held and the lowest that did not, per second.
type Bracket struct{ Held, Refused float64 }

func (Forced) values()          {}
func (NoCounterpart) values()   {}
func (RunInvalid) values()      {}
func (TrialLeftOut) values()    {}
func (SearchLeftOut) values()   {}
func (NothingCompared) values() {}
func (RanApart) values()        {}
func (Doubtful) values()        {}
func (Brackets) values()        {}

// warn gathers the warnings of all pairs behind those of the matching, and what was forced before all. What is said of a run is said once,
// however many pairs it is in.
func (c *Comparison) warn() {
	var runs []RunInvalid
	for i := range c.Heads {
		h := &c.Heads[i]
		for j := range h.Pairs {
			p := &h.Pairs[j]
			for _, v := range p.Warnings {
				w := Warning{Values: v}
				if run, ok := v.(RunInvalid); ok {
					if slices.ContainsFunc(runs, run.same) {
						continue
					}
					runs = append(runs, run)
					c.Warnings = append(c.Warnings, w)
					continue
				}
				if len(c.Heads) > 1 {
					w.Head = &h.Party
				}
				if len(h.Pairs) > 1 {
					w.Configuration, w.Several = p.Base.Configuration, true
				}
				c.Warnings = append(c.Warnings, w)
			}
		}
	}
	if len(c.Refused) > 0 {
		c.Warnings = append([]Warning{{Values: Forced{c.Refused}}}, c.Warnings...)
	}
}

// same reports whether two warnings are of one check of one run.
func (r RunInvalid) same(other RunInvalid) bool {
	return r.Run == other.Run && r.Check.Kind == other.Check.Kind && r.Check.Subject == other.Check.Subject
}

// pairWarnings are what limits a pair's conclusions, but for the checks of its trials.
func pairWarnings(p *Pair) []Values {
	var list []Values
	list = append(list, p.Base.LeftOut...)
	list = append(list, p.Head.LeftOut...)
	if p.Base.Trials == 0 || p.Head.Trials == 0 {
		return append(list, NothingCompared{})
	}
	switch {
	case !p.Base.Ended.After(p.Head.Began):
		list = append(list, RanApart{OfBase, p.Head.Began.Sub(p.Base.Ended)})
	case !p.Head.Ended.After(p.Base.Began):
		list = append(list, RanApart{OfHead, p.Base.Began.Sub(p.Head.Ended)})
	}
	return list
}

// doubts are the validity checks that left a doubt in the trials that are compared, each check once: a machine busy with others makes
// trials differ, and then the same repetitions settle less.
func doubts(trials []*analysis.Trial) []Values {
	var found []*Doubtful
	for _, t := range trials {
		for _, c := range t.Warnings() {
			if c.Kind == analysis.CheckObjective {
				continue // whether an objective holds is not what is compared
			}
			i := slices.IndexFunc(found, func(d *Doubtful) bool { return d.Example.Kind == c.Kind && d.Example.Subject == c.Subject })
			if i < 0 {
				i = len(found)
				found = append(found, &Doubtful{Example: c, Of: len(trials)})
			}
			found[i].Trials++
		}
	}
	var list []Values
	for _, d := range found {
		list = append(list, *d)
	}
	return list
}
