package seed

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/api/store"
	"quintet/bench/workload"
)

// Progress is how far seeding has come.
type Progress struct {
	// Done and Rows count rows of all kinds; Kind is the one that was loaded last.
	Done, Rows int64
	Kind       string
	// Before are those of Done that an earlier seeding had loaded, which this one goes on with.
	Before  int64
	Elapsed time.Duration
}

// Rate is how many rows a second this seeding loaded so far.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Done-p.Before) / p.Elapsed.Seconds()
}

// Left is how long the rest takes at that rate, 0 while unknown: the first rows measure opening connections rather than loading.
func (p Progress) Left() time.Duration {
	rate := p.Rate()
	if rate <= 0 || 100*p.Done < p.Rows {
		return 0
	}
	return time.Duration(float64(p.Rows-p.Done) / rate * float64(time.Second))
}

// Load puts the whole Dataset into the stores. progress (may be nil) is called after every batch, from one goroutine at a
// time. On an error the rows loaded so far stay; loading again completes them.
func Load(ctx context.Context, stores store.Set, d *workload.Dataset, progress func(Progress)) error {
	_, err := load(ctx, stores, d, nil, progress)
	return err
}

// load puts the batches that are not marked into the stores, and marks them. It returns how long each role's kinds took.
func load(ctx context.Context, stores store.Set, d *workload.Dataset, m *marks, progress func(Progress)) (map[string]time.Duration, error) {
	counts := d.Rows()
	tracker := &tracker{began: time.Now(), marks: m, report: progress, took: map[string]time.Duration{}}
	for _, k := range kinds {
		tracker.rows += counts[k.name]
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, list := range byStore() {
		group.Go(func() error {
			began := time.Now()
			for _, k := range list {
				if err := loadKind(ctx, stores, d, k, counts[k.name], tracker); err != nil {
					return fmt.Errorf("seed %s: %w", k.name, err)
				}
			}
			tracker.finish(list[0].store, time.Since(began))
			return nil
		})
	}
	return tracker.took, group.Wait()
}

// byStore groups the table's rows by store, both in the table's order.
func byStore() [][]kind {
	var lists [][]kind
	index := map[string]int{}
	for _, k := range kinds {
		i, ok := index[k.store]
		if !ok {
			i = len(lists)
			index[k.store] = i
			lists = append(lists, nil)
		}
		lists[i] = append(lists[i], k)
	}
	return lists
}

// loadKind loads the batches of one kind with as many workers as there are processors: making a batch is arithmetic, so it
// runs beside the loading of others, and a store that takes several writers gets them.
func loadKind(ctx context.Context, stores store.Set, d *workload.Dataset, k kind, count int64, t *tracker) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for {
				from := next.Add(k.batch) - k.batch
				if from >= count {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				to := min(from+k.batch, count)
				id := batchID{k.name, from, to}
				if t.marks.has(id) {
					t.add(k.name, to-from, true)
					continue
				}
				if err := k.load(ctx, stores, d, from, to); err != nil {
					return fmt.Errorf("rows %d to %d: %w", from, to, err)
				}
				if err := t.marks.add(id); err != nil {
					return err
				}
				t.add(k.name, to-from, false)
			}
		})
	}
	return group.Wait()
}

// tracker knows how far a seeding has come.
type tracker struct {
	began  time.Time
	rows   int64
	marks  *marks
	report func(Progress)

	mu           sync.Mutex
	done, before int64
	took         map[string]time.Duration
}

// add counts rows, which an earlier seeding had loaded or this one has.
func (t *tracker) add(kind string, rows int64, before bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done += rows
	if before {
		t.before += rows
	}
	if t.report != nil {
		t.report(Progress{Done: t.done, Rows: t.rows, Kind: kind, Before: t.before, Elapsed: time.Since(t.began)})
	}
}

// finish notes how long a role's kinds took.
func (t *tracker) finish(role string, took time.Duration) {
	t.mu.Lock()
	t.took[role] = took
	t.mu.Unlock()
}

// Verify counts what the stores hold of each kind, with their own means. Kinds that a backend cannot count are absent.
func Verify(ctx context.Context, stores store.Set) (map[string]int64, error) {
	held := map[string]int64{}
	for _, k := range kinds {
		c, ok := store.As[store.Counter](k.counter(stores))
		if !ok {
			continue
		}
		counts, err := c.Counts(ctx)
		if err != nil {
			return held, fmt.Errorf("count %s: %w", k.name, err)
		}
		if n, ok := counts[k.name]; ok {
			held[k.name] = n
		}
	}
	return held, nil
}
