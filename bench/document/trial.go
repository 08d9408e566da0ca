package document

import (
	"time"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// Trial is the numbers of one trial. Unless a field says otherwise they are those of the hits due in measured phases.
type Trial struct {
	analysis.Trial
	// Number counts from 1.
	Number        int               `json:"trial"`
	Configuration map[string]string `json:"configuration"`
	Repetition    int               `json:"repetition"`
	// State is how far it got: complete, interrupted, aborted, failed, or running when it was cut off; Reason states why.
	State  samples.State `json:"state"`
	Reason string        `json:"reason"`
	// InvalidReasons say why the numbers must not be believed, one sentence each.
	InvalidReasons []string  `json:"invalid_reasons"`
	Checks         []Check   `json:"checks"`
	Warnings       []string  `json:"warnings"`
	Began          time.Time `json:"began"`
	// Stores has one a store, by name.
	Stores []Store `json:"stores"`
	// Faults are those that were injected, in that order; absent in a trial without.
	Faults []resilience.Fault `json:"faults,omitempty"`
	Record Record             `json:"record"`
}

// Store is what is known of one store as a whole. Summary says in sentences what it did in the measured phases and what that cost.
type Store struct {
	analysis.Store
	Summary string `json:"summary"`
}

// Record is what a trial was: what a reader needs to understand its numbers and to repeat them.
type Record struct {
	// Seed is that of the data set; DrawSeed is what arrivals, operations and keys of this trial were drawn with.
	Seed     uint64 `json:"seed"`
	DrawSeed uint64 `json:"draw_seed"`
	// Settings is what the stack was asked to be.
	Settings map[string]string `json:"settings"`
	Load     samples.Load      `json:"load"`
	// Mix is the share of each operation.
	Mix            map[string]float64 `json:"mix"`
	Dataset        Dataset            `json:"dataset"`
	Services       []samples.Service  `json:"services"`
	Targets        []string           `json:"targets"`
	ScrapeInterval time.Duration      `json:"scrape_interval"`
	// LoadAverage over one minute when the trial began.
	LoadAverage float64 `json:"load_average"`
}

// Dataset states what was seeded.
type Dataset struct {
	samples.Dataset
	// Counted is Verified under its older name: what the stores held when counted afterwards.
	Counted map[string]int64 `json:"counted"`
	// Bytes is the space that each store took on disk after seeding; empty when it was not measured.
	Bytes map[string]int64 `json:"bytes"`
}

func newTrial(t *analysis.Trial) Trial {
	m := &t.Manifest
	d := Trial{
		Trial: *t, Number: m.Trial, Configuration: m.Configuration, Repetition: m.Repetition, State: m.State, Reason: m.Reason,
		InvalidReasons: words.Details(t.InvalidReasons()), Warnings: words.Details(t.Warnings()), Began: m.Began.UTC(),
		Record: Record{
			Seed: m.Seed, DrawSeed: m.DrawSeed, Settings: m.Settings, Load: m.Load, Mix: m.Mix, Services: m.Services, Targets: m.Targets, ScrapeInterval: m.ScrapeInterval,
			LoadAverage: m.Machine.LoadAverage, Dataset: Dataset{Dataset: m.Dataset, Counted: m.Dataset.Verified, Bytes: m.Dataset.Bytes},
		},
	}
	if t.Resilience != nil {
		d.Faults = t.Resilience.Faults
	}
	for i := range t.Checks {
		d.Checks = append(d.Checks, newCheck(&t.Checks[i], words.Check(&t.Checks[i])))
	}
	for i := range t.Stores {
		d.Stores = append(d.Stores, Store{t.Stores[i], words.Store(&t.Stores[i], t.Measured)})
	}
	return d
}
