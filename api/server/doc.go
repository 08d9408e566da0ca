// Package server is the composition root of the REST API: it reads the configuration, opens a store for every role, decorates
// the stores, listens and serves, and ends all of that in order.
//
//  1. FromEnv turns environment variables into a Config and names every mistake at once. The zero Config is the embedded
//     default on a free port.
//  2. Each role (records, messages, notifications, graph, sessions, cache, objects) goes to the first row of the table of
//     backends that the Config chooses and that can take it. The last rows are the embedded defaults and take whatever is left, so
//     any mix is possible. One row is opened once, however many roles it takes; different rows are opened side by side.
//  3. Open listens first, so that a port that is taken is found before any data is touched, then opens the stores, decorates
//     them (instrument, then cached), and serves. Start-up logs one line a role: which backend, where.
//  4. Close stops accepting, lets requests in flight finish until its context ends, cuts off what is left, and closes the
//     stores after that, in the reverse order of opening.
//
// OpenStores does the second step alone, undecorated, for whoever fills or counts the stores without serving them.
//
// # Environment
//
// A role whose host is set uses the real store, a role without one the embedded default. What is empty counts as not set.
//
//	PORT                 3000       where to listen; 0 picks a free port
//	LISTEN_HOST          127.0.0.1  another address than loopback is allowed, and logged
//	ALLOWED_HOSTS                   names under which clients ask, separated by commas, beside loopback's; requests for others are refused
//	DATA_DIR             data       folder of the embedded stores: quintet.db and s3/
//	CACHE                on         off: no cache beside the stores
//	CACHE_TTL            60s        how long a copy is kept (10 % more or less)
//	NEGATIVE_TTL         5s         how long an absence is remembered
//	SESSION_TTL          24h        how long a session lives
//	REQUEST_TIMEOUT      10s        bound of a request; uploads and downloads have 2 minutes
//	MAX_UPLOAD_BYTES     33554432   larger files are refused
//	MAX_IN_FLIGHT        0          requests at once; more are shed; 0: no bound
//	PPROF_ADDR                      host:port, loopback only: profiles on a listener of their own; empty: none
//	STACK                           what the metrics call this deployment; empty: "embedded", "native" or "mixed", as it is
//
//	DATABASE_HOST DATABASE_PORT DATABASE_USER DATABASE_PASSWORD DATABASE_NAME DATABASE_POOL_SIZE        PostgreSQL: records
//	CASSANDRA_HOST CASSANDRA_PORT CASSANDRA_USER CASSANDRA_PASSWORD CASSANDRA_KEYSPACE CASSANDRA_POOL_SIZE
//	CASSANDRA_CONSISTENCY CASSANDRA_REPLICATION_FACTOR                             Cassandra: messages, notifications
//	NEO4J_HOST NEO4J_PORT NEO4J_USER NEO4J_PASSWORD NEO4J_POOL_SIZE                Neo4j: graph
//	REDIS_HOST REDIS_PORT REDIS_USER REDIS_PASSWORD REDIS_POOL_SIZE                Redis: sessions, cache
//	STORAGE_ENDPOINT STORAGE_PORT STORAGE_ACCESS_KEY STORAGE_SECRET_KEY STORAGE_BUCKET    MinIO or another S3: objects
//
//	SQLITE_READERS       0          reading connections; 0: one a core, at least 4
//	EMBEDDED_REDIS_ADDR             host:port of an embedded Redis that runs already; empty: one in this process
//	EMBEDDED_S3_ADDR                host:port of an embedded S3 server that runs already; empty: one in this process
//
// The ports default to the stores' own, hosts of CASSANDRA_HOST are separated by commas, and STORAGE_ENDPOINT may be a URL:
// https asks for TLS. A pool size of 0 leaves it to the backend, as does an
// empty consistency (LOCAL_QUORUM). The replication factor counts when the keyspace is made.
//
// The two addresses are how replicas share cache and objects: each replica has SQLite within itself on the one file, but sessions
// and copies must be one set for all. For the same reason a process that serves objects itself keeps others from doing so on the
// same DATA_DIR. An embedded Redis keeps nothing beyond the life of its process.
package server
