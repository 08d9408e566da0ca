package metrics_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	gocmp "github.com/google/go-cmp/cmp"

	"quintet/api/metrics"
)

// The formats that a scraper may ask for.
const (
	plainText   = "text/plain; version=0.0.4"
	openMetrics = "application/openmetrics-text; version=1.0.0"
	protobuf    = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
)

// used are metrics of every kind with values.
func used(t *testing.T) *metrics.Metrics {
	t.Helper()
	m, _ := open(t, whole())
	m.Observe("postgres", "get_user", "ok", 2*time.Millisecond)
	m.CacheRequest("user", "hit")
	m.Breaker("redis", "open")
	m.Bytes("read", 100)
	if err := m.Pool("redis", fakePool{{Name: `of "one\two"`, InUse: 1}}); err != nil {
		t.Fatal(err)
	}
	r := m.Route("/users/{id}", "GET", 200)
	r.Begin()
	r.End(metrics.Request{Method: "GET", Code: 200, Took: 3 * time.Millisecond, Sent: 300})
	return m
}

// TestNamesAreOneThing holds the OpenMetrics page to its rules on names: a name is described once, a counter's series have the ending _total,
// and no other metric has one of the names that a metric's series take.
func TestNamesAreOneThing(t *testing.T) {
	page := text(used(t), openMetrics)
	if !strings.HasSuffix(page, "# EOF\n") {
		t.Errorf("the page ends with %q", page[max(0, len(page)-20):])
	}
	endings := map[string][]string{
		"counter": {"_total", "_created"}, "gauge": {""}, "histogram": {"_bucket", "_count", "_sum", "_created"}, "summary": {"", "_count", "_sum", "_created"},
		"info": {"_info"}, "unknown": {""},
	}
	owner, described, kind, current := map[string]string{}, map[string]bool{}, "", ""
	claim := func(name string) {
		if other := owner[name]; other != "" && other != current {
			t.Errorf("%s is %s's and %s's", name, other, current)
		}
		owner[name] = current
	}
	for line := range strings.Lines(page) {
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "# TYPE "):
			current, kind = words[2], words[3]
			if described[current] {
				t.Errorf("%s is described twice", current)
			}
			described[current] = true
			claim(current)
			for _, ending := range endings[kind] {
				claim(current + ending)
			}
		case !strings.HasPrefix(line, "#"):
			name := words[0][:max(strings.IndexByte(words[0]+"{", '{'), 0)]
			rest, ok := strings.CutPrefix(name, current)
			if !ok || !slices.Contains(endings[kind], rest) {
				t.Errorf("%s stands under the %s %s", name, kind, current)
			}
		}
	}
	if len(owner) < 50 {
		t.Errorf("only %d names were seen", len(owner))
	}
}

// TestFormatsAgree reads the page back in the format that is text and in the one that is not.
func TestFormatsAgree(t *testing.T) {
	m := used(t)
	read := func(accept string) map[string]*dto.MetricFamily {
		t.Helper()
		families := map[string]*dto.MetricFamily{}
		decoder := expfmt.NewDecoder(strings.NewReader(text(m, accept)), expfmt.Format(accept))
		for {
			f := new(dto.MetricFamily)
			if err := decoder.Decode(f); errors.Is(err, io.EOF) {
				return families
			} else if err != nil {
				t.Fatalf("%s: %v", accept, err)
			}
			families[f.GetName()] = f
		}
	}
	asText, asProtobuf := read(plainText), read(protobuf)
	for name, f := range asProtobuf {
		other := asText[name]
		if other == nil || other.GetType() != f.GetType() || len(other.Metric) != len(f.Metric) || other.GetHelp() != f.GetHelp() {
			t.Errorf("%s is in protobuf %v with %d series and in text %v with %d", name, f.GetType(), len(f.Metric), other.GetType(), len(other.GetMetric()))
		}
	}
	if diff := gocmp.Diff(len(asText), len(asProtobuf)); diff != "" || len(asText) < 50 {
		t.Errorf("metrics (-text +protobuf):\n%s", diff)
	}
	native := asProtobuf["http_request_duration_seconds"]
	if native == nil || !slices.ContainsFunc(native.Metric, func(m *dto.Metric) bool { return m.Histogram.Schema != nil && len(m.Histogram.PositiveSpan) > 0 }) {
		t.Error("protobuf carries no native histogram")
	}
}

// TestPromtool has Prometheus's own tool read the page.
func TestPromtool(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; Debian and Ubuntu: apt-get install prometheus")
	}
	check := exec.CommandContext(t.Context(), tool, "check", "metrics")
	check.Stdin = strings.NewReader(text(used(t), plainText))
	if out, err := check.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestReferenceParser has the reference implementation of OpenMetrics, Python's, read the page. It is for those who have it: PYTHON names an
// interpreter with the package prometheus_client.
func TestReferenceParser(t *testing.T) {
	python := cmp.Or(os.Getenv("PYTHON"), "python3")
	if out, err := exec.CommandContext(t.Context(), python, "-c", "import prometheus_client.openmetrics.parser").CombinedOutput(); err != nil {
		t.Skipf("%s has no prometheus_client (pip install prometheus_client==0.26.0): %.200s", python, out)
	}
	const script = `import sys
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as text
parse = {"openmetrics": openmetrics, "text": text}[sys.argv[1]].text_string_to_metric_families
print(len(list(parse(sys.stdin.read()))))`
	m := used(t)
	for format, accept := range map[string]string{"openmetrics": openMetrics, "text": plainText} {
		parse := exec.CommandContext(t.Context(), python, "-c", script, format)
		parse.Stdin = strings.NewReader(text(m, accept))
		out, err := parse.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", format, err, out)
		}
	}
}
