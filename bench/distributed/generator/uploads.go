package generator

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"quintet/bench/distributed"
)

// maxHeld bounds what waits to be uploaded, so that a bucket that has stopped answering does not take the generator's memory.
const maxHeld = 128 << 20

// lookEvery is how often parts are looked at that have waited long enough.
const lookEvery = time.Second

// uploads brings what is recorded to the bucket, part by part and in their order, from one goroutine. Recording never waits for it.
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
	// growing is what the next part has so far, since when; ready are parts that wait, taken how many were made.
	growing []byte
	since   time.Time
	ready   [][]byte
	taken   int
	closed  bool
}

func newUploads(ctx context.Context, r *round) *uploads {
	u := &uploads{round: r, ctx: ctx, woken: make(chan struct{}, 1), done: make(chan struct{})}
	for _, kind := range []distributed.File{distributed.HitsFile, distributed.PointsFile} {
		u.files = append(u.files, &file{uploads: u, kind: kind})
	}
	go u.run()
	return u
}

// file is the sink of one kind.
func (u *uploads) file(kind distributed.File) io.WriteCloser {
	for _, f := range u.files {
		if f.kind == kind {
			return f
		}
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
	if len(f.growing) == 0 {
		f.since = time.Now()
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
	if len(f.growing) > 0 {
		f.ready = append(f.ready, f.growing)
		f.growing = nil
	}
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// run uploads until both files are closed and all of them is in the bucket, or an upload fails.
func (u *uploads) run() {
	defer close(u.done)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		f, part, number, open := u.next()
		switch {
		case part != nil:
			if err := u.upload(f, part, number); err != nil {
				u.mu.Lock()
				u.err = err
				u.mu.Unlock()
				return
			}
		case !open:
			return
		default:
			select {
			case <-u.woken:
			case <-look.C:
			case <-u.ctx.Done():
				return
			}
		}
	}
}

// next takes the part to upload next; open is false when there will be none any more.
func (u *uploads) next() (f *file, part []byte, number int, open bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range u.files {
		open = open || !f.closed
		if len(f.ready) == 0 && len(f.growing) > 0 && time.Since(f.since) >= u.round.PartEvery {
			f.cut()
		}
		if len(f.ready) > 0 {
			part, f.ready = f.ready[0], f.ready[1:]
			f.taken++
			return f, part, f.taken - 1, true
		}
	}
	return nil, nil, 0, open
}

// upload writes one part, and before it what its hits refer to.
func (u *uploads) upload(f *file, part []byte, number int) error {
	if f.kind == distributed.HitsFile {
		if err := u.round.tell(u.ctx); err != nil {
			return err
		}
	}
	if err := u.round.bucket.Put(u.ctx, u.round.Part(f.kind, u.round.Index, number), part); err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
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

// parts is how many parts of a kind were made.
func (u *uploads) parts(kind distributed.File) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.file(kind).(*file).taken
}
