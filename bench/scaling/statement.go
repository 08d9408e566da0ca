package scaling

import (
	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// Statement is one thing that the trials of a run say together, or leave open: the values that its sentence is made of.
type Statement struct {
	Topic Topic
	// Figure shows it, "" when none does.
	Figure string
	Values Values
}

// Topic is what a statement is about.
type Topic string

// The topics, in the order of an answer.
const (
	OnLoad           Topic = "load"
	OnVolume         Topic = "volume"
	OnConfigurations Topic = "configurations"
	OnLimits         Topic = "limits"
	OnUnknown        Topic = "unknown"
)

// Topics are all of them in their order.
func Topics() []Topic { return []Topic{OnLoad, OnVolume, OnConfigurations, OnLimits, OnUnknown} }

// The figures of a whole run, in the order of a report.
const (
	FigureThroughput = "scaling-throughput"
	FigureP99        = "scaling-p99"
	FigureCapacity   = "scaling-capacity"
	FigureSpeedup    = "scaling-speedup"
	FigureVolume     = "scaling-volume"
)

// Values is one of the structs of what can be said, one a kind of sentence.
type Values interface{ values() }

// LargestLoad is the capacity of one configuration. Offered is the load over all measured phases, where that is another than the rate of
// the main phase; else 0. Refused is by what the lowest load that broke something did, NotShown is why the lowest one above the capacity
// that broke nothing was not shown to hold.
type LargestLoad struct {
	Label             Label
	Capacity          analysis.Capacity
	Offered           float64
	Refused, NotShown analysis.Refusal
}

// LoadResponse is what p99 and throughput do from the least to the heaviest load of one configuration.
type LoadResponse struct {
	Label       Label
	First, Last LoadPoint
	// KeptUp is the heaviest load that was answered before FellBehind, the first that was not; nil where there is none.
	KeptUp, FellBehind *LoadPoint
	// NotMeasured is the heaviest load offered, over all measured phases as First and Last are, when no trial of it is valid, else 0.
	NotMeasured float64
}

// LoadPoint is one load of a curve, per second.
type LoadPoint struct {
	Offered         float64
	Throughput, P99 Estimate
}

// MoreAlike says that as many more configurations have the same kind of statement, which is left out.
type MoreAlike struct{ Configurations int }

// OneVolume says that only one volume has valid trials.
type OneVolume struct {
	Label Label
	Rate  float64
}

// VolumeGrowth is what the number of rows does to response times, and to capacity where that is known, at a load (0 when it was not varied).
type VolumeGrowth struct {
	Label            Label
	Rate             float64
	FromRows, ToRows float64
	FromP99, ToP99   Estimate
	// P99 and Capacity are powers of the number of rows over so many volumes, which span so many times the rows.
	P99, Capacity stats.Trend
	Volumes       int
	Span          float64
	Doubt         TrendDoubt
	WorkingSet    WorkingSet
	// FallsBehind says that at the largest volume only Answered of Offered are answered, per second.
	FallsBehind       bool
	Answered, Offered float64
}

// SpeedUp is what more of a resource gains.
type SpeedUp struct{ Series Series }

// SettingEffect is what one setting does against another, at the heaviest load at which both have valid trials.
type SettingEffect struct {
	Axis, From, To string
	// Offered is the load, 0 of a closed loop.
	Offered float64
	// FromP99 and ToP99 are those of both settings, Slower the second as a multiple of the first, and Apart that chance does not explain it.
	FromP99, ToP99, Slower Estimate
	Apart                  bool
	// ThroughputChanges says that FromThroughput and ToThroughput differ by more than chance and enough to matter.
	FromThroughput, ToThroughput Estimate
	ThroughputChanges            bool
}

// HeaviestLoad is where limits are looked for: the heaviest load of a configuration, per second, 0 of a closed loop.
type HeaviestLoad struct {
	Label   Label
	Offered float64
}

// TailAt is what makes the slowest hits slow at the heaviest load.
type TailAt struct {
	At   HeaviestLoad
	Tail analysis.TailTime
}

// ResourcesAt are the resources that are used up at the heaviest load: cores of the machine, one core by a single thread of a store,
// connections of a pool.
type ResourcesAt struct {
	At      HeaviestLoad
	CPU     analysis.CPUUse
	Threads []Thread
	Pools   []PoolWait
	// PoolsObserved says that the pools' waiting was counted at all.
	PoolsObserved bool
}

// Thread is a store that uses about as many cores as one thread can.
type Thread struct {
	Source string
	Cores  float64
}

// PoolWait is how many requests wait for a connection of a store at any time.
type PoolWait struct {
	Store   string
	Waiting float64
}

// InvalidTrials are left out of everything but a capacity: Bounding of them say of their load that it was not accepted, since what makes a trial
// invalid may be the load itself (see analysis.Accept).
type InvalidTrials struct{ Invalid, Trials, Bounding int }

// LoadNotVaried, VolumeNotVaried and ResourceNotVaried are what the run cannot say since it was not varied.
type (
	LoadNotVaried     struct{}
	VolumeNotVaried   struct{ Volume string }
	ResourceNotVaried struct{}
)

// FewRepetitions says that every point has that few valid trials, UnequalRepetitions that points have from so many to so many.
type (
	FewRepetitions     struct{ Trials, Enough int }
	UnequalRepetitions struct{ Least, Most int }
)

// Unsteady says in how many of the valid trials a measured phase was not steady; Example is the check that shows it most.
type Unsteady struct {
	Trials, Of int
	Example    analysis.Check
}

// EmptyPoints is the number of points without a valid trial.
type EmptyPoints struct{ Points int }

// CoarseLoads says that the swept loads stand so far apart that the capacity is hardly known.
type CoarseLoads struct {
	Label         Label
	Rate, Refused float64
}

// OneMachine says that generator and stack shared a machine of so many cores, 0 when that is not known.
type OneMachine struct{ Cores int }

// StandIns says that the stack has stand-ins for the stores, NoFault that none was injected.
type (
	StandIns struct{}
	NoFault  struct{}
)

func (LargestLoad) values()        {}
func (LoadResponse) values()       {}
func (MoreAlike) values()          {}
func (OneVolume) values()          {}
func (VolumeGrowth) values()       {}
func (SpeedUp) values()            {}
func (SettingEffect) values()      {}
func (TailAt) values()             {}
func (ResourcesAt) values()        {}
func (InvalidTrials) values()      {}
func (LoadNotVaried) values()      {}
func (VolumeNotVaried) values()    {}
func (ResourceNotVaried) values()  {}
func (FewRepetitions) values()     {}
func (UnequalRepetitions) values() {}
func (Unsteady) values()           {}
func (EmptyPoints) values()        {}
func (CoarseLoads) values()        {}
func (OneMachine) values()         {}
func (StandIns) values()           {}
func (NoFault) values()            {}
