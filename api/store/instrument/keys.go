package instrument

import (
	"context"
	"time"

	"quintet/api/store"
)

type sessions struct{ decorator[store.Sessions] }

var _ store.Sessions = (*sessions)(nil)

// CreateSession implements store.Sessions.
func (d *sessions) CreateSession(ctx context.Context, user int64, ttl time.Duration) (store.Session, error) {
	return result(ctx, d.meter, "create_session", func() (store.Session, error) { return d.next.CreateSession(ctx, user, ttl) })
}

// Session implements store.Sessions.
func (d *sessions) Session(ctx context.Context, token string) (store.Session, error) {
	return result(ctx, d.meter, "get_session", func() (store.Session, error) { return d.next.Session(ctx, token) })
}

// DeleteSession implements store.Sessions.
func (d *sessions) DeleteSession(ctx context.Context, token string) error {
	return call(ctx, d.meter, "delete_session", func() error { return d.next.DeleteSession(ctx, token) })
}

type cache struct{ decorator[store.Cache] }

var _ store.Cache = (*cache)(nil)

// Get implements store.Cache.
func (d *cache) Get(ctx context.Context, key string) ([]byte, error) {
	return result(ctx, d.meter, "cache_get", func() ([]byte, error) { return d.next.Get(ctx, key) })
}

// Set implements store.Cache.
func (d *cache) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return call(ctx, d.meter, "cache_set", func() error { return d.next.Set(ctx, key, value, ttl) })
}

// Delete implements store.Cache.
func (d *cache) Delete(ctx context.Context, keys ...string) error {
	return call(ctx, d.meter, "cache_delete", func() error { return d.next.Delete(ctx, keys...) })
}
