package resilience

// Statement is one thing that the trials of a run say together on faults, or leave open: the values that its sentence is made of.
type Statement struct {
	Topic  Topic
	Values Values
}

// Topic is what a statement is about.
type Topic string

// The topics, in the order of an answer.
const (
	OnFaults  Topic = "faults"
	OnWrites  Topic = "writes"
	OnUnknown Topic = "unknown"
)

// Topics are all of them in their order.
func Topics() []Topic { return []Topic{OnFaults, OnWrites, OnUnknown} }

// Values is one of the structs of what can be said, one a kind of sentence.
type Values interface{ values() }

// FaultEffect is what a fault did, and how long it took until all was good again.
type FaultEffect struct{ Row Row }

// NotNoticed is a fault that no operation noticed, any time that it was injected.
type NotNoticed struct{ Row Row }

// StaysBad is a trial in which the system stayed bad although every cause was gone.
type StaysBad struct {
	Trial int
	Metastable
}

// BudgetSpent is what each fault that was noticed took of the error budget, the most first. Share is the error budget as a share of all hits due.
type BudgetSpent struct {
	Share float64
	Rows  []Row
}

// WritesKept says that all acknowledged writes of so many trials were found as they were written; Others that in another trial some were not.
type WritesKept struct {
	Acknowledged uint64
	Trials       int
	Others       bool
}

// WritesAmiss is how many acknowledged writes were lost, stale or found twice in a trial of these faults and this configuration, without the axis
// that chooses the fault. LostFrom and LostTo are when the first
// and the last of those lost were acknowledged, in seconds after the injection of Fault, the fault before; NaN when none was lost.
type WritesAmiss struct {
	Faults                                   []string
	Configuration                            map[string]string
	Acknowledged, Lost, Stale, Hidden, Twice uint64
	Fault                                    string
	LostFrom, LostTo                         float64
}

// NoTrials says that faults were injected and none of the trials is valid, so all of them count; InvalidTrials how many are left out.
type (
	NoTrials      struct{}
	InvalidTrials struct{ Invalid, Trials int }
)

// OneRepetition says that no fault was injected more often, or that some were not: intervals are of the hits within one time, and the next
// time may differ.
type OneRepetition struct {
	Times int
	Some  bool
}

// EndsBefore are the faults whose recovery the run ended before, or the next fault interrupted.
type EndsBefore struct {
	Labels []string
	// Next and Load say that it was the next fault, or the end of the load, for some of them.
	Next, Load bool
}

// Overlapping are faults that were in force together, so what each did cannot be told apart.
type Overlapping struct{ Labels []string }

// OutBefore are faults that were injected while the system was out of its objectives.
type OutBefore struct{ Labels []string }

// OnlyProcesses says that processes were killed, which is not what happens when power fails.
type OnlyProcesses struct{}

// NotRead says that acknowledged writes were not looked for.
type NotRead struct{}

// StandIns says that the stack has stand-ins for the stores.
type StandIns struct{}

// FewHits are the operations that noticed a fault and are asked so seldom that their instants are coarser than a slot, with the mean time
// between two of their hits in seconds, the coarsest first.
type FewHits struct {
	Operations []string
	Between    []float64
}

// WideSlots says that slots are this long, in seconds: the run is too long for finer ones.
type WideSlots struct{ Width float64 }

func (FaultEffect) values()   {}
func (NotNoticed) values()    {}
func (StaysBad) values()      {}
func (BudgetSpent) values()   {}
func (WritesKept) values()    {}
func (WritesAmiss) values()   {}
func (NoTrials) values()      {}
func (InvalidTrials) values() {}
func (OneRepetition) values() {}
func (EndsBefore) values()    {}
func (Overlapping) values()   {}
func (OutBefore) values()     {}
func (OnlyProcesses) values() {}
func (NotRead) values()       {}
func (StandIns) values()      {}
func (FewHits) values()       {}
func (WideSlots) values()     {}
