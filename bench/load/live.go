package load

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"quintet/bench/samples"
)

// Live is a look at a load while it goes on. Before the load begins all of it is 0, and Slowest -1.
type Live struct {
	Elapsed time.Duration
	// Phase indexes Schedule.Phases.
	Phase int
	// Second is the last whole second, InPhase the current phase so far, Total the load so far.
	Second, InPhase, Total Window
	// InFlight counts requests sent and not yet recorded, Connections the open connections.
	InFlight, Connections int
	// Cores is how many the generators elsewhere use that play the load; 0 for a load of this process.
	Cores float64
	// Operations has one entry for each of Source.Operations, in that order.
	Operations []OperationLive
	// Slowest indexes the operation with the highest p99 of the current phase, -1 when nothing has ended in it.
	Slowest int
}

// Window is what happened between two instants. Times are of hits that ended in it.
type Window struct {
	Length time.Duration
	// Due, Sent, Done and Failed count hits; Done includes Failed.
	Due, Sent, Done, Failed uint64
	// Failures splits Failed by class.
	Failures [samples.Failures]uint64
	// BytesIn and BytesOut are the sizes of the bodies received and sent.
	BytesIn, BytesOut uint64
	// P50, P99 and Max are of the response time, to 1 %; Lag is the p99 of the send lag. Total has no times.
	P50, P99, Max, Lag time.Duration
}

// OperationLive is one operation of a running load.
type OperationLive struct {
	Name string
	// Hits and Failures count hits due in measured phases so far, P99 is of their response times.
	Hits, Failures uint64
	P99            time.Duration
	// PhaseP99 is of the hits that ended in the current phase.
	PhaseP99 time.Duration
}

// Live looks at the load. It is safe for concurrent use, before, during and after Run.
func (a *Attack) Live() Live {
	p := a.playing.Load()
	if p == nil {
		return Live{Slowest: -1}
	}
	l := p.tally.look(p.counts())
	l.Connections = p.client.Connections()
	return l
}

// counts are the running numbers of a load at an instant.
type counts struct {
	at        time.Duration
	due, sent uint64
	done      uint64
	failures  [samples.Failures]uint64
	in, out   uint64
}

// answered is how many hits were sent and have ended.
func (c *counts) answered() uint64 { return c.done - c.failures[samples.Unsent] }

// counts takes the numbers of this instant, all but those that the tally keeps itself.
func (p *play) counts() counts {
	c := counts{at: p.now(), sent: p.taken.Load()}
	c.due = c.sent
	if !p.Schedule.Closed() {
		c.due = p.tally.dueBy(c.at)
	}
	return c
}

// tally counts hits for a look at the load. All of it is of bounded size.
type tally struct {
	schedule *Schedule
	names    []string

	mu     sync.Mutex // guards all below
	counts counts     // done, failures, in and out are kept here
	phase  int
	second window // the one that is running
	last   Window // the last whole one
	inside window // the current phase
	// operations by Hit.Operation
	operations []operationTally

	dueMu sync.Mutex
	// due is how many hits of the schedule were due at the last look, own how many of the share that is sent.
	due, own uint64
}

type operationTally struct {
	hits, failures  uint64
	measured, phase times
}

// window is a Window that is still open.
type window struct {
	from          counts
	response, lag times
}

func (t *tally) init(names []string, s *Schedule) {
	t.names, t.schedule = names, s
	t.second, t.inside = window{response: newTimes(), lag: newTimes()}, window{response: newTimes(), lag: newTimes()}
	for range names {
		t.operations = append(t.operations, operationTally{measured: newTimes(), phase: newTimes()})
	}
}

func (t *tally) name(operation uint16) string {
	if int(operation) < len(t.names) {
		return t.names[operation]
	}
	return "unknown"
}

// dueBy is how many hits were due by now.
func (t *tally) dueBy(at time.Duration) uint64 {
	t.dueMu.Lock()
	defer t.dueMu.Unlock()
	by := t.schedule.dueBy(at, t.due)
	t.own += t.schedule.ownIn(t.due, by)
	t.due = by
	return t.own
}

// add counts a hit that has ended.
func (t *tally) add(h *samples.Hit) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h.Step == 0 { // steps are counted by their sequence
		t.counts.done++
		t.counts.failures[min(h.Failure, samples.Generator)]++
		t.counts.in += uint64(h.BytesIn)
		t.counts.out += uint64(h.BytesOut)
	}
	t.time(h)
}

