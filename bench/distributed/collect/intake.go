package collect

import (
	"context"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/samples"
)

// Intake takes over the hits of a trial while its generators upload them: what has arrived can be looked at then, and at the end little is left to
// read. Make it with Begin, and End it.
type Intake struct {
	Round
	files []*arriving
	// held is how many hits each generator has in the record; an entry is written by the goroutine of its generator.
	held  []uint64
	group errgroup.Group
}

// Begin begins to take over the hits of a trial. each, unless nil, is called with every hit soon after it has arrived, of several generators at once.
func (r Round) Begin(ctx context.Context, each func(*samples.Hit)) *Intake {
	in := &Intake{Round: r, held: make([]uint64, r.Generators)}
	reading := make(chan struct{}, atOnce)
	for i := range r.Generators {
		f := &arriving{ctx: ctx, round: &in.Round, index: i, reading: reading, changed: make(chan struct{}, 1)}
		in.files = append(in.files, f)
		in.group.Go(func() (err error) {
			// A generator that has uploaded nothing has no file.
			if f.there() {
				in.held[i], err = r.Record.AdoptHits(i, f, each)
			}
			if err != nil {
				return fmt.Errorf("collect generator %d: %w", i, err)
			}
			return nil
		})
	}
	return in
}

// Arrived says that so many parts of a generator's hits are in the bucket.
func (in *Intake) Arrived(index, parts int) { in.files[index].upTo(parts, false) }

// rest has all that is in the bucket taken over, and waits for it.
func (in *Intake) rest(parts map[int][]string) error {
	for i, f := range in.files {
		f.upTo(len(parts[i]), true)
	}
	return in.group.Wait()
}

// arriving reads the parts of a generator's hits one behind the other, and waits for the next until there will be none.
type arriving struct {
	ctx   context.Context
	round *Round
	index int
	// reading has room for as many as may read from the bucket at once; changed has a sign when parts or over have.
	reading, changed chan struct{}
	next             int
	rest             []byte

	mu    sync.Mutex // guards what follows
	parts int
	over  bool
}

// upTo is how many parts there are; over that there will be no more.
func (a *arriving) upTo(parts int, over bool) {
	a.mu.Lock()
	a.parts, a.over = max(a.parts, parts), a.over || over
	a.mu.Unlock()
	select {
	case a.changed <- struct{}{}:
	default:
	}
}

// state is how many parts there are, and whether that is all.
func (a *arriving) state() (parts int, over bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.parts, a.over
}

// there waits for the next part; false when there is none.
func (a *arriving) there() bool {
	for {
		parts, over := a.state()
		if a.next < parts || over {
			return a.next < parts
		}
		select {
		case <-a.changed:
		case <-a.ctx.Done():
			return false
		}
	}
}

// Read implements io.Reader.
func (a *arriving) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if !a.there() {
			return 0, io.EOF
		}
		content, err := a.part()
		if _, over := a.state(); err != nil && (over || a.ctx.Err() != nil) {
			return 0, err
		} else if err != nil {
			<-a.changed // a bucket that does not answer may do so later: upTo is called again and again
			continue
		}
		a.rest = content
		a.next++
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// part reads the next part.
func (a *arriving) part() ([]byte, error) {
	a.reading <- struct{}{}
	defer func() { <-a.reading }()
	return a.round.Bucket.Get(a.ctx, a.round.Trial.Part(distributed.HitsFile, a.index, a.next), maxPart)
}
