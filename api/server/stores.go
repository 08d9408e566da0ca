package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"quintet/api/store"
	"quintet/api/store/instrument"
	"quintet/api/store/retry"
)

// Stores are the open stores of all roles, undecorated, so that loaders and counters are found on them. Make it with OpenStores.
type Stores struct {
	// Set has a store for every role; Cache is nil when the cache is off.
	Set store.Set
	// Names states what answers for each role; empty for the cache when it is off.
	Names instrument.Names

	// parts are the distinct stores, in the order of the table.
	parts []part
}

// part is one open store and the roles it has.
type part struct {
	store.Description
	store.Opened
	// budget bounds the retries of its calls.
	budget *retry.Budget
}

// openTimeout bounds the opening of all stores: one that cannot be reached is named rather than waited for.
const openTimeout = time.Minute

// OpenStores opens a store for every role, side by side, and logs one line a role. The error names every store that could not be
// opened; those that could are closed again. The context bounds only the opening.
func OpenStores(ctx context.Context, cfg Config) (*Stores, error) {
	cfg = cfg.filled()
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	chosen := choose(cfg)
	stores := &Stores{parts: make([]part, len(chosen))}
	errs := make([]error, len(chosen))
	var opening sync.WaitGroup
	for i, b := range chosen {
		opening.Go(func() {
			p := &stores.parts[i]
			p.Description, p.budget = b, retry.New(float64(cfg.RetryBudget)/100)
			p.Opened, errs[i] = open(ctx, b, p.budget, cfg)
		})
	}
	opening.Wait()
	for _, p := range stores.parts {
		for _, role := range p.Roles {
			if p.Store != nil && !stores.assign(role, p.Store, p.Name) {
				errs = append(errs, fmt.Errorf("open %s: it cannot take the role %s", p.Name, role))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, stores.Close())
	}
	for _, p := range stores.parts {
		for _, role := range p.Roles {
			cfg.Log.Info("store opened", "role", role, "backend", p.Name, "where", p.Where)
		}
	}
	return stores, nil
}

// open opens a backend with its part of the configuration.
func open(ctx context.Context, b store.Description, budget *retry.Budget, cfg Config) (store.Opened, error) {
	values, err := b.Read(func(name string) string { return cfg.Variables[name] })
	if err != nil {
		return store.Opened{}, fmt.Errorf("open %s: %w", b.Name, err)
	}
	return b.Open(ctx, store.Config{Values: values, DataDir: cfg.DataDir, MaxUpload: cfg.MaxUpload, Budget: budget, Log: cfg.Log})
}

// Serve runs an embedded backend as a server for the API of an environment.
func Serve(ctx context.Context, b store.Description, addr string, lookup func(name string) string) (store.Server, error) {
	cfg, err := FromEnv(lookup)
	if err != nil {
		return nil, err
	}
	values, err := b.Read(lookup)
	if err != nil {
		return nil, err
	}
	return b.Serve(ctx, addr, store.Config{Values: values, DataDir: cfg.DataDir, MaxUpload: cfg.MaxUpload})
}

// choose returns the rows that are needed, each with the roles it is to have.
func choose(cfg Config) []store.Description {
	free := []string{"records", "messages", "notifications", "graph", "sessions", "objects"}
	if !cfg.CacheOff {
		free = append(free, "cache")
	}
	var chosen []store.Description
	for _, b := range Backends() {
		if !b.Embedded() && strings.TrimSpace(cfg.Variables[b.Chosen]) == "" {
			continue
		}
		var taken []string
		for _, role := range b.Roles {
			if i := slices.Index(free, role); i >= 0 {
				free = slices.Delete(free, i, i+1)
				taken = append(taken, role)
			}
		}
		if len(taken) > 0 {
			b.Roles = taken
			chosen = append(chosen, b)
		}
	}
	return chosen
}

// assign gives a role to a store, or says false when the store cannot take it.
func (s *Stores) assign(role string, from any, name string) bool {
	switch role {
	case "records":
		return take(&s.Set.Records, &s.Names.Records, from, name)
	case "messages":
		return take(&s.Set.Messages, &s.Names.Messages, from, name)
	case "notifications":
		return take(&s.Set.Notifications, &s.Names.Notifications, from, name)
	case "graph":
		return take(&s.Set.Graph, &s.Names.Graph, from, name)
	case "sessions":
		return take(&s.Set.Sessions, &s.Names.Sessions, from, name)
	case "cache":
		return take(&s.Set.Cache, &s.Names.Cache, from, name)
	case "objects":
		return take(&s.Set.Objects, &s.Names.Objects, from, name)
	}
	return false
}

func take[Role any](slot *Role, named *string, from any, name string) bool {
	v, ok := from.(Role)
	if ok {
		*slot, *named = v, name
	}
	return ok
}

// kind is "embedded" or "native" when all stores are, otherwise "mixed".
func (s *Stores) kind() string {
	real := 0
	for _, p := range s.parts {
		if !p.Embedded() {
			real++
		}
	}
	switch real {
	case 0:
		return "embedded"
	case len(s.parts):
		return "native"
	}
	return "mixed"
}

// Named are the distinct open stores, by the name of what answers.
func (s *Stores) Named() map[string]any {
	named := map[string]any{}
	for _, p := range s.parts {
		named[p.Name] = p.Store
	}
	return named
}

// Close closes all stores, in the reverse order of the table. Calls in flight fail.
func (s *Stores) Close() error {
	var errs []error
	for _, p := range slices.Backward(s.parts) {
		if p.Close != nil {
			if err := p.Close(); err != nil {
				errs = append(errs, fmt.Errorf("close %s: %w", p.Name, err))
			}
		}
	}
	return errors.Join(errs...)
}
