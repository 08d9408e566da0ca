package stacktest

import (
	"context"
	"errors"
	"testing"

	"quintet/api/store"
)

// failedSeeding has the seeding fail.
func (c *Case) failedSeeding(t *testing.T) {
	s, p := c.open(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	failure := errors.New("no seed today")
	if err := s.Up(ctx, func(context.Context, store.Set) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("found %v, want %v", err, failure)
	}
	expectDown(t, s, p)
}

// interrupted ends the context before the stack is up.
func (c *Case) interrupted(t *testing.T) {
	s, p := c.open(t, nil)
	if err := s.Down(t.Context()); err != nil {
		t.Errorf("down before up: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Up(ctx, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, want %v", err, context.Canceled)
	}
	expectDown(t, s, p)
}
