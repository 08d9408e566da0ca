package store

import "context"

// finishingKey is what a context has the mark of Finishing under.
type finishingKey struct{}

// Finishing returns a context whose calls finish what other calls began, such as taking back what must not stay: they are not shed, since what
// was begun would stay half done.
func Finishing(ctx context.Context) context.Context {
	return context.WithValue(ctx, finishingKey{}, true)
}

// IsFinishing reports whether a context is one of Finishing.
func IsFinishing(ctx context.Context) bool { return ctx.Value(finishingKey{}) != nil }
