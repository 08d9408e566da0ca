package analysis

import (
	"maps"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

// Reached is how far a trial got, in its check's Measured, of what was planned, in Limit.
type Reached struct {
	State samples.State
	// Reason is the runner's, for a trial that failed or that its own SLOs ended.
	Reason string
	// Began is false for a trial that ended before the load began.
	Began bool
}

// checkReached states how far the trial got. A trial that the user or its own SLOs ended is a shorter trial, and valid as far as it
// got. One that was cut off is not: the hits in flight at that moment are lost, and they are the slow ones.
func checkReached(f *facts) []Check {
	m := &f.Manifest
	c := Check{Kind: CheckReached, Measured: Quantity{f.Reached, telemetry.Seconds}, Limit: Quantity{f.Planned, telemetry.Seconds},
		Evidence: Reached{m.State, m.Reason, f.first.seen > 0 || f.Reached >= time.Millisecond.Seconds()}}
	switch m.State {
	case samples.Complete:
		c.OK = true
	case samples.Stopped, samples.Cut:
		c.OK, c.Doubt = true, true
	}
	return []Check{c}
}

// checkFiles: a record that is torn though its trial ended has lost hits.
func checkFiles(f *facts) []Check {
	c := Check{Kind: CheckFiles, OK: true, Evidence: f.damage}
	if f.damage != (Files{}) {
		c.OK, c.Doubt = f.Manifest.State == samples.Running, true
	}
	return []Check{c}
}

// Hits is how many hits were recorded, whether they count or not.
type Hits struct{ Recorded uint64 }

// checkHits: without hits in measured phases there is nothing to say.
func checkHits(f *facts) []Check {
	n := f.first.all.hits
	return []Check{{Kind: CheckHits, OK: n > 0, Measured: Quantity{float64(n), telemetry.Number}, Limit: Quantity{1, telemetry.Number}, Evidence: Hits{f.first.seen}}}
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

// checkDataset compares what was seeded with what the stores counted afterwards: on other data than the scenario's the numbers
// answer another question.
func checkDataset(f *facts) []Check {
	d := &f.Manifest.Dataset
	if len(d.Rows) == 0 {
		return nil
	}
	e := Dataset{Counted: true}
	for _, kind := range slices.Sorted(maps.Keys(d.Rows)) {
		counted, ok := d.Verified[kind]
		e.Counted = e.Counted && ok
		if ok && counted != d.Rows[kind] {
			e.Mismatches = append(e.Mismatches, Mismatch{kind, counted, d.Rows[kind]})
		}
	}
	return []Check{{Kind: CheckDataset, OK: len(e.Mismatches) == 0, Doubt: !e.Counted, Evidence: e}}
}

// Services are the parts of the stack that ended under load.
type Services struct{ Exited []Exit }

// Exit is a service that ended, and when, in seconds since the load began.
type Exit struct {
	Service string
	At      float64
}

// checkServices: a part of the stack that ended under load, without a fault that was asked for, is the first thing a reader must
// know; whether the numbers are worth anything the failures tell.
func checkServices(f *facts) []Check {
	var e Services
	faults := faultSpans(f.Events)
	for _, event := range f.Events {
		if event.Kind == samples.ServiceExited && !slices.ContainsFunc(faults, func(s timeaxis.Span) bool { return s.Holds(event.At) }) {
			e.Exited = append(e.Exited, Exit{event.Name, event.At.Seconds()})
		}
	}
	return []Check{{Kind: CheckServices, OK: true, Doubt: len(e.Exited) > 0, Evidence: e}}
}

// Scrapes is how many scrapes were made outside faults, and how many of them failed.
type Scrapes struct{ Made, Missed int }

// checkScrapes: with many scrapes missing the figures of caches, stores and CPU have holes. Scrapes that failed and scrapes that are not in
// the record are the same loss.
func checkScrapes(f *facts) []Check {
	made, missed := outsideFaults(f.scraped.Sources, f.Events)
	absent := f.absentScrapes()
	made, missed = made+absent, missed+absent
	missing := float64(missed) / float64(made)
	c := Check{Kind: CheckScrapes, OK: made == 0 || missing <= f.limits.ScrapeGaps, Measured: Quantity{missing, telemetry.Ratio},
		Limit: Quantity{f.limits.ScrapeGaps, telemetry.Ratio}, Evidence: Scrapes{made, missed}}
	c.Doubt = c.OK && (made == 0 || missed > 0)
	return []Check{c}
}

// absentScrapes is how many scrapes are missing between the last one of each source that is recorded, and the end of the load. The generator
// at least is scraped until then.
func (f *facts) absentScrapes() int {
	interval := f.Manifest.ScrapeInterval
	if interval <= 0 {
		interval = time.Second
	}
	// One more scrape may have been under way.
	rounds := func(since time.Duration) int { return max(0, int((f.axis.Reached-since)/interval)-1) }
	if len(f.scraped.Sources) == 0 {
		return rounds(0)
	}
	absent := 0
	for _, s := range f.scraped.Sources {
		last := time.Duration(0)
		for _, times := range [][]time.Duration{s.Worked, s.Failed} {
			if len(times) > 0 {
				last = max(last, times[len(times)-1])
			}
		}
		absent += rounds(last)
	}
	return absent
}

// Telemetry are the stores that did not answer for their own metrics as often as is allowed.
type Telemetry struct{ Missing []MissingTelemetry }

// MissingTelemetry is how often one store was asked outside faults, and how often it did not answer.
type MissingTelemetry struct {
	Store string
	Scrapes
}

// checkTelemetry: what stores tell of themselves has holes where they did not answer. Nothing else of a trial rests on it, so that is a
// doubt at most.
func checkTelemetry(f *facts) []Check {
	if len(f.scraped.Telemetry) == 0 {
		return nil
	}
	var e Telemetry
	for _, name := range slices.Sorted(maps.Keys(f.scraped.Telemetry)) {
		made, missed := outsideFaults(map[string]*scraped.Scrapes{name: f.scraped.Telemetry[name]}, f.Events)
		if float64(missed) > f.limits.ScrapeGaps*float64(made) {
			e.Missing = append(e.Missing, MissingTelemetry{name, Scrapes{made, missed}})
		}
	}
	return []Check{{Kind: CheckTelemetry, OK: true, Doubt: len(e.Missing) > 0, Limit: Quantity{f.limits.ScrapeGaps, telemetry.Ratio}, Evidence: e}}
}

func (Reached) evidence()   {}
func (Hits) evidence()      {}
func (Dataset) evidence()   {}
func (Services) evidence()  {}
func (Scrapes) evidence()   {}
func (Telemetry) evidence() {}
