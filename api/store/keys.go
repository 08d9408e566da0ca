package store

import (
	"context"
	"time"
)

// Session is a signed-in user.
type Session struct {
	Token     string    `json:"token"`
	UserID    int64     `json:"user_id"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Sessions keeps signed-in users for a while (Redis's role).
type Sessions interface {
	// CreateSession stores a new session under a random token of at least 128 bits.
	CreateSession(ctx context.Context, user int64, ttl time.Duration) (Session, error)
	// Session returns a session, or ErrNotFound when there is none or it has expired.
	Session(ctx context.Context, token string) (Session, error)
	// DeleteSession ends a session, or says ErrNotFound.
	DeleteSession(ctx context.Context, token string) error
}

// Cache keeps copies of what other stores hold (Redis's role). Callers treat any error but ErrNotFound as a miss.
type Cache interface {
	// Get returns the value of a key, or ErrNotFound.
	Get(ctx context.Context, key string) ([]byte, error)
	// Set stores a value for ttl, or says ErrInvalid when that is not positive.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
	// Delete removes keys. Idempotent; absent keys are no error.
	Delete(ctx context.Context, keys ...string) error
}
