package ledger

import (
	"context"
	"errors"
	"time"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// absent stands for the content of a user who is not there.
const absent = 0

// changedUsers checks updates of seeded users, of whom one page has all.
func (c *checker) changedUsers(ctx context.Context, held []samples.Write) ([]verdict, error) {
	cached := map[int64]uint64{}
	for i := range held {
		id := held[i].Row
		if _, asked := cached[id]; asked {
			continue
		}
		u, err := c.api.cachedUser(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			cached[id] = absent
		case err != nil:
			return nil, err
		default:
			cached[id] = workload.UserContent(&u)
		}
	}
	again := func(from source) ([]verdict, error) {
		first := (held[0].Row - 1) / pageSize * pageSize
		users, err := from.Users(ctx, first, pageSize)
		if err != nil {
			return nil, err
		}
		now := map[int64]uint64{}
		for i := range users {
			now[users[i].ID] = workload.UserContent(&users[i])
		}
		return c.changed(held, now), nil
	}
	verdicts, err := again(c.api)
	if err != nil {
		return nil, err
	}
	if verdicts, err = c.straight(ctx, verdicts, again); err != nil {
		return nil, err
	}
	through := map[*samples.Write]class{}
	for _, v := range c.changed(held, cached) {
		through[v.Write] = v.class
	}
	hide(verdicts, func(w *samples.Write) bool { return through[w] == confirmed })
	return verdicts, nil
}

// changed judges updates, ordered by user, by the content that each user has now.
func (c *checker) changed(held []samples.Write, now map[int64]uint64) []verdict {
	var verdicts []verdict
	for from := 0; from < len(held); {
		to := from + 1
		for to < len(held) && held[to].Row == held[from].Row {
			to++
		}
		seeded := c.Dataset.User(held[from].Row - 1)
		verdicts = append(verdicts, changed(held[from:to], workload.UserContent(&seeded), now[held[from].Row])...)
		from = to
	}
	return verdicts
}

// changed judges the updates of one user, who had one content before and has another now. An acknowledged update must show unless another
// began after it was acknowledged and was acknowledged too: then that one must. An indeterminate update may take effect whenever it likes.
func changed(updates []samples.Write, seeded, now uint64) []verdict {
	right, known, last := false, now == seeded, lastAcknowledged(updates)
	for i := range updates {
		if w := &updates[i]; w.Content == now {
			known = true
			right = right || w.Outcome == samples.Indeterminate || w.Outcome == samples.Acknowledged && w.Ended >= last
		}
	}
	verdicts := make([]verdict, len(updates))
	for i := range updates {
		w := &updates[i]
		v := &verdicts[i]
		*v = verdictOf(w, w.Content == now)
		if w.Outcome != samples.Acknowledged {
			continue
		}
		switch v.class = confirmed; {
		case right || w.Ended < last:
		case known && now != absent:
			v.class = stale
		default:
			v.class = lost
		}
	}
	return verdicts
}

// lastAcknowledged is when the last acknowledged update was sent: what was acknowledged before that need not show.
func lastAcknowledged(updates []samples.Write) (sent time.Duration) {
	for i := range updates {
		if updates[i].Outcome == samples.Acknowledged {
			sent = max(sent, updates[i].Sent)
		}
	}
	return sent
}
