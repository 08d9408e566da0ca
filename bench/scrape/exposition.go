package scrape

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/model"
)

// appendFamilies turns parsed metric families back into one value a line, in the order of their names.
func appendFamilies(values []value, families map[string]*dto.MetricFamily) []value {
	for _, name := range slices.Sorted(maps.Keys(families)) {
		f := families[name]
		for _, m := range f.Metric {
			slices.SortStableFunc(m.Label, func(a, b *dto.LabelPair) int { return cmp.Compare(a.GetName(), b.GetName()) })
			values = appendMetric(values, name, f.GetType(), m)
		}
	}
	return values
}

// appendMetric flattens a metric into values, named as Prometheus names their series: _bucket, _sum, _count and quantiles. A series that does
// not say that it only grows counts as a gauge, of which no rate is taken.
func appendMetric(values []value, name string, kind dto.MetricType, m *dto.Metric) []value {
	add := func(suffix, kind, label, labelValue string, v float64) {
		values = append(values, value{name + suffix, labelText(m.Label, label, labelValue), kind, v})
	}
	switch kind {
	case dto.MetricType_COUNTER:
		add("", counter, "", "", m.GetCounter().GetValue())
	case dto.MetricType_GAUGE:
		add("", gauge, "", "", m.GetGauge().GetValue())
	case dto.MetricType_SUMMARY:
		s := m.GetSummary()
		for _, q := range s.GetQuantile() {
			add("", gauge, model.QuantileLabel, formatFloat(q.GetQuantile()), q.GetValue())
		}
		if s.SampleSum != nil {
			add("_sum", counter, "", "", s.GetSampleSum())
		}
		if s.SampleCount != nil {
			add("_count", counter, "", "", float64(s.GetSampleCount()))
		}
	case dto.MetricType_HISTOGRAM:
		h := m.GetHistogram()
		for _, b := range h.GetBucket() {
			// A count is kept as a whole number or, when it is not one, as the other.
			add("_bucket", histogram, model.BucketLabel, formatFloat(b.GetUpperBound()), float64(b.GetCumulativeCount())+b.GetCumulativeCountFloat())
		}
		if h.SampleSum != nil {
			add("_sum", histogram, "", "", h.GetSampleSum())
		}
		if h.SampleCount != nil || h.SampleCountFloat != nil {
			add("_count", histogram, "", "", float64(h.GetSampleCount())+h.GetSampleCountFloat())
		}
	case dto.MetricType_UNTYPED:
		// Without a type it is not known to only grow.
		add("", gauge, "", "", m.GetUntyped().GetValue())
	}
	return values
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// labelText writes labels in the exposition format without braces. sorted is in the order of names; one more label is put
// at its place among them unless its name is empty.
func labelText(sorted []*dto.LabelPair, name, value string) string {
	if len(sorted) == 0 && name == "" {
		return ""
	}
	var b strings.Builder
	b.Grow(labelSize(sorted, name, value))
	pair := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		if model.LegacyValidation.IsValidLabelName(name) {
			b.WriteString(name)
		} else {
			quote(&b, name)
		}
		b.WriteByte('=')
		quote(&b, value)
	}
	for _, l := range sorted {
		if name != "" && name < l.GetName() {
			pair(name, value)
			name = ""
		}
		pair(l.GetName(), l.GetValue())
	}
	if name != "" {
		pair(name, value)
	}
	return b.String()
}

// labelSize is how long labels are that need no escapes.
func labelSize(pairs []*dto.LabelPair, name, value string) int {
	const signs = len(`="",`)
	n := len(name) + len(value) + signs
	for _, l := range pairs {
		n += len(l.GetName()) + len(l.GetValue()) + signs
	}
	return n
}

// quote writes text in quotes with the format's three escapes.
func quote(b *strings.Builder, text string) {
	b.WriteByte('"')
	for {
		i := strings.IndexAny(text, "\\\"\n")
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		b.WriteByte('\\')
		if text[i] == '\n' {
			b.WriteByte('n')
		} else {
			b.WriteByte(text[i])
		}
		text = text[i+1:]
	}
	b.WriteString(text)
	b.WriteByte('"')
}
