package runner

import (
	"sync"
	"time"

	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/bench/seed"
)

// Stage is what a run is doing.
type Stage string

// Stages are all stages of a trial, in order.
func Stages() []Stage { return []Stage{Starting, Seeding, Serving, Loading, Checking, Stopping} }

// The stages of a trial, in order.
const (
	Starting Stage = "starting the stack"
	Seeding  Stage = "seeding"
	Serving  Stage = "starting the API"
	Loading  Stage = "load"
	Checking Stage = "reading back what was written"
	Stopping Stage = "stopping the stack"
)

// Status is a look at a run while it goes on.
type Status struct {
	Stage Stage
	// Since is when the stage began.
	Since time.Time
	Trial plan.Trial
	// Seeding is how far the seeding came.
	Seeding seed.Progress
	// Checking is how far the reading back of writes came.
	Checking ledger.Progress
	// Load, Scraper and Phases are there from the stage Loading on, nil before: ask them for live numbers, which after the load
	// are its last.
	Load    load.Player
	Scraper *scrape.Scraper
	Phases  []samples.Phase
}

// status guards a Status.
type status struct {
	mu  sync.Mutex
	now Status
}

func (s *status) update(change func(*Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.now)
}

func (s *status) stage(stage Stage) {
	s.update(func(st *Status) { st.Stage, st.Since = stage, time.Now() })
}

// Status returns what the run is doing now. Safe for concurrent use.
func (r *Runner) Status() Status {
	r.status.mu.Lock()
	defer r.status.mu.Unlock()
	return r.status.now
}
