package neo4j_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
)

// randomFriendships are n friendships, some of them twice, between users below users.
func randomFriendships(seed uint64, users int64, n int) []store.Friendship {
	chance := rand.New(rand.NewPCG(seed, 1))
	rows := make([]store.Friendship, n)
	for i := range rows {
		a := chance.Int64N(users)
		b := (a + 1 + chance.Int64N(users-1)) % users
		rows[i] = store.Friendship{A: min(a, b), B: max(a, b)}
	}
	return rows
}

// distinct is how many different friendships there are.
func distinct(rows []store.Friendship) int64 {
	seen := map[store.Friendship]bool{}
	for _, f := range rows {
		seen[f] = true
	}
	return int64(len(seen))
}

func TestLoadCompletes(t *testing.T) {
	db, ctx := open(t), t.Context()
	rows := randomFriendships(1, 3000, 5000)
	if err := db.AddFriend(ctx, rows[7].A, rows[7].B); err != nil {
		t.Fatal(err)
	}
	if err := db.LoadFriendships(ctx, rows[:700]); err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(rows)
	if err := db.LoadFriendships(ctx, rows); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, rows); diff != "" {
		t.Errorf("the loader changed what it was given:\n%s", diff)
	}
	members := make([]store.Membership, 3000)
	for i := range members {
		members[i] = store.Membership{Group: int64(i % 7), User: int64(i)}
	}
	for range 2 {
		if err := db.LoadMembers(ctx, members); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Counts(ctx)
	if diff := cmp.Diff(map[string]int64{"friendships": distinct(rows), "memberships": 3000}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, none := range []error{db.LoadFriendships(ctx, nil), db.LoadMembers(ctx, nil)} {
		if none != nil {
			t.Errorf("load nothing: %v", none)
		}
	}
}

// TestLoadersTogether has loaders of two pools load rows of the same users, beside callers who add and take out: none fails, and
// nothing is there twice.
func TestLoadersTogether(t *testing.T) {
	cfg := empty(t)
	cfg.RetryTime = patience
	pools := []*neo4j.DB{openWith(t, cfg), openWith(t, cfg)}
	const users, perLoader = 2000, 3000
	var all []store.Friendship
	rows := make([][]store.Friendship, 4)
	for i := range rows {
		// Half of what each loads another loads too.
		rows[i] = append(randomFriendships(uint64(i), users, perLoader/2), randomFriendships(uint64(i/2+10), users, perLoader/2)...)
		all = append(all, rows[i]...)
	}
	// All users are there before, so that no loader waits for another to make one.
	chain := make([]store.Friendship, users-1)
	for i := range chain {
		chain[i] = store.Friendship{A: int64(i), B: int64(i + 1)}
	}
	if err := pools[0].LoadFriendships(t.Context(), chain); err != nil {
		t.Fatal(err)
	}
	all = append(all, chain...)
	storetest.Together(6, func(i int) {
		db := pools[i%2]
		if i < len(rows) {
			if err := db.LoadFriendships(t.Context(), rows[i]); err != nil {
				t.Errorf("load: %v", err)
			}
			return
		}
		for n := range 50 {
			f := all[n*61]
			if err := db.AddFriend(t.Context(), f.B, f.A); err != nil {
				t.Errorf("add friend: %v", err)
			}
			if err := db.AddMember(t.Context(), int64(n%3), f.A); err != nil {
				t.Errorf("add member: %v", err)
			}
		}
	})
	other := raw(t)
	for text, want := range map[string]int64{
		`MATCH ()-[r:FRIEND]->() RETURN count(r)`:                                                 distinct(all),
		`MATCH (a)-[:FRIEND]->(b) WITH DISTINCT a.id AS a, b.id AS b WHERE a < b RETURN count(*)`: distinct(all),
	} {
		if got := integer(t, other, text, nil); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}
