package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quintet/api/store"
	"quintet/bench/workload"
)

// Options say how to Fill.
type Options struct {
	// Marks is a folder to note in how far seeding came; empty notes nothing. It belongs to the stores: with other stores, what it says
	// is wrong, which costs a second loading.
	Marks string
	// Progress is as in Load.
	Progress func(Progress)
}

// Filled is what Fill did.
type Filled struct {
	// Held is what the stores hold by kind, as in Verify.
	Held map[string]int64
	// Took is how long loading lasted by role; roles are loaded side by side.
	Took map[string]time.Duration
	// Resumed says that the marks of an earlier seeding were gone on with.
	Resumed bool
}

// Fill loads what an earlier Fill with the same marks, in this process or another, has not, and counts what the stores hold. Where
// they hold less than the marks said, all is loaded once more. What is missing then is left to the caller to judge; see Miscounted.
// The marks are gone when it returns nil.
func Fill(ctx context.Context, stores store.Set, d *workload.Dataset, o Options) (f Filled, err error) {
	if o.Marks == "" {
		if f.Took, err = load(ctx, stores, d, nil, o.Progress); err != nil {
			return f, err
		}
		f.Held, err = Verify(ctx, stores)
		return f, err
	}
	m, err := openMarks(o.Marks, d.Fingerprint())
	if err != nil {
		return f, err
	}
	f.Resumed = len(m.done) > 0
	f.Took, err = load(ctx, stores, d, m, o.Progress)
	if err := errors.Join(err, m.close()); err != nil {
		return f, err
	}
	if f.Held, err = Verify(ctx, stores); err != nil {
		return f, err
	}
	if err := removeMarks(o.Marks); err != nil {
		return f, err
	}
	if f.Resumed && short(d.Rows(), f.Held) {
		return Fill(ctx, stores, d, o)
	}
	return f, nil
}

// short reports whether fewer rows of a kind were counted than seeded.
func short(rows, held map[string]int64) bool {
	for kind, want := range rows {
		if n, counted := held[kind]; counted && n < want {
			return true
		}
	}
	return false
}

// Miscounted lists the kinds of which the stores hold another number of rows than were seeded, "" when all agree. Kinds without a count
// pass.
func Miscounted(rows, held map[string]int64) string {
	var list []string
	for kind, want := range rows {
		if n, counted := held[kind]; counted && n != want {
			list = append(list, fmt.Sprintf("%d %s instead of %d", n, kind, want))
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
