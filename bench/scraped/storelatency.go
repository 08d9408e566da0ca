package scraped

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"quintet/bench/stats"
)

// operationCall names one operation of one store.
type operationCall struct{ store, operation string }

// callSums adds up one (store, operation) over outcomes and API replicas.
type callSums struct {
	count, errors, seconds float64
	buckets                map[float64]float64
}

// isError reports whether an outcome of a store operation is the store's failure; that a row is absent, or there already, is
// an answer.
func isError(outcome string) bool {
	switch outcome {
	case "", "ok", "success", "not_found", "conflict", "canceled":
		return false
	}
	return true
}

// StoreLatency reads the API's own histograms over the measured phases: one row a store and operation, most time first.
func (s *Tracks) StoreLatency() []StoreLatency {
	calls := map[operationCall]*callSums{}
	for _, t := range s.of(named("store_operation_duration_seconds_count", "store_operation_duration_seconds_sum", "store_operation_duration_seconds_bucket")) {
		key := operationCall{t.labels["store"], t.labels["operation"]}
		c := calls[key]
		if c == nil {
			c = &callSums{buckets: map[float64]float64{}}
			calls[key] = c
		}
		v := t.increase(s.axis.Measured)
		switch t.series.Metric {
		case "store_operation_duration_seconds_count":
			c.count += v
			if isError(t.labels["outcome"]) {
				c.errors += v
			}
		case "store_operation_duration_seconds_sum":
			c.seconds += v
		default:
			if bound, err := strconv.ParseFloat(t.labels["le"], 64); err == nil {
				c.buckets[bound] += v
			}
		}
	}
	var rows []StoreLatency
	for key, c := range calls {
		if c.count < 0.5 {
			continue
		}
		buckets := make([]stats.Bucket, 0, len(c.buckets))
		for bound, count := range c.buckets {
			buckets = append(buckets, stats.Bucket{Bound: bound, Count: count})
		}
		slices.SortFunc(buckets, func(a, b stats.Bucket) int { return cmp.Compare(a.Bound, b.Bound) })
		rows = append(rows, StoreLatency{
			Store: key.store, Operation: key.operation, Count: math.Round(c.count), Errors: math.Round(c.errors), Mean: c.seconds / c.count,
			P50: stats.BucketQuantile(0.5, buckets), P99: stats.BucketQuantile(0.99, buckets),
		})
	}
	slices.SortFunc(rows, func(a, b StoreLatency) int {
		return cmp.Or(cmp.Compare(b.Mean*b.Count, a.Mean*a.Count), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Operation, b.Operation))
	})
	return rows
}

// storeMeans are the mean time of an operation of each store over time, from a slot on; slots without operations are left out.
func (s *Tracks) storeMeans(from int) []Series {
	type pair struct{ seconds, count []*labelled }
	stores := map[string]*pair{}
	for _, t := range s.of(named("store_operation_duration_seconds_count", "store_operation_duration_seconds_sum")) {
		p := stores[t.labels["store"]]
		if p == nil {
			p = &pair{}
			stores[t.labels["store"]] = p
		}
		if t.series.Metric == "store_operation_duration_seconds_sum" {
			p.seconds = append(p.seconds, t)
		} else {
			p.count = append(p.count, t)
		}
	}
	return linesOf(s, stores, from, func(p *pair, slot int) float64 {
		if count := s.slotValue(p.count, slot); count > 0 {
			return s.slotValue(p.seconds, slot) / count
		}
		return math.NaN()
	})
}
