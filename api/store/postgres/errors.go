package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"quintet/api/store"
)

// PostgreSQL's error codes that mean something here ("PostgreSQL Error Codes", appendix A of its manual).
const (
	uniqueViolation      = "23505"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	queryCanceled        = "57014" // by statement_timeout
	// featureNotSupported from the routine planOfOldSchema is what a prepared statement is answered whose columns have other types since.
	featureNotSupported = "0A000"
	planOfOldSchema     = "RevalidateCachedQuery"
	// dataException is a class: text with a NUL or not in UTF-8, a number out of range.
	dataException = "22"
	// limitExceeded is the code of a value too long for an index.
	limitExceeded = "54000"
)

// fail sorts an error of the driver into the contract's. What a connection says when its context ended differs, so the context
// is asked first.
func fail(ctx context.Context, act string, err error) error {
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Wrap(act, ctx.Err())
	case errors.Is(err, pgx.ErrNoRows):
		return store.Wrap(act, store.ErrNotFound)
	case errors.As(err, &said):
		switch {
		case said.Code == uniqueViolation:
			return fmt.Errorf("%s: %w: %w", act, store.ErrConflict, err)
		case said.Code == queryCanceled:
			return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
		case strings.HasPrefix(said.Code, dataException), said.Code == limitExceeded:
			return fmt.Errorf("%s: %w: %w", act, store.ErrInvalid, err)
		}
	case pgconn.Timeout(err):
		return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
	}
	return store.Wrap(act, err)
}
