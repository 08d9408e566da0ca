package instrument

import (
	"context"
	"io"
	"time"

	"quintet/api/store"
)

type objects struct{ decorator[store.Objects] }

var _ store.Objects = (*objects)(nil)

// Put implements store.Objects. What is charged is the call's time less the time its reader took: a slow client is not a slow store.
func (d *objects) Put(ctx context.Context, name, contentType string, r io.Reader, size int64) (store.Object, error) {
	from := &timedReader{r: r}
	start := time.Now()
	var object store.Object
	turn, err := d.begin(ctx, "put_object")
	if err == nil {
		defer turn.End()
		object, err = d.next.Put(ctx, name, contentType, from, size)
	}
	// The store's share is a stretch of the right length at the end of the call; where in the call it lay is not known.
	d.done(ctx, "put_object", start.Add(from.took), err)
	if err == nil {
		d.observe.Bytes("written", object.Size)
	}
	return object, err
}

// timedReader sums up how long its reads took. Put's contract ends all reading before Put returns.
type timedReader struct {
	r    io.Reader
	took time.Duration
}

// Read implements io.Reader.
func (t *timedReader) Read(p []byte) (int, error) {
	start := time.Now()
	n, err := t.r.Read(p)
	t.took += time.Since(start)
	return n, err
}

// Open implements store.Objects. Reading what was opened is not bounded: it takes as long as the client does.
func (d *objects) Open(ctx context.Context, name string) (store.Object, io.ReadSeekCloser, error) {
	start := time.Now()
	turn, err := d.begin(ctx, "open_object")
	if err != nil {
		d.done(ctx, "open_object", start, err)
		return store.Object{}, nil, err
	}
	object, content, err := d.next.Open(ctx, name)
	turn.End()
	d.done(ctx, "open_object", start, err)
	if err != nil {
		return object, content, err
	}
	return object, &timedContent{ReadSeekCloser: content, meter: d.meter, ctx: ctx}, nil
}

// timedContent observes the reading of an object when it is closed.
type timedContent struct {
	io.ReadSeekCloser
	meter
	ctx    context.Context
	took   time.Duration
	read   int64
	err    error
	closed bool
}

// Read implements io.Reader.
func (t *timedContent) Read(p []byte) (int, error) {
	start := time.Now()
	n, err := t.ReadSeekCloser.Read(p)
	end := time.Now()
	store.TimingsFrom(t.ctx).Charge(t.store, start, end)
	t.took += end.Sub(start)
	t.read += int64(n)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

// Close implements io.Closer.
func (t *timedContent) Close() error {
	err := t.ReadSeekCloser.Close()
	if !t.closed {
		t.closed = true
		if t.err == nil {
			t.err = err
		}
		t.observe.Observe(t.store, "read_object", Outcome(t.err), t.took)
		t.observe.Bytes("read", t.read)
	}
	return err
}

// Presign implements store.Objects.
func (d *objects) Presign(ctx context.Context, name string, expires time.Duration) (string, error) {
	return result(ctx, d.meter, "presign_object", func() (string, error) { return d.next.Presign(ctx, name, expires) })
}

// Delete implements store.Objects.
func (d *objects) Delete(ctx context.Context, name string) error {
	return call(ctx, d.meter, "delete_object", func() error { return d.next.Delete(ctx, name) })
}
