package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"quintet/api/store"
)

// foldEmails is the part of migration 2 that SQL cannot do: it gives users with addresses beyond ASCII their key. Two users whose
// addresses are one by the new folding are an error that names both.
func foldEmails(ctx context.Context, tx pgx.Tx) error {
	const perBatch = 10_000
	type row struct {
		ID    int64
		Email string
	}
	for after := int64(0); ; {
		found, err := tx.Query(ctx, `SELECT id, email FROM users WHERE id > $1 AND octet_length(email) <> char_length(email) ORDER BY id LIMIT $2`, after, perBatch)
		if err != nil {
			return err
		}
		rows, err := pgx.CollectRows(found, pgx.RowToStructByPos[row])
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			key := store.EmailKey(r.Email)
			var other int64
			err := tx.QueryRow(ctx, `SELECT id FROM users WHERE email_key = $1 AND id <> $2`, key, r.ID).Scan(&other)
			if err == nil {
				return fmt.Errorf("users %d and %d have the same e-mail address but for letter case; change one of them first", other, r.ID)
			}
			if err != pgx.ErrNoRows {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE users SET email_key = $1 WHERE id = $2`, key, r.ID); err != nil {
				return err
			}
			after = r.ID
		}
	}
}
