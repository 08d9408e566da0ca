package metrics

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/api/store"
)

// Operation is one kind of call of one store.
type Operation struct{ Store, Name string }

// Config says which series exist from the start, and so what the labels may be. Its zero value is useful.
type Config struct {
	// Registerer gets all metrics; nil means a new registry. It must also be a prometheus.Gatherer, as a Registry is.
	Registerer prometheus.Registerer
	// Routes are the templates of the API's routes, each with its methods.
	Routes map[string][]string
	// Operations are the calls that Observe is told, with Outcomes as how they may end.
	Operations []Operation
	Outcomes   []string
	// ObjectOperations are the names of the operations that storage_operation_duration_seconds counts too, Directions what Bytes is told.
	ObjectOperations, Directions []string
	// CacheClasses and CacheResults are what CacheRequest is told.
	CacheClasses, CacheResults []string
	// BreakerStates are what Breaker is told, in the order of their numbers; empty means closed, half-open, open.
	BreakerStates []string
	// Version, Revision and Stack label app_build_info.
	Version, Revision, Stack string
}

// Metrics are the API's metrics. Make them with New. Safe for concurrent use.
type Metrics struct{}

// New makes and registers all metrics.
func New(cfg Config) (*Metrics, error) { return &Metrics{}, nil }

// Observe implements instrument.Observer.
func (m *Metrics) Observe(store, operation, outcome string, took time.Duration) {}

// Bytes implements instrument.Observer.
func (m *Metrics) Bytes(direction string, n int64) {}

// CacheRequest counts one read through the cache.
func (m *Metrics) CacheRequest(class, result string) {}

// Breaker says in which state the breaker before a store is.
func (m *Metrics) Breaker(store, state string) {}

// Pool reports the pools of a store.
func (m *Metrics) Pool(name string, pools store.Pooler) error { return nil }

// Handler serves /metrics.
func (m *Metrics) Handler() http.Handler { return http.NotFoundHandler() }
