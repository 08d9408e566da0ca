// Package toy is a backend that a test adds to the program: a cache of files, one for each key, in folders that are spread over.
package toy

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{
			Name: "toy", Title: "Toy", Color: "#123456",
			Metrics: []telemetry.Metric{
				telemetry.Gauge("toy_entries", "Files of the toy cache."),
				telemetry.Gauge("toy_folders", "Folders that the toy cache spreads its files over."),
				telemetry.Counter("toy_writes_total", "Values that were ever written to the toy cache."),
			},
			Panels: []telemetry.Panel{
				{Title: "Toy entries", Unit: telemetry.Number, Help: "How full the toy is.", Lines: []telemetry.Line{{Name: "files", Metric: "toy_entries"}}},
				{Title: "Toy writes", Unit: telemetry.PerSecond, Help: "How often the toy is written.", Lines: []telemetry.Line{{Name: "writes", Metric: "toy_writes_total"}}},
			},
		},
		Roles: []string{"cache"},
		Variables: []store.Variable{{Name: "TOY_FOLDERS", Help: "folders to spread files over", Default: "1", Setting: "folders",
			Check: store.IsNumber(1, 64, "a number of folders")}},
		Files: []string{"toy"},
		Open: func(_ context.Context, cfg store.Config) (store.Opened, error) {
			c := &Cache{dir: filepath.Join(cfg.DataDir, "toy"), folders: cfg.Int("TOY_FOLDERS")}
			for n := range c.folders {
				if err := os.MkdirAll(filepath.Join(c.dir, strconv.Itoa(n)), 0o700); err != nil {
					return store.Opened{}, fmt.Errorf("open toy: %w", err)
				}
			}
			return store.Opened{Store: c, Where: c.dir, Close: func() error { return nil }}, nil
		},
	}
}

// Cache is a folder. Its processes share it.
type Cache struct {
	dir     string
	folders int
}

var (
	_ store.Cache           = (*Cache)(nil)
	_ store.Pinger          = (*Cache)(nil)
	_ store.Versioner       = (*Cache)(nil)
	_ store.TelemetrySource = (*Cache)(nil)
)

func (c *Cache) path(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(c.dir, strconv.Itoa(int(sum[0])%c.folders), hex.EncodeToString(sum[:]))
}

// Get implements store.Cache. A file begins with the instant at which it expires.
func (c *Cache) Get(_ context.Context, key string) ([]byte, error) {
	content, err := os.ReadFile(c.path(key))
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && (len(content) < 8 || time.Now().UnixNano() > int64(binary.BigEndian.Uint64(content))):
		return nil, store.ErrNotFound
	case err != nil:
		return nil, store.Wrap("get", err)
	}
	return content[8:], nil
}

// Set implements store.Cache. The file appears whole.
func (c *Cache) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return store.ErrInvalid
	}
	f, err := os.CreateTemp(c.dir, "new-")
	if err != nil {
		return store.Wrap("set", err)
	}
	_, err = f.Write(append(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Add(ttl).UnixNano())), value...))
	if err := errors.Join(err, f.Close(), os.Rename(f.Name(), c.path(key))); err != nil {
		return store.Wrap("set", err)
	}
	// A byte a write, in a file that all processes append to.
	writes, err := os.OpenFile(filepath.Join(c.dir, "writes"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return store.Wrap("set", err)
	}
	_, err = writes.Write([]byte{1})
	return store.Wrap("set", errors.Join(err, writes.Close()))
}

// Delete implements store.Cache.
func (c *Cache) Delete(_ context.Context, keys ...string) error {
	for _, key := range keys {
		if err := os.Remove(c.path(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return store.Wrap("delete", err)
		}
	}
	return nil
}

// Ping implements store.Pinger.
func (c *Cache) Ping(context.Context) error {
	_, err := os.Stat(c.dir)
	return err
}

// Version implements store.Versioner.
func (c *Cache) Version(context.Context) (string, error) { return "Toy 1.0", nil }

// Telemetry implements store.TelemetrySource.
func (c *Cache) Telemetry(context.Context) ([]store.Reading, error) {
	entries, err := filepath.Glob(filepath.Join(c.dir, "*", "*"))
	if err != nil {
		return nil, store.Wrap("read telemetry of toy", err)
	}
	writes := int64(0)
	if info, err := os.Stat(filepath.Join(c.dir, "writes")); err == nil {
		writes = info.Size()
	}
	return []store.Reading{
		{Name: "toy_entries", Value: float64(len(entries))}, {Name: "toy_folders", Value: float64(c.folders)},
		{Name: "toy_writes_total", Value: float64(writes)},
	}, nil
}
