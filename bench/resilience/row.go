package resilience

import (
	"maps"
	"math"
	"slices"

	"quintet/bench/samples"
)

// Source is one trial of a run, as Of takes it.
type Source struct {
	Number int
	Valid  bool
	// StandIns says that the stack has stand-ins for the stores.
	StandIns      bool
	Configuration map[string]string
	SLO           []samples.SLO
	// Throughput and P99 are those of the trial, of the hits due in measured phases.
	Throughput, P99 float64
	Trial           *Trial
	// Ledger is what was found of the trial's writes, nil when they were not looked for.
	Ledger *samples.Ledger
}

// Result is what the trials of a run say together on faults. Only valid trials count, or all when none is.
type Result struct {
	// Rows has one row a fault and configuration, in the order in which they first ran.
	Rows []Row `json:"rows"`
	// Operations are those that any fault had hits of, in the order of the mix.
	Operations []string `json:"operations"`
	// Writes is what was found of the acknowledged writes, one row a trial that looked for them.
	Writes []Writes `json:"writes"`
	// Durability is what each configuration lost of the writes that it acknowledged, absent when there is one.
	Durability []Durability `json:"durability,omitempty"`
	// Answer is what the faults did, what was lost, and what the run cannot say.
	Answer []Statement `json:"-"`
}

// Row is one fault in one configuration, over all its repetitions.
type Row struct {
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	Target string `json:"target"`
	// For is how long it was meant to last in seconds, 0 for one that is over at once; Params what it was asked for, in base units.
	For    float64            `json:"for"`
	Params map[string]float64 `json:"params"`
	// Configuration is without the axis that chooses the fault. Trials are the numbers of the trials it was injected in; Times is how many times
	// it was in all.
	Configuration map[string]string `json:"configuration"`
	Trials        []int             `json:"trials"`
	Times         int               `json:"times"`
	// Unnoticed, NotRecovered and HoldNotReached count those of that outcome.
	Unnoticed      int `json:"unnoticed"`
	NotRecovered   int `json:"not_recovered"`
	HoldNotReached int `json:"hold_not_reached"`
	// Noticed is from the injection, Serving and Recovery from the heal, in seconds. AtLeast is the longest time from a heal for which the system
	// was observed and did not recover, 0 when it always did.
	Noticed  Estimate `json:"noticed"`
	Serving  Estimate `json:"serving"`
	Recovery Estimate `json:"recovery"`
	AtLeast  float64  `json:"at_least"`
	// Slowest is the longest recovery of those that were seen to recover.
	Slowest float64 `json:"slowest"`
	// Availability is of the hits due while it was in force, P99 of their response time, P99Before of that before the first fault; P99Rose counts the
	// times that it at least doubled, beyond chance. Cost is how many hits more than usual were bad.
	Availability Share    `json:"availability"`
	P99          Estimate `json:"p99"`
	P99Before    Estimate `json:"p99_before"`
	P99Rose      int      `json:"p99_rose"`
	Cost         Estimate `json:"cost"`
	// BudgetSpent is Cost as a share of what the error budget of a trial lets be bad; BurnRate how many times faster than it allows the budget was
	// spent while the fault was in force. ErrorBudget is that share of a trial's hits.
	BudgetSpent Estimate `json:"budget_spent"`
	BurnRate    Estimate `json:"burn_rate"`
	ErrorBudget float64  `json:"error_budget"`
	// Resolution is how exactly Noticed is known, in seconds, the coarsest of all repetitions.
	Resolution float64 `json:"resolution"`
	// Operations has one row an operation with hits, in the order of the mix.
	Operations []RowImpact `json:"operations"`
	// Writes is what was found of the writes of its trials, null where other faults were injected too, or nothing was looked for.
	Writes *samples.LedgerCounts `json:"writes" jsonschema:"nullable"`
	// Verdict is whether the objectives that concern the fault hold: "holds", "broken", "unknown" when one of them could not be judged, or ""
	// without any.
	Verdict Verdict `json:"verdict"`
}

// RowImpact is what a fault did to one operation, over all repetitions.
type RowImpact struct {
	Name       string   `json:"name"`
	InForce    Share    `json:"in_force"`
	Recovering Share    `json:"recovering"`
	P99        Estimate `json:"p99"`
	// Limited says that an objective bounds its response time: without one every right answer is good, however late.
	Limited bool `json:"limited"`
	// Recovery is from the heal, in seconds, 0 when it never left its objectives. NotRecovered counts the times it was not seen to recover.
	Recovery     Estimate `json:"recovery"`
	NotRecovered int      `json:"not_recovered"`
	Noticed      int      `json:"noticed"`
	// Resolution is how exactly its instants are known, in seconds, the coarsest of all repetitions.
	Resolution float64 `json:"resolution"`
}

// Writes is what was found of the acknowledged writes of one trial.
type Writes struct {
	Trial  int             `json:"trial"`
	Faults []string        `json:"faults"`
	Ledger *samples.Ledger `json:"-"`
	samples.LedgerCounts
}

// FaultAxis is the axis of a suite: its values are the faults of a trial, as a scenario writes them.
const FaultAxis = "faults"

// Of puts the trials of a run together; nil when none of them has a fault.
func Of(sources []Source) *Result {
	r := &Result{}
	var members [][]*Fault
	faulty := false
	takesPart := counts(sources)
	for i := range sources {
		s := &sources[i]
		faulty = faulty || s.Trial != nil
		if !takesPart(s) {
			continue
		}
		for k := range s.Trial.Faults {
			f := &s.Trial.Faults[k]
			at := r.place(f, s)
			if at == len(members) {
				members = append(members, nil)
			}
			members[at] = append(members[at], f)
		}
		r.addWrites(s)
	}
	if !faulty {
		return nil
	}
	for i := range r.Rows {
		r.Rows[i].fill(members[i])
		r.Rows[i].judge(sources)
	}
	r.Durability = durability(sources)
	r.answer(sources)
	return r
}

