package analysis

import (
	"time"

	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// totals is the first pass over the hits: everything that needs to see each hit once. Its memory does not depend on how many
// there are.
type totals struct {
	manifest *samples.Manifest
	axis     *timeaxis.Axis
	limits   []latencyLimit
	places   *places

	all        *sums
	operations []*sums
	phases     []*phaseSums
	lag        *stats.Histogram
	// quiet is of the hits due before the first fault, nil in a trial without: what a fault does to them says nothing of their work.
	quiet    *quietSums
	watch    *resilience.Watch
	timeline *timelineSums
	heat     *heatSums
	failed   *failureSums
	sizes    *sizeSums
	slowest  *slowestSums
	// connections are of all phases
	connections *connectionSums
	storeTimes  storeTimeSums

	// seen counts all hits of all phases, last is the latest instant seen.
	seen uint64
	last time.Duration
	// numbers are those of all hits, in a closed loop of several generators for each of them: there each has every n-th number.
	numbers []numbers
	// generators has the sums of each of several generators.
	generators []generatorSums
}

// sums is what the first pass adds up of one operation, or of all. Only hits due in measured phases are in it.
type sums struct {
	hits, failures, sent, answered uint64
	// steps are those of the hits that are steps of sequences.
	steps uint64
	// inTime and good are the hits due and answered inside the measured phases: at all, or correctly and inside their SLOs.
	inTime, good      uint64
	response, service *stats.Histogram
	bytesIn, bytesOut float64
	places            placeSums
}

// phaseSums is what the first pass adds up of one phase.
type phaseSums struct {
	hits, failures, sent, answered uint64
	response                       *stats.Histogram
	// inFlight is the integral over the phase of the hits that were due and not ended, in hit-seconds.
	inFlight float64
	// ended counts the hits that ended inside the phase, whenever they were due, and stayed is their response time together.
	ended  uint64
	stayed float64
}

func newTotals(m *samples.Manifest, a *timeaxis.Axis, watch *resilience.Watch) *totals {
	t := &totals{
		manifest: m, axis: a, limits: latencyLimits(m), places: newPlaces(m),
		watch: watch, quiet: newQuietSums(watch), all: newSums(), operations: make([]*sums, len(m.Operations)), lag: stats.NewHistogram(),
		timeline: newTimelineSums(a, len(m.Operations)), heat: newHeatSums(a), failed: newFailureSums(), sizes: newSizeSums(m), slowest: newSlowest(m), connections: newConnectionSums(),
	}
	for i := range t.operations {
		t.operations[i] = newSums()
	}
	t.generators, t.numbers = make([]generatorSums, len(m.Generators)), make([]numbers, 1)
	if m.Load.Closed > 0 {
		t.numbers = make([]numbers, max(1, len(m.Generators)))
	}
	for range m.Phases {
		t.phases = append(t.phases, &phaseSums{response: stats.NewHistogram()})
	}
	return t
}

func newSums() *sums {
	return &sums{response: stats.NewHistogram(), service: stats.NewHistogram()}
}

// add counts one hit. Hits of operations the manifest does not name count in all.
func (t *totals) add(h *samples.Hit) error {
	if h.Step > 0 {
		t.addStep(h)
		return nil
	}
	t.seen++
	t.numbers[h.Seq%uint64(len(t.numbers))].add(h.Seq / uint64(len(t.numbers)))
	t.last = max(t.last, h.Sent, h.End)
	response := t.response(h)
	good, where := t.good(h, response), t.places.of(h, response)

	t.watch.Add(h, response, good)
	t.timeline.add(h, response, good, &where)
	t.heat.add(h.Due, response)
	t.addPhases(h, response)
	t.connections.add(h)
	if int(h.Generator) < len(t.generators) {
		t.generators[h.Generator].add(h, t.axis.Counts(h.Due))
	}
	if !t.axis.Counts(h.Due) {
		return nil
	}
	inTime := answered(h) && t.axis.Counts(h.End)
	t.all.add(h, response, inTime, good, &where)
	t.quiet.add(h)
	if int(h.Operation) < len(t.operations) {
		t.operations[h.Operation].add(h, response, inTime, good, &where)
	}
	if wasSent(h) {
		t.lag.Record(h.Wait())
	}
	t.failed.add(h)
	t.sizes.add(h, response)
	t.slowest.add(h, response)
	t.storeTimes.add(h, &where, t.places)
	return nil
}

// addStep counts a step of a sequence, which is a hit of its operation and of none but that: the schedule held the sequence.
func (t *totals) addStep(h *samples.Hit) {
	t.last = max(t.last, h.Sent, h.End)
	t.connections.add(h)
	if int(h.Operation) >= len(t.operations) {
		return
	}
	response := t.response(h)
	good := t.good(h, response)
	t.watch.Add(h, response, good)
	t.timeline.addStep(h, response)
	if t.axis.Counts(h.Due) {
		of, where := t.operations[h.Operation], t.places.of(h, response)
		of.steps++
		t.slowest.add(h, response)
		of.add(h, response, answered(h) && t.axis.Counts(h.End), good, &where)
	}
}

// response is the response time of a hit. One that was never sent had waited until it was given up, at the latest until the
// trial ended.
func (t *totals) response(h *samples.Hit) time.Duration {
	if h.Failure == samples.Unsent && h.End <= h.Due {
		return max(0, t.axis.Reached-h.Due)
	}
	return h.Response()
}

// good reports whether a hit was correct and inside the latency SLOs that apply to it; the last row of limits is for
// operations the manifest does not name.
func (t *totals) good(h *samples.Hit, response time.Duration) bool {
	return h.Failure == samples.OK && t.limits[min(int(h.Operation), len(t.limits)-1)].holds(response)
}

// addPhases counts a hit in the phase it was due in, and its stay in every phase that it touched.
func (t *totals) addPhases(h *samples.Hit, response time.Duration) {
	if i := t.axis.Phase(h.Due); i >= 0 {
		p := t.phases[i]
		p.hits++
		p.response.Record(response)
		if h.Failure != samples.OK {
			p.failures++
		}
		if wasSent(h) {
			p.sent++
		}
		if answered(h) && t.axis.Phases[i].Holds(h.End) {
			p.answered++
		}
	}
	end := h.Due + response
	for i, s := range t.axis.Phases {
		if overlap := min(end, s.End) - max(h.Due, s.Start); overlap > 0 {
			t.phases[i].inFlight += overlap.Seconds()
		}
		if s.Holds(end) {
			t.phases[i].ended++
			t.phases[i].stayed += response.Seconds()
		}
	}
}

// add counts one hit of an operation, or of all. inTime is whether its answer came within the measured phases, good whether it was right and
// inside the latency objectives too.
func (s *sums) add(h *samples.Hit, response time.Duration, inTime, good bool, where *hitPlaces) {
	s.hits++
	if inTime {
		s.inTime++
	}
	if inTime && good {
		s.good++
	}
	if h.Failure != samples.OK {
		s.failures++
	}
	if answered(h) {
		s.answered++
	}
	s.response.Record(response)
	s.places.add(where)
	s.bytesIn += float64(h.BytesIn)
	s.bytesOut += float64(h.BytesOut)
	if wasSent(h) {
		s.sent++
		s.service.Record(h.Service())
	}
}
