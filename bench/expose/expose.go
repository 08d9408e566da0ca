package expose

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/telemetry"
)

// Config states what is shown.
type Config struct {
	// Run is the run's id; Scenario, Stack, Version and Revision describe it.
	Run, Scenario, Stack, Version, Revision string
	// Backends are those whose metrics are shown, when the stack has them.
	Backends []telemetry.Backend
	// Stages are all that a Look's Stage can be.
	Stages []string
	// Look states what the run does now. It is called at every scrape.
	Look func() Look
	// Valid reports whether nothing speaks against the figures so far; nil says nothing before Judged.
	Valid func(Look) bool
}

// Look is a run at one instant. Load, Scraped and Latest are the last there were when there is no load.
type Look struct {
	// Stage is what the run does; empty before it does anything.
	Stage string
	// Loading says that a load is played.
	Loading bool
	Load    load.Live
	Scraped scrape.Live
	Latest  []scrape.Latest
}

// Exporter shows one run. Make it with New. It is safe for concurrent use, and a tap of the runner.
type Exporter struct {
	cfg      Config
	registry *prometheus.Registry
	descs    map[string]*prometheus.Desc
	// storeLabels are the labels of stores' metrics, in the order of the table.
	storeLabels map[string][]string

	response, lag *prometheus.HistogramVec
	// hits is where those of the trial that runs are counted; nil before the first.
	hits atomic.Pointer[observers]

	mu sync.Mutex
	// trial is the one that runs, or ran last; its number is 0 before the first.
	trial  samples.Manifest
	judged *bool
	// faults are those of the trial that are in force, by their number.
	faults map[int]bool
}

// observers are the histograms of one trial.
type observers struct {
	// response is by operation.
	response []prometheus.Observer
	lag      prometheus.Observer
}

const (
	responseHelp = "Time from when a request was due to when its answer was there or it had failed."
	lagHelp      = "Time from when a request was due to when it was sent."
)

// New makes an Exporter, which shows that there is a run and no more until a trial begins.
func New(cfg Config) (*Exporter, error) {
	e := &Exporter{cfg: cfg, registry: prometheus.NewRegistry(), descs: map[string]*prometheus.Desc{}, storeLabels: map[string][]string{}}
	for _, b := range cfg.Backends {
		for _, m := range b.Metrics {
			e.storeLabels[m.Name] = m.Labels
		}
	}
	e.response = prometheus.NewHistogramVec(histogram(responseTime, responseHelp), []string{"operation", "trial"})
	e.lag = prometheus.NewHistogramVec(histogram(sendLag, lagHelp), []string{"trial"})
	all := append(runMetrics(), storeMetrics(cfg.Backends)...)
	for _, m := range processMetrics() {
		all = append(all, m)
	}
	for _, m := range all {
		e.descs[m.Name] = prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)
	}
	of := prometheus.WrapRegistererWith(prometheus.Labels{RunLabel: cfg.Run}, e.registry)
	for _, c := range []prometheus.Collector{e.response, e.lag, collector{e}} {
		if err := of.Register(c); err != nil {
			return nil, fmt.Errorf("register the run's metrics: %w", err)
		}
	}
	return e, nil
}

// histogram is classic and native at once, like the API's: buckets from 100 µs to what a request may take.
func histogram(name, help string) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{
		Name: name, Help: help,
		Buckets:                     []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30},
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160, NativeHistogramMinResetDuration: time.Hour,
	}
}

// Trial says that the load of a trial begins; what was shown of the one before is gone.
func (e *Exporter) Trial(m samples.Manifest) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trial, e.faults = m, map[int]bool{}
	e.response.Reset()
	e.lag.Reset()
	number := strconv.Itoa(m.Trial)
	o := &observers{lag: e.lag.WithLabelValues(number)}
	for _, name := range m.Operations {
		o.response = append(o.response, e.response.WithLabelValues(name, number))
	}
	e.hits.Store(o)
}

// Phases changes those of the trial.
func (e *Exporter) Phases(phases []samples.Phase) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trial.Phases = phases
}

// Hit counts one.
func (e *Exporter) Hit(h *samples.Hit) {
	o := e.hits.Load()
	if o == nil {
		return
	}
	if int(h.Operation) < len(o.response) {
		o.response[h.Operation].Observe(h.Response().Seconds())
	}
	if h.Failure != samples.Unsent {
		o.lag.Observe(max(0, h.Wait().Seconds()))
	}
}

// Event notes which faults are in force; phases come with the Look.
func (e *Exporter) Event(event samples.Event) {
	if event.Kind != samples.FaultInjected && event.Kind != samples.FaultHealed {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.faults != nil {
		e.faults[event.Fault] = event.Kind == samples.FaultInjected
	}
}

// Judged states what the analysis of the run found, which outranks what it looked like.
func (e *Exporter) Judged(valid bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.judged = &valid
}

// Handler serves the metrics as text, OpenMetrics, or protobuf, which alone holds native histograms.
func (e *Exporter) Handler() http.Handler {
	return promhttp.HandlerFor(e.registry, promhttp.HandlerOpts{EnableOpenMetrics: true, DisableCompression: true})
}

// configuration writes one as a label: "api.replicas=2, cache=on".
func configuration(c map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(c)) {
		parts = append(parts, key+"="+c[key])
	}
	return strings.Join(parts, ", ")
}
