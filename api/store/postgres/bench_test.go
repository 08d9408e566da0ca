package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

// BenchmarkLoad compares loading rows, and loading them again, with a raw COPY of the same rows into a table like it.
func BenchmarkLoad(b *testing.B) {
	for _, size := range []int{1000, 20_000} {
		for _, times := range []int{1, 2} {
			b.Run(fmt.Sprintf("Rows=%d/Times=%d", size, times), func(b *testing.B) {
				db, conn := open(b), raw(b)
				execute(b, conn, `CREATE TABLE raw (LIKE users INCLUDING ALL)`)
				var rows []store.User
				next := int64(1)
				load := func() {
					if err := db.LoadUsers(b.Context(), rows); err != nil {
						b.Fatal(err)
					}
				}
				storetest.Rates(b, func() {
					rows = users(next, size)
					next += int64(size)
					if times == 2 {
						load()
					}
				}, load, func() {
					if err := copyRaw(b, conn, rows); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
	}
}

func copyRaw(b *testing.B, conn *pgx.Conn, rows []store.User) error {
	_, err := conn.CopyFrom(b.Context(), pgx.Identifier{"raw"}, []string{"id", "name", "email", "created_at"},
		pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
			return []any{rows[i].ID, rows[i].Name, rows[i].Email, rows[i].CreatedAt}, nil
		}))
	return err
}

// BenchmarkUser compares reading a user by id with the same statement given to the driver directly.
func BenchmarkUser(b *testing.B) {
	const rows, calls = 10_000, 200
	db, conn := open(b), raw(b)
	if err := db.LoadUsers(b.Context(), users(1, rows)); err != nil {
		b.Fatal(err)
	}
	storetest.Rates(b, func() {}, func() {
		for range calls {
			if _, err := db.User(b.Context(), 1+rand.Int64N(rows)); err != nil {
				b.Fatal(err)
			}
		}
	}, func() {
		for range calls {
			var u store.User
			row := conn.QueryRow(b.Context(), `SELECT id, name, email, created_at FROM users WHERE id = $1`, 1+rand.Int64N(rows))
			if err := row.Scan(&u.ID, &u.Name, &u.Email, &u.CreatedAt); err != nil {
				b.Fatal(err)
			}
		}
	})
}
