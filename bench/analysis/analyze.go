package analysis

import (
	"errors"
	"time"

	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

// Analyze works out the results of a run from its record. What of the record cannot be read makes the result invalid and says so
// in words; the error is for a run that is none. The record is streamed: memory does not grow with the number of hits.
func Analyze(run *samples.Run, opts Options) (*Result, error) {
	if run == nil {
		return nil, errors.New("analyse: no run given")
	}
	trials := make([]Trial, 0, len(run.Trials))
	for _, t := range run.Trials {
		trials = append(trials, AnalyzeTrial(t, opts))
	}
	return Combine(trials, run.Unread), nil
}

// AnalyzeTrial works out the results of one trial, as Analyze does; a search judges by it what to try next.
func AnalyzeTrial(t *samples.Trial, opts Options) Trial { return AnalyzeRecord(t.Manifest, t, opts) }

// AnalyzeRecord reads a trial's record and works out its results. What cannot be read makes the trial invalid with a reason; it is
// never an error, since a run that was cut off deserves its report.
func AnalyzeRecord(m samples.Manifest, r Record, opts Options) Trial {
	reached := m.Elapsed
	if reached <= 0 {
		// The manifest of a trial that was cut off does not say how far it got: its hits do.
		_ = r.Hits(func(h *samples.Hit) error {
			reached = max(reached, h.End, h.Sent)
			return nil
		})
	}
	if len(m.Backends) == 0 {
		m.Backends = telemetry.Recorded(opts.Backends)
	}
	f := &facts{Trial: &Trial{Manifest: m}, axis: timeaxis.New(&m, max(reached, time.Nanosecond)), limits: opts.Limits.withDefaults(m.SLO)}
	// Events say when faults were in force, which the hits are counted by.
	events, unreadEvents := r.Events()
	f.Events = events
	f.note("hits", func() error {
		f.first = newTotals(&m, f.axis, resilience.New(&m, events, f.axis.Reached))
		if opts.undrawn {
			f.first.timeline = newTimelineSums(f.axis, 0)
		}
		return r.Hits(f.first.add)
	})
	f.Resilience = f.first.watch.Result()
	f.note("hits", func() error {
		f.second = newTails(f.first)
		defer f.second.measureDependence()
		f.first.watch.Look(f.Resilience)
		defer f.first.watch.Looked(f.Resilience)
		return r.Hits(f.second.add)
	})
	f.note("scraped points", func() (err error) {
		f.scraped, err = scraped.Read(f.axis, f.Manifest.Backends, r.Points)
		return err
	})
	f.note("events", func() error { return unreadEvents })
	f.summarize()
	f.Checks = f.check()
	f.Valid = len(f.InvalidReasons()) == 0
	f.Captions = captionsOf(f.Trial)
	return *f.Trial
}

// checks are the functions that make the checks of a trial, in the order of a report. Each sees everything known of the trial and gives
// any number of rows.
var checks = []func(*facts) []Check{
	checkReached, checkFiles, checkHits, checkRecorded, checkGenerators, checkClocks, checkDataset, checkServices, checkFaults, checkStoreTimes, checkAnswers, checkSent, checkFailures, checkMissing, checkSendLag,
	checkGenerator, checkLimits, checkOtherLoad, checkScrapes, checkTelemetry, checkSample, checkObjectives, checkSteady, checkLedger,
}

// check makes all of them.
func (f *facts) check() []Check {
	var rows []Check
	for _, run := range checks {
		for _, row := range run(f) {
			row.Trial = f.Manifest.Trial
			rows = append(rows, row)
		}
	}
	return rows
}
