package neo4j

import (
	"cmp"
	"context"
	"slices"
	"time"

	"quintet/api/store"
)

// perTransaction is how many relationships one transaction makes.
const perTransaction = 2000

// loadRetryTime is for how long a transaction of a loader is tried again.
const loadRetryTime = 30 * time.Second

// The statements of loaders make the nodes first, in ascending order, and then the relationships between them.
const (
	makeUsers  = `UNWIND $users AS id MERGE (u:User {id: id}) WITH count(*) AS users `
	makeGroups = `UNWIND $groups AS id MERGE (g:Group {id: id}) WITH count(*) AS groups `

	loadFriendships = makeUsers + `UNWIND $pairs AS pair
		MATCH (a:User {id: pair[0]}), (b:User {id: pair[1]}) MERGE (a)-[:FRIEND]->(b)`
	loadMembers = makeUsers + makeGroups + `UNWIND $pairs AS pair
		MATCH (u:User {id: pair[0]}), (g:Group {id: pair[1]}) MERGE (u)-[:MEMBER_OF]->(g)`
)

// LoadFriendships implements store.GraphLoader. Rows of a failed load may have been loaded in part.
func (d *DB) LoadFriendships(ctx context.Context, friendships []store.Friendship) error {
	const act = "load friendships"
	pairs := make([][2]int64, len(friendships))
	for i, f := range friendships {
		if f.A == f.B {
			return store.Wrap(act+": friendship with oneself", store.ErrInvalid)
		}
		pairs[i] = [2]int64{min(f.A, f.B), max(f.A, f.B)}
	}
	return d.load(ctx, act, loadFriendships, pairs, func(pairs [][2]int64) map[string]any {
		return map[string]any{"users": ascending(pairs, 0, 1), "pairs": lists(pairs)}
	})
}

// LoadMembers implements store.GraphLoader. Rows of a failed load may have been loaded in part.
func (d *DB) LoadMembers(ctx context.Context, memberships []store.Membership) error {
	pairs := make([][2]int64, len(memberships))
	for i, m := range memberships {
		pairs[i] = [2]int64{m.User, m.Group}
	}
	return d.load(ctx, "load members", loadMembers, pairs, func(pairs [][2]int64) map[string]any {
		return map[string]any{"users": ascending(pairs, 0), "groups": ascending(pairs, 1), "pairs": lists(pairs)}
	})
}

// load runs the statement for the pairs, in order, so many at a time.
//
// Each transaction locks the nodes of all its relationships until it commits, one after another, so that two of them would sooner
// or later wait for each other and one be rolled back. Loaders therefore take turns. Those of other processes, and callers who
// write meanwhile, remain; whom the server chooses to roll back tries again. Rejected: locking all nodes in ascending order first,
// by setting a property. Loaders then wait in line without a deadlock, but those who add single friendships do not: theirs are
// locked in another order, and they lose to a loader every time they try.
func (d *DB) load(ctx context.Context, act, text string, pairs [][2]int64, with func([][2]int64) map[string]any) error {
	select {
	case d.loading <- struct{}{}:
		defer func() { <-d.loading }()
	case <-ctx.Done():
		return fail(ctx, act, ctx.Err())
	}
	slices.SortFunc(pairs, func(x, y [2]int64) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	for chunk := range slices.Chunk(slices.Compact(pairs), perTransaction) {
		s := merge(text, with(chunk))
		s.retryTime = loadRetryTime
		if _, err := d.withoutTimeout(ctx, act, s); err != nil {
			return err
		}
	}
	return nil
}

// ascending are the ids at some places of the pairs, in ascending order and each once.
func ascending(pairs [][2]int64, places ...int) []int64 {
	ids := make([]int64, 0, len(places)*len(pairs))
	for _, pair := range pairs {
		for _, place := range places {
			ids = append(ids, pair[place])
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lists are the pairs as the driver takes them.
func lists(pairs [][2]int64) [][]int64 {
	out := make([][]int64, len(pairs))
	for i := range pairs {
		out[i] = pairs[i][:]
	}
	return out
}
