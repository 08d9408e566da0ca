package rest

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"quintet/api/metrics"
	"quintet/api/store"
)

// Dependency is something that the API needs and /readyz asks after.
type Dependency struct {
	// Name is what answers ("sqlite"), Role what for ("records").
	Name, Role string
	// Ping asks for a sign of life.
	Ping func(context.Context) error
}

// Config says what the API works on. Its zero value, with Stores, is useful.
type Config struct {
	Stores store.Set
	// Metrics count requests; nil means new ones that nobody else feeds.
	Metrics *metrics.Metrics
	// Dependencies are what /readyz asks after.
	Dependencies []Dependency
	// Timeout bounds a request, UploadTimeout one that moves a file; 0 means 10s and 2m.
	Timeout, UploadTimeout time.Duration
	// MaxBody bounds a JSON body, MaxUpload a file; 0 means 1 MiB and 32 MiB.
	MaxBody, MaxUpload int64
	// MaxInFlight bounds the requests being served at once: whoever comes beyond it is told to come again. 0 means no bound.
	MaxInFlight int
	// SessionTTL is how long a session lives; 0 means 24h.
	SessionTTL time.Duration
	// Log gets panics and errors that nobody foresaw; nil means none.
	Log *slog.Logger
	// Now gives the time of messages and notifications that come without an id; nil means time.Now.
	Now func() time.Time
}

// New is the whole API.
func New(cfg Config) http.Handler { return http.NotFoundHandler() }

// Routes are the templates of all routes, each with its methods.
func Routes() map[string][]string { return nil }
