package analysis

import (
	"math"
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
