package redis

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"quintet/api/store"
)

// session is the value under a session's key; the token is in the key.
type session struct {
	UserID    int64     `json:"user_id"`
	ExpiresAt time.Time `json:"expires_at"`
}

func sessionKey(token string) string { return "v1:session:" + token }

// tokenBytes is how much randomness a token has: 256 bits.
const tokenBytes = 32

// CreateSession implements store.Sessions.
func (c *Client) CreateSession(ctx context.Context, user int64, ttl time.Duration) (store.Session, error) {
	if ttl < time.Millisecond {
		return store.Session{}, fmt.Errorf("create session: %w: ttl of %s", store.ErrInvalid, ttl)
	}
	random := make([]byte, tokenBytes)
	rand.Read(random)
	s := store.Session{
		Token:     base64.RawURLEncoding.EncodeToString(random),
		UserID:    user,
		ExpiresAt: c.cfg.Now().Add(ttl).UTC().Truncate(time.Millisecond),
	}
	value, err := json.Marshal(session{UserID: user, ExpiresAt: s.ExpiresAt})
	if err != nil {
		return store.Session{}, fmt.Errorf("create session: %w", err)
	}
	if err := c.client.Set(ctx, sessionKey(s.Token), value, ttl.Truncate(time.Millisecond)).Err(); err != nil {
		return store.Session{}, fail(ctx, "create session", err)
	}
	return s, nil
}

// Session implements store.Sessions.
func (c *Client) Session(ctx context.Context, token string) (store.Session, error) {
	value, err := c.client.Get(ctx, sessionKey(token)).Bytes()
	if err != nil {
		return store.Session{}, fail(ctx, "read session", err)
	}
	var s session
	if err := json.Unmarshal(value, &s); err != nil {
		return store.Session{}, fail(ctx, "read session", fmt.Errorf("decode: %w", err))
	}
	if !c.cfg.Now().Before(s.ExpiresAt) {
		return store.Session{}, store.Wrap("read session", store.ErrNotFound)
	}
	return store.Session{Token: token, UserID: s.UserID, ExpiresAt: s.ExpiresAt.UTC()}, nil
}

// DeleteSession implements store.Sessions.
func (c *Client) DeleteSession(ctx context.Context, token string) error {
	n, err := c.client.Del(ctx, sessionKey(token)).Result()
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return fail(ctx, "delete session", err)
}
