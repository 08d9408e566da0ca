package metrics

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/api/admission"
)

// Retries reports the retries of a store's calls from now on; counts gives those made and those refused, which only grow. A store that is
// there already is an error.
func (m *Metrics) Retries(store string, counts func() (made, refused int64)) error {
	counter := func(result string, of func() int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "store_retries_total", Help: "Retries of calls of a store: made, or refused because the budget was spent.",
			ConstLabels: prometheus.Labels{"store": store, "result": result},
		}, func() float64 { return float64(of()) })
	}
	return errors.Join(
		m.register(counter("made", func() int64 { made, _ := counts(); return made })),
		m.register(counter("refused", func() int64 { _, refused := counts(); return refused })),
	)
}

// Gate reports what a gate sheds from now on.
func (m *Metrics) Gate(g *admission.Gate) error {
	shed := func(reason string, of admission.Reason) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "http_requests_shed_total", Help: "Requests that were not served: too many were in flight, or waited in the queue for the processor.",
			ConstLabels: prometheus.Labels{"reason": reason},
		}, func() float64 { return float64(g.Shed(of)) })
	}
	return errors.Join(
		m.register(shed("in_flight", admission.InFlight)),
		m.register(shed("queue", admission.Queue)),
		m.register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "http_queue_wait_seconds", Help: "How long a request waited for the processor of late; 0 when that is not measured.",
		}, func() float64 { return g.Wait().Seconds() })),
	)
}
