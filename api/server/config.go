package server

import (
	"cmp"
	"log/slog"
	"time"
)

// Config states what to serve, where, and on which stores. Its zero value is useful: everything embedded, a free loopback port.
type Config struct {
	// ListenHost is an address of this machine, "127.0.0.1" when empty; Port 0 picks a free port.
	ListenHost string
	Port       int
	// Hosts are the names that the API answers for, beside ListenHost and loopback: what else a request's Host says is refused.
	Hosts []string
	// DataDir is the folder of the embedded stores, made when absent; empty means "data".
	DataDir string

	// Variables are those of backends, by name (see Variables); what is absent is as it is in an empty environment, where every role
	// goes to an embedded backend.
	Variables map[string]string

	// CacheOff leaves the stores without a cache.
	CacheOff bool
	// StaleIfError is how much longer than CacheTTL a copy is kept for when the store fails; 0 keeps none.
	StaleIfError time.Duration
	// CacheTTL, NegativeTTL, SessionTTL and RequestTimeout are as in the package's comment; 0 means the defaults there.
	CacheTTL, NegativeTTL, SessionTTL, RequestTimeout time.Duration
	// MaxUpload is the size of the largest file in bytes; 0 means 32 MiB.
	MaxUpload int64
	// MaxInFlight bounds the requests served at once; 0 is no bound.
	MaxInFlight int
	// MaxQueue is how long requests may wait for the processor before further ones are shed; 0 does not ask.
	MaxQueue time.Duration
	// StoreCalls bounds the calls of each store that are under way at once, 0 is no bound; a call beyond it waits for StorePatience at most, 0
	// means 1s, and is shed then.
	StoreCalls    int
	StorePatience time.Duration
	// RetryBudget is how many percent of a store's calls may be tried again; 0 is no bound.
	RetryBudget int
	// PProf is a loopback address, "host:port", for profiles; empty means none.
	PProf string
	// FaultsFile has the faults that are injected into calls to stores, see package faulty; empty injects none.
	FaultsFile string
	// Stack is what app_build_info calls this deployment; empty means "embedded", "native" or "mixed", as it is.
	Stack string
	// Log receives start-up and what goes wrong; nil discards it.
	Log *slog.Logger
}

func (c Config) filled() Config {
	c.CacheTTL = cmp.Or(c.CacheTTL, defaultCacheTTL)
	c.NegativeTTL = cmp.Or(c.NegativeTTL, defaultNegativeTTL)
	c.SessionTTL = cmp.Or(c.SessionTTL, defaultSessionTTL)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, defaultRequestTimeout)
	c.StorePatience = cmp.Or(c.StorePatience, defaultStorePatience)
	c.ListenHost = cmp.Or(c.ListenHost, defaultHost)
	c.DataDir = cmp.Or(c.DataDir, defaultDataDir)
	c.MaxUpload = cmp.Or(c.MaxUpload, defaultMaxUpload)
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	return c
}

const (
	defaultHost           = "127.0.0.1"
	defaultDataDir        = "data"
	defaultCacheTTL       = time.Minute
	defaultNegativeTTL    = 5 * time.Second
	defaultSessionTTL     = 24 * time.Hour
	defaultRequestTimeout = 10 * time.Second
	defaultMaxUpload      = 32 << 20
	defaultMaxInFlight    = 1000
	defaultMaxQueue       = 20 * time.Millisecond
	defaultStoreCalls     = 128
	defaultStorePatience  = time.Second
	defaultRetryBudget    = 10
)
