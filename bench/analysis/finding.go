package analysis

import (
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

// Finding is one thing worth saying of a trial: the values that its sentence is made of.
type Finding struct {
	// Name is the analysis it comes from, Trial the trial, 0 for the run.
	Name  string `json:"name"`
	Trial int    `json:"trial"`
	// Figure names the figure that shows it, "" when none does.
	Figure string `json:"figure"`
	Values Values `json:"-"`
}

// Values is one of the structs of what can be said of a trial, one a kind of sentence. They stand here, below everything
// that finds them, since results hold them and words are made of them.
type Values interface{ values() }

// ResponseTimes are the response times of all hits, of a trial without an operation that stands out.
type ResponseTimes Quantiles

// ResponseSpread are the response times of all hits, from most to the slowest.
type ResponseSpread Quantiles

// SlowestOperation is the operation with the largest p99 of those that can be compared, which have MinHits hits or more.
type SlowestOperation struct {
	Operation string
	// P99 is its own in seconds, AllP99 that of all operations together.
	P99, AllP99 float64
	// LeftOut is how many operations have too few hits to be compared, MinHits how many it takes.
	LeftOut, MinHits int
	// Place is where its slowest 1 % spend more of their time than anywhere else, "" when that was not recorded or they are too few, Share
	// how much of it, and TailHits how many they are.
	Place    string
	Share    float64
	TailHits uint64
}

// SlowestSlot is the operation with the largest p99 of any slot of so many seconds, in seconds, and the offset of that slot.
type SlowestSlot struct {
	Operation     string
	P99, At, Slot float64
}

// Wait is how much of the response time was spent before the hit was even sent: what a generator that waits for answers before it
// sends (coordinated omission) would not have seen.
type Wait struct {
	// Closed says that the load was a closed loop, in which nothing waits.
	Closed bool
	// The p99 of response time, service time and send lag, in seconds. Matters says that the first two differ enough to be named.
	Response, Service, SendLag float64
	Matters                    bool
	// Agree says that the first two are about the same, Late that hits left later than they may, ByGenerator that the generator may be the
	// cause of that.
	Agree, Late, ByGenerator bool
}

// Lateness is how late the generator sent, in seconds.
type Lateness struct{ P99, Max float64 }

// PhaseRise is a phase whose p99 is well above that of the measured phase before it, in seconds.
type PhaseRise struct {
	Phase       string
	Before, P99 float64
	// AtOnce says that its first seconds were above the old level already.
	AtOnce   bool
	Recovery Recovery
	// After is how many seconds after the phase began p99 was at its old level again, 0 when it did not recover.
	After float64
}

// Recovery reports whether p99 came back to its old level by the end of the trial.
type Recovery string

// The answers. AtEnd means that it was back in the trial's last slots, too few of them to call it recovered.
const (
	Recovered      Recovery = "recovered"
	RecoveredAtEnd Recovery = "recovered at the end"
	NotRecovered   Recovery = "not recovered"
)

// PhaseFall is a phase whose p99 is well below that of the measured phase before it, in seconds.
type PhaseFall struct {
	Phase       string
	Before, P99 float64
}

// PhasesAlike is the range of p99 over all measured phases, in seconds, when none of them differs much from the one before.
type PhasesAlike struct {
	Low, High float64
	// Alike says that none differs much from any other.
	Alike bool
}

// P99OverTime is how even the p99 of the measured slots was, in seconds.
type P99OverTime struct {
	// P99 is that of the whole measured time, Typical the median of the slots', Worst the largest of them, which was at the offset WorstAt.
	P99, Typical, Worst, WorstAt float64
	// Slot is the length of a slot.
	Slot float64
	// Short says that there are too few slots to tell, Peaks that the worst slot stands out, Even that it is near the typical one.
	Short, Peaks, Even bool
}

// KeepingUp is whether a trial answered what it was offered, in hits per second.
type KeepingUp struct {
	Offered, Throughput, Goodput float64
	// InFlight is the largest number of hits in flight at the end of a measured slot, At the offset of that end, Slot its length in seconds.
	InFlight, At, Slot float64
	Behind             bool
}

// InFlight is the largest number of hits in flight at the end of any slot of so many seconds, and the offset of that end in seconds.
type InFlight struct{ Hits, At, Slot float64 }

// TailTime is where the slowest 1 % of the hits spend their time, against where time goes usually.
type TailTime struct {
	// Hits is how many they are, Of how many hits there are in all, From the response time at which they begin, in seconds.
	Hits, Of uint64
	From     float64
	// Unsaid is why it is not said where they spend it; the other fields are then empty.
	Unsaid TailUnsaid
	// Largest has more of their time than any other place. Explains says that most of what they take longer than all hits do is there.
	Largest  TailPlace
	Explains bool
	// Risen are the other places with a part of their time that is worth naming and larger than usual by more than chance, that which
	// rose most first.
	Risen []TailPlace
}

// TailUnsaid is why it is not said where the slowest hits spend their time.
type TailUnsaid string

// The reasons: there are too few of them, most hits took as long, or most of their time is not recorded.
const (
	TailFew         TailUnsaid = "few"
	TailTied        TailUnsaid = "tied"
	TailNotRecorded TailUnsaid = "not recorded"
)

// TailOperation is the operation that most of the slowest 1 % are of, with its share of them and of all hits. Of is how large a part of
// all hits they are.
type TailOperation struct {
	Operation    string
	Share, Usual float64
	Of           float64
}

// StoreTime is where most of all hits' time goes, and how much of it.
type StoreTime struct {
	Place string
	Share float64
	Tail  TailTime
}

// LongestSlot is the slot in which a hit took longest on average: its offset and that mean in seconds, and where more of it was spent than
// anywhere else, with the share of that place.
type LongestSlot struct {
	At, Mean float64
	Place    string
	Share    float64
}

// CacheUse is what the cache did, and how its hit ratio moved.
type CacheUse struct {
	// On says that the cache was asked; when it was not, Bypassed counts the reads that went past it.
	On               bool
	Bypassed, Errors float64
	// HitRatio is NaN when the cache answered nothing. First and Last are the ratios of the first and the last third of the measured
	// time, NaN when it is too short; Drifted is true when they differ enough to be named. What was between them is not in them.
	HitRatio, First, Last float64
	Drifted               bool
	// Class is the class of keys with the lowest hit ratio when that is well below the whole, "" otherwise.
	Class      string
	ClassRatio float64
}

// StorageUse is what object storage moved in so many measured seconds, in bytes. Slowest is the slowest class of sizes, nil when none has
// enough hits.
type StorageUse struct {
	ReadBytes, WrittenBytes, Seconds float64
	Slowest                          *SizeClass
}

// SizeGrowth is the two classes of sizes of one operation between which the median of the response time grows most.
type SizeGrowth struct{ Small, Large SizeClass }

// BusiestCall is the operation of a store that takes most of the stores' time, and its share of it.
type BusiestCall struct {
	scraped.StoreLatency
	Share float64
}

// CPUUse is how many cores were in use and by whom, on average over the measured phases.
type CPUUse struct {
	// Total is of Cores; both are 0 when CPU use was not observed.
	Total float64
	Cores int
	// Sources are the three processes that used most, the largest first. Others is what other programs used, 0 when that does not matter.
	Sources []CoreUse
	Others  float64
	// Peak is the largest use in a measured slot and PeakAt when it was, in seconds.
	Peak, PeakAt float64
	Limit        CPULimit
}

// CoreUse is how many cores a process used.
type CoreUse struct {
	Source string
	Cores  float64
}

// CPULimit reports whether CPU was the limit.
type CPULimit string

// The answers. At times means that the peak reached it and the average did not.
const (
	CPULimitNever   CPULimit = "never"
	CPULimitAtTimes CPULimit = "at times"
	CPULimitAlways  CPULimit = "always"
)

// MemoryGrowth is the process whose resident memory grew most from the first to the last quarter of the measured time, in bytes, of those
// that grew notably; of all when none did.
type MemoryGrowth struct {
	Source   string
	From, To float64
	// Notable says that it grew enough to be named.
	Notable bool
}

// GCPauses is the process that garbage collection stopped for the largest share of the measured time.
type GCPauses struct {
	Source string
	Share  float64
}

// Failed is how many hits failed, how most of them did, and where. Class is "" when none failed; Operation had most of that class.
type Failed struct {
	Failures, Hits             uint64
	Class, Operation           string
	ClassCount, OperationCount uint64
}

// Durability is what a store may have lost of what it acknowledged when its server ended under load, by the setting that decides it. What was
// lost is for a ledger to say.
type Durability struct {
	// Store is its title.
	Store string
	// Setting is the key of the setting, Value its value, Default whether that is its value where it is not set.
	Setting, Value string
	Default        bool
	// Kill and PowerFailure are how many seconds before a kill or the loss of power acknowledged writes may be missing from, 0 for none.
	Kill, PowerFailure float64
	// Nodes says that another node may have what one lost.
	Nodes bool
}

// WritesFound is what became of the writes of a trial that kept a ledger.
type WritesFound struct{ *samples.Ledger }

func (SlowestSlot) values()      {}
func (InFlight) values()         {}
func (Lateness) values()         {}
func (LongestSlot) values()      {}
func (SizeGrowth) values()       {}
func (ResponseTimes) values()    {}
func (ResponseSpread) values()   {}
func (KeepingUp) values()        {}
func (StoreTime) values()        {}
func (StorageUse) values()       {}
func (BusiestCall) values()      {}
func (MemoryGrowth) values()     {}
func (GCPauses) values()         {}
func (CacheUse) values()         {}
func (CPUUse) values()           {}
func (Durability) values()       {}
func (Failed) values()           {}
func (SlowestOperation) values() {}
func (PhaseRise) values()        {}
func (PhaseFall) values()        {}
func (PhasesAlike) values()      {}
func (P99OverTime) values()      {}
func (TailTime) values()         {}
func (TailOperation) values()    {}
func (Wait) values()             {}
func (WritesFound) values()      {}
