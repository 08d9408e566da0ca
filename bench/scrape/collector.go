package scrape

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	dto "github.com/prometheus/client_model/go"

	"quintet/bench/samples"
)

// Collector is something that is asked for figures by a call, at an interval of its own: a store, through its driver.
type Collector struct {
	// Name becomes the Source of the points. It may be that of a Target as well, but no other collector's.
	Name string
	// Every is the interval; default five times Config.Interval: what a server counts by itself changes no faster than it is
	// worth asking for, and each look costs the server under test some work.
	Every time.Duration
	// Timeout of one look; default the smaller of Every and 2s.
	Timeout time.Duration
	// Lag is how long after it happened something is in the figures. The last look waits for it, and tells what was up to the end.
	Lag time.Duration
	// Hidden says that Latest leaves its figures out: whoever wants them can ask where they come from.
	Hidden bool
	// Collect returns all figures of an instant, or an error. It is called by one goroutine and must heed its context.
	Collect func(ctx context.Context) ([]Value, error)
}

// Value is one figure of a source at one instant.
type Value struct {
	Metric string
	// Labels by name; nil for none.
	Labels map[string]string
	// Counter says that it only grows.
	Counter bool
	Value   float64
	// Written are labels as an endpoint wrote them, in place of Labels.
	Written string
}

const (
	// collectEvery is the interval of collectors in intervals of scrapes.
	collectEvery = 5
	// longestLook is the default bound of the timeout of a look.
	longestLook = 2 * time.Second
)

// collecting is a collector with what is remembered of it. All but its latest is used by one goroutine alone.
type collecting struct {
	Collector
	ledger *ledger
	points []samples.Point

	mu     sync.Mutex
	latest []Value
	gap    error
	asked  bool
}

func newCollecting(c Collector, cfg Config) *collecting {
	c.Every = cmp.Or(c.Every, collectEvery*cfg.Interval)
	if c.Timeout <= 0 {
		c.Timeout = min(c.Every, longestLook)
	}
	return &collecting{Collector: c, ledger: newLedger(c.Name, cfg.MaxSeries)}
}

// look asks once and returns the points to write, samples.TelemetryUpMetric last. They are good until the next call. A look that
// failed is a gap of this collector and of nothing else: it leaves "up" alone, on which the validity of a run rests.
func (c *collecting) look(ctx context.Context, at time.Duration) []samples.Point {
	c.points = c.points[:0]
	figures, err := c.Collect(ctx)
	if err == nil {
		values := make([]value, len(figures))
		for i, f := range figures {
			values[i] = f.line()
		}
		if err = c.ledger.admit(values); err == nil {
			c.points = c.ledger.note(c.points, at, values, &growth{})
		}
	}
	up := 1.0
	if err != nil {
		up = 0
	}
	c.points = append(c.points, samples.Point{At: at, Value: up, Series: samples.Series{
		Source: c.Name, Metric: samples.TelemetryUpMetric, Kind: gauge,
	}})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest, c.gap, c.asked = figures, err, true
	if err != nil {
		c.latest = nil
		c.gap = fmt.Errorf("%s: %w", c.Name, err)
	}
	return c.points
}

// line is a figure as the points have it.
func (v *Value) line() value {
	kind := gauge
	if v.Counter {
		kind = counter
	}
	if v.Written != "" {
		return value{v.Metric, v.Written, kind, v.Value}
	}
	var pairs []*dto.LabelPair
	for _, name := range slices.Sorted(maps.Keys(v.Labels)) {
		text := v.Labels[name]
		pairs = append(pairs, &dto.LabelPair{Name: &name, Value: &text})
	}
	return value{v.Metric, labelText(pairs, "", ""), kind, v.Value}
}

// Latest is what the last scrape of a source found that worked.
type Latest struct {
	Source string
	Values []Value
}

// Latest returns what is known of processes and from collectors, and not from endpoints, which whoever wants to know can ask: the
// figures of processes and of the generator, and those of collectors whose last look worked. The values must not be changed. It is safe
// for concurrent use.
func (s *Scraper) Latest() []Latest {
	var all []Latest
	for _, src := range s.sources {
		src.mu.Lock()
		if values := src.latest.process; len(values) > 0 {
			all = append(all, Latest{src.name, values})
		}
		src.mu.Unlock()
	}
	for _, c := range s.collectors {
		c.mu.Lock()
		if len(c.latest) > 0 && !c.Hidden {
			all = append(all, Latest{c.Name, c.latest})
		}
		c.mu.Unlock()
	}
	return all
}

// processValues are the figures of a process, which have no labels.
func processValues(values []value) []Value {
	list := make([]Value, 0, len(values))
	for _, v := range values {
		if strings.HasPrefix(v.metric, "process_") || strings.HasPrefix(v.metric, "machine_") {
			list = append(list, Value{Metric: v.metric, Counter: v.kind == counter, Value: v.value})
		}
	}
	return list
}
