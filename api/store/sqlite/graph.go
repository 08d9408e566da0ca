package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"quintet/api/store"
)

// AddFriend implements store.Graph.
func (d *DB) AddFriend(ctx context.Context, user, friend int64) error {
	if user == friend {
		return fmt.Errorf("add friend: %w: friendship with oneself", store.ErrInvalid)
	}
	_, err := d.exec(ctx, d.addFriend, user, friend)
	return fail(ctx, "add friend", err)
}

// RemoveFriend implements store.Graph.
func (d *DB) RemoveFriend(ctx context.Context, user, friend int64) error {
	result, err := d.exec(ctx, d.removeFriend, user, friend)
	return removed(ctx, "remove friend", result, err)
}

// Friends implements store.Graph.
func (d *DB) Friends(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	ids, err := list(ctx, d, d.friends, id, user, after, max(limit, 1))
	return ids, fail(ctx, "list friends", err)
}

// Suggestions implements store.Graph.
func (d *DB) Suggestions(ctx context.Context, user int64, limit int) ([]store.Suggestion, error) {
	found, err := list(ctx, d, d.suggestions, func(rows *sql.Rows) (s store.Suggestion, err error) {
		err = rows.Scan(&s.UserID, &s.MutualFriends)
		return s, err
	}, user, max(limit, 1))
	return found, fail(ctx, "suggest friends", err)
}

// AddMember implements store.Graph.
func (d *DB) AddMember(ctx context.Context, group, user int64) error {
	_, err := d.exec(ctx, d.addMember, group, user)
	return fail(ctx, "add member", err)
}

// RemoveMember implements store.Graph.
func (d *DB) RemoveMember(ctx context.Context, group, user int64) error {
	result, err := d.exec(ctx, d.removeMember, group, user)
	return removed(ctx, "remove member", result, err)
}

// Members implements store.Graph.
func (d *DB) Members(ctx context.Context, group, after int64, limit int) ([]int64, error) {
	ids, err := list(ctx, d, d.members, id, group, after, max(limit, 1))
	return ids, fail(ctx, "list members", err)
}

// GroupsOf implements store.Graph.
func (d *DB) GroupsOf(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	ids, err := list(ctx, d, d.groupsOf, id, user, after, max(limit, 1))
	return ids, fail(ctx, "list groups of a user", err)
}

// RemoveUser implements store.Graph.
func (d *DB) RemoveUser(ctx context.Context, user int64) error {
	err := d.transaction(ctx, func(tx *sql.Tx) error {
		for _, text := range []string{
			// The other sides' rows are found by this side's: there is no index on friend_id, nor need there be.
			`DELETE FROM friendships WHERE friend_id = ?1 AND user_id IN (SELECT friend_id FROM friendships WHERE user_id = ?1)`,
			`DELETE FROM friendships WHERE user_id = ?1`,
			`DELETE FROM memberships WHERE user_id = ?1`,
		} {
			if _, err := tx.ExecContext(ctx, text, user); err != nil {
				return err
			}
		}
		return nil
	})
	return fail(ctx, "remove user from the graph", err)
}

// transaction runs f in a transaction that holds the write lock from its beginning, and again when the lock was not to be had.
func (d *DB) transaction(ctx context.Context, f func(*sql.Tx) error) error {
	return d.retry(ctx, func() error {
		tx, err := d.writer.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := f(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
}
