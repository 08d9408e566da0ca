package ledger

import (
	"context"
	"errors"
	"io"
	"time"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// nearEnd is how near its end a session is not looked for any more.
const nearEnd = 2 * time.Second

// sessions checks one session. The server makes up its token: without an answer it cannot be found.
func (c *checker) sessions(ctx context.Context, held []samples.Write) ([]verdict, error) {
	w := &held[0]
	if w.Name == "" {
		return []verdict{verdictOf(w, false)}, nil
	}
	over := func() bool { return !w.Expires.IsZero() && time.Now().Add(nearEnd).After(w.Expires) }
	return c.keyed(ctx, w, func(from source) (bool, error) {
		if over() {
			return false, nil
		}
		s, err := from.Session(ctx, w.Name)
		return s.UserID == w.Row, err
	}, over)
}

// files checks one file, byte by byte. The server makes up a part of its name: without an answer it cannot be found.
func (c *checker) files(ctx context.Context, held []samples.Write) ([]verdict, error) {
	w := &held[0]
	if w.Name == "" {
		return []verdict{verdictOf(w, false)}, nil
	}
	partial := false
	verdicts, err := c.keyed(ctx, w, func(from source) (bool, error) {
		differs := int64(-1)
		err := from.File(ctx, w.Name, func(r io.Reader) (err error) {
			differs, err = workload.FileDiffers(r, w.Content, w.Size)
			return err
		})
		partial = partial || err == nil && differs >= 0
		return differs < 0, err
	}, func() bool { return false })
	if err == nil && partial {
		c.tally.mu.Lock()
		c.tally.partial++
		c.tally.mu.Unlock()
	}
	return verdicts, err
}

// keyed judges a write that is found under its name alone. is reports whether a source has it, over whether its time has passed.
func (c *checker) keyed(ctx context.Context, w *samples.Write, is func(source) (bool, error), over func() bool) ([]verdict, error) {
	again := func(from source) ([]verdict, error) {
		there, err := is(from)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		v := verdictOf(w, there && err == nil)
		if v.class == lost && over() {
			v.class = expired
		}
		return []verdict{v}, nil
	}
	return c.judged(ctx, again)
}
