package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A list alone is a list of endpoints; beside it stands the interval.
func TestEndpoints(t *testing.T) {
	const list = `[{name: db, url: "http://127.0.0.1:9187/metrics", panels: [{title: Rows, rate: [a_total, b_total], by: table, where: db=main}, {gauge: up}]}]`
	want := []Endpoint{{Name: "db", URL: "http://127.0.0.1:9187/metrics", Panels: []Panel{
		{Title: "Rows", Metrics: []string{"a_total", "b_total"}, Rate: true, By: []string{"table"}, Where: "db=main"},
		{Title: "up", Metrics: []string{"up"}},
	}}}
	for text, interval := range map[string]time.Duration{list: time.Second, "{interval: 2s, endpoints: " + list + "}": 2 * time.Second} {
		s := must(t, shop+"scrape: "+text+"\n")
		want[0].Line = s.Endpoints[0].Line
		if diff := cmp.Diff(want, s.Endpoints); diff != "" || s.ScrapeInterval != interval {
			t.Errorf("every %s: %s", s.ScrapeInterval, diff)
		}
	}
}

func TestMistakesOfEndpoints(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no name":     {`[{url: "http://a/m", panels: [{gauge: up}]}]`, "scrape.0.name: found nothing, want an endpoint such as"},
		"of harness":  {`[{name: generator, url: "http://a/m", panels: [{gauge: up}]}]`, "scrape.0.name: found `generator`, want letters"},
		"twice":       {`[{name: a, url: "http://a/m", panels: [{gauge: up}]}, {name: a, url: "http://a/m", panels: [{gauge: up}]}]`, "scrape.1.name: found `a` a second time"},
		"no URL":      {`[{name: a, url: "/metrics", panels: [{gauge: up}]}]`, "scrape.0.url: found `/metrics`, want a URL"},
		"password":    {`[{name: a, url: "http://u:p@a/m", panels: [{gauge: up}]}]`, "scrape.0.url: found `http://u:p@a/m`, want a URL"},
		"no panel":    {`[{name: a, url: "http://a/m", panels: []}]`, "scrape.0.panels: found 0 panels, want 1 to 30"},
		"both":        {`[{name: a, url: "http://a/m", panels: [{gauge: up, rate: up}]}]`, "scrape.0.panels.0: found not exactly one of `rate` and `gauge`"},
		"two kinds":   {`[{name: a, url: "http://a/m", panels: [{gauge: up}, {rate: up}]}]`, "scrape.0.panels.1: found a rate and a gauge of `up`, want one of the two"},
		"metric":      {`[{name: a, url: "http://a/m", panels: [{gauge: "rate(up)"}]}]`, "scrape.0.panels.0.gauge: found `rate(up)`, want the name of a metric"},
		"label":       {`[{name: a, url: "http://a/m", panels: [{gauge: up, by: a-b}]}]`, "scrape.0.panels.0.by: found `a-b`, want a label"},
		"where":       {`[{name: a, url: "http://a/m", panels: [{gauge: up, where: code}]}]`, "scrape.0.panels.0.where: found `code`, want a label with its value"},
		"interval":    {`{interval: 1ms}`, "scrape.interval: found `1ms`, want from `100ms` to `1m`"},
		"traceparent": {"{interval: 1s}\ntraceparent: 7", "traceparent: found `7`, want `on` or `off`"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("shop.yaml", []byte(shop+"scrape: "+c.text+"\n"), nil, words())
			if err == nil || !strings.HasPrefix(err.Error(), "shop.yaml:") || !strings.Contains(strings.SplitN(err.Error(), "\n", 2)[0], ": "+c.want) {
				t.Errorf("the error is\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	_, err := Parse("shop.yaml", []byte(strings.Replace(shop, "Authorization: ", "TraceParent: ", 1)+"traceparent: on\n"), nil, words())
	if err == nil || err.Error() != "shop.yaml:10: operations.orders.create.headers.TraceParent: found a traceparent of its own beside `traceparent: on`, want one of the two" {
		t.Error(err)
	}
}
