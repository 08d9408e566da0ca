package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"quintet/api/admission"
	"quintet/api/metrics"
	"quintet/api/rest"
	"quintet/api/store"
	"quintet/api/store/bulkhead"
	"quintet/api/store/cached"
	"quintet/api/store/faulty"
	"quintet/api/store/instrument"
	"quintet/api/store/integrity"
)

// Server is a running API. Make it with Open.
type Server struct {
	log    *slog.Logger
	api    *site
	pprof  *site
	gate   *admission.Gate
	stores *Stores

	closing sync.Once
	closed  error
}

// Open opens the stores, listens and serves. The context bounds only the opening; Close ends all that was started.
func Open(ctx context.Context, cfg Config) (_ *Server, err error) {
	cfg = cfg.filled()
	s := &Server{log: cfg.Log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close(ctx))
		}
	}()
	if s.api, err = listen(ctx, net.JoinHostPort(cfg.ListenHost, strconv.Itoa(cfg.Port)), cfg.Log); err != nil {
		return nil, err
	}
	if cfg.PProf != "" {
		if s.pprof, err = listenForProfiles(ctx, cfg); err != nil {
			return nil, err
		}
	}
	if s.gate, err = admission.Open(admission.Config{MaxInFlight: cfg.MaxInFlight, MaxQueue: cfg.MaxQueue}); err != nil {
		return nil, err
	}
	if s.stores, err = OpenStores(ctx, cfg); err != nil {
		return nil, err
	}
	handler, err := s.handler(cfg)
	if err != nil {
		return nil, err
	}
	s.api.serve(handler)
	if s.pprof != nil {
		s.pprof.serve(profiles())
		cfg.Log.Info("profiles", "addr", s.pprof.addr())
	}
	if !store.Loopback(cfg.ListenHost) {
		cfg.Log.Warn("other machines may reach this API, which asks nobody who they are", "host", cfg.ListenHost)
	}
	cfg.Log.Info("listening", "addr", s.Addr())
	return s, nil
}

// listenForProfiles refuses addresses that others can reach: profiles tell what the process holds in memory.
func listenForProfiles(ctx context.Context, cfg Config) (*site, error) {
	if host, _, err := net.SplitHostPort(cfg.PProf); err != nil || !store.Loopback(host) {
		return nil, fmt.Errorf("listen for profiles at %q: not a loopback address", cfg.PProf)
	}
	return listen(ctx, cfg.PProf, cfg.Log)
}

// handler puts the API together: instrumented stores, the cache beside them, routes.
func (s *Server) handler(cfg Config) (http.Handler, error) {
	m, err := s.metrics(cfg)
	if err != nil {
		return nil, err
	}
	var dependencies []rest.Dependency
	for _, p := range s.stores.parts {
		if pinger, ok := store.As[store.Pinger](p.Store); ok {
			dependencies = append(dependencies, rest.Dependency{Name: p.Name, Role: p.Role(), Ping: pinger.Ping})
		}
	}
	stores, err := decorated(s.stores, m, cfg)
	if err != nil {
		return nil, err
	}
	return rest.New(rest.Config{
		Stores: stores, Metrics: m, Dependencies: dependencies, Timeout: cfg.RequestTimeout,
		UploadTimeout: transferTimeout, MaxUpload: cfg.MaxUpload, Gate: s.gate, SessionTTL: cfg.SessionTTL,
		Hosts: append(slices.Clone(cfg.Hosts), cfg.ListenHost), Log: cfg.Log,
	}), nil
}

func (s *Server) metrics(cfg Config) (*metrics.Metrics, error) {
	version, revision := build()
	described := metrics.Config{
		Routes: rest.Routes(), Outcomes: instrument.Outcomes(), Directions: instrument.Directions(),
		ObjectOperations: instrument.ObjectOperations(), Version: version, Revision: revision, Stack: cfg.Stack,
	}
	if described.Stack == "" {
		described.Stack = s.stores.kind()
	}
	for _, o := range instrument.Operations(s.stores.Names) {
		described.Operations = append(described.Operations, metrics.Operation{Store: o.Store, Name: o.Name})
	}
	if s.stores.Set.Cache != nil {
		described.CacheClasses, described.CacheResults, described.BreakerStates = cached.Classes(), cached.Results(), cached.BreakerStates()
	}
	m, err := metrics.New(described)
	if err != nil {
		return nil, fmt.Errorf("describe metrics: %w", err)
	}
	for _, p := range s.stores.parts {
		if pools, ok := store.As[store.Pooler](p.Store); ok {
			if err := m.Pool(p.Name, pools); err != nil {
				return nil, fmt.Errorf("describe pools of %s: %w", p.Name, err)
			}
		}
		if err := m.Retries(p.Name, p.budget.Counts); err != nil {
			return nil, fmt.Errorf("describe retries of %s: %w", p.Name, err)
		}
	}
	if err := m.Gate(s.gate); err != nil {
		return nil, fmt.Errorf("describe the gate: %w", err)
	}
	return m, nil
}

// decorated instruments every store, has the graph refuse who does not exist, and puts the cache, when there is one, beside records and messages. The cache is instrumented
// too, so that a hit is charged to it.
func decorated(stores *Stores, m *metrics.Metrics, cfg Config) (store.Set, error) {
	var admit instrument.Admit
	if cfg.FaultsFile != "" {
		faults, err := faulty.Open(cfg.FaultsFile)
		if err != nil {
			return store.Set{}, err
		}
		admit = faults.Admit
		cfg.Log.Warn("calls to stores fail when a file says so", "file", cfg.FaultsFile)
	}
	set := instrument.Set(stores.Set, stores.Names, m, bulkheads(stores, cfg), admit)
	// Before the cache: who exists is asked of the store.
	set.Graph = integrity.Graph(set.Graph, set.Records)
	if set.Cache == nil {
		return set, nil
	}
	timeout := cfg.RequestTimeout
	if cfg.StaleIfError > 0 {
		// A store that hangs has failed before the request has.
		timeout -= timeout / 4
	}
	name := stores.Names.Cache
	m.Breaker(name, "closed")
	beside := cached.Config{
		Cache: set.Cache, TTL: cfg.CacheTTL, NegativeTTL: cfg.NegativeTTL, StaleIfError: cfg.StaleIfError, StoreTimeout: timeout, Observe: m.CacheRequest,
		Breaker: cached.NewBreaker(cached.BreakerConfig{Changed: func(state string) { m.Breaker(name, state) }}),
	}
	set.Records = cached.Records(set.Records, beside)
	set.Messages = cached.Messages(set.Messages, beside)
	return set, nil
}

// bulkheads are one a store.
func bulkheads(stores *Stores, cfg Config) instrument.Bulkheads {
	all := instrument.Bulkheads{}
	for _, p := range stores.parts {
		all[p.Name] = bulkhead.New(cfg.StoreCalls, cfg.StorePatience)
	}
	return all
}

// Addr is where the API listens, "host:port".
func (s *Server) Addr() string { return s.api.addr() }

// Done is closed when the API has ended to listen: after Close, or when the listener failed, which Close then returns.
func (s *Server) Done() <-chan struct{} { return s.api.ended }

// Close stops accepting, lets requests in flight finish until ctx ends, cuts off what is left (that is an error), and then closes
// the stores. Idempotent.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Do(func() {
		var errs []error
		if s.api != nil {
			errs = append(errs, s.api.close(ctx))
		}
		if s.pprof != nil {
			// A profile may take minutes more.
			errs = append(errs, s.pprof.cut())
		}
		errs = append(errs, s.gate.Close())
		if s.stores != nil {
			errs = append(errs, s.stores.Close())
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}
