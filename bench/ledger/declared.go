package ledger

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"quintet/bench/samples"
	"quintet/bench/workload"
)

// maxReading is how much of the answer to a reading is looked at.
const maxReading = 1 << 20

// other stands for a content that is not what any write was to leave.
const other = 2

var errNoKey = errors.New("an acknowledged write of a declared operation has no key: its answer did not name it")

// declared checks the writes of one key by the operation that the scenario names for it. The rule is that of updates: the last that was acknowledged
// must be there, and of those that overlapped in time any may.
func (c *checker) declared(ctx context.Context, held []samples.Write) ([]verdict, error) {
	w := &held[0]
	if w.Name == "" {
		if w.Outcome == samples.Acknowledged {
			return nil, errNoKey
		}
		return []verdict{verdictOf(w, false)}, nil
	}
	now, err := c.reading(ctx, w)
	if err != nil {
		return nil, err
	}
	// What was there before the load is not known: what no write left counts as an older version.
	verdicts := changed(held, now, now)
	for i := range verdicts {
		// A refused write is a phantom only if no other write can have left what is there.
		if verdicts[i].class == phantom && explains(held, now) {
			verdicts[i].class = refused
		}
	}
	return verdicts, nil
}

// explains reports whether a write that was not refused can have left a content.
func explains(held []samples.Write, now uint64) bool {
	for i := range held {
		if held[i].Outcome != samples.Denied && held[i].Content == now {
			return true
		}
	}
	return false
}

// reading is the content that a key has now, absent when it is not there.
func (c *checker) reading(ctx context.Context, w *samples.Write) (now uint64, err error) {
	reading, ok := workload.Reading{}, false
	if c.ReadDeclared != nil {
		reading, ok = c.ReadDeclared(w)
	}
	if !ok {
		return absent, errors.New("the scenario names no operation that reads declared writes back")
	}
	err = patiently(ctx, func() error {
		target := c.Targets[c.api.next.Add(1)%uint64(len(c.Targets))]
		answer, err := workload.Ask(ctx, c.api.client, target, reading.Request, maxReading)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", errAgain, err)
		case answer.Status == http.StatusTooManyRequests || answer.Status >= http.StatusInternalServerError:
			return fmt.Errorf("%w: status %d", errAgain, answer.Status)
		}
		switch f, why := reading.Verify(answer); f {
		case samples.OK:
			now = reading.Content(answer.Body)
		case samples.Missing:
			now = absent
		case samples.Content:
			now = other
		default:
			return fmt.Errorf("read back: %s %s: %s", reading.Method, reading.Path, why)
		}
		return nil
	})
	return now, err
}