// place finds the row of a fault, or makes one.
func (r *Result) place(f *Fault, s *Source) int {
	configuration := withoutFaults(s.Configuration)
	at := slices.IndexFunc(r.Rows, func(row Row) bool {
		return row.Label == f.Label && row.For == f.For && maps.Equal(row.Params, f.Params) && maps.Equal(row.Configuration, configuration)
	})
	if at < 0 {
		at = len(r.Rows)
		r.Rows = append(r.Rows, Row{Label: f.Label, Kind: f.Kind, Target: f.Target, For: f.For, Params: f.Params, Configuration: configuration,
			ErrorBudget: s.Trial.ErrorBudget})
	}
	if row := &r.Rows[at]; !slices.Contains(row.Trials, s.Number) {
		row.Trials = append(row.Trials, s.Number)
	}
	for _, o := range f.Operations {
		if !slices.Contains(r.Operations, o.Name) {
			r.Operations = append(r.Operations, o.Name)
		}
	}
	return at
}

// addWrites adds the ledger of a trial, to that of its fault too when there is no other.
func (r *Result) addWrites(s *Source) {
	if s.Ledger == nil {
		return
	}
	w := Writes{Trial: s.Number, Ledger: s.Ledger, LedgerCounts: s.Ledger.LedgerCounts}
	for i := range s.Trial.Faults {
		if label := s.Trial.Faults[i].Label; !slices.Contains(w.Faults, label) {
			w.Faults = append(w.Faults, label)
		}
	}
	r.Writes = append(r.Writes, w)
	for i := range r.Rows {
		if row := &r.Rows[i]; slices.Contains(row.Trials, s.Number) && len(w.Faults) == 1 {
			sum := s.Ledger.LedgerCounts
			if row.Writes != nil {
				sum = sum.Plus(*row.Writes)
			}
			row.Writes = &sum
		}
	}
}

// fill works the numbers of a row out from all times that its fault was injected.
func (r *Row) fill(faults []*Fault) {
	r.Times = len(faults)
	var names []string
	for _, f := range faults {
		if f.P99Rose {
			r.P99Rose++
		}
		switch f.Outcome {
		case Unnoticed:
			r.Unnoticed++
		case NotRecovered:
			r.NotRecovered++
			r.AtLeast = math.Max(r.AtLeast, f.Observed)
		case HoldNotReached:
			r.HoldNotReached++
		}
		for _, o := range f.Operations {
			if !slices.Contains(names, o.Name) {
				names = append(names, o.Name)
			}
		}
	}
	r.Noticed = estimate(faults, func(f *Fault) float64 { return f.Noticed - f.At })
	r.Serving = estimate(faults, func(f *Fault) float64 { return math.Max(0, f.Serving-f.Heal) })
	r.Recovery = estimate(faults, func(f *Fault) float64 { return f.Recovery })
	r.Slowest = nan
	for _, f := range faults {
		if !(r.Slowest >= f.Recovery) && !math.IsNaN(f.Recovery) {
			r.Slowest = f.Recovery
		}
	}
	r.Availability = together(faults, func(f *Fault) Share { return f.InForce })
	r.P99 = estimate(faults, func(f *Fault) float64 { return f.P99 })
	r.P99Before = estimate(faults, func(f *Fault) float64 { return f.P99Before })
	r.Cost = estimate(faults, func(f *Fault) float64 { return f.Cost })
	r.BudgetSpent = estimate(faults, func(f *Fault) float64 { return f.BudgetSpent })
	r.BurnRate = estimate(faults, func(f *Fault) float64 { return f.BurnRate })
	for _, f := range faults {
		r.Resolution = math.Max(r.Resolution, f.Resolution)
	}
	for _, name := range names {
		var of []*Impact
		for _, f := range faults {
			for k := range f.Operations {
				if f.Operations[k].Name == name {
					of = append(of, &f.Operations[k])
				}
			}
		}
		o := RowImpact{Name: name,
			InForce: together(of, func(o *Impact) Share { return o.InForce }), Recovering: together(of, func(o *Impact) Share { return o.Recovering }),
			P99: estimate(of, func(o *Impact) float64 { return o.P99 }), Recovery: estimate(of, func(o *Impact) float64 { return o.Recovery })}
		for _, i := range of {
			if i.Noticed {
				o.Noticed++
			}
			if math.IsNaN(i.Recovery) {
				o.NotRecovered++
			}
			o.Limited = o.Limited || i.Limited
			o.Resolution = math.Max(o.Resolution, i.Resolution)
		}
		r.Operations = append(r.Operations, o)
	}
}

// Tolerated reports whether what the fault did is plain in p99, and no operation left its objectives for it.
func (r *Row) Tolerated() bool { return r.Unnoticed == r.Times && 2*r.P99Rose > r.Times }

// Limited reports whether an objective bounds the response time of any operation.
func (r *Row) Limited() bool {
	return slices.ContainsFunc(r.Operations, func(o RowImpact) bool { return o.Limited })
}

// Worst is the operation with the least availability while the fault was in force; nil when none had hits.
func (r *Row) Worst() *RowImpact {
	var worst *RowImpact
	for i := range r.Operations {
		if o := &r.Operations[i]; o.InForce.Due > 0 && (worst == nil || o.InForce.Value < worst.InForce.Value) {
			worst = o
		}
	}
	return worst
}
