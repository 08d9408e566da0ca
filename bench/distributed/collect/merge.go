package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/clock"
	"quintet/bench/samples"
)

// Record is where a trial is merged into; *samples.Writer is one.
type Record interface {
	AdoptHits(index int, from io.Reader, each func(*samples.Hit)) (hits uint64, err error)
	AdoptWrites(index int, from io.Reader) (writes uint64, err error)
	Point(samples.Point) error
	Event(samples.Event) error
	Store(name string) (uint8, bool)
}

// Round is a trial to merge.
type Round struct {
	Bucket *bucket.Bucket
	Trial  distributed.Round
	Record Record
	// Generators is how many there are. Lost says of some why they ended, as the engine tells it; nil for nothing known.
	Generators int
	Lost       map[int]string
	// Clock is the coordinator's.
	Clock clock.Reading
}

const (
	// maxPart is more than any part has.
	maxPart = 64 << 20
	// atOnce is how many generators are read at once.
	atOnce = 8
	// maxExamples is how many examples of one kind of failure of an operation are kept, as of a run of one generator.
	maxExamples = 5
)

// Merge brings all that the generators have uploaded into the record and returns what became of each, by index.
func (r Round) Merge(ctx context.Context) ([]samples.LoadGenerator, error) {
	return r.Begin(ctx, nil).End(ctx)
}

// End brings all that is left into the record and returns what became of each generator, by index.
func (in *Intake) End(ctx context.Context) ([]samples.LoadGenerator, error) {
	parts := map[distributed.File]map[int][]string{}
	var err error
	for _, of := range []distributed.File{distributed.HitsFile, distributed.WritesFile, distributed.PointsFile, distributed.EventsFile} {
		if parts[of], err = in.parts(ctx, of); err != nil {
			break
		}
	}
	if err = errors.Join(err, in.rest(parts[distributed.HitsFile])); err != nil {
		return nil, err
	}
	twice, err := in.Bucket.List(ctx, distributed.DoubledPrefix)
	if err != nil {
		return nil, err
	}
	m := merging{Round: in.Round, examples: map[string]int{}}
	list := make([]samples.LoadGenerator, in.Generators)
	if err := m.each(ctx, func(ctx context.Context, i int) (err error) {
		if list[i], err = m.told(ctx, i); err != nil {
			return err
		}
		if g := &list[i]; g.State != samples.Failed && in.held[i] != g.Hits {
			g.State, g.Reason = samples.Failed, fmt.Sprintf("it recorded %d hits, and %d are in the bucket", g.Hits, in.held[i])
		}
		if names := parts[distributed.WritesFile][i]; len(names) > 0 {
			_, err = in.Record.AdoptWrites(i, &concatenated{ctx: ctx, bucket: in.Bucket, parts: names})
		}
		return err
	}); err != nil {
		return nil, err
	}
	// One after another, so that the same objects give the same record.
	for i := range list {
		for _, name := range list[i].Stores {
			if _, ok := in.Record.Store(name); !ok {
				return nil, fmt.Errorf("collect generator %d: no room for the store %q", i, name)
			}
		}
		if err := errors.Join(m.points(ctx, i, parts[distributed.PointsFile][i]), m.events(ctx, parts[distributed.EventsFile][i])); err != nil {
			return nil, fmt.Errorf("collect generator %d: %w", i, err)
		}
	}
	for _, o := range twice {
		if i := distributed.Index(o.Name); i >= 0 && i < len(list) {
			list[i].Twice = true
		}
	}
	return list, nil
}

