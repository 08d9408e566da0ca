package lockfile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestOneHolder has one holder at a time, and the next one as soon as the lock is given back.
func TestOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := TryLock(path); second != nil || err != nil {
		t.Errorf("a second holder: %v, %v", second, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if second, err := Lock(ctx, path); second != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("waiting was not given up: %v, %v", second, err)
	}
	if err := errors.Join(first.Close(), first.Close()); err != nil {
		t.Error(err)
	}
	third, err := Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	// Who holds the lock may remove the file; the next holder locks the one that has the name then.
	if err := errors.Join(os.Remove(path), third.Close()); err != nil {
		t.Error(err)
	}
	fourth, err := TryLock(path)
	if err != nil || fourth == nil {
		t.Fatal(fourth, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if err := fourth.Close(); err != nil {
		t.Error(err)
	}
}

func TestNoFolder(t *testing.T) {
	if lock, err := TryLock(filepath.Join(t.TempDir(), "absent", "lock")); lock != nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("found %v, %v", lock, err)
	}
}
