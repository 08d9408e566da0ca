package admission

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// ProbeEvery is how often the queue is measured, Interval how long it must stand to be overload.
	ProbeEvery = 20 * time.Millisecond
	Interval   = 100 * time.Millisecond
)

// probe measures how long whoever is woken by the network waits for the processor.
type probe struct {
	queue
	r, w *os.File
	// sent is when the byte that is under way was written, 0 when none is.
	sent atomic.Int64
	end  chan struct{}
	// ended waits for both goroutines.
	ended sync.WaitGroup
}

func startProbe(longest time.Duration) (*probe, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errProbe, err)
	}
	p := &probe{queue: queue{longest: longest}, r: r, w: w, end: make(chan struct{})}
	began := time.Now()
	p.ended.Go(func() { p.write(began) })
	p.ended.Go(func() { p.read(began) })
	return p, nil
}

// write sends a byte at every tick, unless one is still under way: then the one who reads it has waited for longer.
func (p *probe) write(began time.Time) {
	tick := time.NewTicker(ProbeEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.end:
			return
		case <-tick.C:
		}
		if p.sent.CompareAndSwap(0, max(int64(time.Since(began)), 1)) {
			if _, err := p.w.Write([]byte{0}); err != nil {
				return
			}
		}
	}
}

// read notes how long each byte was under way.
func (p *probe) read(began time.Time) {
	var one [1]byte
	for {
		if _, err := p.r.Read(one[:]); err != nil {
			return
		}
		now := time.Since(began)
		p.observe(now, now-time.Duration(p.sent.Load()))
		p.sent.Store(0)
	}
}

func (p *probe) close() error {
	close(p.end)
	err := errors.Join(p.w.Close(), p.r.Close())
	p.ended.Wait()
	return err
}

// queue tells a queue that stands from one that is worked off.
type queue struct {
	longest time.Duration
	// short is when a wait below longest was last seen.
	short  time.Duration
	stands atomic.Bool
	last   atomic.Int64
}

// observe takes down what was measured at a time.
func (q *queue) observe(now, waited time.Duration) {
	q.last.Store(int64(waited))
	if waited < q.longest {
		q.short = now
	}
	q.stands.Store(now-q.short >= Interval)
}
