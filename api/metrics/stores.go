package metrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// unusualCalls is the room for combinations of store, operation and outcome other than ok.
const unusualCalls = 32

// storeSide makes the metrics of stores and cache.
func (m *Metrics) storeSide(cfg Config) []prometheus.Collector {
	stores := map[string]bool{}
	m.calls = newDurations(
		histogram("store_operation_duration_seconds", "Time that one call of a store took, by what really answered and how it ended.", seconds()),
		[]string{"store", "operation", "outcome"}, unusualCalls,
		func(labels [3]string) [3]string {
			if !stores[labels[0]] {
				labels[0] = Other
			}
			return [3]string{labels[0], Other, "error"}
		},
	)
	for _, o := range cfg.Operations {
		stores[o.Store] = true
		m.calls.expect([3]string{o.Store, o.Name, "ok"})
	}
	objects := prometheus.NewHistogramVec(
		histogram("storage_operation_duration_seconds", "Time that one call of the object store took, however it ended.", seconds()), []string{"operation"})
	for _, name := range cfg.ObjectOperations {
		m.objectCalls[name] = objects.WithLabelValues(name)
	}
	m.moved = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "storage_io_bytes_total", Help: "Content of objects that was read from or written to the object store.",
	}, []string{"direction"})
	for _, direction := range cfg.Directions {
		m.moved.WithLabelValues(direction)
	}
	m.cache = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cache_requests_total", Help: "Reads through the cache by what they found; bypass did not ask it.",
	}, []string{"class", "result"})
	for _, class := range cfg.CacheClasses {
		for _, result := range cfg.CacheResults {
			m.cache.WithLabelValues(class, result)
		}
	}
	m.breakers = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "store_breaker_state", Help: "State of the breaker before a store: 0 closed (calls pass), 1 half-open (one may try), 2 open (none pass).",
	}, []string{"store"})
	return []prometheus.Collector{m.calls.vec, objects, m.moved, m.cache, m.breakers}
}

// Observe implements instrument.Observer: it counts one call of a store, and one of objects in the metric of object storage too.
// An outcome that is not on the list counts as "error".
func (m *Metrics) Observe(store, operation, outcome string, took time.Duration) {
	s := took.Seconds()
	m.calls.of([3]string{store, operation, known(m.outcomes, outcome, "error")}).Observe(s)
	if object, ok := m.objectCalls[operation]; ok {
		object.Observe(s)
	}
}

// Bytes implements instrument.Observer: it counts content of objects that was moved.
func (m *Metrics) Bytes(direction string, n int64) {
	if n > 0 {
		m.moved.WithLabelValues(direction).Add(float64(n))
	}
}

// CacheRequest counts one read through the cache. It is what cached.Config.Observe wants.
func (m *Metrics) CacheRequest(class, result string) { m.cache.WithLabelValues(class, result).Inc() }

// Breaker says in which state the breaker before a store is. The series appears with the first call, so whoever makes a breaker
// says "closed" once. A state that is not on the list changes nothing.
func (m *Metrics) Breaker(store, state string) {
	if i := slices.Index(m.states, state); i >= 0 {
		m.breakers.WithLabelValues(store).Set(float64(i))
	}
}
