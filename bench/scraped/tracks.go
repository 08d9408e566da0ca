package scraped

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

// Tracks holds the tracks of every scraped series that a report shows.
type Tracks struct {
	// Sources is when processes and endpoints were scraped, by source.
	Sources map[string]*Scrapes
	// Telemetry is when stores were asked what they count by themselves, by store.
	Telemetry map[string]*Scrapes

	axis     *timeaxis.Axis
	backends []telemetry.Backend
	// edges are the borders of slots and measured phases, windowEdges those of measured phases alone.
	edges, windowEdges []time.Duration
	// declared are the tracks of endpoints that the scenario names, whatever their metrics are called.
	tracks, declared map[samples.Series]*labelled
}

// Read streams the points twice: once for the times of the scrapes, without which a point does not say since when it
// holds, and once for the values. The error is that of points; those before it count.
func Read(a *timeaxis.Axis, backends []telemetry.Backend, points func(func(*samples.Point) error) error) (*Tracks, error) {
	s := newTracks(a, backends)
	damage := points(func(p *samples.Point) error {
		s.note(p)
		return nil
	})
	for _, sources := range []map[string]*Scrapes{s.Sources, s.Telemetry} {
		for _, source := range sources {
			slices.Sort(source.Worked)
			slices.Sort(source.Failed)
		}
	}
	paneled := panelMetrics(backends)
	_ = points(func(p *samples.Point) error { // what is wrong with them is known by now
		s.observe(p, paneled)
		return nil
	})
	for _, t := range s.tracks {
		t.finish()
	}
	for _, t := range s.declared {
		t.finish()
	}
	return s, damage
}

// Follow begins without points; Add them as they come. What stores and the scenario's own endpoints tell takes the times of all scrapes first and
// is left out.
func Follow(a *timeaxis.Axis, backends []telemetry.Backend) *Tracks { return newTracks(a, backends) }

// Add takes the next point. Those of a scrape come before the point that says that it worked, so the scrapes before it are known.
func (s *Tracks) Add(p *samples.Point) error {
	if p.Series.Metric != samples.TelemetryUpMetric && !s.isDeclared(p.Series.Source) {
		s.note(p)
		s.observe(p, nil)
	}
	return nil
}

func newTracks(a *timeaxis.Axis, backends []telemetry.Backend) *Tracks {
	s := &Tracks{axis: a, backends: backends, Sources: map[string]*Scrapes{}, Telemetry: map[string]*Scrapes{}, tracks: map[samples.Series]*labelled{}, declared: map[samples.Series]*labelled{}}
	for _, m := range a.Measured {
		s.windowEdges = append(s.windowEdges, m.Start, m.End)
	}
	s.edges = slices.Clone(s.windowEdges)
	for i := range a.Slots {
		slot := a.SlotSpan(i)
		s.edges = append(s.edges, slot.Start, slot.End)
	}
	for _, edges := range []*[]time.Duration{&s.edges, &s.windowEdges} {
		slices.Sort(*edges)
		*edges = slices.Compact(*edges)
	}
	return s
}

// note takes the time of a scrape from the point that has its outcome.
func (s *Tracks) note(p *samples.Point) {
	var source *Scrapes
	switch p.Series.Metric {
	case samples.UpMetric:
		source = scrapesOf(s.Sources, p.Series.Source)
	case samples.TelemetryUpMetric:
		source = scrapesOf(s.Telemetry, p.Series.Source)
	default:
		return
	}
	if p.Value > 0 {
		source.Worked = append(source.Worked, p.At)
	} else {
		source.Failed = append(source.Failed, p.At)
	}
}

// observe has the point's track follow its value, if a report shows it. paneled are the metrics that panels of backends draw.
func (s *Tracks) observe(p *samples.Point, paneled map[string]bool) {
	tracks, declared := s.tracks, s.isDeclared(p.Series.Source)
	if declared {
		tracks = s.declared
	}
	track, ok := tracks[p.Series]
	if !ok {
		in, wanted := interests(p.Series.Metric)
		times, renewal, told := s.toldByStore(p.Series)
		switch {
		case declared && !isUp(p.Series.Metric):
			in, times = interest{counter: p.Series.Kind == "counter"}, scrapesOf(s.Telemetry, p.Series.Source)
		case declared:
			return
		case wanted:
			times = scrapesOf(s.Sources, p.Series.Source)
		case told:
			in = interest{counter: p.Series.Kind == "counter", windowOnly: !paneled[p.Series.Metric], renewal: renewal}
		default:
			return
		}
		edges := s.edges
		if in.windowOnly {
			edges = s.windowEdges
		}
		series := p.Series
		track = &labelled{series, parseLabels(series.Labels), newTrack(times, in, edges)}
		tracks[series] = track
	}
	track.observe(p.At, p.Value)
}

