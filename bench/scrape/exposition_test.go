package scrape

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"quintet/bench/samples"
)

// Every line of an exposition becomes a point with the value, the labels and the kind that the registry says.
func TestEveryLineBecomesAPoint(t *testing.T) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"route", "code"})
	requests.WithLabelValues("/users/{id}", "200").Add(3)
	requests.WithLabelValues("a \"b\"\\\n", "").Add(0.5)
	inFlight := prometheus.NewGauge(prometheus.GaugeOpts{Name: "in_flight"})
	inFlight.Set(-2)
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "seconds", Buckets: []float64{0.0001, 1, 1e6}, NativeHistogramBucketFactor: 1.1,
	}, []string{"a", "store"})
	for _, v := range []float64{0.00005, 0.5, 2, 2e6} {
		seconds.WithLabelValues("x", "sqlite").Observe(v)
	}
	sizes := prometheus.NewSummary(prometheus.SummaryOpts{Name: "sizes", Objectives: map[float64]float64{0.5: 0.05}})
	sizes.Observe(7)
	untyped := prometheus.NewUntypedFunc(prometheus.UntypedOpts{Name: "untyped"}, func() float64 { return math.Inf(1) })
	e := newExporter(t, registry(requests, inFlight, seconds, sizes, untyped))

	want := []samples.Point{
		{Series: samples.Series{Metric: "in_flight", Kind: gauge}, Value: -2},
		{Series: samples.Series{Metric: "requests_total", Labels: `code="",route="a \"b\"\\\n"`, Kind: counter}, Value: 0.5},
		{Series: samples.Series{Metric: "requests_total", Labels: `code="200",route="/users/{id}"`, Kind: counter}, Value: 3},
		{Series: samples.Series{Metric: "seconds_bucket", Labels: `a="x",le="0.0001",store="sqlite"`, Kind: histogram}, Value: 1},
		{Series: samples.Series{Metric: "seconds_bucket", Labels: `a="x",le="1",store="sqlite"`, Kind: histogram}, Value: 2},
		{Series: samples.Series{Metric: "seconds_bucket", Labels: `a="x",le="1e+06",store="sqlite"`, Kind: histogram}, Value: 3},
		{Series: samples.Series{Metric: "seconds_bucket", Labels: `a="x",le="+Inf",store="sqlite"`, Kind: histogram}, Value: 4},
		{Series: samples.Series{Metric: "seconds_sum", Labels: `a="x",store="sqlite"`, Kind: histogram}, Value: 0.00005 + 0.5 + 2 + 2e6},
		{Series: samples.Series{Metric: "seconds_count", Labels: `a="x",store="sqlite"`, Kind: histogram}, Value: 4},
		{Series: samples.Series{Metric: "sizes", Labels: `quantile="0.5"`, Kind: gauge}, Value: 7},
		{Series: samples.Series{Metric: "sizes_sum", Kind: counter}, Value: 7},
		{Series: samples.Series{Metric: "sizes_count", Kind: counter}, Value: 1},
		{Series: samples.Series{Metric: "untyped", Kind: gauge}, Value: math.Inf(1)},
		{Series: samples.Series{Metric: "up", Kind: gauge}, Value: 1},
	}
	for i := range want {
		want[i].At, want[i].Series.Source = 5*time.Second, "api-1"
	}
	got := endpointSource(t, e.URL).scrape(t.Context(), 5*time.Second)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

// Labels that were written are read back as they were, in the order of their names, however strange.
func FuzzLabels(f *testing.F) {
	f.Add("route", "/users/{id}", "code", "200")
	f.Add("z", `a "b" \`, "a", "line\nline")
	f.Add("ä.b", "ü", "le", `\n`)
	f.Add("__name", "", "a:b", "=,}{")
	f.Fuzz(func(t *testing.T, name, text, other, otherText string) {
		valid := func(s ...string) bool { return !slices.ContainsFunc(s, func(s string) bool { return !utf8Line(s) }) }
		if !valid(name, text, other, otherText) || name == "" || other == "" || name == other {
			t.Skip("no labels that can be exported")
		}
		written := labelText(nil, name, text) + "," + labelText(nil, other, otherText)
		first := parse(t, "m{"+written+"} 1\n")
		if first == nil {
			t.Skip("the library takes no such label name")
		}
		again := parse(t, "m{"+first[0].labels+"} 1\n")
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(value{})); diff != "" {
			t.Fatalf("labels changed on the way (-first +again):\n%s", diff)
		}
		pairs := map[string]string{name: text, other: otherText}
		names := []string{name, other}
		slices.Sort(names)
		if want := labelText(nil, names[0], pairs[names[0]]) + "," + labelText(nil, names[1], pairs[names[1]]); first[0].labels != want {
			t.Fatalf("found %s, want %s", first[0].labels, want)
		}
	})
}

// utf8Line leaves out what no exporter can write: invalid UTF-8, and the zero byte that the library refuses.
func utf8Line(s string) bool { return model.LabelValue(s).IsValid() && !strings.Contains(s, "\x00") }

// Whatever an endpoint answers, its values are series that can be written as a line of an exposition and read again.
func FuzzExposition(f *testing.F) {
	f.Add("# TYPE a counter\na{b=\"c\"} 1\n")
	f.Add("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2.5\nh_sum 3\nh_count 2\n")
	f.Add("# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 1\ns_count 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, v := range parse(t, text) {
			if v.kind != counter && v.kind != gauge && v.kind != histogram {
				t.Fatalf("%s is of kind %q", v.metric, v.kind)
			}
			if v.labels == "" || !model.LegacyValidation.IsValidMetricName(v.metric) {
				continue
			}
			again := parse(t, "m{"+v.labels+"} 1\n")
			if len(again) != 1 || again[0].labels != v.labels {
				t.Fatalf("labels %s were read as %v", v.labels, again)
			}
		}
	})
}

// parse is nil when the library refuses the text.
func parse(t *testing.T, text string) []value {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		return nil
	}
	return appendFamilies(nil, families)
}
