package ledger

import (
	"context"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// pageSize is how many rows are asked for at once: the most that the API gives.
const pageSize = 500

// cachedPage is how many messages the API's cache holds of a conversation.
const cachedPage = 50

// skew is by how much the clock that ids are made by may be behind the generator's.
const skew = time.Hour

// event is a message or notification that was found.
type event struct {
	id      uuid.UUID
	content uint64
}

// events lists what is younger than an instant, newest first.
func events(since time.Time, list func(before uuid.UUID) ([]event, error)) ([]event, error) {
	var all []event
	before := uuid.Nil
	for {
		rows, err := list(before)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if at, err := store.EventTime(r.id); err == nil && at.Before(since) {
				return all, nil
			}
			all = append(all, r)
		}
		if len(rows) < pageSize || rows[len(rows)-1].id == before {
			return all, nil
		}
		before = rows[len(rows)-1].id
	}
}

// messages checks the messages of one conversation.
func (c *checker) messages(ctx context.Context, held []samples.Write) ([]verdict, error) {
	conversation := uuid.UUID(held[0].Conversation)
	// Before the list: what the list has beyond it was written later, and is newer.
	cached, err := c.api.cachedMessages(ctx, conversation)
	if err != nil {
		return nil, err
	}
	var rows []event
	again := func(from source) ([]verdict, error) {
		rows, err = events(c.Began.Add(-skew), func(before uuid.UUID) ([]event, error) {
			list, err := from.Messages(ctx, conversation, before, pageSize)
			page := make([]event, len(list))
			for i := range list {
				page[i] = event{list[i].MessageID, workload.MessageContent(&list[i])}
			}
			return page, err
		})
		return appended(held, rows), err
	}
	verdicts, err := again(c.api)
	if err != nil {
		return nil, err
	}
	newest := map[uuid.UUID]bool{}
	for _, r := range rows[:min(len(rows), cachedPage)] {
		newest[r.id] = true
	}
	for _, m := range cached {
		delete(newest, m.MessageID)
	}
	hide(verdicts, func(w *samples.Write) bool { return !newest[w.ID] })
	return c.straight(ctx, verdicts, again)
}

// notifications checks what one user was told.
func (c *checker) notifications(ctx context.Context, held []samples.Write) ([]verdict, error) {
	again := func(from source) ([]verdict, error) {
		rows, err := events(c.Began.Add(-skew), func(before uuid.UUID) ([]event, error) {
			list, err := from.Notifications(ctx, held[0].Row, before, pageSize)
			page := make([]event, len(list))
			for i := range list {
				page[i] = event{list[i].NotificationID, workload.NotificationContent(&list[i])}
			}
			return page, err
		})
		return appended(held, rows), err
	}
	return c.judged(ctx, again)
}

// appended judges writes each of which appends a row, by the rows of their owner. Rows that no write of known id explains are first
// those of writes whose id only the server knew, then second copies.
func appended(held []samples.Write, rows []event) []verdict {
	byID := make(map[uuid.UUID]event, len(rows))
	copies := make(map[uuid.UUID]int, len(rows))
	for _, r := range rows {
		byID[r.id] = r
		copies[r.id]++
	}
	spare := map[uint64]int{}
	verdicts := make([]verdict, 0, len(held))
	for i := range held {
		w := &held[i]
		if w.ID == uuid.Nil {
			continue
		}
		row, there := byID[w.ID]
		there = there && row.content == w.Content
		verdicts = append(verdicts, verdictOf(w, there))
		if there {
			spare[w.Content] += copies[w.ID] - 1
			copies[w.ID] = 0
		}
	}
	for id, n := range copies {
		spare[byID[id].content] += n
	}
	take := func(content uint64) bool {
		if spare[content] == 0 {
			return false
		}
		spare[content]--
		return true
	}
	for _, outcome := range []samples.Outcome{samples.Acknowledged, samples.Indeterminate, samples.Denied} {
		for i := range held {
			if w := &held[i]; w.ID == uuid.Nil && w.Outcome == outcome {
				verdicts = append(verdicts, verdictOf(w, take(w.Content)))
			}
		}
	}
	for i, v := range verdicts {
		if v.class == confirmed && take(v.Content) {
			verdicts[i].class = duplicated
		}
	}
	return verdicts
}
