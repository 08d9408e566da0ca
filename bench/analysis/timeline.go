package analysis

import (
	"math"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// timelineSums is what the first pass adds up in each slot.
type timelineSums struct {
	axis  *timeaxis.Axis
	slots []slotSums
	// touched is the first slot that has changed since the timeline was last worked out.
	touched int
}

// slotSums is one slot. Percentiles and store times are of the hits due in it; sent, done, failed, good and bytes of what
// happened in it.
type slotSums struct {
	due, sent, done, failed, good uint64
	// left counts the hits that were sent and ended in the slot, so that sent - left accumulates to what is in flight.
	left              uint64
	bytesIn, bytesOut float64
	response, lag     stats.Sketch
	operations        []stats.Sketch
	places            placeSums
}

func newTimelineSums(a *timeaxis.Axis, operations int) *timelineSums {
	t := &timelineSums{axis: a, slots: make([]slotSums, a.Slots)}
	for i := range t.slots {
		t.slots[i].operations = make([]stats.Sketch, operations)
	}
	return t
}

// add counts a hit in the slot of its due time (times), of its sending and of its end (throughput, failures, bytes).
func (t *timelineSums) add(h *samples.Hit, response time.Duration, good bool, where *hitPlaces) {
	slot := t.axis.Slot(h.Due)
	t.touched = min(t.touched, slot, t.axis.Slot(h.Sent))
	due := &t.slots[slot]
	due.due++
	due.response.Record(response)
	due.places.add(where)
	if int(h.Operation) < len(due.operations) {
		due.operations[h.Operation].Record(response)
	}
	end := &t.slots[t.axis.Slot(h.Due+response)]
	if wasSent(h) {
		t.slots[t.axis.Slot(h.Sent)].sent++
		// What ends after the last slot is in flight at its end.
		if h.Due+response < time.Duration(t.axis.Slots)*t.axis.Width {
			end.left++
		}
		due.lag.Record(max(0, h.Wait()))
	}
	if answered(h) {
		end.done++
	}
	if h.Failure != samples.OK {
		end.failed++
	}
	if good {
		end.good++
	}
	end.bytesIn += float64(h.BytesIn)
	end.bytesOut += float64(h.BytesOut)
}

// pack makes the slots from one to another smaller, until a hit changes them.
func (t *timelineSums) pack(from, to int) {
	for i := from; i < to; i++ {
		s := &t.slots[i]
		s.response.Pack()
		s.lag.Pack()
		for op := range s.operations {
			s.operations[op].Pack()
		}
	}
}

// addStep counts a step of a sequence in the times of its operation.
func (t *timelineSums) addStep(h *samples.Hit, response time.Duration) {
	slot := t.axis.Slot(h.Due)
	t.touched = min(t.touched, slot)
	if due := &t.slots[slot]; int(h.Operation) < len(due.operations) {
		due.operations[h.Operation].Record(response)
	}
}

// result turns the sums into rates and percentiles, for the slots that were reached.
func (t *timelineSums) result(m *samples.Manifest, reached time.Duration) Timeline {
	r := Timeline{Width: t.axis.Width.Seconds(), ByOperation: map[string][]float64{}, Stores: map[string][]float64{}}
	t.update(&r, m, reached, 0)
	return r
}

// update brings a timeline up to what was reached, all slots before from being as they were.
func (t *timelineSums) update(r *Timeline, m *samples.Manifest, reached time.Duration, from int) {
	n := max(0, min(len(t.slots), int((reached+t.axis.Width-1)/t.axis.Width)))
	for _, line := range []*[]float64{&r.Due, &r.Sent, &r.Done, &r.Failed, &r.Goodput, &r.InFlight, &r.P50, &r.P90, &r.P99, &r.P999, &r.Max, &r.SendLagP99,
		&r.ReadBytes, &r.WrittenBytes} {
		*line = extended(*line, n, 0)
	}
	for name, line := range r.Stores {
		r.Stores[name] = extended(line, n, 0)
	}
	for name, line := range r.ByOperation {
		r.ByOperation[name] = extended(line, n, math.NaN())
	}
	inFlight := 0.0
	if from = min(from, n); from > 0 {
		inFlight = r.InFlight[from-1]
	}
	for i := from; i < n; i++ {
		s := &t.slots[i]
		span := t.axis.SlotSpan(i)
		length := (min(span.End, max(reached, span.Start+time.Millisecond)) - span.Start).Seconds()
		r.Due[i], r.Sent[i], r.Done[i] = float64(s.due)/length, float64(s.sent)/length, float64(s.done)/length
		r.Failed[i], r.Goodput[i] = float64(s.failed)/length, float64(s.good)/length
		r.ReadBytes[i], r.WrittenBytes[i] = s.bytesIn/length, s.bytesOut/length
		inFlight += float64(s.sent) - float64(s.left)
		r.InFlight[i] = inFlight
		r.P50[i], r.P90[i], r.P99[i] = s.response.Quantile(0.5), s.response.Quantile(0.9), s.response.Quantile(0.99)
		r.P999[i], r.Max[i], r.SendLagP99[i] = s.response.Quantile(0.999), s.response.Max(), s.lag.Quantile(0.99)
		for name, mean := range s.places.means(m.Stores) {
			if r.Stores[name] == nil {
				r.Stores[name] = extended(nil, n, 0)
			}
			r.Stores[name][i] = mean
		}
		for op := range s.operations {
			if s.operations[op].Count() == 0 {
				continue
			}
			name := m.Operations[op]
			if r.ByOperation[name] == nil {
				r.ByOperation[name] = extended(nil, n, math.NaN())
			}
			r.ByOperation[name][i] = s.operations[op].Quantile(0.99)
		}
	}
}

// extended is a line of n values, those that it lacks being of this value.
func extended(line []float64, n int, value float64) []float64 {
	if len(line) > n {
		return line[:n]
	}
	if line == nil {
		line = make([]float64, 0, n)
	}
	for len(line) < n {
		line = append(line, value)
	}
	return line
}
