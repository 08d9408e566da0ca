package neo4j_test

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"quintet/api/store"
	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
)

// TestSameFriendshipAtOnce has many callers, through two pools, add the same friendship and membership, from both sides: first
// between users of whom one is new, then between users who are there already, where nothing but the relationship is to be made.
func TestSameFriendshipAtOnce(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize = 8
	pools := []*neo4j.DB{openWith(t, cfg), openWith(t, cfg)}
	const rounds, callers = 50, 16
	for _, apart := range []int64{1, 2} {
		for round := range int64(rounds) {
			storetest.Together(callers, func(i int) {
				db, a, b := pools[i%2], round, round+apart
				if i/2%2 == 1 {
					a, b = b, a
				}
				if err := db.AddFriend(t.Context(), a, b); err != nil {
					t.Errorf("add friend: %v", err)
				}
				if err := db.AddMember(t.Context(), apart, round); err != nil {
					t.Errorf("add member: %v", err)
				}
			})
		}
	}
	other := raw(t)
	for text, want := range map[string]int64{
		`MATCH ()-[r:FRIEND]->() RETURN count(r)`:                    2 * rounds,
		`MATCH (a)-[:FRIEND]->(b) WHERE a.id < b.id RETURN count(*)`: 2 * rounds,
		`MATCH (u:User) RETURN count(u)`:                             rounds + 2,
		`MATCH (g:Group) RETURN count(g)`:                            2,
		`MATCH ()-[r:MEMBER_OF]->() RETURN count(r)`:                 2 * rounds,
	} {
		if got := integer(t, other, text, nil); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestSameRemovalAtOnce has many callers remove the same friendship: exactly one is told that it did.
func TestSameRemovalAtOnce(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize = 8
	db := openWith(t, cfg)
	for range 40 {
		if err := errors.Join(db.AddFriend(t.Context(), 1, 2), db.AddMember(t.Context(), 3, 1)); err != nil {
			t.Fatal(err)
		}
		var friends, members atomic.Int64
		count := func(err error, removed *atomic.Int64) {
			switch {
			case err == nil:
				removed.Add(1)
			case !errors.Is(err, store.ErrNotFound):
				t.Errorf("remove: %v", err)
			}
		}
		storetest.Together(8, func(i int) {
			count(db.RemoveFriend(t.Context(), int64(1+i%2), int64(2-i%2)), &friends)
			count(db.RemoveMember(t.Context(), 3, 1), &members)
		})
		if friends.Load() != 1 || members.Load() != 1 {
			t.Fatalf("%d removals of a friendship and %d of a membership succeeded, want 1 each", friends.Load(), members.Load())
		}
	}
}

// TestWritersInEachOthersWay has callers add, remove and take out few users at random: none fails, whatever the locks, and what is
// left is well-formed.
func TestWritersInEachOthersWay(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize, cfg.RetryTime = 8, patience
	db, ctx := openWith(t, cfg), t.Context()
	const users, calls = 6, 60
	storetest.Together(8, func(i int) {
		chance := rand.New(rand.NewPCG(7, uint64(i)))
		for range calls {
			a := chance.Int64N(users)
			b := (a + 1 + chance.Int64N(users-1)) % users
			var err error
			switch n := chance.IntN(10); {
			case n < 5:
				err = db.AddFriend(ctx, a, b)
			case n < 7:
				err = db.AddMember(ctx, b, a)
			case n < 8:
				err = db.RemoveFriend(ctx, a, b)
			case n < 9:
				err = db.RemoveMember(ctx, b, a)
			default:
				err = db.RemoveUser(ctx, a)
			}
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("call: %v", err)
			}
		}
	})
	other := raw(t)
	for _, text := range []string{
		`MATCH (a)-[r]->(b) WITH a, b, type(r) AS kind, count(*) AS n WHERE n > 1 RETURN count(*)`,
		`MATCH (a)-[:FRIEND]->(b) WHERE a.id >= b.id RETURN count(*)`,
	} {
		if got := integer(t, other, text, nil); got != 0 {
			t.Errorf("%s: %d, want none", text, got)
		}
	}
}

// TestTenThousandFriends gives one user 10,000 friends and tells their pages and suggestions from a plain count.
func TestTenThousandFriends(t *testing.T) {
	const star, n, page = 50_000, 10_000, 500
	db, ctx := open(t), t.Context()
	rows := make([]store.Friendship, 0, n+600)
	var friends []int64
	for id := range int64(n) {
		friends = append(friends, id)
		rows = append(rows, store.Friendship{A: id, B: star})
	}
	// Some who know several of them, and some of whom they know.
	mutual := map[int64]int{}
	for i := range int64(600) {
		stranger := 60_000 + i%37
		rows = append(rows, store.Friendship{A: i * 13 % n, B: stranger})
		mutual[stranger]++
	}
	rows = append(rows, store.Friendship{A: 3, B: 4}, store.Friendship{A: 60_001, B: 60_002})
	if err := db.LoadFriendships(ctx, rows); err != nil {
		t.Fatal(err)
	}
	var got []int64
	for after := int64(-1); ; after = got[len(got)-1] {
		ids, err := db.Friends(ctx, star, after, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) > page {
			t.Fatalf("a page of %d, want at most %d", len(ids), page)
		}
		if len(ids) == 0 {
			break
		}
		got = append(got, ids...)
	}
	if !slices.Equal(got, friends) {
		t.Errorf("the pages hold %d friends, or others, or in another order", len(got))
	}
	var ranked []store.Suggestion
	for id, m := range mutual {
		ranked = append(ranked, store.Suggestion{UserID: id, MutualFriends: m})
	}
	slices.SortFunc(ranked, func(x, y store.Suggestion) int {
		return cmp.Or(cmp.Compare(y.MutualFriends, x.MutualFriends), cmp.Compare(x.UserID, y.UserID))
	})
	suggested, err := db.Suggestions(ctx, star, 20)
	if diff := gocmp.Diff(ranked[:20], suggested); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	// A friend of the star is offered the others, by id.
	suggested, err = db.Suggestions(ctx, 9_999, 3)
	if diff := gocmp.Diff([]store.Suggestion{{UserID: 0, MutualFriends: 1}, {UserID: 1, MutualFriends: 1}, {UserID: 2, MutualFriends: 1}}, suggested); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := errors.Join(db.AddFriend(ctx, star, 5), db.RemoveFriend(ctx, star, 6)); err != nil {
		t.Fatal(err)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["friendships"] != int64(len(rows)-1) {
		t.Errorf("%v, %v; want %d friendships", counts, err, len(rows)-1)
	}
	if err := db.RemoveUser(ctx, star); err != nil {
		t.Fatal(err)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["friendships"] != int64(len(rows)-n) {
		t.Errorf("%v, %v; want %d friendships", counts, err, len(rows)-n)
	}
}
