package native

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
)

var _ stack.Snapshotter = (*Stack)(nil)

// fillPatience is how long a server may take to end in order once it was filled: it writes what it only had in memory.
const fillPatience = 5 * time.Minute

// DefaultData is where kept data lies: $QUINTET_DATA, or the folder data in DefaultCache. For root it is the
// system's own cache: servers that refuse to run as root must be able to enter it, and only root can enter root's home.
func DefaultData() (string, error) {
	if dir := os.Getenv("QUINTET_DATA"); dir != "" {
		return filepath.Abs(dir)
	}
	cache, err := DefaultCache()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "data")
	if os.Getenv("QUINTET_CACHE") == "" && os.Geteuid() == 0 && !reachable(nearest(dir)) {
		return "/var/cache/quintet/data", nil
	}
	return dir, nil
}

// nearest is a path in the folder, or in the nearest above that is there: folders are made such that all can enter.
func nearest(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return filepath.Join(dir, "new")
		}
		dir = filepath.Dir(dir)
	}
}

// Snapshot implements stack.Snapshotter. The stores that are filled have a folder each in the kept data, named for the server.
func (s *Stack) Snapshot(ctx context.Context, d stack.Data) (stack.Origin, error) {
	if s.cfg.Kept == nil {
		return stack.Origin{}, stack.ErrNotKept
	}
	s.needed = s.Needs(d)
	if err := s.keepable(); err != nil {
		return stack.Origin{}, err
	}
	key, err := s.key(ctx, d)
	if err != nil {
		return stack.Origin{}, err
	}
	acquired, origin, err := s.cfg.Kept.Acquire(ctx, snapshot.Build{
		Key: key, Rows: d.Rows, Needs: s.needed, Twice: d.Runs,
		Fill: func(ctx context.Context, dir string) (snapshot.Built, error) { return s.make(ctx, dir, d) },
	})
	if err != nil {
		return stack.Origin{}, errors.Join(err, s.Down(context.WithoutCancel(ctx)))
	}
	s.snapshot = acquired
	return origin, nil
}

// keepable states what stands against keeping data in the folder for it.
func (s *Stack) keepable() error {
	dir, err := filepath.Abs(s.cfg.Kept.Dir)
	if err != nil {
		return err
	}
	for _, row := range s.keepers() {
		if row.keepable != nil {
			if err := row.keepable(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepers are the servers that are filled.
func (s *Stack) keepers() []server {
	var list []server
	for _, name := range s.shape.names() {
		if row, err := findServer(name); err == nil && row.version != nil {
			list = append(list, row)
		}
	}
	return list
}

// key is all that the files of the kept data depend on.
func (s *Stack) key(ctx context.Context, d stack.Data) (snapshot.Key, error) {
	k := snapshot.Key{"stack": "native", "data": d.Fingerprint}
	for _, b := range s.shape.backends {
		if v := b.Variable(b.Copies); v != nil {
			k[b.Name+".nodes"], k[b.Name+"."+v.Setting] = strconv.Itoa(s.shape.Nodes[b.Name]), strconv.Itoa(s.shape.copies(b.Name))
		}
	}
	for _, b := range s.cfg.Backends {
		if b.Schema != "" {
			k["schema."+b.Name] = snapshot.Sum(b.Schema)
		}
	}
	for _, row := range s.keepers() {
		version, err := row.version(ctx)
		if err != nil {
			return nil, err
		}
		k["version."+row.name] = version
	}
	return k, nil
}

// Needs implements stack.Snapshotter, with what the nodes of a cluster take each.
func (s *Stack) Needs(d stack.Data) int64 {
	total := int64(0)
	for _, row := range s.keepers() {
		total += d.Needs[row.name] * int64(s.shape.copies(row.name))
	}
	return total
}

// make fills the stores in folders of dir.
func (s *Stack) make(ctx context.Context, dir string, d stack.Data) (filled snapshot.Built, err error) {
	if err := s.open(); err != nil {
		return filled, err
	}
	s.homes = map[string]string{}
	for _, row := range s.keepers() {
		s.homes[row.name] = filepath.Join(dir, row.name)
	}
	defer func() {
		// In order, so that nothing is left to be recovered.
		err = errors.Join(err, s.stopServers())
		s.homes = nil
	}()
	// Servers that keep nothing are started, too: the stores are opened as the API opens them.
	var names []string
	for _, name := range s.shape.names() {
		if name != prometheusKey {
			names = append(names, name)
		}
	}
	if err := s.startServers(ctx, names, fillPatience); err != nil {
		return filled, err
	}
	homes := s.homes
	err = s.seed(ctx, s.environment(), func(ctx context.Context, stores store.Set) error {
		began := time.Now()
		err := d.Fill(ctx, stores, dir)
		filled.Took = time.Since(began)
		return err
	})
	if err := errors.Join(err, s.stopServers()); err != nil {
		return filled, err
	}
	filled.Bytes, err = sizes(homes)
	return filled, err
}

// copyKept copies the kept data to where the servers are going to write. Where none is held, it only looks whether there is room
// for them to be filled.
func (s *Stack) copyKept(ctx context.Context) error {
	s.homes = map[string]string{}
	switch {
	case s.snapshot == nil && s.needed > 0:
		return s.cfg.Kept.NoRoom("seeding", s.data, s.needed)
	case s.snapshot == nil:
		return nil
	}
	if err := s.cfg.Kept.NoRoom("a copy of the seeded data", s.data, s.snapshot.Bytes()); err != nil {
		return err
	}
	for _, row := range s.keepers() {
		home := filepath.Join(s.data, row.name)
		if row.home != nil {
			var err error
			if home, err = row.home(s.sweeper, home); err != nil {
				return err
			}
		}
		if err := s.snapshot.CopyTo(ctx, row.name, home); err != nil {
			return err
		}
		s.homes[row.name] = home
	}
	return nil
}

// Sizes implements stack.Snapshotter.
func (s *Stack) Sizes() (map[string]int64, error) {
	homes := map[string]string{}
	for _, i := range s.instances {
		if row, err := findServer(i.Name); err == nil && row.version != nil {
			homes[i.Name] = i.dir
		}
	}
	return sizes(homes)
}

func sizes(homes map[string]string) (map[string]int64, error) {
	bytes := map[string]int64{}
	for name, home := range homes {
		n, err := snapshot.Size(home)
		if err != nil {
			return nil, err
		}
		bytes[name] = n
	}
	return bytes, nil
}
