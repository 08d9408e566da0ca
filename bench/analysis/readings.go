package analysis

import (
	"cmp"
	"math"
	"slices"

	"quintet/telemetry"
)

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
