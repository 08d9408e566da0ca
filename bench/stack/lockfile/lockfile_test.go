package lockfile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
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

// TestHeldFolder sees a folder held from when it is until it is given back, however many look.
func TestHeldFolder(t *testing.T) {
	dir := t.TempDir()
	if Held(dir) {
		t.Error("held by nobody")
	}
	holder, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	var looking sync.WaitGroup
	for range 8 {
		looking.Go(func() {
			if !Held(dir) {
				t.Error("not held")
			}
		})
	}
	looking.Wait()
	if err := holder.Close(); err != nil || Held(dir) {
		t.Errorf("still held, %v", err)
	}
	for range 8 {
		looking.Go(func() {
			if Held(dir) {
				t.Error("held by those who look")
			}
		})
	}
	looking.Wait()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if _, err := Hold(filepath.Join(dir, "absent")); !errors.Is(err, os.ErrNotExist) || Held(filepath.Join(dir, "absent")) {
		t.Errorf("an absent folder: %v", err)
	}
}
