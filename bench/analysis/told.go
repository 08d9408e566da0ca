package analysis

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quintet/bench/samples"
)

// minioPrefix begins the metrics that MinIO tells of itself: the one store that is not asked through its driver but scraped like the API. It renews them now and
// then, however often it is asked (see renewal).
const minioPrefix = "minio_"

// toldByStore reports whether a series is what a store tells of itself, and when that store was asked. Distributions are left out: their
// buckets are many, and the API's own say more.
func (s *scraped) toldByStore(series samples.Series) (*scrapes, bool) {
	if series.Kind == "histogram" || strings.HasPrefix(series.Metric, "process_") || strings.HasPrefix(series.Metric, "machine_") {
		return nil, false
	}
	if strings.HasPrefix(series.Metric, minioPrefix) {
		return scrapesOf(s.sources, series.Source), true
	}
	asked, ok := s.telemetry[series.Source]
	return asked, ok && series.Metric != samples.UpMetric && series.Metric != samples.TelemetryUpMetric
}

// told are the figures that a store told of itself, by metric and labels.
func (s *scraped) told(store string) []Told {
	var list []Told
	for series, t := range s.tracks {
		if _, ok := s.toldByStore(series); !ok || series.Source != store || len(s.axis.measured) == 0 {
			continue
		}
		f := Told{Metric: series.Metric, Labels: series.Labels, Counter: t.counter, PerSecond: math.NaN()}
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
	slices.SortFunc(list, func(a, b Told) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Labels, b.Labels))
	})
	return list
}
