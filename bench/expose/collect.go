package expose

import (
	"maps"
	"slices"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scrape"
)

// collector makes all metrics but the histograms from a Look at each scrape.
type collector struct{ *Exporter }

// Describe implements prometheus.Collector.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(out chan<- prometheus.Metric) {
	look := c.cfg.Look()
	c.mu.Lock()
	trial, judged, faults := c.trial, c.judged, maps.Clone(c.faults)
	c.mu.Unlock()
	s := scraping{c.Exporter, out}

	s.gauge(runInfo, 1, c.cfg.Revision, c.cfg.Scenario, c.cfg.Stack, c.cfg.Version)
	for _, name := range c.cfg.Stages {
		s.gauge(stage, flag(name == look.Stage), name)
	}
	switch {
	case judged != nil:
		s.gauge(valid, flag(*judged))
	case c.cfg.Valid != nil && look.Load.Elapsed > 0:
		s.gauge(valid, flag(c.cfg.Valid(look)))
	}
	if cores, ok := look.Scraped.CPU[scrape.Generator]; ok || look.Load.Cores > 0 {
		s.gauge(generatorCPU, cores+look.Load.Cores)
	}
	if trial.Trial > 0 {
		s.load(&trial, look)
		s.inForce(&trial, faults)
	}
	for _, l := range look.Latest {
		s.latest(l)
	}
	for _, name := range slices.Sorted(maps.Keys(look.Scraped.Telemetry)) {
		s.gauge(samples.TelemetryUpMetric, flag(look.Scraped.Telemetry[name]), name)
	}
}

// scraping is one scrape.
type scraping struct {
	*Exporter
	out chan<- prometheus.Metric
}

func (s scraping) gauge(name string, value float64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(s.descs[name], gauge, value, labels...)
}

func (s scraping) counter(name string, value uint64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(s.descs[name], counter, float64(value), labels...)
}

// load shows the load of a trial, as it is or as it ended.
func (s scraping) load(m *samples.Manifest, look Look) {
	number, total, second := strconv.Itoa(m.Trial), look.Load.Total, look.Load.Second
	s.gauge(trialInfo, 1, configuration(m.Configuration), strconv.Itoa(m.Repetition), number)
	// Phases can have one name; the load is in it when it is in one of them.
	now := map[string]bool{}
	for i, p := range m.Phases {
		now[p.Name] = now[p.Name] || look.Loading && i == look.Load.Phase
	}
	for name, is := range now {
		s.gauge(phase, flag(is), name, number)
	}
	s.counter(due, total.Due, number)
	s.counter(sent, total.Sent, number)
	s.counter(done, total.Done, number)
	for class := range total.Failures {
		if f := samples.Failure(class); f != samples.OK {
			s.counter(failed, total.Failures[class], f.String(), number)
		}
	}
	if !look.Loading {
		second, look.Load.InFlight, look.Load.Connections = load.Window{}, 0, 0
	}
	rate := 0.0
	if second.Length > 0 {
		rate = float64(second.Due) / second.Length.Seconds()
	}
	s.gauge(offeredRate, rate, number)
	s.gauge(inFlight, float64(look.Load.InFlight), number)
	s.gauge(connections, float64(look.Load.Connections), number)
}

// inForce shows which faults of a trial are in force, by their labels, which several may share.
func (s scraping) inForce(m *samples.Manifest, faults map[int]bool) {
	now := map[string]bool{}
	for i, f := range m.Faults {
		now[f.Label] = now[f.Label] || faults[i+1]
	}
	for label, is := range now {
		s.gauge(fault, flag(is), label, strconv.Itoa(m.Trial))
	}
}

// latest shows what a source told last: a process, or a store.
func (s scraping) latest(l scrape.Latest) {
	processes := processMetrics()
	for _, v := range l.Values {
		name, labels := v.Metric, []string{l.Source}
		if m, ok := processes[v.Metric]; ok {
			name = m.Name
			if len(m.Labels) == 0 {
				labels = nil
			}
		} else {
			for _, label := range s.storeLabels[v.Metric] {
				labels = append(labels, v.Labels[label])
			}
		}
		desc, known := s.descs[name]
		if !known {
			continue
		}
		kind := gauge
		if v.Counter {
			kind = counter
		}
		s.out <- prometheus.MustNewConstMetric(desc, kind, v.Value, labels...)
	}
}

func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
