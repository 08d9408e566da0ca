package scenario

import (
	"strconv"
	"strings"
	"time"
)

// metric is something an objective can be about.
type metric struct {
	name string
	// atMost says that less is better, so that the comparison is < or <=.
	atMost bool
	limit  func(text string) (float64, error)
	want   string
	// scope is what may stand in parentheses after it.
	scope scope
	// counts says that it is a count, which may be said to equal a limit.
	counts bool
}

// scope is what an objective can be restricted to.
type scope int

const (
	byOperation scope = iota
	byFault
	byBoth
	byNothing
)

// seconds reads a limit on time; 0 would be met by no hit.
func seconds(text string) (float64, error) {
	v, err := ParseDuration(text)
	if err == nil && v == 0 {
		return 0, &mismatch{quote(text), "a duration above 0"}
	}
	return v.Seconds(), err
}

// metrics is the table of what objectives can be about, beside the percentiles.
var metrics = []metric{
	{name: "mean", atMost: true, limit: seconds, want: "a duration such as `100ms`"},
	{name: "max", atMost: true, limit: seconds, want: "a duration such as `100ms`"},
	{name: "failures", atMost: true, limit: ParseRatio, want: "a ratio such as `0.1%`"},
	{name: "throughput", limit: ParseRate, want: "a rate such as `500/s`"},
	{name: "goodput", limit: ParseRate, want: "a rate such as `500/s`"},
	{name: "recovery", atMost: true, limit: seconds, want: "a duration such as `10s`", scope: byFault},
	{name: "availability", limit: ParseRatio, want: "a ratio such as `99%`", scope: byBoth},
	{name: "lost", atMost: true, limit: count, want: "a whole number such as `0`", scope: byNothing, counts: true},
}

func count(text string) (float64, error) {
	v, err := ParseCount(text)
	return float64(v), err
}

// metricNames are what to suggest for a misspelt metric.
var metricNames = append([]string{"p50", "p90", "p95", "p99", "p99.9", "p99.99"}, tabled()...)

// tabled are the names in the table of metrics.
func tabled() []string {
	var names []string
	for _, m := range metrics {
		names = append(names, m.name)
	}
	return names
}

const objectiveForm = "an objective such as `p99 < 100ms`, `p99(messages.list) < 60ms`, `failures < 0.1%` or `throughput > 500/s`"

// ParseSLO reads one objective: METRIC or METRIC(SCOPE), one of < <= > >= (or = for a count), a limit. The scope is an operation, a fault
// as Fault.Label has it, or both, "kill redis, messages.list". Whether they exist is not its to know: of a single word, one with a dot
// is taken for an operation. Line is not set.
func ParseSLO(text string) (SLO, error) {
	text = strings.TrimSpace(text)
	at := strings.IndexAny(text, "<>=")
	if at < 0 {
		return SLO{}, &mismatch{quote(text), objectiveForm}
	}
	left, comparison, right := strings.TrimSpace(text[:at]), text[at:at+1], text[at+1:]
	if rest, ok := strings.CutPrefix(right, "="); ok && comparison != "=" {
		comparison, right = comparison+"=", rest
	}
	s := SLO{Expression: strings.Join(strings.Fields(text), " "), Metric: left, Comparison: comparison}
	inner, restricted := "", false
	if open := strings.IndexByte(left, '('); open >= 0 {
		var ok bool
		inner, ok = strings.CutSuffix(left[open+1:], ")")
		inner, s.Metric, restricted = strings.TrimSpace(inner), strings.TrimSpace(left[:open]), true
		if !ok || inner == "" {
			return SLO{}, &mismatch{quote(text), objectiveForm}
		}
	}
	m, quantile, err := findMetric(s.Metric)
	if err != nil {
		return SLO{}, err
	}
	s.Quantile = quantile
	if restricted {
		if err := s.restrict(m, inner); err != nil {
			return SLO{}, err
		}
	}
	if err := m.compares(comparison); err != nil {
		return SLO{}, err
	}
	limit := strings.TrimSpace(right)
	if limit == "" {
		return SLO{}, &mismatch{quote(text) + " without a limit", m.want}
	}
	s.Limit, err = m.limit(limit)
	return s, err
}

// restrict sets what an objective is about from the text in its parentheses.
func (s *SLO) restrict(m metric, inner string) error {
	first, second, both := strings.Cut(inner, ",")
	first, second = strings.Join(strings.Fields(first), " "), strings.TrimSpace(second)
	operation := strings.Contains(first, ".") && !strings.Contains(first, " ")
	switch {
	case m.scope == byNothing:
		return &mismatch{"`" + m.name + "(" + inner + ")`", "`" + m.name + "` alone: it is about the whole trial"}
	case m.scope == byOperation && !both:
		s.Operation = inner
	case m.scope == byFault && !both:
		s.Fault = first
	case m.scope == byBoth && both && first != "" && second != "":
		s.Fault, s.Operation = first, second
	case m.scope == byBoth && !both && operation:
		s.Operation = first
	case m.scope == byBoth && !both:
		s.Fault = first
	default:
		return &mismatch{"`" + m.name + "(" + inner + ")`", m.scope.form(m.name)}
	}
	return nil
}

// form is how a metric is restricted.
func (s scope) form(name string) string {
	switch s {
	case byFault:
		return "`" + name + "(kill cache)`"
	case byBoth:
		return "`" + name + "(messages.list)`, `" + name + "(kill cache)` or `" + name + "(kill cache, messages.list)`"
	default:
		return "`" + name + "(messages.list)`"
	}
}

// compares refuses a comparison that does not suit the metric.
func (m metric) compares(comparison string) error {
	if comparison == "=" && m.counts {
		return nil
	}
	if comparison == "=" || m.atMost != (comparison[0] == '<') {
		want := "`<` or `<=`: less is better"
		switch {
		case m.counts:
			want = "`=`, `<` or `<=`: less is better"
		case !m.atMost:
			want = "`>` or `>=`: more is better"
		}
		return &mismatch{"`" + m.name + " " + comparison + "`", want}
	}
	return nil
}

// unknownMetric is a mismatch with the name that was probably meant.
type unknownMetric struct {
	mismatch
	meant string
}

// findMetric finds a metric of the table or makes that of a percentile, with its quantile. What is neither gets the likely name of what was
// meant.
func findMetric(name string) (metric, float64, error) {
	for _, m := range metrics {
		if m.name == name {
			return m, 0, nil
		}
	}
	digits, isPercentile := strings.CutPrefix(name, "p")
	if v, ok := number(digits); isPercentile && ok && v > 0 && v < 100 {
		return metric{name: name, atMost: true, limit: seconds, want: "a duration such as `100ms`"}, percentile(digits, v), nil
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
		oneOf(tabled())}, likely}
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

// total is how long all phases last together, one that goes on until the system is steady for as long as it must.
func (l Load) total() time.Duration {
	var sum time.Duration
	for _, p := range l.Phases {
		sum += p.Duration
	}
	return sum
}
