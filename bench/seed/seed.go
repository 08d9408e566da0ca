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
	Elapsed    time.Duration
}

// Rate is how many rows a second were loaded so far.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Done) / p.Elapsed.Seconds()
}

// Load puts the whole Dataset into the stores. progress (may be nil) is called after every batch, from one goroutine at a
// time. On an error the rows loaded so far stay; loading again completes them.
func Load(ctx context.Context, stores store.Set, d *workload.Dataset, progress func(Progress)) error {
	counts := d.Rows()
	tracker := &tracker{began: time.Now(), report: progress}
	for _, k := range kinds {
		tracker.rows += counts[k.name]
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, list := range byStore() {
		group.Go(func() error {
			for _, k := range list {
				if err := loadKind(ctx, stores, d, k, counts[k.name], tracker); err != nil {
					return fmt.Errorf("seed %s: %w", k.name, err)
				}
			}
			return nil
		})
	}
	return group.Wait()
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
				if err := k.load(ctx, stores, d, from, to); err != nil {
					return fmt.Errorf("rows %d to %d: %w", from, to, err)
				}
				t.add(k.name, to-from)
			}
		})
	}
	return group.Wait()
}

type tracker struct {
	mu     sync.Mutex
	began  time.Time
	done   int64
	rows   int64
	report func(Progress)
}

func (t *tracker) add(kind string, rows int64) {
	if t.report == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done += rows
	t.report(Progress{Done: t.done, Rows: t.rows, Kind: kind, Elapsed: time.Since(t.began)})
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
