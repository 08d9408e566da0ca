package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"quintet/api/store"
)

// fail sorts an error of the driver into the contract's. A cancelled statement says "interrupted", so the context is asked first.
func fail(ctx context.Context, act string, err error) error {
	var failed *sqlite.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Wrap(act, ctx.Err())
	case errors.Is(err, sql.ErrNoRows):
		return store.Wrap(act, store.ErrNotFound)
	case errors.As(err, &failed):
		switch failed.Code() {
		case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
			return fmt.Errorf("%s: %w: %w", act, store.ErrConflict, err)
		case lib.SQLITE_TOOBIG, lib.SQLITE_MISMATCH:
			return fmt.Errorf("%s: %w: %w", act, store.ErrInvalid, err)
		}
	}
	return store.Wrap(act, err)
}

// busy reports whether another connection held what a statement needed.
func busy(err error) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && (failed.Code()&0xff == lib.SQLITE_BUSY || failed.Code()&0xff == lib.SQLITE_LOCKED)
}

// refusesWrites reports whether the file or its disk takes no writes.
func refusesWrites(err error) bool {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return false
	}
	switch failed.Code() & 0xff {
	case lib.SQLITE_READONLY, lib.SQLITE_FULL, lib.SQLITE_IOERR:
		return true
	}
	return false
}

// retry calls f until it does not find the database busy, the context ends, or BusyTimeout has passed since the beginning. SQLite
// has waited shortWait each time, and each time the pause here grows a little, as SQLite's own do.
func (d *DB) retry(ctx context.Context, f func() error) error {
	err := f()
	if !busy(err) {
		return err
	}
	deadline := time.NewTimer(d.cfg.BusyTimeout)
	defer deadline.Stop()
	for pause := time.Millisecond; busy(err); pause = min(2*pause, 50*time.Millisecond) {
		again := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			again.Stop()
			return ctx.Err()
		case <-deadline.C:
			again.Stop()
			return err
		case <-again.C:
			err = f()
		}
	}
	return err
}
