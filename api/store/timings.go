package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Timings is how long one request waited for each store. Make it with WithTimings; decorators add to it with Charge, and the
// API renders it into the Server-Timing header. It keeps intervals rather than sums, so that two calls that overlapped are
// not counted twice. All methods are safe for concurrent use, and on a nil Timings they do nothing.
type Timings struct {
	mu     sync.Mutex
	stores []string
	spans  []span
}

// span is one interval in which the request waited for stores[store].
type span struct {
	store      int
	start, end time.Time
}

// manySpans is how many intervals are kept before those of each store are merged: a long download reads in thousands of steps.
const manySpans = 64

type timingsKey struct{}

// WithTimings returns a context in which stores charge their time to the returned Timings.
func WithTimings(ctx context.Context) (context.Context, *Timings) {
	t := new(Timings)
	return context.WithValue(ctx, timingsKey{}, t), t
}

// TimingsFrom returns the Timings of a context, or nil when it has none.
func TimingsFrom(ctx context.Context) *Timings {
	t, _ := ctx.Value(timingsKey{}).(*Timings)
	return t
}

// Charge adds the interval from start to end to what the request waited for a store. Both times come from time.Now, so that
// they carry the monotonic clock.
func (t *Timings) Charge(store string, start, end time.Time) {
	if t == nil || end.Before(start) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.charge(store, start, end)
}

func (t *Timings) charge(store string, start, end time.Time) {
	i := slices.Index(t.stores, store)
	if i < 0 {
		i = len(t.stores)
		t.stores = append(t.stores, store)
	}
	t.spans = append(t.spans, span{store: i, start: start, end: end})
	if len(t.spans) >= manySpans {
		t.spans = merged(t.spans)
	}
}

// Join adds what another Timings holds, cut to the time since: a request that waited on work done for another one is charged
// the part of that work that happened while it waited. The other must not change any more.
func (t *Timings) Join(other *Timings, since time.Time) {
	if t == nil || other == nil || t == other {
		return
	}
	other.mu.Lock()
	stores, spans := slices.Clone(other.stores), slices.Clone(other.spans)
	other.mu.Unlock()

	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range spans {
		if s.start.Before(since) {
			s.start = since
		}
		if s.end.After(s.start) {
			t.charge(stores[s.store], s.start, s.end)
		}
	}
}

// Of returns how long the request waited for a store, overlapping calls counted once.
func (t *Timings) Of(store string) time.Duration {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of(slices.Index(t.stores, store))
}

func (t *Timings) of(store int) time.Duration {
	var mine []span
	for _, s := range t.spans {
		if s.store == store {
			mine = append(mine, s)
		}
	}
	return union(mine)
}

// ServerTiming renders a Server-Timing header (W3C Server Timing): one entry for each store touched, in the order they were
// first touched, then "app", the part of total in which the request waited for no store. Durations are in milliseconds.
//
//	sqlite;dur=0.41, miniredis;dur=0.08, app;dur=0.6
func (t *Timings) ServerTiming(total time.Duration) string {
	var b strings.Builder
	app := total
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		for i, store := range t.stores {
			entry(&b, store, t.of(i))
			b.WriteString(", ")
		}
		app -= union(slices.Clone(t.spans))
	}
	entry(&b, "app", max(app, 0))
	return b.String()
}

// entry writes one metric with at most microsecond precision and no trailing zeros: "0.41", "12", "0.003".
func entry(b *strings.Builder, name string, d time.Duration) {
	b.WriteString(name)
	b.WriteString(";dur=")
	var buf [24]byte
	b.Write(strconv.AppendFloat(buf[:0], float64(d.Round(time.Microsecond))/float64(time.Millisecond), 'f', -1, 64))
}

// union is the length of time covered by at least one of the spans. It sorts them.
func union(spans []span) time.Duration {
	slices.SortFunc(spans, func(a, b span) int { return a.start.Compare(b.start) })
	var covered time.Duration
	var end time.Time
	for _, s := range spans {
		if s.start.After(end) || end.IsZero() {
			end = s.start
		}
		if s.end.After(end) {
			covered += s.end.Sub(end)
			end = s.end
		}
	}
	return covered
}

// merged joins the overlapping and touching spans of each store. When that does not help, because they are apart, each
// store's spans become one of the same covered length that begins where the first did: sums stay exact, places do not.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.store, b.store), a.start.Compare(b.start))
	})
	out := spans[:0:0]
	for _, s := range spans {
		last := len(out) - 1
		switch {
		case last < 0 || out[last].store != s.store:
			out = append(out, s)
		case !s.start.After(out[last].end):
			if s.end.After(out[last].end) {
				out[last].end = s.end
			}
		default:
			out = append(out, s)
		}
	}
	if len(out) < manySpans/2 {
		return out
	}
	spans, out = out, nil
	for _, s := range spans {
		last := len(out) - 1
		if last < 0 || out[last].store != s.store {
			out = append(out, s)
			continue
		}
		out[last].end = out[last].end.Add(s.end.Sub(s.start))
	}
	return out
}
