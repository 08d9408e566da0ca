package scraped

import (
	"math"
	"slices"
	"sort"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// Scrapes are the times at which one source was scraped.
type Scrapes struct {
	Worked, Failed []time.Duration
}

// before is the latest scrape that worked strictly before at, and false when there is none.
func (s *Scrapes) before(at time.Duration) (time.Duration, bool) {
	i := sort.Search(len(s.Worked), func(i int) bool { return s.Worked[i] >= at })
	if i == 0 {
		return 0, false
	}
	return s.Worked[i-1], true
}

// first and last scrape that worked; both 0 when none did.
func (s *Scrapes) first() time.Duration {
	if len(s.Worked) == 0 {
		return 0
	}
	return s.Worked[0]
}

func (s *Scrapes) last() time.Duration {
	if len(s.Worked) == 0 {
		return 0
	}
	return s.Worked[len(s.Worked)-1]
}

// covered is how much of a span the source was observed in, 0 when a scrape failed in it and none worked.
func (s *Scrapes) covered(over timeaxis.Span) time.Duration {
	inside := func(times []time.Duration) bool {
		i := sort.Search(len(times), func(i int) bool { return times[i] >= over.Start })
		return i < len(times) && times[i] <= over.End
	}
	if len(s.Worked) == 0 || inside(s.Failed) && !inside(s.Worked) {
		return 0
	}
	return max(0, min(over.End, s.last())-max(over.Start, s.first()))
}

// track follows one scraped series and keeps its value at certain instants: the borders of slots and of measured phases. A
// counter's values have the resets taken out and begin at 0; between two scrapes it is taken to grow evenly, so that borders that fall
// between scrapes share the growth fairly; one that its source renews less often than it is scraped, between its changes.
type track struct {
	interest
	scrapes *Scrapes
	edges   []time.Duration
	values  []float64
	// at and value are the last point as scraped, sum the counter's growth so far.
	at         time.Duration
	value, sum float64
	begun      bool
}

func newTrack(s *Scrapes, in interest, edges []time.Duration) *track {
	return &track{interest: in, scrapes: s, edges: edges, values: make([]float64, 0, len(edges))}
}

// sameScrape is how far apart the points of one scrape may lie.
const sameScrape = 20 * time.Millisecond

// observe takes the series' next point. Points come in order of time.
func (t *track) observe(at time.Duration, value float64) {
	if t.lazy() && t.begun && value == t.value {
		return
	}
	from, known := t.scrapes.before(at)
	known = known && at-t.scrapes.first() > sameScrape
	switch {
	case !t.counter:
		t.hold(at, t.current())
	case !t.begun && !known:
		// The first scrape of the source: what was counted before is not ours.
		t.hold(at, 0)
	default:
		// A series that was not there at the scrape before has been counting from zero since.
		growth := stats.Step(t.value, value)
		if !t.begun {
			growth = value
		}
		from = max(from, t.at)
		if t.lazy() && t.begun {
			from = t.at
		}
		t.hold(from, t.sum)
		for len(t.values) < len(t.edges) && t.edges[len(t.values)] < at {
			share := float64(t.edges[len(t.values)]-from) / float64(at-from)
			t.values = append(t.values, t.sum+growth*share)
		}
		t.sum += growth
	}
	t.at, t.value, t.begun = at, value, true
}

// current is the value that stands until the next point: NaN for a gauge before its first point.
func (t *track) current() float64 {
	switch {
	case t.counter:
		return t.sum
	case !t.begun:
		return math.NaN()
	}
	return t.value
}

// hold writes a standing value at every edge before an instant.
func (t *track) hold(before time.Duration, value float64) {
	for len(t.values) < len(t.edges) && t.edges[len(t.values)] < before {
		t.values = append(t.values, value)
	}
}

// finish writes the last value at the edges that are left.
func (t *track) finish() { t.hold(math.MaxInt64, t.current()) }

// value at an edge; the edge must be one of the track's.
func (t *track) valueAt(edge time.Duration) float64 {
	i, _ := slices.BinarySearch(t.edges, edge)
	if i >= len(t.values) {
		return t.current()
	}
	return t.values[i]
}

// lazy reports whether the source renews it less often than it is scraped.
func (t *track) lazy() bool { return t.renewal > 0 }

// unrenewed reports whether a lazy source had not yet told by the end what an instant was like.
func (t *track) unrenewed(at time.Duration) bool {
	return t.lazy() && at > t.at && t.scrapes.last()-t.at < t.renewal
}

// increase is a counter's growth over spans that begin and end at edges.
func (t *track) increase(spans []timeaxis.Span) float64 {
	total := 0.0
	for _, s := range spans {
		total += t.valueAt(s.End) - t.valueAt(s.Start)
	}
	return total
}

// labelled is a track with what it is a track of.
type labelled struct {
	series samples.Series
	labels map[string]string
	*track
}
