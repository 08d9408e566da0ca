package scrape

import (
	"context"
	"fmt"
	"time"
)

// Endpoint makes a collector of a Prometheus endpoint of any server: of the metrics named it notes every series, and of others none. counters
// says of each whether it only grows, whatever the endpoint says of it.
func Endpoint(name, url string, every time.Duration, counters map[string]bool) Collector {
	e := newEndpoint(newClient(), url)
	return Collector{Name: name, Every: every, Hidden: true, Collect: func(ctx context.Context) ([]Value, error) {
		lines, err := e.fetch(ctx)
		if err != nil {
			return nil, fmt.Errorf("scrape %s: %w", url, err)
		}
		var values []Value
		for _, l := range lines {
			if counter, wanted := counters[l.metric]; wanted {
				values = append(values, Value{Metric: l.metric, Counter: counter, Value: l.value, Written: l.labels})
			}
		}
		return values, nil
	}}
}
