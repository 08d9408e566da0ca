package metrics

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
)

// Operation is one kind of call of one store.
type Operation struct{ Store, Name string }

// Config says which series exist from the start, and so what their labels may be. Its zero value is useful.
type Config struct {
	// Registerer gets all metrics; nil means a new registry. It must also be a prometheus.Gatherer, as a registry is.
	Registerer prometheus.Registerer
	// Routes are the templates of the API's routes, each with its methods.
	Routes map[string][]string
	// Operations are the calls that Observe counts, Outcomes how they may end.
	Operations []Operation
	Outcomes   []string
	// ObjectOperations are those that storage_operation_duration_seconds counts as well; Directions are what Bytes is told.
	ObjectOperations, Directions []string
	// CacheClasses and CacheResults are what CacheRequest is told.
	CacheClasses, CacheResults []string
	// BreakerStates are what Breaker is told, in the order of their numbers; empty means closed, half-open, open.
	BreakerStates []string
	// Version, Revision and Stack label app_build_info.
	Version, Revision, Stack string
}

// Metrics are the API's metrics. Make them with New. All methods are safe for concurrent use.
type Metrics struct {
	gatherer prometheus.Gatherer
	register func(prometheus.Collector) error
	methods  []string
	states   []string
	outcomes []string

	requests      *durations
	inFlight      *prometheus.GaugeVec
	requestBytes  *prometheus.HistogramVec
	responseBytes *prometheus.HistogramVec
	panics        prometheus.Counter

	calls        *durations
	objectCalls  map[string]prometheus.Observer
	moved        *prometheus.CounterVec
	cache        *prometheus.CounterVec
	breakers     *prometheus.GaugeVec
	pools        *pools
	routesByName map[string]bool
}

// Other is the label of whatever is not on a list: a route that does not exist, a method that no route has.
const Other = "other"

// New makes and registers all metrics. It fails when the Registerer holds some of them already, or cannot be read.
func New(cfg Config) (*Metrics, error) {
	if cfg.Registerer == nil {
		cfg.Registerer = prometheus.NewRegistry()
	}
	gatherer, ok := cfg.Registerer.(prometheus.Gatherer)
	if !ok {
		return nil, fmt.Errorf("make metrics: registerer %T cannot be gathered from", cfg.Registerer)
	}
	if len(cfg.BreakerStates) == 0 {
		cfg.BreakerStates = []string{"closed", "half-open", "open"}
	}
	m := &Metrics{
		gatherer: gatherer, register: cfg.Registerer.Register, states: cfg.BreakerStates, outcomes: cfg.Outcomes, pools: newPools(), objectCalls: map[string]prometheus.Observer{},
		routesByName: map[string]bool{Other: true},
	}
	all := append(m.requestSide(cfg), m.storeSide(cfg)...)
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "app_build_info", Help: "Always 1; the labels say what is running and on which stack.",
		ConstLabels: prometheus.Labels{"version": cfg.Version, "revision": cfg.Revision, "stack": cfg.Stack},
	})
	build.Set(1)
	for _, c := range append(all, build, m.pools) {
		if err := cfg.Registerer.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	for _, c := range []prometheus.Collector{
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		// The default registerer has these two already.
		var already prometheus.AlreadyRegisteredError
		if err := cfg.Registerer.Register(c); err != nil && !errors.As(err, &already) {
			return nil, fmt.Errorf("register metrics of the process: %w", err)
		}
	}
	return m, nil
}

// Handler serves all metrics in the format that is asked for: text, OpenMetrics, or protobuf, which alone holds native histograms.
// It does not compress: scraping must cost the replica under test as little as it can.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(prometheus.GathererFunc(m.gather), promhttp.HandlerOpts{EnableOpenMetrics: true, DisableCompression: true})
}

// gather leaves out a gauge of the Go collector, the bytes of live objects: OpenMetrics would name its counter of the bytes ever allocated
// alike, and its readers refuse a page on which a name is two things. go_memstats_heap_alloc_bytes is the same gauge.
func (m *Metrics) gather() ([]*dto.MetricFamily, error) {
	families, err := m.gatherer.Gather()
	return slices.DeleteFunc(families, func(f *dto.MetricFamily) bool { return f.GetName() == "go_memstats_alloc_bytes" }), err
}

// histogram is what all histograms have in common: bounded native buckets beside the classic ones.
func histogram(name, help string, buckets []float64) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{
		Name: name, Help: help, Buckets: buckets,
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100, NativeHistogramMinResetDuration: time.Hour,
	}
}

// seconds are the bounds for durations, 100 µs to 10 s.
func seconds() []float64 {
	return []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10}
}

// bytes are the bounds for sizes, 256 B to 16 MiB in steps of 16 with what lies between where most JSON does.
func bytes() []float64 {
	return []float64{256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 1 << 20, 16 << 20}
}

// known returns the label when it is on the list, or otherwise.
func known(list []string, label, otherwise string) string {
	if slices.Contains(list, label) {
		return label
	}
	return otherwise
}
