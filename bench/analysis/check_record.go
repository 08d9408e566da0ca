package analysis

import (
	"maps"
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

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

// checkHits: without hits in measured phases there is nothing to say.
func checkHits(f *facts) []Check {
	n := f.first.all.hits
	return []Check{{Kind: CheckHits, OK: n > 0, Measured: Quantity{float64(n), telemetry.Number}, Limit: Quantity{1, telemetry.Number}, Evidence: Hits{f.first.seen}}}
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
			e.Faults = slices.ContainsFunc(f.Events, func(e samples.Event) bool { return e.Kind == samples.FaultInjected })
		}
	}
	return []Check{{Kind: CheckTelemetry, OK: true, Doubt: len(e.Missing) > 0, Limit: Quantity{f.limits.ScrapeGaps, telemetry.Ratio}, Evidence: e}}
}

// checkRecorded: a trial has each hit of its schedule once. Every hit that was due is recorded, whether it could be sent or not, so one that
// is not there was lost, however few they are; one that is there twice, or was not due, belongs to another record.
func checkRecorded(f *facts) []Check {
	m, seen := &f.Manifest, f.first.seen
	if seen == 0 {
		return nil // checkHits says so
	}
	e, beyond, missing := Recorded{}, uint64(0), uint64(0)
	for i := range f.first.numbers {
		n := &f.first.numbers[i]
		e.Twice, beyond, missing = e.Twice+n.twice, beyond+n.beyond, missing+n.missing()
	}
	offered := beyond
	if m.Load.Closed == 0 && m.Load.Offered > 0 {
		offered = m.Load.Offered
	}
	// Of a trial that was cut off it is not known which hits were in flight.
	if m.State != samples.Running && m.State != samples.Failed {
		e.Lost = missing
		if offered > beyond {
			e.Lost += offered - beyond
		}
	}
	return []Check{{Kind: CheckRecorded, OK: e == (Recorded{}) && beyond <= offered, Measured: Quantity{float64(seen), telemetry.Number},
		Limit: Quantity{float64(offered), telemetry.Number}, Evidence: e}}
}

// maxNamed is how many missing trials are named.
const maxNamed = 20

// checkPlanned: a matrix of which trials are missing answers another question than was asked. It is nil when all are there. The plan of a
// search is not known beforehand; its numbers have no gaps.
func checkPlanned(trials []Trial) []Check {
	planned, present := 0, map[int]int{}
	for i := range trials {
		m := &trials[i].Manifest
		planned = max(planned, m.Trials, m.Trial)
		if m.Trial > 0 {
			present[m.Trial]++
		}
	}
	var e Planned
	for number, n := range present {
		if n > 1 {
			e.Twice = append(e.Twice, number)
		}
	}
	slices.Sort(e.Twice)
	e.Absent = planned - len(present)
	for number := 1; number <= planned && len(e.Missing) < min(e.Absent, maxNamed); number++ {
		if present[number] == 0 {
			e.Missing = append(e.Missing, number)
		}
	}
	if e.Absent == 0 && len(e.Twice) == 0 {
		return nil
	}
	return []Check{{Kind: CheckPlanned, Measured: Quantity{float64(len(trials)), telemetry.Number}, Limit: Quantity{float64(planned), telemetry.Number}, Evidence: e}}
}

// checkLedger: a write that was not looked for may be lost.
func checkLedger(f *facts) []Check {
	if !f.Manifest.Ledger {
		return nil
	}
	l := f.Manifest.ReadBack
	checked := 0.0
	if l != nil {
		all := l.Acknowledged + l.IndeterminateFound + l.IndeterminateMissing + l.Refused
		checked = 1
		if l.Unchecked > 0 {
			checked = math.Max(0, 1-float64(l.Unchecked)/float64(max(all, l.Unchecked)))
		} else if all == 0 && l.Reason != "" {
			checked = 0
		}
	}
	return []Check{{Kind: CheckLedger, OK: true, Doubt: l == nil || checked < 1 || l.Reason != "", Measured: Quantity{checked, telemetry.Ratio},
		Limit: Quantity{1, telemetry.Ratio}, Evidence: ReadBack{l}}}
}
