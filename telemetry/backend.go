package telemetry

import (
	"slices"
	"strings"
	"time"
)

// Backend is what rendering needs to know of a backend.
type Backend struct {
	// Name is what metrics, Server-Timing, settings and faults call it ("sqlite"), Title what people do ("SQLite").
	Name  string `json:"name"`
	Title string `json:"title"`
	// Color is its colour in figures, "#RRGGBB". Backends that never meet in one run may share one.
	Color string `json:"color"`
	// Scraped says that the server has a Prometheus endpoint of its own, and is not asked through its driver.
	Scraped *Endpoint `json:"scraped,omitempty"`
	// Declared says that a scenario names the server: its endpoint is scraped, and only what its panels draw is kept. It need be no store.
	Declared bool `json:"declared,omitempty"`
	// Lag is how long after it happened a server that is asked through its driver has counted something; 0 means that it has at once.
	Lag time.Duration `json:"lag,omitempty"`
	// Metrics are all that the server tells, Panels how they are drawn, in this order.
	Metrics []Metric `json:"metrics,omitempty"`
	Panels  []Panel  `json:"panels,omitempty"`
	// Durability is what the server loses when it is killed; nil when it loses nothing of what it acknowledged.
	Durability *Durability `json:"durability,omitempty"`
}

// Endpoint is a server's own Prometheus endpoint.
type Endpoint struct {
	// Path is that of its URL.
	Path string `json:"path"`
	// Prefix begins the names of its metrics. Metrics lists only those of them that panels use or that need explaining.
	Prefix string `json:"prefix"`
	// Renewal is how often the server computes them anew, when that is less often than it is scraped; 0 means at every scrape.
	Renewal time.Duration `json:"renewal,omitempty"`
}

// Metric is what readings of one name mean.
type Metric struct {
	// Name is that of a Prometheus metric: it begins with the server's, says the unit, and ends in _total for what only grows while the
	// server runs.
	Name string `json:"name"`
	// Help is one sentence.
	Help string `json:"help"`
	Unit Unit   `json:"unit"`
	// Counter says that it only grows, and begins again from zero with the server.
	Counter bool `json:"counter,omitempty"`
	// Labels are the names of its labels.
	Labels []string `json:"labels,omitempty"`
	// Missing says when a server that works does not tell it; empty for one that always does.
	Missing string `json:"missing,omitempty"`
}

// Unit is the unit of a metric, or of the values of a panel.
type Unit string

// The units. Those per second are of rates.
const (
	Number         Unit = "number"
	Seconds        Unit = "seconds"
	Bytes          Unit = "bytes"
	Ratio          Unit = "ratio"
	Cores          Unit = "cores"
	PerSecond      Unit = "per second"
	BytesPerSecond Unit = "bytes per second"
)

// UnitOf is the unit that the name of a metric says, Number when it says none.
func UnitOf(metric string) Unit {
	name := strings.TrimSuffix(metric, "_total")
	switch {
	case strings.HasSuffix(name, "_seconds"):
		return Seconds
	case strings.HasSuffix(name, "_bytes"):
		return Bytes
	case strings.HasSuffix(name, "_ratio"):
		return Ratio
	}
	return Number
}

// Counter and Gauge make the rows of a backend's table of metrics; the unit is the one that the name says.
func Counter(name, help string, labels ...string) Metric {
	return Metric{Name: name, Help: help, Unit: UnitOf(name), Counter: true, Labels: labels}
}

// Gauge is as Counter, for what can fall.
func Gauge(name, help string, labels ...string) Metric {
	return Metric{Name: name, Help: help, Unit: UnitOf(name), Labels: labels}
}

// Missing marks metrics that not every server tells.
func Missing(when string, metrics ...Metric) []Metric {
	for i := range metrics {
		metrics[i].Missing = when
	}
	return metrics
}

// Find returns the backend of a name, or of a process of it ("NAME-2"), nil when there is none.
func Find(backends []Backend, name string) *Backend {
	i := slices.IndexFunc(backends, func(b Backend) bool { return b.Name == name })
	if end := strings.LastIndexByte(name, '-'); i < 0 && end > 0 && end < len(name)-1 && strings.Trim(name[end+1:], "0123456789") == "" {
		i = slices.IndexFunc(backends, func(b Backend) bool { return b.Name == name[:end] })
	}
	if i < 0 {
		return nil
	}
	return &backends[i]
}

// Recorded is what a record keeps of backends: all but the panels and lines that only dashboards show.
func Recorded(backends []Backend) []Backend {
	list := make([]Backend, 0, len(backends))
	for _, b := range backends {
		list = append(list, b.recorded())
	}
	return list
}

func (b Backend) recorded() Backend {
	var panels []Panel
	for _, p := range b.Panels {
		p.Lines = slices.DeleteFunc(slices.Clone(p.Lines), func(l Line) bool { return l.Live })
		if !p.Live && len(p.Lines) > 0 {
			panels = append(panels, p)
		}
	}
	b.Panels = panels
	return b
}
