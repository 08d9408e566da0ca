//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package keep

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// lockFile opens and locks a file, made when absent, which closing unlocks. It waits as long as ctx lasts: a lock that is waited for
// by the kernel cannot be given up, hence the asking.
func lockFile(ctx context.Context, path string) (*os.File, error) {
	const pause = 50 * time.Millisecond
	for {
		f, err := tryLock(path)
		if err == nil || !errors.Is(err, syscall.EWOULDBLOCK) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// tryLock locks the file that has the name in the end: whoever held the lock may have removed the file.
func tryLock(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		mine, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if named, err := os.Stat(path); err == nil && os.SameFile(mine, named) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}