// time adds the times of a hit. One that ended in an earlier phase is not of this one. t.mu is held.
func (t *tally) time(h *samples.Hit) {
	response, inside := h.Response(), h.End >= t.inside.from.at
	if h.Step == 0 {
		t.second.response.add(response)
		if inside {
			t.inside.response.add(response)
		}
		if h.Failure != samples.Unsent {
			t.second.lag.add(h.Wait())
			if inside {
				t.inside.lag.add(h.Wait())
			}
		}
	}
	if int(h.Operation) >= len(t.operations) {
		return
	}
	o := &t.operations[h.Operation]
	if inside {
		o.phase.add(response)
	}
	if !t.schedule.Phase(h.Due).Measure {
		return
	}
	o.measured.add(response)
	o.hits++
	if h.Failure != samples.OK {
		o.failures++
	}
}

// with completes numbers by those that the tally keeps. t.mu is held. Sent and due were read before it was locked, so hits may have
// been sent and recorded since.
func (t *tally) with(c counts) counts {
	c.done, c.failures, c.in, c.out = t.counts.done, t.counts.failures, t.counts.in, t.counts.out
	c.sent = max(c.sent, c.answered())
	c.due = max(c.due, c.sent)
	return c
}

// beginPhase begins the window of a phase.
func (t *tally) beginPhase(phase int, now counts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.phase = phase
	t.inside.restart(t.with(now))
	for i := range t.operations {
		t.operations[i].phase.reset()
	}
}

// rollSecond ends the window of a second and begins the next.
func (t *tally) rollSecond(now counts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now = t.with(now)
	t.last = t.second.upTo(now)
	t.second.restart(now)
}

// look is the state of the load at an instant; Slowest is the operation with the largest p99 of the phase, -1 without one.
func (t *tally) look(now counts) Live {
	t.mu.Lock()
	defer t.mu.Unlock()
	now = t.with(now)
	var whole window
	l := Live{Elapsed: now.at, Phase: t.phase, Second: t.last, InPhase: t.inside.upTo(now), Total: whole.upTo(now), Slowest: -1,
		InFlight: int(now.sent - now.answered())}
	for i := range t.operations {
		o := &t.operations[i]
		l.Operations = append(l.Operations, OperationLive{Name: t.names[i], Hits: o.hits, Failures: o.failures,
			P99: o.measured.quantile(0.99), PhaseP99: o.phase.quantile(0.99)})
		if p := l.Operations[i].PhaseP99; p > 0 && (l.Slowest < 0 || p > l.Operations[l.Slowest].PhaseP99) {
			l.Slowest = i
		}
	}
	return l
}

func (w *window) restart(now counts) {
	w.from = now
	w.response.reset()
	w.lag.reset()
}

// upTo is the window as it stands.
func (w *window) upTo(now counts) Window {
	// at, due and sent are of an instant before the tally was locked, and the window may have begun since.
	out := Window{Length: max(now.at, w.from.at) - w.from.at, Due: max(now.due, w.from.due) - w.from.due,
		Sent: max(now.sent, w.from.sent) - w.from.sent, Done: now.done - w.from.done,
		BytesIn: now.in - w.from.in, BytesOut: now.out - w.from.out,
		P50: w.response.quantile(0.5), P99: w.response.quantile(0.99), Max: w.response.max, Lag: w.lag.quantile(0.99)}
	for i := range out.Failures {
		out.Failures[i] = now.failures[i] - w.from.failures[i]
		if samples.Failure(i) != samples.OK {
			out.Failed += out.Failures[i]
		}
	}
	return out
}

// times is a histogram of durations in microseconds, to 1 %.
type times struct {
	hdr *hdrhistogram.Histogram
	max time.Duration
}

// longest is the longest duration that is told from longer ones.
const longest = 10 * time.Minute

func newTimes() times {
	return times{hdr: hdrhistogram.New(1, longest.Microseconds(), 2)}
}

func (t *times) add(d time.Duration) {
	t.max = max(t.max, d)
	// Inside these bounds it cannot fail.
	_ = t.hdr.RecordValue(min(max(d, 0), longest).Microseconds())
}

// quantile is 0 when there is nothing.
func (t *times) quantile(q float64) time.Duration {
	if t.hdr == nil || t.hdr.TotalCount() == 0 {
		return 0
	}
	return min(t.max, time.Duration(t.hdr.ValueAtQuantile(100*q))*time.Microsecond)
}

func (t *times) reset() {
	t.hdr.Reset()
	t.max = 0
}
