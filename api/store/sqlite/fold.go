package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"quintet/api/store"
)

// foldEmails is the part of migration 2 that SQL cannot do: it gives users with addresses beyond ASCII their key. Two users whose
// addresses are one by the new folding are an error that names both.
func foldEmails(ctx context.Context, tx *sql.Tx) error {
	for after := int64(0); ; {
		var email string
		err := tx.QueryRowContext(ctx, `SELECT id, email FROM users WHERE id > ? AND length(email) <> length(CAST(email AS BLOB)) ORDER BY id LIMIT 1`,
			after).Scan(&after, &email)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		key := store.EmailKey(email)
		var other int64
		err = tx.QueryRowContext(ctx, `SELECT id FROM users WHERE email_key = ? AND id <> ?`, key, after).Scan(&other)
		if err == nil {
			return fmt.Errorf("users %d and %d have the same e-mail address but for letter case; change one of them first", other, after)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE users SET email_key = ? WHERE id = ?`, key, after); err != nil {
			return err
		}
	}
}
