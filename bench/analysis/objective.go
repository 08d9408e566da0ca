package analysis

import (
	"math"
	"strings"
	"time"

	"quintet/bench/samples"
)

// satisfies compares; nothing satisfies when nothing was measured.
func satisfies(measured float64, comparison string, limit float64) bool {
	switch comparison {
	case "<":
		return measured < limit
	case "<=":
		return measured <= limit
	case ">":
		return measured > limit
	case ">=":
		return measured >= limit
	}
	return false
}

// margin is the distance to the limit as a share of the limit, positive on the good side. Of a limit of zero there is no share: on
// it the margin is 0, off it 1 whole limit.
func margin(measured float64, comparison string, limit float64) float64 {
	distance := limit - measured
	if comparison == ">" || comparison == ">=" {
		distance = -distance
	}
	if limit == 0 {
		switch {
		case distance > 0:
			return 1
		case distance < 0:
			return -1
		}
		return distance
	}
	return distance / math.Abs(limit)
}

// straddles reports whether the interval of an objective reaches to the other side of its limit, so that chance may have decided.
func straddles(r SLOResult) bool {
	if math.IsNaN(r.Low) || math.IsNaN(r.High) {
		return false
	}
	return satisfies(r.Low, r.Comparison, r.Limit) != satisfies(r.High, r.Comparison, r.Limit)
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
