package cached

import (
	"cmp"
	"context"
	"strconv"

	"quintet/api/store"
)

// records caches single users and groups; lists go to the store.
type records struct {
	store.Records
	users  *cacheAside[store.User]
	groups *cacheAside[store.Group]
}

// Records decorates a store of users and groups. Abilities of next are found with store.As.
func Records(next store.Records, cfg Config) store.Records {
	cfg.Breaker = cmp.Or(cfg.Breaker, NewBreaker(BreakerConfig{}))
	return &records{next, newCacheAside("user", users, cfg), newCacheAside("group", groups, cfg)}
}

// Unwrap implements store.Wrapper.
func (r *records) Unwrap() any { return r.Records }

func userKey(id int64) string  { return "v2:user:" + strconv.FormatInt(id, 10) }
func groupKey(id int64) string { return "v2:group:" + strconv.FormatInt(id, 10) }

// User implements store.Records.
func (r *records) User(ctx context.Context, id int64) (store.User, error) {
	return r.users.read(ctx, userKey(id), func(ctx context.Context) (store.User, error) { return r.Records.User(ctx, id) })
}

// Group implements store.Records.
func (r *records) Group(ctx context.Context, id int64) (store.Group, error) {
	return r.groups.read(ctx, groupKey(id), func(ctx context.Context) (store.Group, error) { return r.Records.Group(ctx, id) })
}

// CreateUser implements store.Records.
func (r *records) CreateUser(ctx context.Context, name, email string) (store.User, error) {
	u, err := r.Records.CreateUser(ctx, name, email)
	if err == nil {
		r.users.written(ctx, userKey(u.ID))
	}
	return u, err
}

// UpdateUser implements store.Records.
func (r *records) UpdateUser(ctx context.Context, id int64, name, email string) (store.User, error) {
	u, err := r.Records.UpdateUser(ctx, id, name, email)
	if !refused(err) {
		r.users.written(ctx, userKey(id))
	}
	return u, err
}

// DeleteUser implements store.Records.
func (r *records) DeleteUser(ctx context.Context, id int64) error {
	err := r.Records.DeleteUser(ctx, id)
	if !refused(err) {
		r.users.written(ctx, userKey(id))
	}
	return err
}

// CreateGroup implements store.Records.
func (r *records) CreateGroup(ctx context.Context, name, description string) (store.Group, error) {
	g, err := r.Records.CreateGroup(ctx, name, description)
	if err == nil {
		r.groups.written(ctx, groupKey(g.ID))
	}
	return g, err
}
