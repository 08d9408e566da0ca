package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// statements are all statements, prepared once; database/sql prepares each again on every connection that first uses it.
type statements struct {
	ping, probe *sql.Stmt

	createUser, updateUser, deleteUser, user, users, missingUser *sql.Stmt
	createGroup, group, groups                                   *sql.Stmt

	addMessage, message, messages                *sql.Stmt
	addNotification, notification, notifications *sql.Stmt

	addFriend, removeFriend, friends, suggestions *sql.Stmt
	addMember, removeMember, members, groupsOf    *sql.Stmt

	all []*sql.Stmt
}

// Keyset pages: "newest first, below an id" with the largest possible id standing for "from the newest".
const (
	selectUser         = `SELECT id, name, email, created_at FROM users`
	selectGroup        = `SELECT id, name, description, created_at FROM groups`
	selectMessage      = `SELECT message_id, user_id, content FROM messages`
	selectNotification = `SELECT notification_id, type, content FROM notifications`
)

func (d *DB) prepare(ctx context.Context) error {
	s := &d.statements
	for _, p := range []struct {
		to   **sql.Stmt
		on   *sql.DB
		text string
	}{
		{&s.ping, d.reads, `SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1)`},
		// The application's id is a field of the file's head; it is the same every time.
		{&s.probe, d.writer, `PRAGMA application_id = 1364545902`},

		{&s.createUser, d.writer, `INSERT INTO users (name, email, email_key, created_at) VALUES (?, ?, ?, ?)`},
		{&s.updateUser, d.writer, `UPDATE users SET name = ?, email = ?, email_key = ? WHERE id = ? RETURNING created_at`},
		{&s.deleteUser, d.writer, `DELETE FROM users WHERE id = ?`},
		{&s.user, d.reads, selectUser + ` WHERE id = ?`},
		{&s.users, d.reads, selectUser + ` WHERE id > ? ORDER BY id LIMIT ?`},
		{&s.missingUser, d.reads, `SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = value) LIMIT 1`},
		{&s.createGroup, d.writer, `INSERT INTO groups (name, description, created_at) VALUES (?, ?, ?)`},
		{&s.group, d.reads, selectGroup + ` WHERE id = ?`},
		{&s.groups, d.reads, selectGroup + ` WHERE id > ? ORDER BY id LIMIT ?`},

		{&s.addMessage, d.writer, `INSERT INTO messages VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`},
		{&s.message, d.reads, selectMessage + ` WHERE conversation_id = ? AND message_id = ?`},
		{&s.messages, d.reads, selectMessage + ` WHERE conversation_id = ? AND message_id < ? ORDER BY message_id DESC LIMIT ?`},
		{&s.addNotification, d.writer, `INSERT INTO notifications VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`},
		{&s.notification, d.reads, selectNotification + ` WHERE user_id = ? AND notification_id = ?`},
		{&s.notifications, d.reads, selectNotification + ` WHERE user_id = ? AND notification_id < ? ORDER BY notification_id DESC LIMIT ?`},

		{&s.addFriend, d.writer, `INSERT INTO friendships VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING`},
		{&s.removeFriend, d.writer, `DELETE FROM friendships WHERE (user_id = ?1 AND friend_id = ?2) OR (user_id = ?2 AND friend_id = ?1)`},
		{&s.friends, d.reads, `SELECT friend_id FROM friendships WHERE user_id = ? AND friend_id > ? ORDER BY friend_id LIMIT ?`},
		{&s.suggestions, d.reads, `
			SELECT theirs.friend_id, COUNT(*) AS mutual
			FROM friendships AS mine JOIN friendships AS theirs ON theirs.user_id = mine.friend_id
			WHERE mine.user_id = ?1 AND theirs.friend_id <> ?1
			  AND NOT EXISTS (SELECT 1 FROM friendships WHERE user_id = ?1 AND friend_id = theirs.friend_id)
			GROUP BY theirs.friend_id ORDER BY mutual DESC, theirs.friend_id LIMIT ?2`},
		{&s.addMember, d.writer, `INSERT INTO memberships VALUES (?, ?) ON CONFLICT DO NOTHING`},
		{&s.removeMember, d.writer, `DELETE FROM memberships WHERE group_id = ? AND user_id = ?`},
		{&s.members, d.reads, `SELECT user_id FROM memberships WHERE group_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`},
		{&s.groupsOf, d.reads, `SELECT group_id FROM memberships WHERE user_id = ? AND group_id > ? ORDER BY group_id LIMIT ?`},
	} {
		stmt, err := p.on.PrepareContext(ctx, p.text)
		if err != nil {
			return err
		}
		*p.to = stmt
		s.all = append(s.all, stmt)
	}
	return nil
}

func (s *statements) close() error {
	var errs []error
	for _, stmt := range s.all {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// exec runs a writing statement that is a transaction of its own and returns how many rows it changed.
func (d *DB) exec(ctx context.Context, stmt *sql.Stmt, args ...any) (sql.Result, error) {
	var result sql.Result
	err := d.retry(ctx, func() (err error) {
		result, err = stmt.ExecContext(ctx, args...)
		return err
	})
	return result, err
}

// list runs a reading statement and scans each row; it returns an empty slice, never nil, when there are none.
func list[T any](ctx context.Context, d *DB, stmt *sql.Stmt, scan func(*sql.Rows) (T, error), args ...any) ([]T, error) {
	out := []T{}
	err := d.retry(ctx, func() error {
		out = out[:0]
		rows, err := stmt.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			row, err := scan(rows)
			if err != nil {
				return err
			}
			out = append(out, row)
		}
		return rows.Err()
	})
	return out, err
}

// id scans a row of one integer.
func id(rows *sql.Rows) (v int64, err error) {
	err = rows.Scan(&v)
	return v, err
}
