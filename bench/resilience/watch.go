package resilience

import (
	"math"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

var nan = math.NaN()

const (
	// slotWidth is that of a slot, maxSlots how many there are at most: two hours of slots. What lasts longer has wider ones.
	slotWidth = 100 * time.Millisecond
	maxSlots  = 72000
	// defaultHold is the hold time of records that have none.
	defaultHold = 10 * time.Second
)

// Watch counts the hits of a trial around its faults.
type Watch struct {
	manifest *samples.Manifest
	windows  []Window
	// reached is how far the load got, hold the hold time.
	reached, hold time.Duration
	// begin is the offset of the first slot, width that of all.
	begin, width time.Duration
	// slots are of all hits (0) and of each operation (from 1).
	slots [][]tally
	// before are the hits due in measured phases before the first fault, whole all of the trial.
	before []tally
	whole  []*count
	// usual are the response times of the hits of before, all operations together.
	usual stats.Sketch
	// inForce has a row a fault, any one a stretch in which any fault is in force; each is of all hits (0) and of each operation.
	inForce, any [][]*count
	closeUp      []*closeUp
}

// tally counts hits due and those of them that were bad.
type tally struct{ due, bad uint32 }

func (t *tally) add(good bool) {
	t.due++
	if !good {
		t.bad++
	}
}

// New watches a trial whose load got as far as reached.
func New(m *samples.Manifest, events []samples.Event, reached time.Duration) *Watch {
	w := &Watch{manifest: m, windows: Windows(m, events), reached: reached, hold: m.Hold, width: slotWidth, before: make([]tally, len(m.Operations)+1)}
	if w.hold <= 0 {
		w.hold = defaultHold
	}
	if n := len(m.Phases); n > 0 {
		w.reached = min(reached, m.Phases[n-1].End)
	}
	row := func(from, to time.Duration, batches int) []*count {
		counts := make([]*count, len(m.Operations)+1)
		for i := range counts {
			counts[i] = newCount(from, to, batches)
		}
		return counts
	}
	w.whole = row(0, max(1, w.reached), wholeBatches)
	if !w.Faulty() {
		return w
	}
	w.begin = max(0, w.windows[0].Inject-w.hold).Truncate(slotWidth)
	length := max(0, w.reached-w.begin)
	if n := (length + slotWidth - 1) / slotWidth; n > maxSlots {
		w.width = slotWidth * ((n + maxSlots - 1) / maxSlots)
	}
	for range len(m.Operations) + 1 {
		w.slots = append(w.slots, make([]tally, (length+w.width-1)/w.width))
	}
	for i := range w.windows {
		from, to := w.windows[i].InForce(w.reached)
		w.inForce = append(w.inForce, row(from, to, maxBatches))
	}
	for _, s := range joined(w.inForce) {
		w.any = append(w.any, row(s[0], s[1], maxBatches))
	}
	return w
}

// joined are the spans of rows that begin in order, those that touch made one.
func joined(rows [][]*count) (spans [][2]time.Duration) {
	for _, row := range rows {
		if n := len(spans); n > 0 && row[0].from <= spans[n-1][1] {
			spans[n-1][1] = max(spans[n-1][1], row[0].to)
			continue
		}
		spans = append(spans, [2]time.Duration{row[0].from, row[0].to})
	}
	return spans
}

// Add counts a hit with its response time; good says that it was answered rightly and in time. A step of a sequence counts for its operation
// alone.
func (w *Watch) Add(h *samples.Hit, response time.Duration, good bool) {
	operation := int(h.Operation) + 1
	if operation > len(w.manifest.Operations) {
		operation = 0
	}
	for _, rows := range [][][]*count{{w.whole}, w.inForce, w.any} {
		for _, row := range rows {
			if !row[0].holds(h.Due) {
				continue
			}
			if h.Step == 0 {
				row[0].add(h, response, good)
			}
			if operation > 0 {
				row[operation].add(h, response, good)
			}
		}
	}
	if w.Faulty() && w.whole[0].holds(h.Due) {
		w.inSlots(h, operation, response, good)
	}
}

// Faulty reports whether any fault was injected.
func (w *Watch) Faulty() bool { return len(w.windows) > 0 }

// Quiet reports whether an offset lies before the first fault.
func (w *Watch) Quiet(at time.Duration) bool { return !w.Faulty() || at < w.windows[0].Inject }

// inSlots counts a hit in its slot, and in what was usual before the first fault.
func (w *Watch) inSlots(h *samples.Hit, operation int, response time.Duration, good bool) {
	if w.Quiet(h.Due) && w.measured(h.Due) {
		if h.Step == 0 {
			w.before[0].add(good)
			w.usual.Record(response)
		}
		if operation > 0 {
			w.before[operation].add(good)
		}
	}
	if h.Due < w.begin {
		return
	}
	i := w.slot(h.Due)
	if h.Step == 0 {
		w.slots[0][i].add(good)
	}
	if operation > 0 {
		w.slots[operation][i].add(good)
	}
}

func (w *Watch) measured(at time.Duration) bool {
	for _, p := range w.manifest.Phases {
		if p.Measure && at >= p.Start && at < p.End {
			return true
		}
	}
	return false
}

// slot is that of an offset; what lies outside counts in the first or the last.
func (w *Watch) slot(at time.Duration) int {
	return max(0, min(int((at-w.begin)/w.width), len(w.slots[0])-1))
}

// at is the offset at which slot i begins.
func (w *Watch) at(i int) time.Duration { return min(w.begin+time.Duration(i)*w.width, w.reached) }

// batches are slots as the statistics take them.
func batches(slots []tally) []stats.Batch {
	list := make([]stats.Batch, len(slots))
	for i, s := range slots {
		list[i] = stats.Batch{Weight: float64(s.due), Sum: float64(s.bad)}
	}
	return list
}
