package load

import (
	"time"

	"quintet/bench/samples"
)

// Meter makes the look at a load that others play: the numbers are those that they report, the times those of their hits that have arrived. Make it
// with NewMeter. It is safe for concurrent use.
type Meter struct {
	tally
	// now are the numbers that were reported last; guarded by mu.
	now         counts
	connections int
	cores       float64
}

// Report is how far the players of a load are together.
type Report struct {
	// At is the offset of the report.
	At time.Duration
	// Sent counts hits; Done, Failures, BytesIn and BytesOut of Total are used.
	Sent  uint64
	Total Window
	// Connections and Cores are those of Live.
	Connections int
	Cores       float64
}

// NewMeter makes the Meter of a schedule that is played whole.
func NewMeter(schedule *Schedule, operations []string) *Meter {
	m := &Meter{}
	m.init(operations, schedule)
	return m
}

// Hit adds the times of a hit.
func (m *Meter) Hit(h *samples.Hit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.time(h)
}

// Phase says that a phase of the schedule has begun.
func (m *Meter) Phase(index int, at time.Duration) {
	now := m.reported()
	now.at = at
	m.beginPhase(index, now)
}

// Report ends one second and begins the next.
func (m *Meter) Report(r Report) {
	now := counts{at: r.At, sent: r.Sent, due: r.Sent}
	if !m.schedule.Closed() {
		now.due = m.dueBy(r.At)
	}
	m.mu.Lock()
	m.now, m.connections, m.cores = now, r.Connections, r.Cores
	m.counts = counts{done: r.Total.Done, failures: r.Total.Failures, in: r.Total.BytesIn, out: r.Total.BytesOut}
	m.mu.Unlock()
	m.rollSecond(now)
}

// Live looks at the load at an offset.
func (m *Meter) Live(at time.Duration) Live {
	l := m.look(m.reported())
	m.mu.Lock()
	defer m.mu.Unlock()
	l.Elapsed, l.Connections, l.Cores = max(at, l.Elapsed), m.connections, m.cores
	return l
}

func (m *Meter) reported() counts {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}
