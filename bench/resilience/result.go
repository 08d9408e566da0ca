package resilience

import "slices"

// Trial is what the faults of one trial did. Instants are offsets in seconds since the load began, NaN where there was none.
type Trial struct {
	// Slot is the length of the slots in which instants are looked for, Hold how long every one must stay inside the objectives for a fault to
	// count as recovered from. Seconds.
	Slot float64 `json:"slot"`
	Hold float64 `json:"hold"`
	// Budget is the share of hits that the objectives allow to be bad.
	Budget float64 `json:"budget"`
	// ErrorBudget is the share of all hits due that the objective on availability lets be bad, Budget without such an objective. It is what BudgetSpent
	// and BurnRate of the faults are in terms of.
	ErrorBudget float64 `json:"error_budget"`
	// Whole is of all hits of the trial, all phases; Before of those due in measured phases before the first fault; InForce of those due while
	// any fault was in force.
	Whole   Share `json:"whole"`
	Before  Share `json:"before"`
	InForce Share `json:"in_force"`
	// Metastable is set when the system stayed bad to the end although every cause was gone.
	Metastable *Metastable `json:"metastable" jsonschema:"nullable"`
	// Faults are those that were injected, in that order.
	Faults []Fault `json:"-"`
}

// Share is how many of the hits due were good, with the 95 % interval of that share. NaN without hits.
type Share struct {
	Due   uint64  `json:"due"`
	Good  uint64  `json:"good"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Fault is what one fault did.
type Fault struct {
	// Number counts from 1 in the order of the scenario; Label names it in objectives.
	Number int    `json:"number"`
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	Target string `json:"target"`
	// Services are the parts of the stack that it acted on, Params what it was asked for beside its target, in base units.
	Services []string           `json:"services"`
	Params   map[string]float64 `json:"params"`
	// At is when it was asked for, For how long it was meant to last; 0 for one that is over as soon as it was done.
	At  float64 `json:"at"`
	For float64 `json:"for"`
	// Effect is when it was seen to hold, Noticed the first slot out of the objectives, Heal when its end was asked for, Serving when a probe
	// straight at the service was answered again, Recovered the first instant after which every slot stays inside the objectives for the hold time.
	Effect    float64 `json:"effect"`
	Noticed   float64 `json:"noticed"`
	Heal      float64 `json:"heal"`
	Serving   float64 `json:"serving"`
	Recovered float64 `json:"recovered"`
	// Outcome is "unnoticed", "recovered", "not recovered" or "hold not reached".
	Outcome Outcome `json:"outcome"`
	// Recovery is from Heal to Recovered, in seconds; 0 when all was good before it ended or nothing was noticed; NaN when it was not seen to
	// recover. Observed is from Heal to the end of what was observed: that of the load, or the beginning of the next fault.
	Recovery float64 `json:"recovery"`
	Observed float64 `json:"observed"`
	// NextFault says that the next fault ended the observation; AlreadyOut that the system was out of its objectives when the fault was injected.
	NextFault  bool `json:"next_fault"`
	AlreadyOut bool `json:"already_out"`
	// NoticedBy are the operations that left their objectives, in the order of the mix.
	NoticedBy []string `json:"noticed_by"`
	// Together are the labels of other faults in force at the same time.
	Together []string `json:"together"`
	// Availability is the share of good hits among those due while it was in force, with its interval and counts in InForce. Of a fault that is
	// over at once that is the second after it.
	Availability float64 `json:"availability"`
	InForce      Share   `json:"in_force"`
	// Recovering is of the hits due from Heal until Recovered, or the end of the observation; without hits when all was good before.
	Recovering Share `json:"recovering"`
	// P99 is that of the response time of hits due while it was in force, P99Before of those due in measured phases before the first fault. P99Rose
	// says that it at least doubled, beyond chance.
	P99       float64 `json:"p99"`
	P99Before float64 `json:"p99_before"`
	P99Rose   bool    `json:"p99_rose"`
	// Cost is how many hits more than usual were bad from At until Recovered, or the end of the observation.
	Cost float64 `json:"cost"`
	// BudgetSpent is Cost by the hits that the error budget of the whole trial lets be bad. BurnRate is the share of bad hits while it was in force by
	// the error budget: at 1 the budget lasts exactly as long as the time that it is for. NaN without a budget.
	BudgetSpent float64 `json:"budget_spent"`
	BurnRate    float64 `json:"burn_rate"`
	// Resolution is how exactly Noticed is known: that of the operation most often asked of those that noticed it.
	Resolution float64 `json:"resolution"`
	// Operations has one row an operation with hits, in the order of the mix.
	Operations []Impact `json:"operations"`
	// Failed is why it could not be done or taken back, "" when it could.
	Failed  string  `json:"failed"`
	CloseUp CloseUp `json:"close_up"`
}

// Impact is what a fault did to one operation.
type Impact struct {
	Name         string  `json:"name"`
	Availability float64 `json:"availability"`
	InForce      Share   `json:"in_force"`
	Recovering   Share   `json:"recovering"`
	P99          float64 `json:"p99"`
	// Limited says that an objective bounds its response time: without one every right answer is good, however late.
	Limited bool `json:"limited"`
	// Noticed says that it left its objectives. Recovery is then from the fault's Heal until it was inside them again for the hold time; NaN when
	// it was not seen to recover, 0 when it never left them.
	Noticed  bool    `json:"noticed"`
	Recovery float64 `json:"recovery"`
	// Resolution is how exactly its instants are known, in seconds: the length of a slot, or the mean time between two of its hits where that is
	// longer.
	Resolution float64 `json:"resolution"`
}

// Outcome is what became of a fault.
type Outcome string

// The outcomes of a fault. One whose hold was not reached was good again, but not for the whole hold time when the observation ended.
const (
	Unnoticed      Outcome = "unnoticed"
	Recovered      Outcome = "recovered"
	NotRecovered   Outcome = "not recovered"
	HoldNotReached Outcome = "hold not reached"
)

// Metastable is a system that stays bad although the cause is gone.
type Metastable struct {
	// Since is how long every fault had been healed when the load ended, in seconds.
	Since float64 `json:"since"`
	// Last and Before are the availability of the last slots and that before the first fault; Slots is how long the last slots are together.
	Last   float64 `json:"last"`
	Before float64 `json:"before"`
	Slots  float64 `json:"slots"`
}

// CloseUp is what happened around one fault, in slots of Width seconds from the offset From; all slices have the same length.
type CloseUp struct {
	From  float64 `json:"from"`
	Width float64 `json:"width"`
	// Due and Good are hits per second by when they were due; P99 is that of their response time in seconds, NaN where none was due.
	Due  []float64 `json:"due"`
	Good []float64 `json:"good"`
	P99  []float64 `json:"p99"`
}

// Tolerated reports whether what the fault did is plain in p99, and no operation left its objectives for it.
func (f *Fault) Tolerated() bool { return f.Outcome == Unnoticed && f.P99Rose }

// Limited reports whether an objective bounds the response time of any operation.
func (f *Fault) Limited() bool {
	return slices.ContainsFunc(f.Operations, func(o Impact) bool { return o.Limited })
}

// Worst is the operation with the least availability while the fault was in force; nil when no operation had hits.
func (f *Fault) Worst() *Impact {
	var worst *Impact
	for i := range f.Operations {
		if o := &f.Operations[i]; o.InForce.Due > 0 && (worst == nil || o.Availability < worst.Availability) {
			worst = o
		}
	}
	return worst
}
