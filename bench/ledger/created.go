package ledger

import (
	"context"
	"strings"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// row is a user or group that was found.
type row struct {
	id      int64
	content uint64
}

// createdUsers checks users that were created, all of a part. An address is unique, so it identifies a user whose id was in no answer.
func (c *checker) createdUsers(ctx context.Context, held []samples.Write) ([]verdict, error) {
	return c.created(ctx, held, func(from source, visit func(key any, r row)) error {
		return each(c.Dataset.Rows()["users"], func(after int64) ([]store.User, error) { return from.Users(ctx, after, pageSize) }, func(u *store.User) int64 {
			visit(strings.ToLower(u.Email), row{u.ID, workload.UserContent(u)})
			return u.ID
		})
	}, func(w *samples.Write) any { return strings.ToLower(w.Name) })
}

// createdGroups checks groups that were created, all of a part.
func (c *checker) createdGroups(ctx context.Context, held []samples.Write) ([]verdict, error) {
	return c.created(ctx, held, func(from source, visit func(key any, r row)) error {
		return each(c.Dataset.Rows()["groups"], func(after int64) ([]store.Group, error) { return from.Groups(ctx, after, pageSize) }, func(g *store.Group) int64 {
			content := workload.GroupContent(g)
			visit(content, row{g.ID, content})
			return g.ID
		})
	}, func(w *samples.Write) any { return w.Content })
}

// each visits the rows behind an id, page by page, and is told the id of each.
func each[T any](after int64, list func(after int64) ([]T, error), visit func(*T) int64) error {
	for {
		rows, err := list(after)
		if err != nil {
			return err
		}
		for i := range rows {
			after = visit(&rows[i])
		}
		if len(rows) < pageSize {
			return nil
		}
	}
}

// created judges writes that create a row, by all rows of that kind that were not seeded.
func (c *checker) created(ctx context.Context, held []samples.Write, list func(from source, visit func(key any, r row)) error, key func(*samples.Write) any) ([]verdict, error) {
	again := func(from source) ([]verdict, error) {
		rows := make(map[any][]row, len(held))
		for i := range held {
			rows[key(&held[i])] = nil
		}
		err := list(from, func(key any, r row) {
			if known, wanted := rows[key]; wanted {
				rows[key] = append(known, r)
			}
		})
		if err != nil {
			return nil, err
		}
		verdicts := make([]verdict, 0, len(held))
		for i := range held {
			w := &held[i]
			v := verdictOf(w, isThere(w, rows[key(w)]))
			if v.class == confirmed && len(rows[key(w)]) > 1 {
				v.class = duplicated
			}
			verdicts = append(verdicts, v)
		}
		return verdicts, nil
	}
	return c.judged(ctx, again)
}

// isThere reports whether one of the rows is what was written, under its id where that is known.
func isThere(w *samples.Write, rows []row) bool {
	for _, r := range rows {
		if r.content == w.Content && (w.Row == 0 || w.Row == r.id) {
			return true
		}
	}
	return false
}
