package store

import (
	"context"
	"errors"
	"fmt"
)

// The errors of the contract. Compare with errors.Is; implementations wrap them with the act that failed.
var (
	// ErrNotFound says that the thing asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that a uniqueness rule would be broken (a second user with the same e-mail address, another message
	// under an id that is taken).
	ErrConflict = errors.New("conflict")
	// ErrInvalid says that the role cannot hold the value (friendship with oneself, an object name that leaves the bucket).
	ErrInvalid = errors.New("invalid")
	// ErrTooLarge says that an object exceeds what the backend takes.
	ErrTooLarge = errors.New("too large")
	// ErrUnavailable says that the store could not be reached or refused to work; the same call may succeed later.
	ErrUnavailable = errors.New("store unavailable")
	// ErrReadOnly says that the store answers, and takes no writes: a replica, a disk that is full. It is an ErrUnavailable.
	ErrReadOnly = fmt.Errorf("%w: takes no writes", ErrUnavailable)
	// ErrBusy says that the store was not asked, because as many calls of it as may be are under way. It is an ErrUnavailable.
	ErrBusy = fmt.Errorf("%w: too many calls", ErrUnavailable)
	// ErrTimeout says that the store did not answer within the context's deadline. It is an ErrUnavailable.
	ErrTimeout = fmt.Errorf("%w: timed out", ErrUnavailable)
)

// MissingError is an ErrNotFound that states what is missing.
type MissingError struct {
	// Kind is "user" or "group".
	Kind string
	ID   int64
}

// Error implements error.
func (e *MissingError) Error() string { return fmt.Sprintf("%s %d: %v", e.Kind, e.ID, ErrNotFound) }

// Unwrap returns ErrNotFound.
func (e *MissingError) Unwrap() error { return ErrNotFound }

// Wrap adds the act to an error and sorts what is not yet one of the contract's errors into it: a passed deadline becomes
// ErrTimeout, a cancelled context stays context.Canceled, anything else ErrUnavailable. The original stays in the chain for
// logs. Wrap of nil is nil. Backends call it once, where a driver's error leaves them.
func Wrap(act string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w: %w", act, ErrTimeout, err)
	case errors.Is(err, context.Canceled), errors.Is(err, ErrNotFound), errors.Is(err, ErrConflict),
		errors.Is(err, ErrInvalid), errors.Is(err, ErrTooLarge), errors.Is(err, ErrUnavailable):
		return fmt.Errorf("%s: %w", act, err)
	default:
		return fmt.Errorf("%s: %w: %w", act, ErrUnavailable, err)
	}
}
