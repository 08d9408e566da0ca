package telemetry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/telemetry"
)

var shelf = telemetry.Backend{
	Name: "shelf", Metrics: []telemetry.Metric{
		telemetry.Counter("shelf_reads_total", "Reads.", "row"), telemetry.Counter("shelf_hits_total", "Hits."),
		telemetry.Gauge("shelf_size_bytes", "Size."),
	},
}

func TestCheck(t *testing.T) {
	for want, line := range map[string]telemetry.Line{
		"":                           {Name: "reads", Metric: "shelf_reads_total", By: []string{"row"}},
		"neither a name nor labels":  {Metric: "shelf_size_bytes"},
		"shelf_books is no metric":   {Name: "books", Metric: "shelf_books"},
		"has no label color":         {Name: "reads", Metric: "shelf_reads_total", By: []string{"color"}},
		"has no label row":           {Name: "hits", Metric: "shelf_hits_total", Where: "row=1"},
		"size_bytes is no counter":   {Name: "share", Metric: "shelf_hits_total", Of: []string{"shelf_size_bytes"}},
		"shelf_misses is no metric ": {Name: "share", Metric: "shelf_hits_total", Of: []string{"shelf_misses"}},
	} {
		b := shelf
		b.Panels = []telemetry.Panel{{Title: "One", Lines: []telemetry.Line{line}}}
		errs := b.Check()
		if want == "" && len(errs) == 0 {
			continue
		}
		if want == "" || len(errs) != 1 || !strings.Contains(errs[0].Error(), want) || !strings.HasPrefix(errs[0].Error(), `shelf: panel "One": `) {
			t.Errorf("%+v: found %v, want %q", line, errs, want)
		}
	}
}

// A record keeps no panel and no line that reports have no room for; what it is made from stays whole.
func TestRecorded(t *testing.T) {
	b := shelf
	b.Panels = []telemetry.Panel{
		{Title: "Both", Lines: []telemetry.Line{{Name: "hits", Metric: "shelf_hits_total"}, {Name: "more", Metric: "shelf_hits_total", Live: true}}},
		{Title: "Live", Live: true, Lines: []telemetry.Line{{Name: "hits", Metric: "shelf_hits_total"}}},
		{Title: "Live lines", Lines: []telemetry.Line{{Name: "hits", Metric: "shelf_hits_total", Live: true}}},
	}
	got := telemetry.Recorded([]telemetry.Backend{b})
	want := []telemetry.Panel{{Title: "Both", Lines: []telemetry.Line{{Name: "hits", Metric: "shelf_hits_total"}}}}
	if diff := cmp.Diff(want, got[0].Panels); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(b.Panels) != 3 || len(b.Panels[0].Lines) != 2 {
		t.Errorf("the description lost panels: %+v", b.Panels)
	}
}

func TestFind(t *testing.T) {
	all := []telemetry.Backend{{Name: "shelf"}, {Name: "box"}}
	for name, want := range map[string]string{"shelf": "shelf", "box-12": "box", "box-": "", "box-a": "", "boxes": "", "": ""} {
		got := ""
		if b := telemetry.Find(all, name); b != nil {
			got = b.Name
		}
		if got != want {
			t.Errorf("%q is of %q, want %q", name, got, want)
		}
	}
}

func TestUnitOf(t *testing.T) {
	for metric, want := range map[string]telemetry.Unit{
		"a_seconds_total": telemetry.Seconds, "a_bytes": telemetry.Bytes, "hit_ratio": telemetry.Ratio, "rows_total": telemetry.Number,
	} {
		if got := telemetry.UnitOf(metric); got != want {
			t.Errorf("%s is in %q, want %q", metric, got, want)
		}
	}
}
