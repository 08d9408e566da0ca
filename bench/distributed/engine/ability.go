package engine

import "context"

// Printer is an Engine that can show what Start would ask for.
type Printer interface {
	// Manifest is that as text, without any secret. It starts nothing.
	Manifest(ctx context.Context, j Job) ([]byte, error)
}

// Waiter is a Running that knows why processes have not started yet.
type Waiter interface {
	// Waiting returns the generators that have not started and may still do so, by index, each with the reason in one line.
	Waiting(ctx context.Context) (map[int]string, error)
}
