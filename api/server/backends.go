package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"quintet/api/store/cassandra"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/neo4j"
	"quintet/api/store/postgres"
	"quintet/api/store/redis"
	"quintet/api/store/sqlite"
)

// backend is a row of the table of backends.
type backend struct {
	// name is what metrics and Server-Timing call it.
	name string
	// roles are those it can take.
	roles []string
	// variable chooses it when set; empty for the embedded defaults, which are always at hand.
	variable string
	chosen   func(Config) bool
	open     func(ctx context.Context, cfg Config) (opened, error)
	// schema is the text of what makes its schema; nil when it has none.
	schema func() string
}

// opened is a store that a backend opened.
type opened struct {
	// store implements the interfaces of the backend's roles.
	store any
	// where it is, for logs: no secrets.
	where string
	close func() error
}

// backends is the table of backends. A role goes to the first row that is chosen and can take it.
func backends() []backend {
	always := func(Config) bool { return true }
	return []backend{
		{"postgres", []string{"records"}, "DATABASE_HOST",
			func(c Config) bool { return c.Database.set() }, openPostgres, postgres.Schema},
		{"cassandra", []string{"messages", "notifications"}, "CASSANDRA_HOST",
			func(c Config) bool { return c.Cassandra.set() }, openCassandra, cassandra.Schema},
		{"neo4j", []string{"graph"}, "NEO4J_HOST",
			func(c Config) bool { return c.Neo4j.set() }, openNeo4j, neo4j.Schema},
		{"redis", []string{"sessions", "cache"}, "REDIS_HOST",
			func(c Config) bool { return c.Redis.set() }, openRedis, nil},
		{"minio", []string{"objects"}, "STORAGE_ENDPOINT",
			func(c Config) bool { return c.Storage.set() }, openMinio, nil},

		{"sqlite", []string{"records", "messages", "notifications", "graph"}, "", always, openSQLite, sqlite.Schema},
		{"miniredis", []string{"sessions", "cache"}, "", always, openMiniredis, nil},
		{"gofakes3", []string{"objects"}, "", always, openGofakes3, func() string { return embedded.Layout }},
	}
}

// Schemas are the texts that make the schemas, by the name of the backend: data that somebody keeps is of this version of the API when it
// was made with the same texts.
func Schemas() map[string]string {
	texts := map[string]string{}
	for _, b := range backends() {
		if b.schema != nil {
			texts[b.name] = b.schema()
		}
	}
	return texts
}

func openPostgres(ctx context.Context, cfg Config) (opened, error) {
	db, err := postgres.Open(ctx, postgres.Config{
		Host: cfg.Database.Hosts[0], Port: cfg.Database.Port, User: cfg.Database.User, Password: cfg.Database.Password,
		Database: cfg.Database.Name, PoolSize: cfg.Database.PoolSize,
	})
	if err != nil {
		return opened{}, err
	}
	return opened{db, cfg.Database.address() + "/" + cfg.Database.Name, db.Close}, nil
}

func openCassandra(ctx context.Context, cfg Config) (opened, error) {
	db, err := cassandra.Open(ctx, cassandra.Config{
		Hosts: cfg.Cassandra.Hosts, Port: cfg.Cassandra.Port, User: cfg.Cassandra.User, Password: cfg.Cassandra.Password,
		Keyspace: cfg.Cassandra.Name, ConnsPerHost: cfg.Cassandra.PoolSize, Consistency: cfg.CassandraConsistency,
		ReplicationFactor: cfg.CassandraReplicas,
	})
	if err != nil {
		return opened{}, err
	}
	where := fmt.Sprintf("%s:%d/%s", strings.Join(cfg.Cassandra.Hosts, ","), cfg.Cassandra.Port, cfg.Cassandra.Name)
	return opened{db, where, db.Close}, nil
}

func openNeo4j(ctx context.Context, cfg Config) (opened, error) {
	db, err := neo4j.Open(ctx, neo4j.Config{
		Host: cfg.Neo4j.Hosts[0], Port: cfg.Neo4j.Port, User: cfg.Neo4j.User, Password: cfg.Neo4j.Password, PoolSize: cfg.Neo4j.PoolSize,
	})
	if err != nil {
		return opened{}, err
	}
	return opened{db, cfg.Neo4j.address(), db.Close}, nil
}

func openRedis(ctx context.Context, cfg Config) (opened, error) {
	client, err := redis.Open(ctx, redis.Config{
		Addr: cfg.Redis.address(), Username: cfg.Redis.User, Password: cfg.Redis.Password, PoolSize: cfg.Redis.PoolSize,
	})
	if err != nil {
		return opened{}, err
	}
	return opened{client, cfg.Redis.address(), client.Close}, nil
}

func openMinio(ctx context.Context, cfg Config) (opened, error) {
	bucket, err := minio.Open(ctx, minio.Config{
		Endpoint: cfg.Storage.address(), Secure: cfg.Storage.Secure, AccessKey: cfg.Storage.User, SecretKey: cfg.Storage.Password,
		Bucket: cfg.Storage.Name, MaxBytes: cfg.MaxUpload,
	})
	if err != nil {
		return opened{}, err
	}
	return opened{bucket, cfg.Storage.address() + "/" + cfg.Storage.Name, bucket.Close}, nil
}

func openSQLite(ctx context.Context, cfg Config) (opened, error) {
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return opened{}, fmt.Errorf("open sqlite: %w", err)
	}
	path := filepath.Join(cfg.DataDir, "quintet.db")
	db, err := sqlite.Open(ctx, sqlite.Config{Path: path, Readers: cfg.SQLiteReaders})
	if err != nil {
		return opened{}, err
	}
	return opened{db, path, db.Close}, nil
}

func openMiniredis(ctx context.Context, cfg Config) (opened, error) {
	addr, where, end := cfg.EmbeddedRedis, "shared", func() error { return nil }
	if addr == "" {
		server, err := embedded.OpenRedis(ctx, "127.0.0.1:0")
		if err != nil {
			return opened{}, err
		}
		addr, where, end = server.Addr(), "in this process", server.Close
	}
	client, err := redis.Open(ctx, redis.Config{Addr: addr, Name: "miniredis", PoolSize: cfg.Redis.PoolSize})
	if err != nil {
		return opened{}, errors.Join(err, end())
	}
	return opened{client, addr + " (" + where + ")", func() error { return errors.Join(client.Close(), end()) }}, nil
}

func openGofakes3(ctx context.Context, cfg Config) (opened, error) {
	addr, where, end := cfg.EmbeddedS3, "shared", func() error { return nil }
	if addr == "" {
		server, err := serveS3(ctx, cfg)
		if err != nil {
			return opened{}, err
		}
		addr, where, end = server.Addr(), "in this process", server.Close
	}
	bucket, err := minio.Open(ctx, minio.Config{
		Endpoint: addr, AccessKey: embedded.S3AccessKey, SecretKey: embedded.S3SecretKey, Bucket: cfg.Storage.Name, Name: "gofakes3",
		MaxBytes: cfg.MaxUpload,
	})
	if err != nil {
		return opened{}, errors.Join(err, end())
	}
	return opened{bucket, addr + "/" + cfg.Storage.Name + " (" + where + ")", func() error { return errors.Join(bucket.Close(), end()) }}, nil
}
