// Package lockfile locks files against other processes, with locks that end with the process that holds them.
package lockfile

import (
	"context"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// File is a locked file. Close unlocks it and may be called twice.
type File = flock.Flock

// Lock locks a file for this process, makes it when absent, and waits for another holder as long as ctx lasts. The end of the
// process unlocks it too.
func Lock(ctx context.Context, path string) (*File, error) {
	// A wait in the kernel could not be given up, hence the asking.
	const pause = 50 * time.Millisecond
	for {
		lock, err := TryLock(path)
		if lock != nil || err != nil {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// TryLock is Lock without the wait: it returns nil while another holds the lock. It locks the file that has the name in the end, since
// whoever held the lock before may have removed the file.
func TryLock(path string) (*File, error) {
	for {
		lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o644))
		if locked, err := lock.TryLock(); err != nil || !locked {
			return nil, err
		}
		mine, err := lock.Stat()
		if err == nil {
			if named, err := os.Stat(path); err == nil && os.SameFile(mine, named) {
				return lock, nil
			}
		}
		if err := lock.Close(); err != nil {
			return nil, err
		}
	}
}
