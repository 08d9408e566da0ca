package analysis

import "quintet/bench/samples"

// Reached is how far a trial got, in its check's Measured, of what was planned, in Limit.
type Reached struct {
	State samples.State
	// Reason is the runner's, for a trial that failed or that its own SLOs ended.
	Reason string
	// Began is false for a trial that ended before the load began.
	Began bool
}

// Files is what of a trial's record is damaged; the zero Files is a whole record.
type Files struct {
	// Part is what could not be read to its end ("hits", "scraped points", "events"), Error the reader's.
	Part, Error string
}

// Hits is how many hits were recorded, whether they count or not.
type Hits struct{ Recorded uint64 }

// Recorded is how many hits were recorded in all phases, the check's Measured, of those the schedule held, its Limit.
type Recorded struct {
	// Twice is how often a hit came that had been recorded, Lost how many the schedule held, or were sent, that are in no file.
	Twice, Lost uint64
}

// Planned is which of the trials that were planned, the check's Limit, have no result.
type Planned struct {
	// Missing are the numbers of those that are not there or could not be read, the first of Absent ones; Twice those of which there is
	// more than one.
	Missing, Twice []int
	Absent         int
}

// Dataset is what the stores counted in place of what was seeded.
type Dataset struct {
	// Counted is false when the stores did not count every kind of row.
	Counted    bool
	Mismatches []Mismatch
}

// Mismatch is a kind of row of which the stores counted another number than was seeded.
type Mismatch struct {
	Kind            string
	Counted, Seeded int64
}

// Services are the parts of the stack that ended under load.
type Services struct{ Exited []Exit }

// Exit is a service that ended, and when, in seconds since the load began.
type Exit struct {
	Service string
	At      float64
}

// Unchecked are the operations whose answers were not checked beyond their status.
type Unchecked struct{ Operations []string }

// StoreTimes is what answers say of stores that cannot be believed: the check's Measured is how many of them have a store that took longer
// than the request.
type StoreTimes struct {
	// Answers is how many name where their time went; 0 only for an API of operations that the scenario declares.
	Answers uint64
	// Store took Time seconds of a request of Request seconds: the one that is longer by most; "" when none is.
	Store         string
	Time, Request float64
	// Foreign are the names in answers that are no store of the stack.
	Foreign []string
}

// Sent is how many of the hits that were offered were sent; the check's Measured is their ratio.
type Sent struct{ Sent, Offered uint64 }

// Failures is how many hits failed; the check's Measured is their ratio. Class is the most frequent class, "" when none failed, and Example one of
// its hits with what was wrong, "" when none was kept.
type Failures struct {
	Failures, Hits uint64
	Class, Example string
}

// Missing is how many answers were empty or wrong where rows were seeded, or by the checks of operations that are all Foreign, declared by the
// scenario; the check's Measured is their ratio. Example is one of them with what was wrong, "" when none was kept.
type Missing struct {
	Answers uint64
	Foreign bool
	Example string
}

// SendLag is what the cores did while hits left late.
type SendLag struct {
	// Busy is the share of all cores in use, NaN when nothing is known of the generator's; Others is how many cores other programs
	// used, 0 when that does not matter.
	Busy, Others float64
	// Of is the source of the one of several generators whose hits the check's Measured is of, since they left later than all together; else "".
	Of string
}

// GeneratorCPU is of how many cores the generator used the check's Measured; 0 when that is not known. When the load was split, it is of the
// machine with so many Generators that has most to do with them; 0 of one generator.
type GeneratorCPU struct{ Cores, Generators int }

// GeneratorLimits counts, by cause, the hits that were not sent because the generator was out of something; the check's Measured is
// how many they are together.
type GeneratorLimits struct{ Causes map[string]uint64 }

// OtherLoad is of how many cores other programs used the check's Measured.
type OtherLoad struct{ Cores int }

// Scrapes is how many scrapes were made outside faults, and how many of them failed.
type Scrapes struct{ Made, Missed int }

// Telemetry are the stores that did not answer for their own metrics as often as is allowed.
type Telemetry struct {
	Missing []MissingTelemetry
	// Faults says that the trial has some, so that times are left out.
	Faults bool
}

// MissingTelemetry is how often one store was asked outside faults, and how often it did not answer.
type MissingTelemetry struct {
	Store string
	Scrapes
}

// SampleSize is what the hits behind a percentile are worth.
type SampleSize struct {
	Metric, Operation string
	// Effective is the effective sample size of the check's Measured hits, at most that when Seconds is above 0: the run is too short for an
	// interval, and must be about so long.
	Effective, Seconds float64
}

// Objective is what an objective's interval says of its limit.
type Objective struct {
	SLOResult
	// Measurable is false when its operation had no hits, Bounded when they were too few for an upper bound of a percentile.
	Measurable, Bounded bool
}

// WarmUp is what became of a phase that went on until the system was steady; the check's Measured is its length, Limit the most it might
// have taken.
type WarmUp struct{ Steady bool }

// Steadiness is what MSER-5 says of a phase.
type Steadiness struct {
	// From is the offset in seconds from which the phase is steady; the check's Measured is how much of the phase lies before it.
	From float64
	// ThroughputChanges and LatencyChanges say which of the two was still changing at the phase's middle, where MSER-5 gives up.
	ThroughputChanges, LatencyChanges bool
	// Worsens says that what lies before From is better than the rest: more was answered, or sooner. That is no warm-up.
	Worsens bool
	// Outage is when something stood still within the phase; the zero Outage when nothing did.
	Outage Outage
}

// Outage is a stretch of a phase in which something stood still, which MSER-5 does not see: it looks for a beginning that differs from the
// rest. What is not observed is zero.
type Outage struct {
	// Fewest and Slowest are the slots with the least throughput per second and the largest median response time in seconds, when they
	// are far from the median of the phase's slots.
	Fewest, Slowest Extreme
}

// Extreme is the value of a slot that begins at an offset in seconds, beside the median over the slots of its phase.
type Extreme struct{ At, Value, Typical float64 }

// Drift is the median response time by slots of the first third of a phase, and of the last; the check's Measured is the change as a
// ratio of Before, NaN when there were too few slots with hits.
type Drift struct {
	Before, After float64
	// Chance is the probability of such a difference in a phase without a drift, by Mann-Whitney.
	Chance float64
}

// LittlesLaw is both sides of N = X R over a phase; the check's Measured is how far they are apart, as a ratio of the larger.
type LittlesLaw struct{ N, XR float64 }

// ReadBack is what a ledger was read back for; nil when it was not. The check's Measured is the share of writes that were looked for.
type ReadBack struct{ *samples.Ledger }

func (Recorded) evidence()        {}
func (Unchecked) evidence()       {}
func (Planned) evidence()         {}
func (SendLag) evidence()         {}
func (OtherLoad) evidence()       {}
func (GeneratorCPU) evidence()    {}
func (SampleSize) evidence()      {}
func (GeneratorLimits) evidence() {}
func (Reached) evidence()         {}
func (Hits) evidence()            {}
func (Dataset) evidence()         {}
func (Services) evidence()        {}
func (Scrapes) evidence()         {}
func (Telemetry) evidence()       {}
func (Steadiness) evidence()      {}
func (Drift) evidence()           {}
func (WarmUp) evidence()          {}
func (LittlesLaw) evidence()      {}
func (StoreTimes) evidence()      {}
func (Sent) evidence()            {}
func (Failures) evidence()        {}
func (Missing) evidence()         {}
func (Objective) evidence()       {}
func (Files) evidence()           {}
func (ReadBack) evidence()        {}
