package instrument

import (
	"context"

	"quintet/api/store"
)

type graph struct{ decorator[store.Graph] }

var _ store.Graph = (*graph)(nil)

// AddFriend implements store.Graph.
func (d *graph) AddFriend(ctx context.Context, user, friend int64) error {
	return call(ctx, d.meter, "add_friend", func() error { return d.next.AddFriend(ctx, user, friend) })
}

// RemoveFriend implements store.Graph.
func (d *graph) RemoveFriend(ctx context.Context, user, friend int64) error {
	return call(ctx, d.meter, "remove_friend", func() error { return d.next.RemoveFriend(ctx, user, friend) })
}

// Friends implements store.Graph.
func (d *graph) Friends(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return result(ctx, d.meter, "list_friends", func() ([]int64, error) { return d.next.Friends(ctx, user, after, limit) })
}

// Suggestions implements store.Graph.
func (d *graph) Suggestions(ctx context.Context, user int64, limit int) ([]store.Suggestion, error) {
	return result(ctx, d.meter, "suggest_friends", func() ([]store.Suggestion, error) { return d.next.Suggestions(ctx, user, limit) })
}

// AddMember implements store.Graph.
func (d *graph) AddMember(ctx context.Context, group, user int64) error {
	return call(ctx, d.meter, "add_member", func() error { return d.next.AddMember(ctx, group, user) })
}

// RemoveMember implements store.Graph.
func (d *graph) RemoveMember(ctx context.Context, group, user int64) error {
	return call(ctx, d.meter, "remove_member", func() error { return d.next.RemoveMember(ctx, group, user) })
}

// Members implements store.Graph.
func (d *graph) Members(ctx context.Context, group, after int64, limit int) ([]int64, error) {
	return result(ctx, d.meter, "list_members", func() ([]int64, error) { return d.next.Members(ctx, group, after, limit) })
}

// GroupsOf implements store.Graph.
func (d *graph) GroupsOf(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return result(ctx, d.meter, "list_groups_of", func() ([]int64, error) { return d.next.GroupsOf(ctx, user, after, limit) })
}

// RemoveUser implements store.Graph.
func (d *graph) RemoveUser(ctx context.Context, user int64) error {
	return call(ctx, d.meter, "remove_user", func() error { return d.next.RemoveUser(ctx, user) })
}
