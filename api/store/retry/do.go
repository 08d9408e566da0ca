package retry

import (
	"context"
	"math/rand/v2"
	"time"
)

// Pauses before a call is tried again: the first, on average; each is twice the one before, up to the longest.
const (
	firstPause   = 4 * time.Millisecond
	longestPause = 100 * time.Millisecond
)

// Do runs f, and again for as long as f asks for that, ctx has not ended and the budget has a retry left. f gets the number of the attempt, from
// 0 on, and reports whether another one may help. Do returns the error of the last attempt.
func (b *Budget) Do(ctx context.Context, f func(attempt int) (again bool, err error)) error {
	b.call()
	for attempt, pause := 0, firstPause; ; attempt, pause = attempt+1, min(2*pause, longestPause) {
		again, err := f(attempt)
		if err == nil || !again || ctx.Err() != nil || !b.spend() {
			return err
		}
		// A random part keeps apart those who ran into one another.
		timer := time.NewTimer(pause/2 + rand.N(pause))
		select {
		case <-ctx.Done():
			timer.Stop()
			return err
		case <-timer.C:
		}
	}
}
