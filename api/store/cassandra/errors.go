package cassandra

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/gocql/gocql"

	"quintet/api/store"
)

// fail sorts an error of the driver into the contract's. The driver also gives a context's error when it was one of its own
// contexts that ended, so the caller's is asked first and the driver's is then no more than text.
func fail(ctx context.Context, act string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Wrap(act, ctx.Err())
	case errors.Is(err, store.ErrInvalid), errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrUnavailable):
		return store.Wrap(act, err)
	case late(err):
		return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w: %v", act, store.ErrUnavailable, err)
	}
	return store.Wrap(act, err)
}

// late reports whether an error is an answer that did not come in time, to this process or to the node that was asked.
func late(err error) bool {
	var said gocql.RequestError
	if errors.As(err, &said) {
		return said.Code() == gocql.ErrCodeReadTimeout || said.Code() == gocql.ErrCodeWriteTimeout
	}
	var network net.Error
	return errors.Is(err, gocql.ErrTimeoutNoResponse) ||
		errors.As(err, &network) && network.Timeout() && !errors.Is(err, context.DeadlineExceeded)
}

// passing reports whether trying again may help. It does not where no node can be reached, where the wait has been long already, and
// where a node says that it has too much to do or that the request is wrong.
func passing(err error) bool {
	if late(err) {
		return false
	}
	var said gocql.RequestError
	if errors.As(err, &said) {
		switch said.Code() {
		case gocql.ErrCodeProtocol, gocql.ErrCodeCredentials, gocql.ErrCodeOverloaded, gocql.ErrCodeSyntax,
			gocql.ErrCodeUnauthorized, gocql.ErrCodeInvalid, gocql.ErrCodeConfig, gocql.ErrCodeAlreadyExists:
			return false
		}
		return true
	}
	for _, final := range []error{gocql.ErrNoConnections, gocql.ErrSessionClosed, store.ErrInvalid} {
		if errors.Is(err, final) {
			return false
		}
	}
	return true
}
