package snapshot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"quintet/bench/stack"
)

// Build is what there is to snapshot.
type Build struct {
	Key  Key
	Rows map[string]int64
	// Needs is about how many bytes it is going to take. Twice says that it is going to be copied on the same disk.
	Needs int64
	Twice bool
	// Fill starts the stores in dir, where they may find what they had written when they were cut off, fills them and ends them.
	Fill func(ctx context.Context, dir string) (Built, error)
}

// Built is what Fill did.
type Built struct {
	// Took is how long the filling lasted, without the stores' start and end.
	Took time.Duration
	// Bytes is the space on disk by store.
	Bytes map[string]int64
}

// Acquire returns the place of the key, with a whole copy in it: the one that is there, or one that Fill makes. The error is a
// *stack.NoRoomError, before anything is done, when the disk would not hold it.
func (c *Cache) Acquire(ctx context.Context, f Build) (_ *Snapshot, _ stack.Origin, err error) {
	s, err := c.open(ctx, f.Key)
	if err != nil {
		return nil, stack.Origin{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Release())
		}
	}()
	// The lock's time is when the copy was used last.
	now := time.Now()
	if err := os.Chtimes(s.path+lockSuffix, now, now); err != nil {
		return nil, stack.Origin{}, fmt.Errorf("note that kept data is used: %w", err)
	}
	r, found := s.find()
	if !found {
		if r, err = c.fill(ctx, s, f); err != nil {
			return nil, stack.Origin{}, err
		}
	}
	s.record = r
	return s, stack.Origin{Kept: true, Found: found, Made: r.Made, Took: r.Took, Bytes: r.Bytes}, nil
}

// fill makes the copy.
func (c *Cache) fill(ctx context.Context, s *Snapshot, f Build) (Record, error) {
	dir, again, err := s.begin()
	if err != nil {
		return Record{}, err
	}
	there := int64(0)
	if again {
		if there, err = Size(dir); err != nil {
			return Record{}, err
		}
	}
	needs := max(0, f.Needs-there)
	if f.Twice {
		needs += f.Needs
	}
	if err := c.NoRoom("seeding", c.Dir, needs); err != nil {
		// An empty folder is nothing to go on with.
		if !again {
			err = errors.Join(err, s.forget())
		}
		return Record{}, err
	}
	filled, err := f.Fill(ctx, dir)
	if err != nil && again && ctx.Err() == nil {
		// What was left over is of no use; nothing says that from the start it would not work.
		if err := s.forget(); err != nil {
			return Record{}, err
		}
		if dir, _, err = s.begin(); err != nil {
			return Record{}, err
		}
		filled, err = f.Fill(ctx, dir)
	}
	if err != nil {
		return Record{}, err
	}
	r := Record{Format: recordFormat, Of: f.Key, Made: time.Now(), Took: filled.Took, Rows: f.Rows, Bytes: filled.Bytes}
	return r, s.finish(r)
}
