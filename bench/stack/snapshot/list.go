package snapshot

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quintet/bench/stack/lockfile"
)

// Entry is a snapshot, or what is left of a filling that was cut off, as List finds it.
type Entry struct {
	Name string
	// Whole says that it is a copy; Record is known then.
	Whole  bool
	Record Record
	// Bytes is its space on disk, Used when it was copied from last.
	Bytes int64
	Used  time.Time

	path string
}

// List returns what the cache holds, what was used last first.
func (c *Cache) List() ([]Entry, error) {
	entries, err := os.ReadDir(c.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the kept data: %w", err)
	}
	var list []Entry
	for _, e := range entries {
		k := Entry{Name: e.Name(), path: filepath.Join(c.Dir, e.Name())}
		info, err := e.Info()
		if err != nil || !e.IsDir() || strings.HasSuffix(k.Name, trashSuffix) {
			continue
		}
		k.Used = info.ModTime()
		if lock, err := os.Stat(k.lock()); err == nil {
			k.Used = lock.ModTime()
		}
		k.Record, err = readRecord(k.path)
		k.Whole = err == nil && !strings.HasSuffix(k.Name, partSuffix)
		if k.Bytes, err = Size(k.path); err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Entry) int { return cmp.Or(b.Used.Compare(a.Used), strings.Compare(a.Name, b.Name)) })
	return list, nil
}

// lock is the file that is locked by who works with the copy.
func (k Entry) lock() string { return strings.TrimSuffix(k.path, partSuffix) + lockSuffix }

// Prune throws away what was used longest ago, until all together take no more than so many bytes. What somebody works with stays. It
// returns what it threw away.
func (c *Cache) Prune(maxBytes int64) ([]Entry, error) { return c.pruneTo(maxBytes, "") }

// prune makes room for the copy that was made last, which stays in any case.
func (c *Cache) prune(last string) error {
	_, err := c.pruneTo(cmp.Or(c.MaxBytes, int64(defaultMaxBytes)), last)
	return err
}

func (c *Cache) pruneTo(maxBytes int64, last string) (gone []Entry, err error) {
	list, err := c.List()
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for _, k := range list {
		if k.Name == filepath.Base(last) {
			total += k.Bytes
		}
	}
	for _, k := range list {
		if k.Name == filepath.Base(last) {
			continue
		}
		if total += k.Bytes; total <= maxBytes {
			continue
		}
		busy, err := k.remove()
		if err != nil {
			return gone, fmt.Errorf("throw kept data away: %w", err)
		}
		if !busy {
			total -= k.Bytes
			gone = append(gone, k)
		}
	}
	return gone, nil
}

// remove throws it away unless somebody works with it.
func (k Entry) remove() (busy bool, err error) {
	lock, err := lockfile.TryLock(k.lock())
	if lock == nil || err != nil {
		return true, nil
	}
	trash := strings.TrimSuffix(k.path, partSuffix) + trashSuffix
	err = errors.Join(os.RemoveAll(trash), os.Rename(k.path, trash), os.RemoveAll(trash))
	if _, other := os.Stat(strings.TrimSuffix(k.path, partSuffix)); other != nil {
		// Nothing of the key is left. Who waits for the lock looks whether the file still has the name.
		err = errors.Join(err, os.Remove(k.lock()))
	}
	return false, errors.Join(err, lock.Close())
}
