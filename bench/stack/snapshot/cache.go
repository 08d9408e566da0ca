package snapshot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quintet/bench/stack"
	"quintet/bench/stack/lockfile"
)

// Defaults of a Cache.
const (
	defaultMaxBytes = 40e9
	defaultSpare    = 2e9
)

// Cache is a folder of kept copies. Its zero value is of no use: it needs Dir. It must not change while it is used, and is safe for
// concurrent use, also by several processes.
type Cache struct {
	Dir string
	// NotBefore makes copies that are older count for nothing; they are replaced.
	NotBefore time.Time
	// MaxBytes bounds all copies together, 0 means 40 GB; the one that was made last stays in any case.
	MaxBytes int64
	// Spare is how many bytes of the disk must stay free, 0 means 2 GB.
	Spare int64
	// Free states how many bytes are free where a folder is; nil asks the file system.
	Free func(dir string) (int64, error)
}

// Key is what a copy is of: names with values.
type Key map[string]string

// name is the key's folder: the stack's name, for the reader, and a hash of all.
func (k Key) name() string {
	h := sha256.New()
	for _, part := range slices.Sorted(maps.Keys(k)) {
		fmt.Fprintf(h, "%q=%q\n", part, k[part])
	}
	return cmp.Or(k["stack"], "data") + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// Sum is a short hash of a long text, for a Key.
func Sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:8])
}

// Record is what is known of a copy.
type Record struct {
	Format int `json:"format"`
	Of     Key `json:"of"`
	// Made is when the copy was complete, Took how long the filling lasted.
	Made time.Time     `json:"made"`
	Took time.Duration `json:"took"`
	// Rows counts what was seeded, by kind; Bytes is the space on disk, by store.
	Rows  map[string]int64 `json:"rows"`
	Bytes map[string]int64 `json:"bytes"`
	// Files is the digest of the list of files.
	Files string `json:"files"`
}

const (
	recordFormat = 1
	recordFile   = "record.json"
	// Suffixes of folders and files that are no copies.
	partSuffix, trashSuffix, lockSuffix = ".part", ".trash", ".lock"
)

// Snapshot is the place of one key's copy, locked until Release.
type Snapshot struct {
	cache *Cache
	key   Key
	path  string
	lock  *lockfile.File
	// record is that of the copy that Acquire found or had made.
	record Record
}

// open locks the key's place. It waits for whoever holds it, as long as ctx lasts.
func (c *Cache) open(ctx context.Context, k Key) (*Snapshot, error) {
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("open the kept data: %w", err)
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the kept data: %w", err)
	}
	s := &Snapshot{cache: c, key: k, path: filepath.Join(dir, k.name())}
	if s.lock, err = lockfile.Lock(ctx, s.path+lockSuffix); err != nil {
		return nil, fmt.Errorf("lock the kept data: %w", err)
	}
	// What was being thrown away when another process died.
	if err := os.RemoveAll(s.path + trashSuffix); err != nil {
		return nil, errors.Join(fmt.Errorf("open the kept data: %w", err), s.Release())
	}
	return s, nil
}

// Release unlocks the place. Idempotent.
func (s *Snapshot) Release() error {
	if s == nil || s.lock == nil {
		return nil
	}
	err := s.lock.Close()
	s.lock = nil
	return err
}

// find returns the record of the copy, false when there is none that can be used.
func (s *Snapshot) find() (Record, bool) {
	r, err := readRecord(s.path)
	if err != nil || r.Made.Before(s.cache.NotBefore) || !maps.Equal(r.Of, s.key) {
		return Record{}, false
	}
	files, err := digest(s.path)
	return r, err == nil && files == r.Files
}

func readRecord(dir string) (r Record, err error) {
	b, err := os.ReadFile(filepath.Join(dir, recordFile))
	if err != nil {
		return Record{}, err
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return Record{}, fmt.Errorf("read the record of %s: %w", dir, err)
	}
	if r.Format != recordFormat {
		return Record{}, fmt.Errorf("read the record of %s: its format is %d, not %d", dir, r.Format, recordFormat)
	}
	return r, nil
}

