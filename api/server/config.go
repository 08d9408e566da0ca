package server

import (
	"log/slog"
	"net"
	"strconv"
	"time"
)

// Config says what to serve, where, and on which stores. Its zero value is useful: everything embedded, a free loopback port.
type Config struct {
	// ListenHost is an address of this machine, "127.0.0.1" when empty; Port 0 picks a free port.
	ListenHost string
	Port       int
	// Hosts are the names that the API answers for, beside ListenHost and loopback: what else a request's Host says is refused.
	Hosts []string
	// DataDir is the folder of the embedded stores, made when absent; empty means "data".
	DataDir string

	// Database (PostgreSQL), Cassandra, Neo4j, Redis and Storage (S3) are real stores. One without hosts is not used: its roles
	// go to the embedded default.
	Database, Cassandra, Neo4j, Redis, Storage Endpoint
	// CassandraConsistency is that of reads and writes, by its name in CQL, CassandraReplicas how many copies a new keyspace keeps;
	// "" and 0 leave them to the backend.
	CassandraConsistency string
	CassandraReplicas    int
	// EmbeddedRedis and EmbeddedS3 are addresses, "host:port", of embedded servers that run already, in another process; empty
	// means to run one here.
	EmbeddedRedis, EmbeddedS3 string
	// SQLiteReaders is how many connections read; 0 leaves it to the backend.
	SQLiteReaders int

	// CacheOff leaves the stores without a cache.
	CacheOff bool
	// CacheTTL, NegativeTTL, SessionTTL and RequestTimeout are as in the package's comment; 0 means the defaults there.
	CacheTTL, NegativeTTL, SessionTTL, RequestTimeout time.Duration
	// MaxUpload is the size of the largest file in bytes; 0 means 32 MiB.
	MaxUpload int64
	// MaxInFlight bounds the requests served at once; 0 is no bound.
	MaxInFlight int
	// PProf is a loopback address, "host:port", for profiles; empty means none.
	PProf string
	// Stack is what app_build_info calls this deployment; empty means "embedded", "native" or "mixed", as it is.
	Stack string
	// Log receives start-up and what goes wrong; nil means nobody does.
	Log *slog.Logger
}

// Endpoint is where a real store is and how to sign in there.
type Endpoint struct {
	// Hosts has one entry but for drivers that take several.
	Hosts []string
	Port  int
	// User and Password sign in; for S3 they are the access key and the secret key.
	User, Password string
	// Name is the database, keyspace or bucket.
	Name string
	// Secure asks for TLS.
	Secure bool
	// PoolSize bounds the connections; 0 leaves it to the driver.
	PoolSize int
}

// set says whether the store is to be used.
func (e Endpoint) set() bool { return len(e.Hosts) > 0 }

// address is "host:port" of the first host.
func (e Endpoint) address() string {
	if !e.set() {
		return ""
	}
	return net.JoinHostPort(e.Hosts[0], strconv.Itoa(e.Port))
}

func (c Config) filled() Config {
	or := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	or(&c.CacheTTL, defaultCacheTTL)
	or(&c.NegativeTTL, defaultNegativeTTL)
	or(&c.SessionTTL, defaultSessionTTL)
	or(&c.RequestTimeout, defaultRequestTimeout)
	if c.ListenHost == "" {
		c.ListenHost = defaultHost
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir
	}
	if c.MaxUpload <= 0 {
		c.MaxUpload = defaultMaxUpload
	}
	if c.Storage.Name == "" {
		c.Storage.Name = defaultBucket
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

const (
	defaultHost           = "127.0.0.1"
	defaultPort           = 3000
	defaultDataDir        = "data"
	defaultBucket         = "files"
	defaultCacheTTL       = time.Minute
	defaultNegativeTTL    = 5 * time.Second
	defaultSessionTTL     = 24 * time.Hour
	defaultRequestTimeout = 10 * time.Second
	defaultMaxUpload      = 32 << 20
)
