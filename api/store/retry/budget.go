package retry

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// Window is the time over which calls and retries are counted, in slots.
	Window = slots * slot
	slots  = 10
	slot   = time.Second
	// Minimum is how many retries a window has whatever the calls.
	Minimum = 10
)

// Budget bounds the retries towards one store. Make it with New. A nil Budget bounds nothing and counts nothing. All methods are safe for
// concurrent use.
type Budget struct {
	share float64
	now   func() time.Time

	made, refused atomic.Int64

	mu sync.Mutex
	// at is the slot of the window that is counted now, since the zero time; the counts are those of the last slots, and their sums.
	at             int64
	calls, retries [slots]int64
	called, spent  int64
}

// New makes a Budget that lets retries be that share of the calls: 0.1 is one retry to ten calls. A share of 0 or less makes one without a bound,
// which only counts.
func New(share float64) *Budget { return newBudget(share, time.Now) }

func newBudget(share float64, now func() time.Time) *Budget { return &Budget{share: share, now: now} }

// Counts are the retries made and refused since the beginning.
func (b *Budget) Counts() (made, refused int64) {
	if b == nil {
		return 0, 0
	}
	return b.made.Load(), b.refused.Load()
}

// call counts a call's first attempt.
func (b *Budget) call() {
	if b == nil || b.share <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[b.turn()]++
	b.called++
}

// spend takes a retry from the budget, if there is one.
func (b *Budget) spend() bool {
	if b == nil {
		return true
	}
	if b.share > 0 && !b.take() {
		b.refused.Add(1)
		return false
	}
	b.made.Add(1)
	return true
}

func (b *Budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.turn()
	if float64(b.spent+1) > max(Minimum, b.share*float64(b.called)) {
		return false
	}
	b.retries[i]++
	b.spent++
	return true
}

// turn forgets the slots that have left the window and returns the place of the present one.
func (b *Budget) turn() int {
	at := b.now().UnixNano() / int64(slot)
	for n := min(at-b.at, slots); n > 0; n-- {
		i := (at - n + 1) % slots
		b.called, b.spent = b.called-b.calls[i], b.spent-b.retries[i]
		b.calls[i], b.retries[i] = 0, 0
	}
	// A clock that was set back counts in the slot that was reached.
	b.at = max(b.at, at)
	return int(b.at % slots)
}
