package store

import "context"

// Suggestion is a friend of a friend who is not yet a friend.
type Suggestion struct {
	UserID int64 `json:"user_id"`
	// MutualFriends is how many friends both have, at least 1.
	MutualFriends int `json:"mutual_friends"`
}

// Friendship is undirected; A < B in what a loader is given.
type Friendship struct{ A, B int64 }

// Membership says that User belongs to Group.
type Membership struct{ Group, User int64 }

// Graph keeps who knows whom and who belongs where (Neo4j's role). It does not know which users and groups exist; package
// integrity does that for it.
type Graph interface {
	// AddFriend makes two users friends of one another. Idempotent; ErrInvalid for oneself.
	AddFriend(ctx context.Context, user, friend int64) error
	// RemoveFriend ends a friendship, or says ErrNotFound when there was none.
	RemoveFriend(ctx context.Context, user, friend int64) error
	// Friends returns at most limit friends with id > after, by ascending id.
	Friends(ctx context.Context, user, after int64, limit int) ([]int64, error)
	// Suggestions returns at most limit friends of friends who are not friends, most mutual friends first, then by
	// ascending id.
	Suggestions(ctx context.Context, user int64, limit int) ([]Suggestion, error)

	// AddMember puts a user into a group. Idempotent.
	AddMember(ctx context.Context, group, user int64) error
	// RemoveMember takes a user out of a group, or says ErrNotFound when it was not in it.
	RemoveMember(ctx context.Context, group, user int64) error
	// Members returns at most limit users of a group with id > after, by ascending id.
	Members(ctx context.Context, group, after int64, limit int) ([]int64, error)
	// GroupsOf returns at most limit groups of a user with id > after, by ascending id.
	GroupsOf(ctx context.Context, user, after int64, limit int) ([]int64, error)

	// RemoveUser takes a user out of every friendship and group. Idempotent.
	RemoveUser(ctx context.Context, user int64) error
}

// GraphLoader fills a Graph in bulk. Loading the same edges again changes nothing.
type GraphLoader interface {
	LoadFriendships(ctx context.Context, friendships []Friendship) error
	LoadMembers(ctx context.Context, memberships []Membership) error
}
