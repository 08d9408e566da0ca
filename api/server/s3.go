package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"quintet/api/store/embedded"
)

// ownS3 is an S3 server in this process, on a folder that no other process serves.
type ownS3 struct {
	*embedded.S3
	lock *flock.Flock
}

// serveS3 serves the objects of DataDir on a free port.
func serveS3(ctx context.Context, cfg Config) (*ownS3, error) {
	dir := filepath.Join(cfg.DataDir, "s3")
	lock, err := own(dir)
	if err != nil {
		return nil, fmt.Errorf("open embedded s3: %w", err)
	}
	server, err := embedded.OpenS3(ctx, embedded.S3Config{
		Dir: dir, MaxBytes: cfg.MaxUpload, AccessKey: embedded.S3AccessKey, SecretKey: embedded.S3SecretKey,
		Log: cfg.Log,
	})
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &ownS3{server, lock}, nil
}

// Close ends the server and gives the folder up.
func (s *ownS3) Close() error { return errors.Join(s.S3.Close(), s.lock.Close()) }

// own makes a folder and keeps other processes from owning it until the lock is closed or the process ends. The folder itself is locked,
// so no file is left behind. Systems that cannot lock a folder do without.
func own(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	if locked, err := lock.TryLock(); err == nil && !locked {
		return nil, fmt.Errorf("%s: %w", dir, errOwned)
	}
	return lock, nil
}

// errOwned is what the second process on one DATA_DIR is told.
var errOwned = errors.New("another process serves this folder; end it, choose another DATA_DIR, or share its servers by EMBEDDED_REDIS_ADDR and EMBEDDED_S3_ADDR")
