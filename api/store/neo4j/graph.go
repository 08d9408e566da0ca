package neo4j

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

// The statements. A friendship is one relationship, from the lower id to the higher, read without regard to direction.
const (
	// addFriend makes at most one relationship, whoever else adds it at the same time: MERGE of a relationship between nodes that
	// are bound locks both and then looks once more before it creates. Nodes come in ascending order, users before groups, in
	// all statements that lock several.
	addFriend = `MERGE (a:User {id: $a}) MERGE (b:User {id: $b}) MERGE (a)-[:FRIEND]->(b)`
	// removeFriend is told to look up both ends, because it would otherwise walk through all friends of one.
	removeFriend = `MATCH (a:User {id: $a})-[r:FRIEND]->(b:User {id: $b}) USING INDEX a:User(id) USING INDEX b:User(id) DELETE r`
	// friends reads the ids of all friends and keeps the first of them in order, so it takes time in proportion to the friends.
	friends = `MATCH (:User {id: $of})-[:FRIEND]-(f) WHERE f.id > $after RETURN f.id AS id ORDER BY id LIMIT $limit`
	// suggestions counts the ways to each friend of a friend before it asks whether they are friends already: once for each.
	suggestions = `MATCH (u:User {id: $user})-[:FRIEND]-()-[:FRIEND]-(s)
		WITH u, s, count(*) AS mutual WHERE s <> u AND NOT EXISTS { (u)-[:FRIEND]-(s) }
		RETURN s.id AS id, mutual ORDER BY mutual DESC, id LIMIT $limit`

	addMember    = `MERGE (u:User {id: $user}) MERGE (g:Group {id: $group}) MERGE (u)-[:MEMBER_OF]->(g)`
	removeMember = `MATCH (u:User {id: $user})-[r:MEMBER_OF]->(g:Group {id: $group}) USING INDEX u:User(id) USING INDEX g:Group(id) DELETE r`
	members      = `MATCH (:Group {id: $of})<-[:MEMBER_OF]-(u) WHERE u.id > $after RETURN u.id AS id ORDER BY id LIMIT $limit`
	groupsOf     = `MATCH (:User {id: $of})-[:MEMBER_OF]->(g) WHERE g.id > $after RETURN g.id AS id ORDER BY id LIMIT $limit`

	removeUser = `MATCH (u:User {id: $user}) DETACH DELETE u`
)

// AddFriend implements store.Graph.
func (d *DB) AddFriend(ctx context.Context, user, friend int64) error {
	if user == friend {
		return fmt.Errorf("add friend: %w: friendship with oneself", store.ErrInvalid)
	}
	_, err := d.call(ctx, "add friend", merge(addFriend, pair(user, friend)))
	return err
}

// RemoveFriend implements store.Graph.
func (d *DB) RemoveFriend(ctx context.Context, user, friend int64) error {
	return d.remove(ctx, "remove friend", change(removeFriend, pair(user, friend)))
}

// pair are the parameters of a friendship.
func pair(user, friend int64) map[string]any {
	return map[string]any{"a": min(user, friend), "b": max(user, friend)}
}

// Friends implements store.Graph.
func (d *DB) Friends(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return d.list(ctx, "list friends", friends, user, after, limit)
}

// Suggestions implements store.Graph.
func (d *DB) Suggestions(ctx context.Context, user int64, limit int) ([]store.Suggestion, error) {
	const act = "suggest friends"
	result, err := d.call(ctx, act, read(suggestions, map[string]any{"user": user, "limit": max(limit, 1)}))
	if err != nil {
		return nil, err
	}
	found := make([]store.Suggestion, len(result.Records))
	for i, r := range result.Records {
		var mutual int64
		if found[i].UserID, err = integer(r, "id"); err == nil {
			mutual, err = integer(r, "mutual")
		}
		if err != nil {
			return nil, store.Wrap(act, err)
		}
		found[i].MutualFriends = int(mutual)
	}
	return found, nil
}

// AddMember implements store.Graph.
func (d *DB) AddMember(ctx context.Context, group, user int64) error {
	_, err := d.call(ctx, "add member", merge(addMember, map[string]any{"group": group, "user": user}))
	return err
}

// RemoveMember implements store.Graph.
func (d *DB) RemoveMember(ctx context.Context, group, user int64) error {
	return d.remove(ctx, "remove member", change(removeMember, map[string]any{"group": group, "user": user}))
}

// Members implements store.Graph.
func (d *DB) Members(ctx context.Context, group, after int64, limit int) ([]int64, error) {
	return d.list(ctx, "list members", members, group, after, limit)
}

// GroupsOf implements store.Graph.
func (d *DB) GroupsOf(ctx context.Context, user, after int64, limit int) ([]int64, error) {
	return d.list(ctx, "list groups of a user", groupsOf, user, after, limit)
}

// RemoveUser implements store.Graph.
func (d *DB) RemoveUser(ctx context.Context, user int64) error {
	_, err := d.call(ctx, "remove user from the graph", merge(removeUser, map[string]any{"user": user}))
	return err
}

// remove runs a statement that removes a relationship. The server counts what it removed under its locks, so that of several
// callers that found the relationship only one succeeds, the others get store.ErrNotFound.
func (d *DB) remove(ctx context.Context, act string, s statement) error {
	result, err := d.call(ctx, act, s)
	if err == nil && result.Summary.Counters().RelationshipsDeleted() == 0 {
		err = store.Wrap(act, store.ErrNotFound)
	}
	return err
}

// list reads one page of ids; it is empty, never nil, past the end.
func (d *DB) list(ctx context.Context, act, text string, of, after int64, limit int) ([]int64, error) {
	result, err := d.call(ctx, act, read(text, map[string]any{"of": of, "after": after, "limit": max(limit, 1)}))
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(result.Records))
	for i, r := range result.Records {
		if ids[i], err = integer(r, "id"); err != nil {
			return nil, store.Wrap(act, err)
		}
	}
	return ids, nil
}

// integer is a number of an answer.
func integer(r *neo4j.Record, key string) (int64, error) {
	n, _, err := neo4j.GetRecordValue[int64](r, key)
	return n, err
}
