// Package integrity keeps the references between stores that share no transaction: a decorator of Graph, whose friendships and
// memberships name only users and groups that Records has.
//
//  1. Before a write both ends are looked up, in the store itself: what a cache says may be older than a delete that was acknowledged.
//  2. After the write the users are looked up once more. Whoever deletes a user deletes the row first and then what the graph has. So
//     either that second step comes after the write and removes it, or the row was gone when the write was done, and this look
//     sees that and takes the user out of the graph again. Ids are never given twice, so no other user's edges are removed.
//  3. The look after the write happens even when the caller has left or the write's outcome is unknown, for at most a few seconds.
//
// What remains: a process that dies between the write and the look, or a graph that refuses to undo, may leave an edge of a write that
// was never acknowledged. Rejected: a tombstone in the graph for each deleted user, which the write would look at under a lock. It
// costs each write of an edge two more locks, and whoever loads a data set again would have to find and remove them.
package integrity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quintet/api/store"
)

// afterwards bounds the look after a write and its undoing, which have no caller to wait for them.
const afterwards = 3 * time.Second

// graph is a Graph that asks records who exists.
type graph struct {
	store.Graph
	records store.Records
}

// Graph decorates a graph. Adding what names an absent user or group is a store.MissingError. records must answer with what is
// committed: no cache may be before it. Abilities of next are found with store.As.
func Graph(next store.Graph, records store.Records) store.Graph { return &graph{next, records} }

// Unwrap implements store.Wrapper.
func (g *graph) Unwrap() any { return g.Graph }

// AddFriend implements store.Graph.
func (g *graph) AddFriend(ctx context.Context, user, friend int64) error {
	if user == friend {
		return fmt.Errorf("add friend: %w: friendship with oneself", store.ErrInvalid)
	}
	if err := g.records.CheckUsers(ctx, user, friend); err != nil {
		return err
	}
	return g.check(ctx, g.Graph.AddFriend(ctx, user, friend), user, friend)
}

// AddMember implements store.Graph. Groups are never deleted, so they are looked up once.
func (g *graph) AddMember(ctx context.Context, group, user int64) error {
	if _, err := g.records.Group(ctx, group); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			return &store.MissingError{Kind: "group", ID: group}
		}
		return err
	}
	if err := g.records.CheckUsers(ctx, user); err != nil {
		return err
	}
	return g.check(ctx, g.Graph.AddMember(ctx, group, user), user)
}

// check looks whether the users of a write that ended so still exist, and removes whoever does not from the graph.
func (g *graph) check(ctx context.Context, written error, users ...int64) error {
	if errors.Is(written, store.ErrInvalid) {
		return written
	}
	ctx, cancel := context.WithTimeout(store.Finishing(context.WithoutCancel(ctx)), afterwards)
	defer cancel()
	err := g.records.CheckUsers(ctx, users...)
	var gone *store.MissingError
	if !errors.As(err, &gone) {
		return errors.Join(written, err)
	}
	for _, id := range users {
		if errors.As(g.records.CheckUsers(ctx, id), &gone) {
			if err := g.Graph.RemoveUser(ctx, id); err != nil {
				return fmt.Errorf("undo what names a user who was deleted: %w", err)
			}
		}
	}
	return err
}
