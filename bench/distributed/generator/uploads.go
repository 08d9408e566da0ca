package generator

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"quintet/bench/distributed"
)

// maxHeld bounds what waits to be uploaded, so that a bucket that has stopped answering does not take the generator's memory.
const maxHeld = 128 << 20

// pointsEvery is how often points are uploaded, at least: they are few, and nothing is judged by the last of them.
const pointsEvery = 10 * time.Second

// uploads brings what is recorded to the bucket, part by part and in their order, from one goroutine. Recording never waits for it. A part has all that
// was recorded until it is cut, so who dies then loses what came since the last part that was taken.
type uploads struct {
	round *round
	ctx   context.Context
	// woken has room for one sign that there is something to do.
	woken chan struct{}
	done  chan struct{}

	mu    sync.Mutex // guards what follows and the files
	files []*file
	held  int
	err   error
}

// file is one file of the record while it grows.
type file struct {
	*uploads
	kind distributed.File
	// every is how often a part is cut, last when that was.
	every time.Duration
	last  time.Time
	// growing is what the next part has so far; ready are parts that wait, put is how many are in the bucket.
	growing []byte
	ready   [][]byte
	put     int
	closed  bool
}

// newUploads makes the files of a round. Nothing is uploaded before begin.
func newUploads(ctx context.Context, r *round) *uploads {
	u := &uploads{round: r, ctx: ctx, woken: make(chan struct{}, 1), done: make(chan struct{})}
	kinds := []distributed.File{distributed.HitsFile, distributed.PointsFile}
	if r.plan.Ledger {
		kinds = append(kinds, distributed.WritesFile)
	}
	for _, kind := range kinds {
		f := &file{uploads: u, kind: kind, every: r.PartEvery, last: time.Now()}
		if kind == distributed.PointsFile {
			f.every = max(f.every, pointsEvery)
		}
		u.files = append(u.files, f)
	}
	return u
}

// sink is what the record of a kind is written to, nil in a round that has none of it.
func (u *uploads) sink(kind distributed.File) io.WriteCloser {
	if f := u.file(kind); f != nil {
		return f
	}
	return nil
}

func (u *uploads) file(kind distributed.File) *file {
	if i := slices.IndexFunc(u.files, func(f *file) bool { return f.kind == kind }); i >= 0 {
		return u.files[i]
	}
	return nil
}

// Write takes a whole block.
func (f *file) Write(block []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && f.held+len(block) > maxHeld {
		f.err = fmt.Errorf("%d MiB wait to be uploaded: the bucket does not take them as fast as they come", maxHeld>>20)
	}
	if f.err != nil {
		return 0, f.err
	}
	f.growing = append(f.growing, block...)
	f.held += len(block)
	if len(f.growing) >= f.round.PartBytes {
		f.cut()
	}
	return len(block), nil
}

// Close ends the file: its last part is what there is.
func (f *file) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.cut()
	return f.err
}

// cut makes a part of what has grown. The lock is held.
func (f *file) cut() {
	f.last = time.Now()
	if len(f.growing) > 0 {
		f.ready = append(f.ready, f.growing)
		f.growing = nil
	}
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// begin uploads until all files are closed and all of them is in the bucket, or an upload fails. flush has what was recorded written to the files.
func (u *uploads) begin(flush func() error) {
	go func() {
		defer close(u.done)
		if err := u.run(flush); err != nil {
			u.mu.Lock()
			defer u.mu.Unlock()
			u.err = err
		}
	}()
}

func (u *uploads) run(flush func() error) error {
	every := time.NewTicker(u.round.PartEvery)
	defer every.Stop()
	for {
		f, part, open := u.next()
		if !open {
			return nil
		}
		if f != nil {
			if err := u.upload(f, part); err != nil {
				return err
			}
			continue
		}
		select {
		case <-u.woken:
		case <-every.C:
			_ = flush() // its error comes back from the next hit that is recorded
			u.cutDue()
		case <-u.ctx.Done():
			return nil
		}
	}
}

// cutDue cuts the files whose time it is.
func (u *uploads) cutDue() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range u.files {
		// A ticker may come a little early.
		if time.Since(f.last) >= f.every-u.round.PartEvery/2 {
			f.cut()
		}
	}
}

// next takes the part to upload next, nil when there is none now; open is false when there will be none any more.
func (u *uploads) next() (f *file, part []byte, open bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range u.files {
		if len(f.ready) > 0 {
			part, f.ready = f.ready[0], f.ready[1:]
			return f, part, true
		}
		open = open || !f.closed
	}
	return nil, nil, open
}

// upload writes one part, and before it what its hits refer to.
func (u *uploads) upload(f *file, part []byte) error {
	if f.kind == distributed.HitsFile {
		if err := u.round.tell(u.ctx); err != nil {
			return err
		}
	}
	if err := u.round.bucket.Put(u.ctx, u.round.Part(f.kind, u.round.Index, u.parts(f.kind)), part); err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	f.put++
	u.held -= len(part)
	return nil
}

// wait returns when all was uploaded, with the first error. The files must have been closed.
func (u *uploads) wait() error {
	<-u.done
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.err
}

// parts is how many parts of a kind are in the bucket.
func (u *uploads) parts(kind distributed.File) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.file(kind).put
}
