package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// loadedRows is how many rows loaders are given: more than any batch and no multiple of one.
const loadedRows = 1234

func recordsLoader(t *testing.T, s store.Records, loader store.RecordsLoader) {
	ctx := testContext(t)
	u, err := s.CreateUser(ctx, "before", uniqueEmail())
	want(t, "create user", err, nil)
	g, err := s.CreateGroup(ctx, "before", "")
	want(t, "create group", err, nil)
	at := time.Date(2024, 2, 29, 23, 59, 59, 999e6, time.UTC)
	users, groups := make([]store.User, loadedRows), make([]store.Group, loadedRows)
	for i := range users {
		// The gap leaves room for others who create rows meanwhile.
		n := int64(i) + 10_000
		users[i] = store.User{ID: u.ID + n, Name: "loaded ü", Email: uniqueEmail(), CreatedAt: at.Add(time.Duration(i) * time.Millisecond)}
		groups[i] = store.Group{ID: g.ID + n, Name: "loaded", Description: "", CreatedAt: at}
	}
	for range 2 { // the second time changes nothing
		want(t, "load users", loader.LoadUsers(ctx, users), nil)
		want(t, "load groups", loader.LoadGroups(ctx, groups), nil)
	}
	want(t, "load nothing", loader.LoadUsers(ctx, nil), nil)
	gotUsers, err := s.Users(ctx, users[0].ID-1, loadedRows)
	want(t, "list users", err, nil)
	if diff := cmp.Diff(users, gotUsers); diff != "" {
		t.Errorf("loaded users differ (-loaded +listed):\n%s", diff)
	}
	gotGroups, err := s.Groups(ctx, groups[0].ID-1, loadedRows)
	want(t, "list groups", err, nil)
	if diff := cmp.Diff(groups, gotGroups); diff != "" {
		t.Errorf("loaded groups differ (-loaded +listed):\n%s", diff)
	}
	next, err := s.CreateUser(ctx, "after", uniqueEmail())
	want(t, "create user", err, nil)
	if last := users[loadedRows-1].ID; next.ID <= last {
		t.Errorf("id %d given after id %d was loaded, want above it", next.ID, last)
	}
	nextGroup, err := s.CreateGroup(ctx, "after", "")
	want(t, "create group", err, nil)
	if last := groups[loadedRows-1].ID; nextGroup.ID <= last {
		t.Errorf("group id %d given after id %d was loaded, want above it", nextGroup.ID, last)
	}
	_, err = s.CreateUser(ctx, "x", users[7].Email)
	want(t, "create with a loaded e-mail", err, store.ErrConflict)
}

func graphLoader(t *testing.T, s store.Graph, loader store.GraphLoader) {
	ctx, user, group := testContext(t), uniqueID(), uniqueID()
	var friendships []store.Friendship
	var memberships []store.Membership
	var friends []int64
	for i := range int64(loadedRows) {
		friends = append(friends, user+1+i)
		friendships = append(friendships, store.Friendship{A: user, B: user + 1 + i})
		memberships = append(memberships, store.Membership{Group: group, User: user + 1 + i})
	}
	for range 2 {
		want(t, "load friendships", loader.LoadFriendships(ctx, friendships), nil)
		want(t, "load members", loader.LoadMembers(ctx, memberships), nil)
	}
	got, err := s.Friends(ctx, user, 0, loadedRows)
	want(t, "list friends", err, nil)
	if diff := cmp.Diff(friends, got); diff != "" {
		t.Errorf("loaded friends differ (-loaded +listed):\n%s", diff)
	}
	for _, friend := range []int64{friends[0], friends[loadedRows-1]} {
		back, err := s.Friends(ctx, friend, 0, 10)
		want(t, "list friends of the other side", err, nil)
		if diff := cmp.Diff([]int64{user}, back); diff != "" {
			t.Errorf("the other side (-want +got):\n%s", diff)
		}
	}
	got, err = s.Members(ctx, group, 0, loadedRows)
	want(t, "list members", err, nil)
	if diff := cmp.Diff(friends, got); diff != "" {
		t.Errorf("loaded members differ (-loaded +listed):\n%s", diff)
	}
	want(t, "load friendship with oneself", loader.LoadFriendships(ctx, []store.Friendship{{A: user, B: user}}), store.ErrInvalid)
}
