package resilience

import (
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// confidence is that of all intervals.
const confidence = 0.95

// maxBatches is into how many batches the time in force is cut at most, wholeBatches the whole trial, to see how far neighbouring hits share
// their fate.
const (
	maxBatches   = 100
	wholeBatches = 1000
)

// count counts the hits due in a span of time.
type count struct {
	from, to time.Duration
	width    time.Duration
	batches  []stats.Batch
	response stats.Sketch
}

func newCount(from, to time.Duration, batches int) *count {
	c := &count{from: from, to: to, width: max(slotWidth, (to-from+time.Duration(batches)-1)/time.Duration(batches))}
	c.batches = make([]stats.Batch, (to-from+c.width-1)/c.width)
	return c
}

// holds reports whether an offset lies in the span.
func (c *count) holds(at time.Duration) bool { return at >= c.from && at < c.to }

func (c *count) add(h *samples.Hit, response time.Duration, good bool) {
	b := &c.batches[(h.Due-c.from)/c.width]
	b.Weight++
	if !good {
		b.Sum++
	}
	c.response.Record(response)
}

func (c *count) share() Share { return shareOf([][]stats.Batch{c.batches}) }

// shareOf is the share of good hits in batches that count bad ones; groups are stretches without a gap.
func shareOf(groups [][]stats.Batch) Share {
	var due, bad float64
	for _, g := range groups {
		for _, b := range g {
			due, bad = due+b.Weight, bad+b.Sum
		}
	}
	s := Share{Due: uint64(due), Good: uint64(due - bad), Value: nan, Low: nan, High: nan}
	if due > 0 {
		low, high := stats.Proportion(groups, confidence)
		s.Value, s.Low, s.High = (due-bad)/due, 1-high, 1-low
	}
	return s
}
