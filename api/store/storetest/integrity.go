package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"quintet/api/store"
)

// Integrity is the suite of a Graph that asks a Records who exists: nothing in it names a user who is not there, also when users are
// deleted while friendships and memberships are added.
func Integrity(t *testing.T, open func(*testing.T) (store.Records, store.Graph)) {
	records, graph := open(t)
	create := func(t *testing.T) int64 {
		t.Helper()
		u, err := records.CreateUser(testContext(t), "x", uniqueEmail())
		want(t, "create user", err, nil)
		return u.ID
	}
	newGroup := func(t *testing.T) int64 {
		t.Helper()
		g, err := records.CreateGroup(testContext(t), "x", "")
		want(t, "create group", err, nil)
		return g.ID
	}
	// gone deletes a user as the API does: the row, then what the graph has.
	gone := func(ctx context.Context, user int64) error {
		return errors.Join(records.DeleteUser(ctx, user), graph.RemoveUser(ctx, user))
	}
	named := func(t *testing.T, user, friend, group int64) bool {
		t.Helper()
		ctx := testContext(t)
		friends, err := graph.Friends(ctx, friend, 0, 500)
		want(t, "list friends", err, nil)
		members, err := graph.Members(ctx, group, 0, 500)
		want(t, "list members", err, nil)
		own, err := graph.Friends(ctx, user, 0, 500)
		want(t, "list friends", err, nil)
		groups, err := graph.GroupsOf(ctx, user, 0, 500)
		want(t, "list groups", err, nil)
		return slices.Contains(friends, user) || slices.Contains(members, user) || len(own)+len(groups) > 0
	}

	t.Run("AbsentIsRefused", func(t *testing.T) {
		ctx, there, group, absent := testContext(t), create(t), newGroup(t), create(t)
		want(t, "delete user", gone(ctx, absent), nil)
		for name, add := range map[string]func() error{
			"friend":   func() error { return graph.AddFriend(ctx, there, absent) },
			"befriend": func() error { return graph.AddFriend(ctx, absent, there) },
			"member":   func() error { return graph.AddMember(ctx, group, absent) },
		} {
			var missing *store.MissingError
			if err := add(); !errors.As(err, &missing) || *missing != (store.MissingError{Kind: "user", ID: absent}) || !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: error is %v, want that user %d is missing", name, err, absent)
			}
		}
		var missing *store.MissingError
		if err := graph.AddMember(ctx, 1<<60, there); !errors.As(err, &missing) || *missing != (store.MissingError{Kind: "group", ID: 1 << 60}) {
			t.Errorf("absent group: error is %v", err)
		}
		if named(t, absent, there, group) {
			t.Error("what was refused is in the graph")
		}
		want(t, "befriend oneself", graph.AddFriend(ctx, there, there), store.ErrInvalid)
	})
	t.Run("DeleteBesideAdd", func(t *testing.T) {
		friend, group := create(t), newGroup(t)
		for round := range Rounds(t, 50) {
			ctx, user := testContext(t), create(t)
			acts := []func() error{
				func() error { return gone(ctx, user) },
				func() error { return graph.AddFriend(ctx, user, friend) },
				func() error { return graph.AddMember(ctx, group, user) },
				func() error { return graph.AddFriend(ctx, friend, user) },
			}
			errs := make([]error, len(acts))
			Together(len(acts), func(i int) { errs[i] = acts[(i+round)%len(acts)]() })
			for i, err := range errs {
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Fatalf("round %d: %d: %v", round, i, err)
				}
			}
			if named(t, user, friend, group) {
				t.Fatalf("round %d: the graph names user %d, who was deleted; the four answers were %v", round, user, errs)
			}
		}
	})
}
