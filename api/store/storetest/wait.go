package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

// Together runs f n times at once, by number from 0, and waits for all.
func Together(n int, f func(i int)) {
	var running sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		running.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	running.Wait()
}

// Eventually polls until ok, for what has no event to wait for, and fails the test when that takes a minute: only what hangs comes near it.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s did not happen: %v", what, ctx.Err())
		case <-tick.C:
		}
	}
}

// Rates runs f and g in turn, so that both meet the same machine, and reports the median of how fast f was in proportion to g. The first
// turn, in which the server plans the statements, does not count.
func Rates(b *testing.B, prepare, f, g func()) {
	turn := func() float64 {
		prepare()
		began := time.Now()
		f()
		between := time.Now()
		g()
		return float64(time.Since(between)) / float64(between.Sub(began))
	}
	turn()
	var ratios []float64
	for b.Loop() {
		ratios = append(ratios, turn())
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "of-raw")
}
