package scenario

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Endpoint is a Prometheus endpoint of any server that is scraped beside the stack, with what to draw of it.
type Endpoint struct {
	// Name is what the report calls it; it is none of the stack's.
	Name   string
	URL    string
	Panels []Panel
	Line   int
}

// Panel is one chart of an endpoint: metrics over time, a line for each value of the labels By.
type Panel struct {
	Title   string
	Metrics []string
	// Rate says that they are counters, of which the growth per second is drawn; otherwise their values are.
	Rate bool
	By   []string
	// Where is a label that must have a value, "code=500"; "" for none.
	Where string
}

const (
	maxEndpoints = 20
	maxPanels    = 30
	endpointForm = "an endpoint such as `{name: shop, url: \"http://127.0.0.1:9100/metrics\", panels: [{rate: http_requests_total, by: code}]}`"
	panelForm    = "a panel such as `{rate: http_requests_total, by: code}` or `{title: Heap, gauge: go_memstats_heap_inuse_bytes}`"
)

var (
	metricName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$`)
	labelName  = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]{0,99}$`)
)

// scrape decodes `{interval: 1s, endpoints: [...]}`, or a list of endpoints.
func (d *decoder) scrape(n *yaml.Node) (interval time.Duration, endpoints []Endpoint) {
	interval = time.Second
	if n.Kind == yaml.SequenceNode {
		return interval, d.endpoints(n, "scrape")
	}
	fields, ok := d.mapping(n, "scrape", []string{"interval", "endpoints"})
	if !ok {
		return interval, nil
	}
	if take(d, fields, "scrape", "interval", "a duration such as `1s`", ParseDuration, &interval) && (interval < 100*time.Millisecond || interval > time.Minute) {
		d.fail(fields["interval"].value, "scrape.interval", quote(fields["interval"].value.Value), "from `100ms` to `1m`")
	}
	if f, given := fields["endpoints"]; given {
		endpoints = d.endpoints(f.value, "scrape.endpoints")
	}
	return interval, endpoints
}

// endpoints decodes a list of endpoints.
func (d *decoder) endpoints(n *yaml.Node, path string) []Endpoint {
	var list []Endpoint
	for i, at := range d.list(n, path, endpointForm) {
		place := fmt.Sprintf("%s.%d", path, i)
		fields, ok := d.mapping(at, place, []string{"name", "url", "panels"})
		if !ok {
			continue
		}
		e := Endpoint{Line: at.Line}
		d.require(at, place, fields, endpointForm, "name", "url", "panels")
		if f, ok := fields["name"]; ok {
			e.Name, ok = d.text(f.value, place+".name", endpointForm)
			switch {
			case ok && (!valueName.MatchString(e.Name) || e.Name == "generator" || e.Name == "coordinator" || e.Name == "api"):
				d.fail(f.value, place+".name", quote(e.Name), "letters, digits, `_` and `-`, such as `shop`, and no name of the harness")
			case ok && slices.ContainsFunc(list, func(o Endpoint) bool { return o.Name == e.Name }):
				d.fail(f.value, place+".name", quote(e.Name)+" a second time", "a name of its own")
			}
		}
		if f, ok := fields["url"]; ok {
			e.URL, ok = d.text(f.value, place+".url", endpointForm)
			if u, err := url.Parse(e.URL); ok && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil) {
				d.fail(f.value, place+".url", quote(e.URL), "a URL of http or https without a password, such as `http://127.0.0.1:9100/metrics`")
			}
		}
		if f, ok := fields["panels"]; ok {
			e.Panels = d.panels(f.value, place+".panels")
		}
		list = append(list, e)
	}
	if len(list) > maxEndpoints {
		d.fail(n, path, fmt.Sprintf("%d endpoints", len(list)), fmt.Sprintf("at most %d", maxEndpoints))
	}
	return list
}

// panels decodes what to draw of an endpoint. A metric is a counter in all of them, or in none.
func (d *decoder) panels(n *yaml.Node, path string) []Panel {
	var list []Panel
	counters := map[string]bool{}
	for i, at := range d.list(n, path, panelForm) {
		p, ok := d.panel(at, fmt.Sprintf("%s.%d", path, i))
		if !ok {
			continue
		}
		for _, m := range p.Metrics {
			if was, known := counters[m]; known && was != p.Rate {
				d.fail(at, fmt.Sprintf("%s.%d", path, i), "a rate and a gauge of "+quote(m), "one of the two")
			}
			counters[m] = p.Rate
		}
		list = append(list, p)
	}
	if len(n.Content) == 0 || len(list) > maxPanels {
		d.fail(n, path, fmt.Sprintf("%d panels", len(n.Content)), fmt.Sprintf("1 to %d", maxPanels))
	}
	return list
}

// panel decodes one chart.
func (d *decoder) panel(n *yaml.Node, path string) (Panel, bool) {
	fields, ok := d.mapping(n, path, []string{"title", "rate", "gauge", "by", "where"})
	if !ok {
		return Panel{}, false
	}
	rate, isRate := fields["rate"]
	source, isGauge := fields["gauge"]
	if isRate == isGauge {
		d.fail(n, path, "not exactly one of `rate` and `gauge`", panelForm)
		return Panel{}, false
	}
	if isRate {
		source = rate
	}
	p := Panel{Rate: isRate, Metrics: d.names(source.value, path+"."+source.name, metricName, "the name of a metric such as `http_requests_total`")}
	if f, ok := fields["by"]; ok {
		p.By = d.names(f.value, path+".by", labelName, "a label such as `code`")
	}
	const where = "a label with its value such as `code=500`"
	if d.takeText(fields, path, "where", where, &p.Where) {
		if name, _, both := strings.Cut(p.Where, "="); !both || !labelName.MatchString(name) {
			d.fail(fields["where"].value, path+".where", quote(p.Where), where)
		}
	}
	p.Title = strings.Join(p.Metrics, ", ")
	d.takeText(fields, path, "title", "a title", &p.Title)
	return p, len(p.Metrics) > 0
}

// names decodes one name or several.
func (d *decoder) names(n *yaml.Node, path string, form *regexp.Regexp, want string) []string {
	var list []string
	for _, at := range d.some(n) {
		name, ok := d.text(at, path, want)
		if ok && !form.MatchString(name) {
			d.fail(at, path, quote(name), want)
			continue
		}
		if ok {
			list = append(list, name)
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		d.fail(n, path, "no name", want)
	}
	return list
}
