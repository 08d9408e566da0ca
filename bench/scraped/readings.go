package scraped

import (
	"cmp"
	"math"
	"slices"

	"quintet/telemetry"
)

// Readings are the telemetry of a store, by metric and labels.
func (s *Tracks) Readings(store string) []Reading {
	metrics := map[string]telemetry.Metric{}
	if b := telemetry.Find(s.backends, store); b != nil {
		for _, m := range b.Metrics {
			metrics[m.Name] = m
		}
	}
	var list []Reading
	tracks := s.tracks
	if s.isDeclared(store) {
		tracks = s.declared
	}
	for series, t := range tracks {
		if _, _, ok := s.toldByStore(series); !ok && !s.isDeclared(store) || series.Source != store || len(s.axis.Measured) == 0 {
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
			f.Last = t.increase(s.axis.Measured)
			// What a source had not renewed by the end is in neither: not in the growth, and not in the time.
			seconds := 0.0
			for _, m := range s.axis.Measured {
				if t.unrenewed(m.End) {
					m.End = max(m.Start, t.at)
				}
				seconds += m.Seconds()
			}
			if seconds > 0 {
				f.PerSecond = f.Last / seconds
			}
		} else {
			f.First, f.Last = t.valueAt(s.axis.Measured[0].Start), t.valueAt(s.axis.Measured[len(s.axis.Measured)-1].End)
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Labels, b.Labels))
	})
	return list
}
