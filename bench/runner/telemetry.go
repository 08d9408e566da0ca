package runner

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"quintet/api/store"
	"quintet/bench/scrape"
	"quintet/bench/stack"
)

// openingTelemetry bounds the opening of connections for telemetry: the stores have just answered others, so one that takes longer has
// other worries.
const openingTelemetry = 20 * time.Second

// unopened is the source of the gap that stands for all stores when their connections could not be opened.
const unopened = "stores"

// telemetry opens the stores of a stack that can tell of themselves, and returns who asks them and what ends that. It never fails: what
// cannot be opened is a gap for as long as the load lasts.
func (t *trial) telemetry(ctx context.Context) ([]scrape.Collector, func() error) {
	none := func() error { return nil }
	telling, ok := t.stack.(stack.Telemetry)
	if !ok {
		return nil, none
	}
	opening, cancel := context.WithTimeout(ctx, openingTelemetry)
	defer cancel()
	stores, end, err := telling.TelemetrySources(opening)
	if err != nil {
		return []scrape.Collector{{Name: unopened, Collect: func(context.Context) ([]scrape.Value, error) { return nil, err }}}, none
	}
	counters, lags := map[string]bool{}, map[string]time.Duration{}
	for _, b := range t.runner.Backends {
		lags[b.Name] = b.Lag
		for _, m := range b.Metrics {
			counters[m.Name] = m.Counter
		}
	}
	var collectors []scrape.Collector
	for _, name := range slices.Sorted(maps.Keys(stores)) {
		collectors = append(collectors, scrape.Collector{Name: name, Lag: lags[name], Collect: func(ctx context.Context) ([]scrape.Value, error) {
			return ask(ctx, stores[name], counters)
		}})
	}
	return collectors, end
}

// errSilent is what a store that tells nothing is a gap with.
var errSilent = errors.New("it tells nothing")

// ask asks a store and returns its figures as values.
func ask(ctx context.Context, from store.TelemetrySource, counters map[string]bool) ([]scrape.Value, error) {
	readings, err := from.Telemetry(ctx)
	if err != nil {
		return nil, err
	}
	if len(readings) == 0 {
		return nil, errSilent
	}
	values := make([]scrape.Value, 0, len(readings))
	for _, r := range readings {
		values = append(values, scrape.Value{Metric: r.Name, Labels: r.Labels, Counter: counters[r.Name], Value: r.Value})
	}
	return values, nil
}
