package store

import (
	"context"
	"time"
)

// finishingKey is what a context has the mark of Finishing under.
type finishingKey struct{}

// Finishing returns a context whose calls finish what other calls began, such as taking back what must not stay: they are not shed, since what
// was begun would stay half done.
func Finishing(ctx context.Context) context.Context {
	return context.WithValue(ctx, finishingKey{}, true)
}

// IsFinishing reports whether a context is one of Finishing.
func IsFinishing(ctx context.Context) bool { return ctx.Value(finishingKey{}) != nil }

// Bounded gives a context a deadline when it has none: a server may hang, and then only its client ends the wait.
func Bounded(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, timeout)
}
