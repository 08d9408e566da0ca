package dashboard_test

import (
	"strings"
	"testing"
	"time"

	"quintet/bench/dashboard"
)

func TestRunURL(t *testing.T) {
	from := time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC)
	got, err := dashboard.RunURL("http://127.0.0.1:3001/grafana/", "20261124-124000-smoke", from, from.Add(time.Minute))
	want := "http://127.0.0.1:3001/grafana/d/quintet-run?from=1795523985000&to=1795524075000&var-run=20261124-124000-smoke"
	if err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(got, "http://127.0.0.1:3001/grafana/d/"), "?")
	if d := dashboard.BenchmarkRun(); d.UID != path || d.Templating.List[0].Name != "run" {
		t.Errorf("the link leads to %s, the dashboard is %s with variable %s", path, d.UID, d.Templating.List[0].Name)
	}
	for _, bad := range []string{"", "127.0.0.1:3001", "ftp://host", "http://name:secret@host", "http://host/?token=secret", "http://host/#x"} {
		if got, err := dashboard.RunURL(bad, "r", from, from); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %q, %v", bad, got, err)
		}
	}
}
