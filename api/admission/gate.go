package admission

import (
	"errors"
	"sync/atomic"
	"time"
)

// BusyInFlight is how many requests are served at once in any case.
const BusyInFlight = 128

// Config says when requests are shed. The zero value sheds none.
type Config struct {
	// MaxInFlight bounds the requests that are served at once; 0 is no bound.
	MaxInFlight int
	// MaxQueue is the longest that requests may have to wait for the processor; 0 does not ask.
	MaxQueue time.Duration
}

// Reason is why a request was shed.
type Reason int

// The reasons.
const (
	Admitted Reason = iota
	// InFlight says that as many requests as may be are being served.
	InFlight
	// Queue says that requests wait for the processor.
	Queue
)

// Gate admits requests. Make it with Open. A nil Gate admits all. Its methods are safe for concurrent use.
type Gate struct {
	cfg      Config
	inFlight atomic.Int64
	shed     [Queue + 1]atomic.Int64
	probe    *probe
}

// Open makes a Gate and begins to measure the queue, which Close ends.
func Open(cfg Config) (*Gate, error) {
	g := &Gate{cfg: cfg}
	if cfg.MaxQueue <= 0 {
		return g, nil
	}
	var err error
	g.probe, err = startProbe(cfg.MaxQueue)
	return g, err
}

// Close ends the measuring; requests are admitted as before.
func (g *Gate) Close() error {
	if g == nil || g.probe == nil {
		return nil
	}
	return g.probe.close()
}

// Enter asks for a request to be served: it is unless there is a reason, and Leave must be called when it has been, only then.
func (g *Gate) Enter() Reason {
	if g == nil {
		return Admitted
	}
	n := g.inFlight.Add(1)
	reason := g.reason(n)
	if reason != Admitted {
		g.inFlight.Add(-1)
		g.shed[reason].Add(1)
	}
	return reason
}

// reason is why a request that is the n-th to be served at once is not.
func (g *Gate) reason(n int64) Reason {
	switch {
	case g.cfg.MaxInFlight > 0 && n > int64(g.cfg.MaxInFlight):
		return InFlight
	case n > BusyInFlight && g.probe != nil && g.probe.stands.Load():
		return Queue
	}
	return Admitted
}

// Leave ends a request that was admitted.
func (g *Gate) Leave() {
	if g != nil {
		g.inFlight.Add(-1)
	}
}

// Shed is how many requests were shed for a reason.
func (g *Gate) Shed(reason Reason) int64 {
	if g == nil {
		return 0
	}
	return g.shed[reason].Load()
}

// Wait is how long a request waited for the processor of late; 0 when that is not measured.
func (g *Gate) Wait() time.Duration {
	if g == nil || g.probe == nil {
		return 0
	}
	return time.Duration(g.probe.last.Load())
}

var errProbe = errors.New("measure the queue for the processor")
