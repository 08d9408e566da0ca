package analysis

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// toldByStore reports whether a series is what a store tells of itself, when that store was asked, and how often it renews what it
// tells (0: every time). Distributions are left out: their buckets are many, and the API's own say more.
func (s *scraped) toldByStore(series samples.Series) (asked *scrapes, renewal time.Duration, ok bool) {
	if series.Kind == "histogram" || strings.HasPrefix(series.Metric, "process_") || strings.HasPrefix(series.Metric, "machine_") {
		return nil, 0, false
	}
	for _, b := range s.backends {
		// Such a server is not asked through its driver but scraped like the API.
		if b.Scraped != nil && strings.HasPrefix(series.Metric, b.Scraped.Prefix) {
			return scrapesOf(s.sources, series.Source), b.Scraped.Renewal, true
		}
	}
	asked, ok = s.telemetry[series.Source]
	return asked, 0, ok && series.Metric != samples.UpMetric && series.Metric != samples.TelemetryUpMetric
}

// readings are what a store told of itself, by metric and labels.
func (s *scraped) readings(store string) []Reading {
	metrics := map[string]telemetry.Metric{}
	if b := telemetry.Find(s.backends, store); b != nil {
		for _, m := range b.Metrics {
			metrics[m.Name] = m
		}
	}
	var list []Reading
	for series, t := range s.tracks {
		if _, _, ok := s.toldByStore(series); !ok || series.Source != store || len(s.axis.measured) == 0 {
			continue
		}
		f := Reading{
			Metric: series.Metric, Labels: series.Labels, Help: metrics[series.Metric].Help, Unit: telemetry.UnitOf(series.Metric),
			Counter: t.counter, PerSecond: math.NaN(),
		}
		if m, described := metrics[series.Metric]; described {
			f.Unit = m.Unit
		}
		if t.counter {
			f.Last = t.increase(s.axis.measured)
			// What a source had not renewed by the end is in neither: not in the growth, and not in the time.
			seconds := 0.0
			for _, m := range s.axis.measured {
				if t.unrenewed(m.end) {
					m.end = max(m.start, t.at)
				}
				seconds += m.seconds()
			}
			if seconds > 0 {
				f.PerSecond = f.Last / seconds
			}
		} else {
			f.First, f.Last = t.valueAt(s.axis.measured[0].start), t.valueAt(s.axis.measured[len(s.axis.measured)-1].end)
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Labels, b.Labels))
	})
	return list
}