// begin returns the folder to fill, with what is left of a filling that was cut off; again reports whether there is any.
func (s *Snapshot) begin() (dir string, again bool, err error) {
	dir = s.path + partSuffix
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.ModTime().Before(s.cache.NotBefore):
		if err := os.RemoveAll(dir); err != nil {
			return "", false, fmt.Errorf("begin to keep data: %w", err)
		}
	case err == nil:
		entries, err := os.ReadDir(dir)
		return dir, len(entries) > 0, err
	case !errors.Is(err, fs.ErrNotExist):
		return "", false, fmt.Errorf("begin to keep data: %w", err)
	}
	// Servers that run as somebody else must be able to enter.
	if err := os.Mkdir(dir, 0o711); err != nil {
		return "", false, fmt.Errorf("begin to keep data: %w", err)
	}
	return dir, false, nil
}

// finish makes the filled folder the key's copy, in place of one that is there.
func (s *Snapshot) finish(r Record) error {
	dir := s.path + partSuffix
	var err error
	if r.Files, err = digest(dir); err != nil {
		return fmt.Errorf("keep data: %w", err)
	}
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("keep data: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, recordFile), append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep data: %w", err)
	}
	// The name must not reach the disk before what it names.
	if err := flush(dir); err != nil {
		return fmt.Errorf("keep data: flush it to the disk: %w", err)
	}
	if err := s.Drop(); err != nil {
		return err
	}
	if err := os.Rename(dir, s.path); err != nil {
		return fmt.Errorf("keep data: %w", err)
	}
	if err := flush(s.cache.Dir); err != nil {
		return fmt.Errorf("keep data: flush it to the disk: %w", err)
	}
	return s.cache.prune(s.path)
}

// Drop throws the copy away. Idempotent.
func (s *Snapshot) Drop() error {
	err := os.Rename(s.path, s.path+trashSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	// First the name goes, then the content: a copy that is half gone never has the name.
	if err := errors.Join(err, os.RemoveAll(s.path+trashSuffix)); err != nil {
		return fmt.Errorf("throw kept data away: %w", err)
	}
	return nil
}

// Blame makes a stack.ErrBadCopy of an error that may be the copy's, and throws the copy away. Without a copy, or when ctx ended, the error
// stays as it is.
func (s *Snapshot) Blame(ctx context.Context, err error) error {
	if s == nil || ctx.Err() != nil || errors.Is(err, stack.ErrNotKept) {
		return err
	}
	return errors.Join(fmt.Errorf("%w: %w", stack.ErrBadCopy, err), s.Drop())
}

// forget throws away what a filling that was cut off has left.
func (s *Snapshot) forget() error {
	if err := os.RemoveAll(s.path + partSuffix); err != nil {
		return fmt.Errorf("throw half-made data away: %w", err)
	}
	return nil
}

// Bytes is the space on disk of the copy.
func (s *Snapshot) Bytes() int64 {
	total := int64(0)
	for _, n := range s.record.Bytes {
		total += n
	}
	return total
}

// CopyTo makes dir, which must not exist, a copy of the folder name of the kept copy.
func (s *Snapshot) CopyTo(ctx context.Context, name, dir string) error {
	return Copy(ctx, filepath.Join(s.path, name), dir)
}

// NoRoom returns a *stack.NoRoomError when writing so many bytes to dir would leave less than the cache spares.
func (c *Cache) NoRoom(what, dir string, bytes int64) error {
	free := c.Free
	if free == nil {
		free = freeBytes
	}
	has, err := free(existing(dir))
	if err != nil {
		return fmt.Errorf("ask how much room %s has: %w", dir, err)
	}
	if spare := cmp.Or(c.Spare, int64(defaultSpare)); bytes+spare > has {
		return &stack.NoRoomError{What: what, Where: dir, Needs: bytes, Spare: spare, Has: has}
	}
	return nil
}

// existing is the nearest folder above that is there.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
