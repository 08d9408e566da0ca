package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"quintet/bench/stack/lockfile"
)

// lockName is the file beside the data that is locked while the stack has it: a lock ends with its process, however that ends.
const lockName = "data.lock"

// claim locks the stack's data, after it has removed what stacks of the runs beside this one left behind when their process died.
func (s *Stack) claim() error {
	sweep(filepath.Dir(filepath.Dir(s.cfg.Dir)))
	path := filepath.Join(s.cfg.Dir, lockName)
	lock, err := lockfile.TryLock(path)
	switch {
	case err != nil:
		return fmt.Errorf("lock the embedded stack's data: %w", err)
	case lock == nil:
		return fmt.Errorf("lock the embedded stack's data: another process has %s", path)
	}
	s.lock = lock
	return nil
}

// discard removes the data, and its lock last.
func (s *Stack) discard() error {
	if s.lock == nil {
		return nil
	}
	err := errors.Join(os.RemoveAll(s.data()), os.Remove(s.lock.Path()), s.lock.Close())
	s.lock = nil
	if err != nil {
		return fmt.Errorf("remove the embedded stack's data: %w", err)
	}
	return nil
}

// sweep removes the data of trials of runs in a folder whose process is gone. What cannot be removed, such as that of another user, is left:
// it is none of this run's business.
func sweep(runs string) {
	for _, run := range subfolders(runs) {
		for _, trial := range subfolders(run) {
			path := filepath.Join(trial, lockName)
			if _, err := os.Stat(path); err != nil {
				continue
			}
			lock, err := lockfile.TryLock(path)
			if err != nil || lock == nil {
				continue // somebody's who lives
			}
			if os.RemoveAll(filepath.Join(trial, dataName)) == nil {
				_ = os.Remove(path)
			}
			_ = lock.Close()
		}
	}
}

// subfolders are the folders in a folder, none when it cannot be read.
func subfolders(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		if e.IsDir() {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	return list
}
