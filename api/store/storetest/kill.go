package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
)

// Process is a server that can be killed and started again.
type Process interface {
	Kill() error
	Restart(ctx context.Context) error
}

// KilledUnderLoad makes calls without end, each function from a goroutine of its own and with the number of the call, and kills the server under
// them and starts it again. Every call is done or fails as unavailable, and the same client works on. What became of what was written is for the
// caller to check.
func KilledUnderLoad(ctx context.Context, t *testing.T, server Process, ping func(context.Context) error, reads, writes []func(i int64) error) {
	t.Helper()
	var running sync.WaitGroup
	var failed, read, written atomic.Int64
	stop := make(chan struct{})
	loop := func(call func(i int64) error, done *atomic.Int64) {
		running.Go(func() {
			// Calls that fail take no time: without a pace they would keep the server from starting.
			pace := time.NewTicker(5 * time.Millisecond)
			defer pace.Stop()
			for i := int64(0); ; i++ {
				select {
				case <-stop:
					return
				case <-pace.C:
				}
				switch err := call(i); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, store.ErrUnavailable):
					failed.Add(1)
				default:
					t.Errorf("call: %v, want unavailable", err)
				}
			}
		})
	}
	for _, call := range reads {
		loop(call, &read)
	}
	for _, call := range writes {
		loop(call, &written)
	}
	end := sync.OnceFunc(func() {
		close(stop)
		running.Wait()
	})
	defer end()
	more := func(what string, of *atomic.Int64) {
		t.Helper()
		had := of.Load()
		Eventually(t, what, func() bool { return of.Load() > had+20 })
	}
	more("writing", &written)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	more("failing", &failed)
	if err := ping(ctx); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping of a dead server: %v, want unavailable", err)
	}
	if err := server.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	more("writing again", &written)
	more("reading again", &read)
	end()
	t.Logf("%d writes, %d reads, %d failures, all of them unavailable", written.Load(), read.Load(), failed.Load())
}
