package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
)

var _ stack.Snapshotter = (*Stack)(nil)

// keptFolder is the one folder of kept data: what the backends write in the data directory.
const keptFolder = "data"

// Snapshot implements stack.Snapshotter. The stores are filled inside this process.
func (s *Stack) Snapshot(ctx context.Context, d stack.Data) (stack.Origin, error) {
	if s.cfg.Kept == nil {
		return stack.Origin{}, stack.ErrNotKept
	}
	s.needed = s.Needs(d)
	acquired, origin, err := s.cfg.Kept.Acquire(ctx, snapshot.Build{
		Key: s.key(d), Rows: d.Rows, Needs: s.needed, Twice: d.Runs,
		Fill: func(ctx context.Context, dir string) (snapshot.Built, error) { return s.make(ctx, dir, d) },
	})
	if err != nil {
		return stack.Origin{}, err
	}
	s.snapshot = acquired
	return origin, nil
}

// Needs implements stack.Snapshotter.
func (s *Stack) Needs(d stack.Data) int64 {
	total := int64(0)
	for _, b := range s.backends {
		total += d.Needs[b.Name]
	}
	return total
}

// key is all that the files of the kept data depend on: what is to be seeded, the schemas, and the versions of the modules that write
// the files.
func (s *Stack) key(d stack.Data) snapshot.Key {
	k := snapshot.Key{"stack": "embedded", "data": d.Fingerprint}
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			versions[m.Path] = m.Version
		}
	}
	for _, b := range s.backends {
		if b.Schema != "" {
			k["schema."+b.Name] = snapshot.Sum(b.Schema)
		}
		if v := versions[b.Module]; v != "" {
			k["version."+b.Name] = v
		}
	}
	return k
}

// make fills the stores in a folder of dir.
func (s *Stack) make(ctx context.Context, dir string, d stack.Data) (filled snapshot.Built, err error) {
	data := filepath.Join(dir, keptFolder)
	stores, err := s.cfg.OpenStores(ctx, func(name string) string {
		switch {
		case name == "DATA_DIR":
			return data
		case name == "CACHE":
			return "off"
		case slices.ContainsFunc(s.backends, func(b store.Description) bool { return b.Shared == name }):
			return "" // servers of an earlier Up are none of this
		}
		return s.env[name]
	})
	if err != nil {
		return filled, fmt.Errorf("open the embedded stores: %w", err)
	}
	began := time.Now()
	err = d.Fill(ctx, stores.Set, dir)
	filled.Took = time.Since(began)
	if err := errors.Join(err, stores.Close()); err != nil {
		return filled, err
	}
	filled.Bytes, err = s.sizes(data)
	return filled, err
}

// lay makes the folder of the stores, a copy of the kept one where that is held.
func (s *Stack) lay(ctx context.Context, data string) error {
	if s.snapshot == nil {
		if err := os.MkdirAll(data, 0o755); err != nil {
			return fmt.Errorf("make the embedded stack's folders: %w", err)
		}
		if s.needed > 0 {
			return s.cfg.Kept.NoRoom("seeding", data, s.needed)
		}
		return nil
	}
	if err := s.cfg.Kept.NoRoom("a copy of the seeded data", data, s.snapshot.Bytes()); err != nil {
		return err
	}
	if err := s.snapshot.CopyTo(ctx, keptFolder, data); err != nil {
		return s.snapshot.Blame(ctx, err)
	}
	return nil
}

// Sizes implements stack.Snapshotter.
func (s *Stack) Sizes() (map[string]int64, error) { return s.sizes(s.data()) }

func (s *Stack) sizes(data string) (map[string]int64, error) {
	bytes := map[string]int64{}
	for _, b := range s.backends {
		for _, pattern := range b.Files {
			files, err := filepath.Glob(filepath.Join(data, pattern))
			if err != nil {
				return nil, fmt.Errorf("measure %s: %w", data, err)
			}
			bytes[b.Name] += 0
			for _, path := range files {
				n, err := snapshot.Size(path)
				if err != nil {
					return nil, err
				}
				bytes[b.Name] += n
			}
		}
	}
	return bytes, nil
}
