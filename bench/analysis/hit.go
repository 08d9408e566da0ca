package analysis

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
)

// answered reports whether a whole answer came, right or wrong.
func answered(h *samples.Hit) bool {
	switch h.Failure {
	case samples.OK, samples.Status, samples.Missing, samples.Content:
		return true
	}
	return false
}

// wasSent reports whether a hit left the generator.
func wasSent(h *samples.Hit) bool {
	return h.Failure != samples.Unsent && h.Failure != samples.Generator
}

func operationName(m *samples.Manifest, op uint16) string {
	if int(op) < len(m.Operations) {
		return m.Operations[op]
	}
	return "unknown"
}

// latencyLimit is what the response time of one hit must keep to count as good: the tightest of the latency SLOs that apply to
// its operation. A percentile's limit is taken for every hit (goodput counts hits, not percentiles).
type latencyLimit struct {
	limit time.Duration
	// strict says that the limit itself is too long already.
	strict bool
}

func (l latencyLimit) holds(response time.Duration) bool {
	return response < l.limit || response == l.limit && !l.strict
}

// latencyLimits has one row an operation and a last one for operations without a name.
func latencyLimits(m *samples.Manifest) []latencyLimit {
	limits := make([]latencyLimit, len(m.Operations)+1)
	for i := range limits {
		limits[i].limit = math.MaxInt64
		for _, o := range m.SLO {
			if !isLatency(o) || !strings.HasPrefix(o.Comparison, "<") {
				continue
			}
			if o.Operation != "" && (i == len(m.Operations) || o.Operation != m.Operations[i]) {
				continue
			}
			limit, strict := time.Duration(math.Round(o.Limit*1e9)), o.Comparison == "<"
			if limit < limits[i].limit || limit == limits[i].limit && strict {
				limits[i] = latencyLimit{limit, strict}
			}
		}
	}
	return limits
}

// isLatency reports whether an objective bounds the response time of single hits: percentiles and max, not the mean.
func isLatency(o samples.SLO) bool { return isPercentile(o) || o.Metric == "max" }

func isPercentile(o samples.SLO) bool { return o.Quantile > 0 && o.Quantile < 1 }

// The places where time goes that are no store: the API itself, as it reports its own time; what is left of the service time when that and
// every store are taken off (connections, the kernel, the client); and the time of hits that were never answered, which cannot
// be attributed.
const (
	PlaceAPI      = "app"
	PlaceNetwork  = "network"
	PlaceNoAnswer = "no answer"
)

// storeSums adds up where hits spent their service time.
type storeSums struct {
	hits              uint64
	stores            []time.Duration
	network, noAnswer time.Duration
}

func (s *storeSums) add(h *samples.Hit) {
	s.hits++
	if h.NStores == 0 && !answered(h) {
		s.noAnswer += h.Service()
		return
	}
	rest := h.Service()
	for _, st := range h.Stores[:min(int(h.NStores), samples.MaxStores)] {
		for int(st.Store) >= len(s.stores) {
			s.stores = append(s.stores, 0)
		}
		s.stores[st.Store] += st.Time
		rest -= st.Time
	}
	// Stores that answered a request at the same time may add up to more than it took.
	s.network += max(0, rest)
}

// means are the mean seconds a hit spent in each place; nil without hits.
func (s *storeSums) means(names []string) map[string]float64 {
	if s.hits == 0 {
		return nil
	}
	means := map[string]float64{PlaceNetwork: s.network.Seconds() / float64(s.hits)}
	for i, d := range s.stores {
		if d > 0 {
			means[storeName(names, i)] += d.Seconds() / float64(s.hits)
		}
	}
	if s.noAnswer > 0 {
		means[PlaceNoAnswer] = s.noAnswer.Seconds() / float64(s.hits)
	}
	return means
}

// storeName is the name of a store index; a trial that was cut off may not have written the names it met last.
func storeName(names []string, i int) string {
	if i < len(names) && names[i] != "" {
		return names[i]
	}
	return fmt.Sprintf("store %d", i+1)
}

// largest is the place with the most time and its share of all time; "" and 0 when there is none. Of equal ones it takes the
// first by name.
func largest(means map[string]float64) (name string, share float64) {
	most := 0.0
	for n, v := range means {
		if v > most || v == most && v > 0 && n < name {
			name, most = n, v
		}
	}
	if name == "" {
		return "", 0
	}
	return name, most / sum(means)
}

// share is how much of all time a place takes.
func share(means map[string]float64, name string) float64 {
	if total := sum(means); total > 0 {
		return means[name] / total
	}
	return 0
}

// sum adds values up in the order of their names: in the random order of a map the last digit would differ from one analysis to the next.
func sum(values map[string]float64) float64 {
	total := 0.0
	for _, name := range slices.Sorted(maps.Keys(values)) {
		total += values[name]
	}
	return total
}
