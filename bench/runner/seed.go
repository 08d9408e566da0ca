package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/seed"
	"quintet/bench/stack"
	"quintet/bench/workload"
)

// up brings the stack up with the data set in its stores: from a kept copy where the stack can keep one, and otherwise seeded in
// place. A copy that turns out to be of no use is made anew, once.
func (t *trial) up(ctx context.Context) error {
	keeper, ok := t.stack.(stack.Snapshotter)
	if !ok {
		return t.stack.Up(ctx, t.seed)
	}
	err := t.upKept(ctx, keeper)
	if errors.Is(err, stack.ErrBadCopy) && ctx.Err() == nil {
		t.runner.status.stage(Starting)
		err = t.upKept(ctx, keeper)
	}
	return err
}

// upKept is up on a stack that can keep data.
func (t *trial) upKept(ctx context.Context, keeper stack.Snapshotter) error {
	d := SeedData(t.dataset, t.runner.Backends, func(p seed.Progress) {
		t.runner.status.update(func(s *Status) {
			if s.Stage != Seeding {
				s.Stage, s.Since = Seeding, time.Now()
			}
			s.Seeding = p
		})
	}, nil)
	d.Runs = true
	origin, err := keeper.Snapshot(ctx, d)
	notKept := ""
	switch {
	case errors.Is(err, stack.ErrNotKept):
		if err != stack.ErrNotKept {
			notKept = err.Error()
		}
	case err != nil:
		return err
	}
	t.runner.status.stage(Starting)
	t.kept = origin.Kept
	if err := t.stack.Up(ctx, t.seed); err != nil {
		return err
	}
	if !origin.Kept {
		// Measured while the stores run: what they have not written yet is not in it.
		if origin.Bytes, err = keeper.Sizes(); err != nil {
			return err
		}
	}
	_, err = t.writer.Manifest(func(m *samples.Manifest) {
		d := &m.Dataset
		d.Bytes, d.NotKept, d.Origin = origin.Bytes, notKept, samples.SeededInPlace
		if origin.Kept {
			d.Origin, d.Made, d.Took = samples.SeededNow, origin.Made, origin.Took
		}
		if origin.Found {
			d.Origin = samples.KeptCopy
		}
	})
	return err
}

// seed fills the stores, unless they are on a copy of data that is kept, and counts what they hold; the stack calls it between
// stores and API.
func (t *trial) seed(ctx context.Context, stores store.Set) error {
	status := &t.runner.status
	took := time.Duration(0)
	if !t.kept {
		status.stage(Seeding)
		began := time.Now()
		err := seed.Load(ctx, stores, t.dataset, func(p seed.Progress) {
			status.update(func(s *Status) { s.Seeding = p })
		})
		if err != nil {
			return err
		}
		took = time.Since(began)
	}
	verified, err := seed.Verify(ctx, stores)
	if err != nil {
		return err
	}
	if t.kept {
		if err := t.trust(ctx, stores, verified); err != nil {
			return err
		}
	}
	status.stage(Serving)
	_, err = t.writer.Manifest(func(m *samples.Manifest) { m.Dataset.Took, m.Dataset.Verified = took, verified })
	return err
}

// trust is an error when a copy does not hold what was seeded. It counts, and compares rows here and there, which also has servers that
// have only just started load and compile what they need for a read, as those that were seeded in place have.
func (t *trial) trust(ctx context.Context, stores store.Set, verified map[string]int64) error {
	if wrong := seed.Miscounted(t.dataset.Rows(), verified); wrong != "" {
		return fmt.Errorf("%w: %s", stack.ErrMiscounted, wrong)
	}
	if _, err := seed.Compare(ctx, stores, t.dataset); err != nil {
		return fmt.Errorf("%w: %w", stack.ErrMiscounted, err)
	}
	return nil
}

// SeedData is a data set for a stack that can keep it, on some of the backends. progress is as in seed.Load, filled is called with what was done; both may be
// nil.
func SeedData(d *workload.Dataset, backends []store.Description, progress func(seed.Progress), filled func(seed.Filled)) stack.Data {
	return stack.Data{
		Fingerprint: d.Fingerprint() + "/" + seed.Layout, Rows: d.Rows(), Needs: seed.Needs(d, backends),
		Fill: func(ctx context.Context, stores store.Set, dir string) error {
			f, err := seed.Fill(ctx, stores, d, seed.Options{Marks: dir, Progress: progress})
			if err != nil {
				return err
			}
			if wrong := seed.Miscounted(d.Rows(), f.Held); wrong != "" {
				return fmt.Errorf("%w: %s", stack.ErrMiscounted, wrong)
			}
			if filled != nil {
				filled(f)
			}
			return nil
		},
	}
}
