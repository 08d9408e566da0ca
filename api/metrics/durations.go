package metrics

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// durations is a histogram with three labels and a bound on the combinations of them. Looking a series up here costs less than
// in the vector, which hashes its labels each time.
type durations struct {
	vec *prometheus.HistogramVec
	// other gives the labels under which a combination is counted when there is no room left; it has few results.
	other func(labels [3]string) [3]string

	mu    sync.RWMutex
	known map[[3]string]prometheus.Observer
	room  int
}

// newDurations makes a histogram with room for that many combinations beside those that expect names.
func newDurations(opts prometheus.HistogramOpts, labels []string, room int, other func([3]string) [3]string) *durations {
	return &durations{
		vec: prometheus.NewHistogramVec(opts, labels), other: other, known: map[[3]string]prometheus.Observer{}, room: room,
	}
}

// expect creates a series that is sure to come and returns it.
func (d *durations) expect(labels [3]string) prometheus.Observer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.create(labels)
}

func (d *durations) create(labels [3]string) prometheus.Observer {
	series, ok := d.known[labels]
	if !ok {
		series = d.vec.WithLabelValues(labels[:]...)
		d.known[labels] = series
	}
	return series
}

// of returns the series of a combination, or of what stands for it when there is no room.
func (d *durations) of(labels [3]string) prometheus.Observer {
	d.mu.RLock()
	series, ok := d.known[labels]
	d.mu.RUnlock()
	if ok {
		return series
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if series, ok := d.known[labels]; ok {
		return series
	}
	if d.room == 0 {
		return d.create(d.other(labels))
	}
	d.room--
	return d.create(labels)
}
