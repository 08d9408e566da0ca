package server

import (
	"errors"
	"math"
	"strings"

	"quintet/api/store/cassandra"
)

// FromEnv makes a Config from environment variables, which lookup gives ("" for one that is not set). See the package's
// comment for their names and defaults. The error has a line for every mistake: the variable, what was found, what is wanted; never
// a secret.
func FromEnv(lookup func(name string) string) (Config, error) {
	e := &environment{lookup: lookup}
	cfg := Config{
		ListenHost: strings.Join(e.hosts("LISTEN_HOST", defaultHost, false), ""),
		Port:       int(e.number("PORT", defaultPort, 0, 65535, "a port")),
		Hosts:      e.hosts("ALLOWED_HOSTS", "", true),
		DataDir:    e.text("DATA_DIR", defaultDataDir),

		Database:  e.endpoint("DATABASE", 5432, false),
		Cassandra: e.endpoint("CASSANDRA", 9042, true),
		Neo4j:     e.endpoint("NEO4J", 7687, false),
		Redis:     e.endpoint("REDIS", 6379, false),
		Storage:   e.storage(),

		CassandraConsistency: e.choice("CASSANDRA_CONSISTENCY", cassandra.Consistencies()),
		CassandraReplicas:    int(e.number("CASSANDRA_REPLICATION_FACTOR", 0, 0, maxPool, "a number of copies")),

		EmbeddedRedis: e.address("EMBEDDED_REDIS_ADDR", false),
		EmbeddedS3:    e.address("EMBEDDED_S3_ADDR", false),
		SQLiteReaders: int(e.number("SQLITE_READERS", 0, 0, maxPool, "a number of connections")),

		CacheOff:       e.off("CACHE"),
		CacheTTL:       e.duration("CACHE_TTL", defaultCacheTTL),
		NegativeTTL:    e.duration("NEGATIVE_TTL", defaultNegativeTTL),
		SessionTTL:     e.duration("SESSION_TTL", defaultSessionTTL),
		RequestTimeout: e.duration("REQUEST_TIMEOUT", defaultRequestTimeout),
		MaxUpload:      e.number("MAX_UPLOAD_BYTES", defaultMaxUpload, 1, 5<<30, "a number of bytes"),
		MaxInFlight:    int(e.number("MAX_IN_FLIGHT", 0, 0, math.MaxInt32, "a number of requests")),
		PProf:          e.address("PPROF_ADDR", true),
		Stack:          e.text("STACK", ""),
	}
	cfg.Database.Name = e.text("DATABASE_NAME", "quintet")
	cfg.Cassandra.Name = e.text("CASSANDRA_KEYSPACE", "quintet")
	if err := errors.Join(e.errs...); err != nil {
		return Config{}, err
	}
	return cfg, nil
}
