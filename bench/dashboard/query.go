package dashboard

import (
	"fmt"
	"strings"
)

// selection is a histogram or counter of which some series are asked for.
type selection struct {
	// metric is the name without _bucket, _count or _sum; labels are matchers, separated by commas.
	metric, labels string
	// window of the rate: "5m", or a variable.
	window string
	// by are the labels that are kept.
	by []string
}

// rate is the growth per second of a counter.
func (s selection) rate() string {
	return fmt.Sprintf("%s(rate(%s[%s]))", sumBy(s.by), s.series("", ""), s.window)
}

// count is how many observations a histogram gained per second.
func (s selection) count() string {
	return fmt.Sprintf("(histogram_count(%s) or %s(rate(%s[%s])))", s.rate(), sumBy(s.by), s.series("_count", ""), s.window)
}

// total is how much the observations of a histogram added up to per second.
func (s selection) total() string {
	return fmt.Sprintf("(histogram_sum(%s) or %s(rate(%s[%s])))", s.rate(), sumBy(s.by), s.series("_sum", ""), s.window)
}

// mean is the mean observation; nothing where there was none.
func (s selection) mean() string {
	return fmt.Sprintf("%s / (%s > 0)", s.total(), s.count())
}

// quantile is a quantile of the observations; NaN where there was none.
func (s selection) quantile(q string) string {
	return fmt.Sprintf("(histogram_quantile(%s, %s) or histogram_quantile(%s, %s(rate(%s[%s]))))",
		q, s.rate(), q, sumBy(append([]string{"le"}, s.by...)), s.series("_bucket", ""), s.window)
}

// within is the part of the observations at or below a bound, which must be one of the classic buckets'.
func (s selection) within(bound string) string {
	return fmt.Sprintf("(histogram_fraction(0, %s, %s) or %s(rate(%s[%s])) / %s(rate(%s[%s])))",
		bound, s.rate(), sumBy(s.by), s.series("_bucket", `le="`+bound+`"`), s.window, sumBy(s.by), s.series("_count", ""), s.window)
}

// series is the metric with its matchers and one more.
func (s selection) series(suffix, more string) string {
	labels := strings.Trim(s.labels+","+more, ",")
	if labels == "" {
		return s.metric + suffix
	}
	return s.metric + suffix + "{" + labels + "}"
}

func sumBy(by []string) string {
	if len(by) == 0 {
		return "sum"
	}
	return "sum by (" + strings.Join(by, ", ") + ") "
}

// The matchers of several queries. Probes are what asks whether the API is well; they are no work of users. Failures are answers that
// no user wanted: errors of the server, and requests that it turned away because it had too many.
const (
	requests   = "http_request_duration_seconds"
	calls      = "store_operation_duration_seconds"
	responses  = "bench_response_time_seconds"
	users      = `route!~"/(healthz|readyz|metrics|openapi.yaml)"`
	failures   = `code=~"5..|429"`
	cacheHit   = `result=~"hit|negative_hit"`
	cacheAsked = `result=~"hit|negative_hit|miss"`
	// bad are the outcomes of a store's call in which it did not answer; not to find something is an answer.
	bad = `outcome=~"timeout|shed|unavailable|error"`
)

// ratio is one rate over another, 0 where the second is something and the first nothing.
func ratio(part, whole string) string {
	return fmt.Sprintf("(%s or 0 * %s) / (%s > 0)", part, whole, whole)
}
