package analysis

import (
	"math"
	"time"

	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/timeaxis"
)

// Growing is what can be said of a trial with every hit seen once, while they come: it is made of sums of the first pass of AnalyzeRecord, so that
// its numbers are those of the report. What takes all hits a second time (intervals, the tail) is said by SoFar. Its memory does not grow with
// the number of hits. Make it with NewGrowing. It is for one goroutine.
type Growing struct {
	manifest samples.Manifest
	first    *totals
	timeline Timeline
	// drawn is how many slots of the timeline have been given, packed how many of those are small.
	drawn, packed int
	// measured is how many hits of measured phases there are.
	measured uint64
}

// NewGrowing begins with no hits. reached is how far the trial got, 0 while it goes on: its time axis is that of the whole schedule then.
func NewGrowing(m samples.Manifest, reached time.Duration) *Growing {
	axis := timeaxis.New(&m, reached)
	g := &Growing{manifest: m, timeline: Timeline{Width: axis.Width.Seconds(), ByOperation: map[string][]float64{}, Stores: map[string][]float64{}}}
	// What faults do is worked out by SoFar, which knows all of them.
	m.Faults = nil
	g.first = newTotals(&g.manifest, axis, resilience.New(&m, nil, axis.Reached))
	g.first.all, g.first.operations = nil, nil // the largest of the sums that SoFar makes anew
	return g
}

// Axis is its time axis.
func (g *Growing) Axis() *timeaxis.Axis { return g.first.axis }

// Hit counts a hit in what At says: the same sums as those of the report, and no others, because this is done beside the load.
func (g *Growing) Hit(h *samples.Hit) error {
	t := g.first
	t.last = max(t.last, h.Sent, h.End)
	response := t.response(h)
	if h.Step > 0 {
		t.timeline.addStep(h, response)
		return nil
	}
	t.seen++
	where := t.places.of(h, response)
	t.timeline.add(h, response, t.good(h, response), &where)
	t.heat.add(h.Due, response)
	t.addPhases(h, response)
	if t.axis.Counts(h.Due) {
		g.measured++
		t.failed.add(h)
	}
	return nil
}

// Last is the latest instant of any hit.
func (g *Growing) Last() time.Duration { return g.first.last }

// Measured is how many hits of measured phases there are.
func (g *Growing) Measured() uint64 { return g.measured }

// Stores takes the names that the stores of hits have by now, and what is known of them, from a newer manifest.
func (g *Growing) Stores(m samples.Manifest) {
	g.manifest.Stores, g.manifest.Backends, g.manifest.Services = m.Stores, m.Backends, m.Services
	g.first.places = newPlaces(&g.manifest)
}

// Instant is a trial as far as it got.
type Instant struct {
	// Reached is how far it got, Planned where the schedule ends, in seconds.
	Reached, Planned float64
	// Phase is the index of the phase that goes on, Phases are all of them so far.
	Phase  int
	Phases []Phase
	// Hits and Failures are of all phases; Failed has the failures of the measured phases by class.
	Hits, Failures uint64
	Failed         []FailureClass
	// Timeline and Heat have a row each slot. Those before First are as they were at the instant before. Both are good until the next call.
	Timeline *Timeline
	First    int
}

// At works out what is known at an instant, with events for the examples of failures. Percentiles are only worked out of the phase that goes on.
func (g *Growing) At(reached time.Duration, events []samples.Event) Instant {
	t := g.first
	reached = min(reached, t.axis.Length())
	in := Instant{Reached: reached.Seconds(), Planned: t.axis.Planned.Seconds(), Hits: t.seen, Failed: t.failed.result(&g.manifest, events), Timeline: &g.timeline}
	for i, p := range g.manifest.Phases {
		if p.Start < reached {
			in.Phase = i
		}
	}
	for i, p := range g.manifest.Phases {
		s := t.phases[i]
		row := Phase{Phase: p, Hits: s.hits, Failures: s.failures}
		if i == in.Phase {
			row.Response = quantilesOf(s.response)
		}
		if seconds := (min(t.axis.Phases[i].End, reached) - t.axis.Phases[i].Start).Seconds(); seconds > 0 {
			row.Throughput = float64(s.answered) / seconds
		}
		in.Failures += s.failures
		in.Phases = append(in.Phases, row)
	}
	// The last slot grows with time even where no hit changes it.
	in.First = max(0, min(t.timeline.touched, g.drawn-1))
	t.timeline.update(&g.timeline, &g.manifest, reached, in.First)
	t.timeline.pack(min(g.packed, in.First), in.First)
	g.drawn, g.packed, t.timeline.touched = len(g.timeline.Due), in.First, math.MaxInt
	return in
}

// HeatColumn is how many hits of a slot took how long: Counts[i] of them from Bounds[i] to Bounds[i+1] seconds. Rows that no hit of the slot is in
// are left out at both ends.
type HeatColumn struct {
	Bounds []float64
	Counts []float64
}

// Heat is the column of a slot in the heat map of the report.
func (g *Growing) Heat(slot int) HeatColumn {
	column := g.first.heat.cells[slot]
	var c HeatColumn
	first, last := len(column), -1
	for row, n := range column {
		if n > 0 {
			first, last = min(first, row), row
		}
	}
	if last < 0 {
		return c
	}
	for row := first; row <= last+1; row++ {
		c.Bounds = append(c.Bounds, heatBound(row))
	}
	c.Counts = column[first : last+1]
	return c
}
