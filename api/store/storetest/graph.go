package storetest

import (
	"context"
	"math"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// Graph is the suite of store.Graph and, when the store has it, store.GraphLoader.
func Graph(t *testing.T, open func(*testing.T) store.Graph) {
	s := open(t)
	befriend := func(t *testing.T, user int64, friends ...int64) {
		t.Helper()
		for _, friend := range friends {
			want(t, "add friend", s.AddFriend(testContext(t), user, friend), nil)
		}
	}
	friends := func(t *testing.T, user int64, expected ...int64) {
		t.Helper()
		got, err := s.Friends(testContext(t), user, 0, 500)
		want(t, "list friends", err, nil)
		if diff := cmp.Diff(append([]int64{}, expected...), got); diff != "" {
			t.Errorf("friends of %d (-want +got):\n%s", user, diff)
		}
	}

	t.Run("FriendshipHasNoDirection", func(t *testing.T) {
		a := uniqueID()
		befriend(t, a, a+1, a+2)
		befriend(t, a+2, a) // the same again, from the other side
		befriend(t, a, a+2) // and from this one
		friends(t, a, a+1, a+2)
		friends(t, a+1, a)
		friends(t, a+2, a)
	})
	t.Run("NotWithOneself", func(t *testing.T) {
		a := uniqueID()
		want(t, "add oneself", s.AddFriend(testContext(t), a, a), store.ErrInvalid)
		friends(t, a)
	})
	t.Run("RemoveFriend", func(t *testing.T) {
		ctx, a := testContext(t), uniqueID()
		befriend(t, a, a+1, a+2)
		want(t, "remove friend from the other side", s.RemoveFriend(ctx, a+1, a), nil)
		friends(t, a, a+2)
		friends(t, a+1)
		want(t, "remove again", s.RemoveFriend(ctx, a, a+1), store.ErrNotFound)
		want(t, "remove a friendship that never was", s.RemoveFriend(ctx, a, a+9), store.ErrNotFound)
	})
	t.Run("Suggestions", func(t *testing.T) {
		// me - a, b, c; d knows a, b, c; e knows a, b; f and g know c; a knows b: a friend is never suggested, nor am I.
		me := uniqueID()
		a, b, c, d, e, f, g := me+1, me+2, me+3, me+4, me+5, me+6, me+7
		befriend(t, me, a, b, c)
		befriend(t, a, b, d, e)
		befriend(t, b, d, e)
		befriend(t, c, d, g, f)
		ranked := []store.Suggestion{{UserID: d, MutualFriends: 3}, {UserID: e, MutualFriends: 2}, {UserID: f, MutualFriends: 1}, {UserID: g, MutualFriends: 1}}
		for _, limit := range []int{1, 2, 3, 4, 50} {
			got, err := s.Suggestions(testContext(t), me, limit)
			want(t, "suggest", err, nil)
			if diff := cmp.Diff(ranked[:min(limit, len(ranked))], got); diff != "" {
				t.Errorf("limit %d (-want +got):\n%s", limit, diff)
			}
		}
		got, err := s.Suggestions(testContext(t), uniqueID(), 10)
		want(t, "suggest to a stranger", err, nil)
		if got == nil || len(got) != 0 {
			t.Errorf("suggestions for a stranger are %v, want empty and not nil", got)
		}
	})
	t.Run("Members", func(t *testing.T) {
		ctx, group, user := testContext(t), uniqueID(), uniqueID()
		for range 2 {
			want(t, "add member", s.AddMember(ctx, group, user), nil)
		}
		want(t, "add member", s.AddMember(ctx, group+1, user), nil)
		want(t, "add member", s.AddMember(ctx, group, user+1), nil)
		members, err := s.Members(ctx, group, 0, 10)
		want(t, "list members", err, nil)
		groups, err := s.GroupsOf(ctx, user, 0, 10)
		want(t, "list groups", err, nil)
		if diff := cmp.Diff([][]int64{{user, user + 1}, {group, group + 1}}, [][]int64{members, groups}); diff != "" {
			t.Errorf("members, groups (-want +got):\n%s", diff)
		}
		want(t, "remove member", s.RemoveMember(ctx, group, user), nil)
		want(t, "remove member again", s.RemoveMember(ctx, group, user), store.ErrNotFound)
		members, err = s.Members(ctx, group, 0, 10)
		want(t, "list members", err, nil)
		groups, err = s.GroupsOf(ctx, user, 0, 10)
		want(t, "list groups", err, nil)
		if diff := cmp.Diff([][]int64{{user + 1}, {group + 1}}, [][]int64{members, groups}); diff != "" {
			t.Errorf("after removal (-want +got):\n%s", diff)
		}
	})
	t.Run("Pages", func(t *testing.T) {
		ctx, group, user, n := testContext(t), uniqueID(), uniqueID(), int64(25)
		var users, groups []int64
		for i := range n {
			users, groups = append(users, user+1+i), append(groups, group+i)
		}
		for i := range n { // in an order that is neither
			befriend(t, user, users[i*7%n])
			want(t, "add member", s.AddMember(ctx, group, users[i*7%n]), nil)
			want(t, "add member", s.AddMember(ctx, groups[i*7%n], user), nil)
		}
		t.Run("Friends", func(t *testing.T) {
			pages(t, users, func(after int64, limit int) ([]int64, error) { return s.Friends(ctx, user, after, limit) })
		})
		t.Run("Members", func(t *testing.T) {
			pages(t, users, func(after int64, limit int) ([]int64, error) { return s.Members(ctx, group, after, limit) })
		})
		t.Run("GroupsOf", func(t *testing.T) {
			pages(t, groups, func(after int64, limit int) ([]int64, error) { return s.GroupsOf(ctx, user, after, limit) })
		})
		for name, list := range map[string]func(context.Context, int64, int64, int) ([]int64, error){
			"friends": s.Friends, "members": s.Members, "groups": s.GroupsOf,
		} {
			for _, id := range []int64{user, group, uniqueID()} {
				got, err := list(ctx, id, math.MaxInt64-1, 10)
				want(t, "list "+name+" past the end", err, nil)
				if got == nil || len(got) != 0 {
					t.Errorf("%s past the end are %v, want empty and not nil", name, got)
				}
			}
		}
	})
	t.Run("RemoveUser", func(t *testing.T) {
		ctx, a, group := testContext(t), uniqueID(), uniqueID()
		befriend(t, a, a+1, a+2)
		befriend(t, a+1, a+2)
		for _, user := range []int64{a, a + 1} {
			want(t, "add member", s.AddMember(ctx, group, user), nil)
		}
		for range 2 { // idempotent
			want(t, "remove user", s.RemoveUser(ctx, a), nil)
		}
		friends(t, a)
		friends(t, a+1, a+2)
		friends(t, a+2, a+1)
		members, err := s.Members(ctx, group, 0, 10)
		want(t, "list members", err, nil)
		if diff := cmp.Diff([]int64{a + 1}, members); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
	})
	t.Run("ConcurrentWriters", func(t *testing.T) {
		ctx, a := testContext(t), uniqueID()
		Together(16, func(i int) {
			pair := [2]int64{a, a + 1}
			if err := s.AddFriend(ctx, pair[i%2], pair[1-i%2]); err != nil {
				t.Errorf("add friend: %v", err)
			}
			if err := s.AddMember(ctx, a, a+int64(i)); err != nil {
				t.Errorf("add member: %v", err)
			}
		})
		friends(t, a, a+1)
		friends(t, a+1, a)
		members, err := s.Members(ctx, a, 0, 100)
		want(t, "list members", err, nil)
		if len(members) != 16 {
			t.Errorf("%d members, want 16", len(members))
		}
		var removed atomic.Int32
		Together(8, func(int) {
			if s.RemoveFriend(ctx, a, a+1) == nil {
				removed.Add(1)
			}
		})
		if removed.Load() != 1 {
			t.Errorf("%d of 8 removals found the friendship, want 1", removed.Load())
		}
	})
	t.Run("Canceled", func(t *testing.T) {
		a := uniqueID()
		canceled(t, map[string]func(context.Context) error{
			"AddFriend":   func(ctx context.Context) error { return s.AddFriend(ctx, a, a+1) },
			"Friends":     func(ctx context.Context) error { _, err := s.Friends(ctx, a, 0, 10); return err },
			"Suggestions": func(ctx context.Context) error { _, err := s.Suggestions(ctx, a, 10); return err },
			"AddMember":   func(ctx context.Context) error { return s.AddMember(ctx, a, a) },
			"RemoveUser":  func(ctx context.Context) error { return s.RemoveUser(ctx, a) },
		})
	})
	if loader, ok := store.As[store.GraphLoader](s); ok {
		t.Run("Loader", func(t *testing.T) { graphLoader(t, s, loader) })
	}
}
