package runner

import (
	"context"
	"fmt"
	"strings"

	"quintet/bench/scenario"
	"quintet/bench/scrape"
	"quintet/telemetry"
)

// declaredColor is that of an endpoint that a scenario names.
const declaredColor = "#56666B"

// endpoints describe those that a scenario has scraped, as the record keeps them.
func endpoints(s scenario.Scenario) []telemetry.Backend {
	var list []telemetry.Backend
	for _, e := range s.Endpoints {
		b := telemetry.Backend{Name: e.Name, Title: e.Name, Color: declaredColor, Declared: true}
		known := map[string]bool{}
		for _, p := range e.Panels {
			b.Panels = append(b.Panels, panel(p))
			for _, name := range p.Metrics {
				if !known[name] {
					known[name] = true
					b.Metrics = append(b.Metrics, telemetry.Metric{Name: name, Unit: telemetry.UnitOf(name), Counter: p.Rate, Labels: p.By})
				}
			}
		}
		list = append(list, b)
	}
	return list
}

// panel is one chart. A line is named after its metric where there are several, and where nothing else would tell it.
func panel(p scenario.Panel) telemetry.Panel {
	out := telemetry.Panel{Title: p.Title, Unit: telemetry.UnitOf(p.Metrics[0])}
	if p.Rate {
		out.Unit = perSecond(out.Unit)
	}
	for _, name := range p.Metrics {
		line := telemetry.Line{Metric: name, By: p.By, Where: p.Where}
		if len(p.Metrics) > 1 || len(p.By) == 0 {
			line.Name = name
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// perSecond is the unit of a rate of what has a unit.
func perSecond(of telemetry.Unit) telemetry.Unit {
	switch of {
	case telemetry.Bytes:
		return telemetry.BytesPerSecond
	case telemetry.Seconds: // seconds a second
		return telemetry.Number
	}
	return telemetry.PerSecond
}

// scraped are the collectors of the endpoints that the scenario names. It is an error when one of them does not answer before the load; that a
// metric is not there yet is none, since many appear with the first request.
func (t *trial) scraped(ctx context.Context) ([]scrape.Collector, error) {
	var list []scrape.Collector
	s := t.plan.Scenario
	for _, e := range s.Endpoints {
		for _, service := range t.described.Services {
			if service.Name == e.Name || strings.HasPrefix(service.Name, e.Name+"-") {
				return nil, fmt.Errorf("%s:%d: scrape: the name %s is that of a part of the stack, want another", s.File, e.Line, e.Name)
			}
		}
		counters := map[string]bool{}
		for _, p := range e.Panels {
			for _, name := range p.Metrics {
				counters[name] = p.Rate
			}
		}
		c := scrape.Endpoint(e.Name, e.URL, s.ScrapeInterval, counters)
		asking, cancel := context.WithTimeout(ctx, openingTelemetry)
		_, err := c.Collect(asking)
		cancel()
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", s.File, e.Line, err)
		}
		list = append(list, c)
	}
	return list, nil
}
