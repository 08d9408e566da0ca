package redis

import (
	"context"
	"fmt"
	"time"

	"quintet/api/store"
)

// Get implements store.Cache.
func (c *Client) Get(ctx context.Context, key string) ([]byte, error) {
	value, err := c.client.Get(ctx, key).Bytes()
	if err != nil {
		return nil, fail(ctx, "read cache", err)
	}
	return value, nil
}

// Set implements store.Cache. Redis counts in milliseconds: a shorter ttl becomes one.
func (c *Client) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return fmt.Errorf("write cache: %w: ttl of %s", store.ErrInvalid, ttl)
	}
	return fail(ctx, "write cache", c.client.Set(ctx, key, value, max(ttl, time.Millisecond)).Err())
}

// Delete implements store.Cache.
func (c *Client) Delete(ctx context.Context, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	return fail(ctx, "delete from cache", c.client.Del(ctx, keys...).Err())
}