// each calls f for every index, several at once.
func (m *merging) each(ctx context.Context, f func(ctx context.Context, index int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range m.Generators {
		group.Go(func() error {
			if err := f(ctx, i); err != nil {
				return fmt.Errorf("collect generator %d: %w", i, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// parts are the names of the parts of one file of each generator, in their order. One that is missing is the end: what stood after it cannot be told from
// anything.
func (r *Round) parts(ctx context.Context, of distributed.File) (map[int][]string, error) {
	objects, err := r.Bucket.List(ctx, r.Trial.AllParts(of))
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, o := range objects {
		there[o.Name] = true
	}
	parts := map[int][]string{}
	for i := range r.Generators {
		for name := r.Trial.Part(of, i, 0); there[name]; name = r.Trial.Part(of, i, len(parts[i])) {
			parts[i] = append(parts[i], name)
		}
	}
	return parts, nil
}

// merging is a merge under way.
type merging struct {
	Round
	examples map[string]int
}

// told is what a generator has said of itself.
func (m *merging) told(ctx context.Context, index int) (samples.LoadGenerator, error) {
	g := samples.LoadGenerator{Index: index, State: samples.Failed}
	ready, err := message[distributed.Ready](ctx, m.Bucket, m.Trial.Ready(index))
	if err != nil {
		return g, err
	}
	if ready != nil {
		g.Host, g.PID, g.Cores, g.Before = ready.Host, ready.PID, ready.Cores, m.against(ready.Clock)
	}
	end, err := message[distributed.End](ctx, m.Bucket, m.Trial.End(index))
	if err != nil {
		return g, err
	}
	if end != nil {
		g.Stores, g.Hits, g.Offered, g.Late, g.After, g.Reason = end.Stores, end.Hits, end.Offered, end.Late, m.against(end.Clock), end.Error
		if end.Error == "" {
			g.State = map[bool]samples.State{false: samples.Complete, true: samples.Stopped}[end.Cut]
		}
		return g, nil
	}
	progress, err := message[distributed.Progress](ctx, m.Bucket, m.Trial.Progress(index))
	if err != nil {
		return g, err
	}
	if progress != nil {
		g.Stores = progress.Stores
	}
	g.Reason, err = m.reason(ctx, index, progress)
	return g, err
}

// reason is why a generator has not told its end, as far as that is known.
func (m *merging) reason(ctx context.Context, index int, progress *distributed.Progress) (string, error) {
	if why := m.Lost[index]; why != "" {
		return why, nil
	}
	failure, err := message[distributed.Failure](ctx, m.Bucket, distributed.Failed(index))
	switch {
	case err != nil:
		return "", err
	case failure != nil:
		return failure.Reason, nil
	case progress != nil:
		return fmt.Sprintf("it ended without a word after %s of the load", progress.Elapsed.Round(1e8)), nil
	}
	return "nothing was heard of it after the start", nil
}

// against is a generator's clock against the coordinator's.
func (m *merging) against(c clock.Reading) samples.Clock {
	return samples.Clock{Offset: c.Offset - m.Clock.Offset, Uncertainty: c.Uncertainty + m.Clock.Uncertainty}
}

// points joins the points of a generator to the record, under a source of its own. What the machines of generators do besides is left out: the
// coordinator tells that of the machine that the stack is on.
func (m *merging) points(ctx context.Context, index int, parts []string) error {
	if len(parts) == 0 {
		return nil
	}
	f, err := os.CreateTemp("", "points-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = io.Copy(f, &concatenated{ctx: ctx, bucket: m.Bucket, parts: parts})
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	var stopped error
	// Points that break off are a gap at the end of a generator that is named as lost.
	_ = samples.ReadPoints(f.Name(), func(p *samples.Point) error {
		if strings.HasPrefix(p.Series.Metric, "machine_") {
			return nil
		}
		own := *p
		own.Series.Source = samples.Source(index)
		stopped = m.Record.Point(own)
		return stopped
	})
	return stopped
}

// events joins examples of failures to the record, as many of each kind as a run of one generator has.
func (m *merging) events(ctx context.Context, parts []string) error {
	for _, name := range parts {
		content, err := m.Bucket.Get(ctx, name, distributed.MaxMessage)
		if err != nil {
			return err
		}
		for line := range bytes.Lines(content) {
			var e samples.Event
			if err := json.Unmarshal(line, &e); err != nil {
				return fmt.Errorf("read %s: %w", name, err)
			}
			class, _, _ := strings.Cut(e.Detail, ":")
			key := class + " " + e.Name
			if m.examples[key]++; m.examples[key] > maxExamples || e.Kind != samples.FailureExample {
				continue
			}
			if err := m.Record.Event(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// concatenated reads parts one behind the other.
type concatenated struct {
	ctx    context.Context
	bucket *bucket.Bucket
	parts  []string
	next   int
	rest   []byte
}

// Read implements io.Reader.
func (c *concatenated) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		if c.next == len(c.parts) {
			return 0, io.EOF
		}
		content, err := c.bucket.Get(c.ctx, c.parts[c.next], maxPart)
		if err != nil {
			return 0, err
		}
		c.rest = content
		c.next++
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// message reads a message, nil when there is none.
func message[T any](ctx context.Context, b *bucket.Bucket, name string) (*T, error) {
	content, err := b.Get(ctx, name, distributed.MaxMessage)
	switch {
	case errors.Is(err, bucket.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	m, err := distributed.Decode[T](content)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return &m, nil
}

// Missing are the indices, below a number, that are not in a list of objects.
func Missing(objects []bucket.Object, below int) []int {
	var missing []int
	for i := range below {
		if !slices.ContainsFunc(objects, func(o bucket.Object) bool { return distributed.Index(o.Name) == i }) {
			missing = append(missing, i)
		}
	}
	return missing
}