// scrapesOf are those of a source, which is new when it was not seen before.
func scrapesOf(sources map[string]*Scrapes, name string) *Scrapes {
	if sources[name] == nil {
		sources[name] = &Scrapes{}
	}
	return sources[name]
}

// isUp reports whether a metric says that a scrape worked.
func isUp(metric string) bool {
	return metric == samples.UpMetric || metric == samples.TelemetryUpMetric
}

// isDeclared reports whether a source is an endpoint that the scenario names.
func (s *Tracks) isDeclared(source string) bool {
	return slices.ContainsFunc(s.backends, func(b telemetry.Backend) bool { return b.Declared && b.Name == source })
}

// of lists the tracks of a metric, in a stable order.
func (s *Tracks) of(metric func(string) bool) []*labelled { return ordered(s.tracks, metric) }

// ordered are those of some tracks that are of a metric, in a stable order.
func ordered(tracks map[samples.Series]*labelled, metric func(string) bool) []*labelled {
	var found []*labelled
	for series, t := range tracks {
		if metric(series.Metric) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *labelled) int {
		return cmp.Or(cmp.Compare(a.series.Source, b.series.Source), cmp.Compare(a.series.Metric, b.series.Metric), cmp.Compare(a.series.Labels, b.series.Labels))
	})
	return found
}

func named(names ...string) func(string) bool {
	return func(metric string) bool { return slices.Contains(names, metric) }
}

// series are those of seriesFrom over all slots.
func (s *Tracks) series(tracks []*labelled, name func(*labelled) string) []Series {
	return s.seriesFrom(0, tracks, name)
}

// seriesFrom sums tracks that share a name into one line: rates per second of counters, values of gauges, at the beginning of each
// slot, from a slot on. Slots in which a track was not observed leave it out; slots in which none was are left out of the line.
func (s *Tracks) seriesFrom(from int, tracks []*labelled, name func(*labelled) string) []Series {
	groups := map[string][]*labelled{}
	for _, t := range tracks {
		groups[name(t)] = append(groups[name(t)], t)
	}
	return linesOf(s, groups, from, s.slotValue)
}

// linesOf has a line for each group that has a value in a slot, from a slot on; what is no number is left out.
func linesOf[G any](s *Tracks, groups map[string]G, from int, value func(group G, slot int) float64) []Series {
	var lines []Series
	for name, group := range groups {
		line := Series{Name: name}
		for i := from; i < s.axis.Slots; i++ {
			if v := value(group, i); !math.IsNaN(v) {
				line.T, line.V = append(line.T, s.axis.SlotSpan(i).Start.Seconds()), append(line.V, v)
			}
		}
		if len(line.T) > 0 {
			lines = append(lines, line)
		}
	}
	slices.SortFunc(lines, func(a, b Series) int { return cmp.Compare(a.Name, b.Name) })
	return lines
}

// minCover is how much of a slot must have been observed for a rate: less is too short a stretch to divide by.
const minCover = 0.3

// slotValue is the sum over tracks of their rate or value in a slot, NaN when none was observed there.
func (s *Tracks) slotValue(tracks []*labelled, i int) float64 {
	slot, total, any := s.axis.SlotSpan(i), 0.0, false
	for _, t := range tracks {
		covered := t.scrapes.covered(slot)
		if covered.Seconds() < minCover*slot.Seconds() || t.unrenewed(slot.End) {
			continue
		}
		v := t.valueAt(slot.End)
		if t.counter {
			v = (v - t.valueAt(slot.Start)) / covered.Seconds()
		}
		if !math.IsNaN(v) {
			total, any = total+v, true
		}
	}
	if !any {
		return math.NaN()
	}
	return total
}

// toldByStore reports whether a series is what a store tells of itself, when that store was asked, and how often it renews what it
// tells (0: every time). Distributions are left out: their buckets are many, and the API's own say more.
func (s *Tracks) toldByStore(series samples.Series) (asked *Scrapes, renewal time.Duration, ok bool) {
	if series.Kind == "histogram" || strings.HasPrefix(series.Metric, "process_") || strings.HasPrefix(series.Metric, "machine_") {
		return nil, 0, false
	}
	for _, b := range s.backends {
		// Such a server is not asked through its driver but scraped like the API.
		if b.Scraped != nil && strings.HasPrefix(series.Metric, b.Scraped.Prefix) {
			return scrapesOf(s.Sources, series.Source), b.Scraped.Renewal, true
		}
	}
	asked, ok = s.Telemetry[series.Source]
	return asked, 0, ok && !isUp(series.Metric)
}
