package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/gofrs/flock"

	"quintet/api/store"
	"quintet/api/store/minio"
	"quintet/api/store/redis"
	"quintet/telemetry"
)

// DescribeRedis describes the backend that is miniredis, in this process or in one that several share.
func DescribeRedis() store.Description {
	d := redis.Describe()
	// Of what Redis tells, miniredis tells these.
	told := []string{"redis_connected_clients", "redis_connections_received_total", "redis_commands_processed_total"}
	d.Backend.Name, d.Backend.Title = "miniredis", "miniredis"
	d.Metrics = slices.DeleteFunc(d.Metrics, func(m telemetry.Metric) bool { return !slices.Contains(told, m.Name) })
	d.Panels = telling(d.Panels, told)
	// It keeps no log: what it holds goes with it.
	d.Server, d.Durability = nil, nil
	d.Chosen, d.Shared = "", "EMBEDDED_REDIS_ADDR"
	d.Variables = []store.Variable{
		{Name: d.Shared, Help: "host:port of an embedded Redis that runs already; empty: one in this process", Check: store.IsAddress, Use: store.Wiring},
		redis.PoolSizeVariable(),
	}
	d.Serve = func(ctx context.Context, addr string, _ store.Config) (store.Server, error) {
		return OpenRedis(ctx, addr)
	}
	d.Probe = func(ctx context.Context, addr string) error {
		// To open it asks for an answer; its version it does not tell.
		c, err := redis.Open(ctx, redis.Config{Addr: addr, PoolSize: 1, Retries: -1})
		if err != nil {
			return err
		}
		return c.Close()
	}
	d.Flush = func(ctx context.Context, addr string) error { return redis.Flush(ctx, addr, "") }
	d.Open = func(ctx context.Context, cfg store.Config) (store.Opened, error) {
		return reach(ctx, d, cfg, func(addr string) (any, func() error, error) {
			client, err := redis.Open(ctx, redis.Config{
				Addr: addr, Software: software(d.Name, "github.com/alicebob/miniredis/v2"), PoolSize: cfg.Int(redis.PoolSize),
				Budget: cfg.Budget,
			})
			if err != nil {
				return nil, nil, err
			}
			return client, client.Close, nil
		}, addressOnly)
	}
	return d
}

// DescribeS3 describes the backend that is gofakes3, in this process or in one that several share.
func DescribeS3() store.Description {
	d := minio.Describe()
	d.Backend = telemetry.Backend{Name: "gofakes3", Title: "gofakes3", Color: d.Color}
	d.Chosen, d.Shared, d.Check = "", "EMBEDDED_S3_ADDR", nil
	// The bucket needs no set-up.
	bucket := minio.Bucketed()
	bucket.Use = store.Tuning
	d.Variables = []store.Variable{
		{Name: d.Shared, Help: "host:port of an embedded S3 server that runs already; empty: one in this process", Check: store.IsAddress, Use: store.Wiring},
		bucket,
	}
	d.Schema, d.Files = Layout, []string{folder}
	d.Space = []store.Space{{Row: 1e6}, {Kind: "files", Row: 8e3, Content: 1}}
	d.Serve = serveS3
	d.Probe = func(ctx context.Context, addr string) error { return minio.Probe(ctx, addr, S3AccessKey, S3SecretKey) }
	d.Open = func(ctx context.Context, cfg store.Config) (store.Opened, error) {
		return reach(ctx, d, cfg, func(addr string) (any, func() error, error) {
			bucket, err := minio.Open(ctx, minio.Config{
				Endpoint: addr, AccessKey: S3AccessKey, SecretKey: S3SecretKey, Bucket: cfg.Values[minio.BucketVariable], Name: d.Name,
				Software: software(d.Name, "github.com/johannesboyne/gofakes3"), MaxBytes: cfg.MaxUpload, Budget: cfg.Budget,
			})
			if err != nil {
				return nil, nil, err
			}
			return bucket, bucket.Close, nil
		}, func(addr string) string { return addr + "/" + cfg.Values[minio.BucketVariable] })
	}
	return d
}

// telling are the panels of which a line is told, with the lines that are.
func telling(panels []telemetry.Panel, told []string) []telemetry.Panel {
	var list []telemetry.Panel
	for _, p := range panels {
		p.Lines = slices.DeleteFunc(slices.Clone(p.Lines), func(l telemetry.Line) bool {
			return slices.ContainsFunc(append([]string{l.Metric}, l.Of...), func(m string) bool { return !slices.Contains(told, m) })
		})
		if len(p.Lines) > 0 {
			list = append(list, p)
		}
	}
	return list
}

func addressOnly(addr string) string { return addr }

// reach connects to the server that others share, or to one that it starts in this process and that ends with the connection. where
// says where that is.
func reach(ctx context.Context, d store.Description, cfg store.Config, connect func(addr string) (any, func() error, error),
	where func(addr string) string) (store.Opened, error) {
	addr, place, end := cfg.Values[d.Shared], "shared", func() error { return nil }
	if addr == "" {
		server, err := d.Serve(ctx, "127.0.0.1:0", cfg)
		if err != nil {
			return store.Opened{}, err
		}
		addr, place, end = server.Addr(), "in this process", server.Close
	}
	client, closeClient, err := connect(addr)
	if err != nil {
		return store.Opened{}, errors.Join(err, end())
	}
	return store.Opened{
		Store: client, Where: where(addr) + " (" + place + ")", Close: func() error { return errors.Join(closeClient(), end()) },
	}, nil
}

// software is a server's name and the version of its module.
func software(name, module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == module {
				return name + " " + m.Version
			}
		}
	}
	return name + " (unknown version)"
}

// folder of the data directory holds the objects.
const folder = "s3"

// owned is an S3 server on a folder that no other process serves.
type owned struct {
	*S3
	lock *flock.Flock
}

// serveS3 serves the objects of the data directory.
func serveS3(ctx context.Context, addr string, cfg store.Config) (store.Server, error) {
	dir := filepath.Join(cfg.DataDir, folder)
	lock, err := own(dir)
	if err != nil {
		return nil, fmt.Errorf("open embedded s3: %w", err)
	}
	server, err := OpenS3(ctx, S3Config{Addr: addr, Dir: dir, MaxBytes: cfg.MaxUpload, AccessKey: S3AccessKey, SecretKey: S3SecretKey, Log: cfg.Log})
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &owned{server, lock}, nil
}

// Close ends the server and gives the folder up.
func (s *owned) Close() error { return errors.Join(s.S3.Close(), s.lock.Close()) }

// own makes a folder and keeps other processes from owning it until the lock is closed or the process ends. The folder itself is locked,
// so no file is left behind. Systems that cannot lock a folder do without.
func own(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	if locked, err := lock.TryLock(); err == nil && !locked {
		return nil, fmt.Errorf("%s: %w", dir, ErrOwned)
	}
	return lock, nil
}

// ErrOwned is what the second process on one data directory is refused with.
var ErrOwned = errors.New("another process serves this folder; end it, choose another DATA_DIR, or share its servers by EMBEDDED_REDIS_ADDR and EMBEDDED_S3_ADDR")
