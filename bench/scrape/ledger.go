package scrape

import (
	"fmt"
	"math"
	"time"

	"quintet/bench/samples"
)

// ledger remembers the last value written of every series, so that a series is written only when its value changes.
type ledger struct {
	source string
	limit  int
	last   map[samples.Series]float64
	// order is the series as they came, so that what restart writes does not depend on chance.
	order []samples.Series
	// used says that values were noted before: a series that comes later began at zero since.
	used bool
}

func newLedger(source string, limit int) *ledger {
	return &ledger{source: source, limit: limit, last: map[samples.Series]float64{}}
}

func (l *ledger) series(v *value) samples.Series {
	return samples.Series{Source: l.source, Metric: v.metric, Labels: v.labels, Kind: v.kind}
}

// admit refuses values that would bring more series than the limit.
func (l *ledger) admit(values []value) error {
	if len(l.order)+len(values) <= l.limit {
		return nil
	}
	fresh := 0
	for i := range values {
		if _, known := l.last[l.series(&values[i])]; !known {
			fresh++
		}
	}
	if n := len(l.order) + fresh; n > l.limit {
		return fmt.Errorf("%d series, more than the %d that are kept", n, l.limit)
	}
	return nil
}

// restart notes that everything that counts began again from zero at an instant, and appends the points that say so.
func (l *ledger) restart(points []samples.Point, at time.Duration) []samples.Point {
	for _, series := range l.order {
		if series.Kind != gauge && l.last[series] != 0 {
			l.last[series] = 0
			points = append(points, samples.Point{At: at, Series: series})
		}
	}
	return points
}

// note appends a point for every value that changed, and adds to grown what counters grew by.
func (l *ledger) note(points []samples.Point, at time.Duration, values []value, grown *growth) []samples.Point {
	for i := range values {
		v := &values[i]
		series := l.series(v)
		before, known := l.last[series]
		switch {
		case v.kind == gauge:
			grown.gauge(v)
		case !known && !l.used:
			// What was counted before the first scrape is not ours.
		case v.value < before:
			grown.counter(v, v.value)
		default:
			grown.counter(v, v.value-before)
		}
		if known && math.Float64bits(before) == math.Float64bits(v.value) {
			continue
		}
		if !known {
			l.order = append(l.order, series)
		}
		l.last[series] = v.value
		points = append(points, samples.Point{At: at, Series: series, Value: v.value})
	}
	l.used = true
	return points
}
