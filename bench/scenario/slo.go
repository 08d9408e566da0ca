package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// metric is something an objective can be about.
type metric struct {
	name string
	// atMost says that less is better, so that the comparison is < or <=.
	atMost bool
	limit  func(text string) (float64, error)
	want   string
}

func seconds(text string) (float64, error) {
	v, err := ParseDuration(text)
	if err == nil && v == 0 {
		return 0, &mismatch{quote(text), "a duration above 0"}
	}
	return v.Seconds(), err
}

// metrics is the table of what objectives can be about, beside the percentiles.
var metrics = []metric{
	{"mean", true, seconds, "a duration such as `100ms`"},
	{"max", true, seconds, "a duration such as `100ms`"},
	{"failures", true, ParseRatio, "a ratio such as `0.1%`"},
	{"throughput", false, ParseRate, "a rate such as `500/s`"},
	{"goodput", false, ParseRate, "a rate such as `500/s`"},
}

// metricNames are what to suggest for a misspelt metric.
var metricNames = []string{"p50", "p90", "p95", "p99", "p99.9", "p99.99", "mean", "max", "failures", "throughput", "goodput"}

const objectiveForm = "an objective such as `p99 < 100ms`, `p99(messages.list) < 60ms`, `failures < 0.1%` or `throughput > 500/s`"

// ParseSLO reads one objective: METRIC or METRIC(OPERATION), one of < <= > >=, a limit. Whether the operation exists is not its
// to know. Line is not set.
func ParseSLO(text string) (SLO, error) {
	text = strings.TrimSpace(text)
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		return SLO{}, &mismatch{quote(text), objectiveForm}
	}
	left, comparison, right := strings.TrimSpace(text[:at]), text[at:at+1], text[at+1:]
	if rest, ok := strings.CutPrefix(right, "="); ok {
		comparison, right = comparison+"=", rest
	}
	s := SLO{Expression: strings.Join(strings.Fields(text), " "), Metric: left, Comparison: comparison}
	if open := strings.IndexByte(left, '('); open >= 0 {
		inner, ok := strings.CutSuffix(left[open+1:], ")")
		s.Metric, s.Operation = strings.TrimSpace(left[:open]), strings.TrimSpace(inner)
		if !ok || s.Operation == "" {
			return SLO{}, &mismatch{quote(text), objectiveForm}
		}
	}
	m, quantile, err := findMetric(s.Metric)
	if err != nil {
		return SLO{}, err
	}
	s.Quantile = quantile
	if m.atMost != (comparison[0] == '<') {
		want := "`<` or `<=`: less is better"
		if !m.atMost {
			want = "`>` or `>=`: more is better"
		}
		return SLO{}, &mismatch{"`" + s.Metric + " " + comparison + "`", want}
	}
	limit := strings.TrimSpace(right)
	if limit == "" {
		return SLO{}, &mismatch{quote(text) + " without a limit", m.want}
	}
	s.Limit, err = m.limit(limit)
	return s, err
}

// unknownMetric is a mismatch with the name that was probably meant.
type unknownMetric struct {
	mismatch
	meant string
}

func findMetric(name string) (metric, float64, error) {
	for _, m := range metrics {
		if m.name == name {
			return m, 0, nil
		}
	}
	digits, isPercentile := strings.CutPrefix(name, "p")
	if v, ok := number(digits); isPercentile && ok && v > 0 && v < 100 {
		return metric{name, true, seconds, "a duration such as `100ms`"}, percentile(digits, v), nil
	}
	likely := Meant(name, metricNames)
	switch {
	case name == "median":
		likely = "p50"
	case name == "p100":
		likely = "max"
	case isPercentile && strings.HasPrefix(digits, "99") && strings.Trim(digits, "9") == "":
		likely = "p99." + digits[2:] // p999 is how some write p99.9
	}
	return metric{}, 0, &unknownMetric{mismatch{"the unknown metric " + quote(name), "a percentile such as `p99`, or " +
		oneOf([]string{"mean", "max", "failures", "throughput", "goodput"})}, likely}
}

// percentile is the quantile of a percentile, 0.999 of 99.9: dividing by 100 would leave noise in the last digit.
func percentile(digits string, v float64) float64 {
	whole, fraction, _ := strings.Cut(digits, ".")
	for len(whole) < 2 {
		whole = "0" + whole
	}
	if q, err := strconv.ParseFloat("0."+whole[len(whole)-2:]+fraction, 64); err == nil {
		return q
	}
	return v / 100
}

// slos decodes the list of objectives.
func (d *decoder) slos(n *yaml.Node, mix []Weight) []SLO {
	var list []SLO
	var operations []string
	for _, w := range mix {
		operations = append(operations, w.Operation)
	}
	for i, at := range d.list(n, "slo", "a list of objectives such as `p99 < 100ms`") {
		path := "slo." + strconv.Itoa(i)
		text, ok := d.text(at, path, objectiveForm)
		if !ok {
			continue
		}
		s, err := ParseSLO(text)
		switch err := err.(type) {
		case nil:
		case *unknownMetric:
			d.fail(at, path, err.found, err.want).Meant = err.meant
			continue
		case *mismatch:
			d.fail(at, path, err.found, err.want)
			continue
		}
		s.Line = at.Line
		switch {
		case s.Operation == "" || slices.Contains(operations, s.Operation):
		case slices.Contains(d.words.Operations, s.Operation):
			want := "an operation of the mix"
			if len(operations) > 0 {
				want += ": " + oneOf(operations)
			}
			d.fail(at, path, "an objective on "+quote(s.Operation)+", which is not in the mix", want)
		default:
			d.operation(at, path, s.Operation)
		}
		if slices.ContainsFunc(list, func(o SLO) bool {
			return o.Metric == s.Metric && o.Operation == s.Operation && o.Comparison == s.Comparison
		}) {
			d.fail(at, path, "a second objective on the same metric, "+quote(s.Expression), "one, the stricter")
		}
		list = append(list, s)
	}
	return list
}

// total is how long all phases last together.
func (l Load) total() time.Duration {
	var sum time.Duration
	for _, p := range l.Phases {
		sum += p.Duration
	}
	return sum
}
