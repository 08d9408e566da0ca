package neo4j_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

// BenchmarkLoad compares loading friendships with a raw CREATE of the same: for the first time, users included, and again, when there is
// nothing to make, with a CREATE that makes all friendships between users who are there.
func BenchmarkLoad(b *testing.B) {
	const users, size = 3000, 10_000
	for name, again := range map[string]bool{"First": false, "Again": true} {
		b.Run(name, func(b *testing.B) {
			db, other := open(b), raw(b)
			execute(b, other, `CREATE CONSTRAINT raw_id IF NOT EXISTS FOR (r:Raw) REQUIRE r.id IS UNIQUE`, nil)
			defer execute(b, other, `DROP CONSTRAINT raw_id`, nil)
			var rows []store.Friendship
			var pairs [][]int64
			seed := uint64(0)
			load := func() {
				if err := db.LoadFriendships(b.Context(), rows); err != nil {
					b.Fatal(err)
				}
			}
			create := func() {
				execute(b, other, `UNWIND range(0, $users - 1) AS id CREATE (:Raw {id: id})`, map[string]any{"users": users})
			}
			storetest.Rates(b, func() {
				clear(b, other)
				seed++
				rows, pairs = randomFriendships(seed, users, size), nil
				for _, f := range rows {
					pairs = append(pairs, []int64{f.A, f.B})
				}
				if again {
					load()
					create()
				}
			}, load, func() {
				if !again {
					create()
				}
				for chunk := range slices.Chunk(pairs, 2000) {
					execute(b, other, `UNWIND $pairs AS p MATCH (a:Raw {id: p[0]}), (b:Raw {id: p[1]}) CREATE (a)-[:RAW]->(b)`, map[string]any{"pairs": chunk})
				}
			})
		})
	}
}

// BenchmarkFriends compares a page of a user's friends with the same statement given to the driver directly, without limits of
// time or number of calls.
func BenchmarkFriends(b *testing.B) {
	const calls = 100
	db, other := open(b), raw(b)
	var rows []store.Friendship
	for id := range int64(10_000) {
		rows = append(rows, store.Friendship{A: id, B: 20_000})
	}
	if err := db.LoadFriendships(b.Context(), append(rows, randomFriendships(1, 10_000, 50_000)...)); err != nil {
		b.Fatal(err)
	}
	user := func() int64 { return rand.Int64N(10_000) }
	b.Run("Anyone", func(b *testing.B) {
		storetest.Rates(b, func() {}, func() {
			for range calls {
				if _, err := db.Friends(b.Context(), user(), 0, 50); err != nil {
					b.Fatal(err)
				}
			}
		}, func() {
			for range calls {
				_, err := driver.ExecuteQuery(b.Context(), other, `MATCH (:User {id: $of})-[:FRIEND]-(f) WHERE f.id > $after RETURN f.id AS id ORDER BY id LIMIT $limit`,
					map[string]any{"of": user(), "after": 0, "limit": 50}, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	for name, call := range map[string]func() error{
		"OfTenThousand":          func() error { _, err := db.Friends(b.Context(), 20_000, 5000, 50); return err },
		"Suggestions":            func() error { _, err := db.Suggestions(b.Context(), user(), 10); return err },
		"SuggestionsTenThousand": func() error { _, err := db.Suggestions(b.Context(), 20_000, 10); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
