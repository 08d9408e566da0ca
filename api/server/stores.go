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
)

// Stores are the open stores of all roles, undecorated, so that loaders and counters are found on them. Make it with OpenStores.
type Stores struct {
	// Set has a store for every role; Cache is nil when the cache is off.
	Set store.Set
	// Names says what answers for each role; empty for the cache when it is off.
	Names instrument.Names

	// parts are the distinct stores, in the order of the table.
	parts []part
}

// part is one open store and the roles it has.
type part struct {
	backend
	opened
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
			stores.parts[i].backend = b
			stores.parts[i].opened, errs[i] = b.open(ctx, cfg)
		})
	}
	opening.Wait()
	for _, p := range stores.parts {
		for _, role := range p.roles {
			if p.store != nil && !stores.assign(role, p.store, p.name) {
				errs = append(errs, fmt.Errorf("open %s: it cannot take the role %s", p.name, role))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, stores.Close())
	}
	for _, p := range stores.parts {
		for _, role := range p.roles {
			cfg.Log.Info("store opened", "role", role, "backend", p.name, "where", p.where)
		}
	}
	return stores, nil
}

// choose returns the rows that are needed, each with the roles it is to have.
func choose(cfg Config) []backend {
	free := []string{"records", "messages", "notifications", "graph", "sessions", "objects"}
	if !cfg.CacheOff {
		free = append(free, "cache")
	}
	var chosen []backend
	for _, b := range backends() {
		if !b.chosen(cfg) {
			continue
		}
		var taken []string
		for _, role := range b.roles {
			if i := slices.Index(free, role); i >= 0 {
				free = slices.Delete(free, i, i+1)
				taken = append(taken, role)
			}
		}
		if len(taken) > 0 {
			b.roles = taken
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
		if p.variable != "" {
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

// role is a part's roles in one string.
func (p part) role() string { return strings.Join(p.roles, ", ") }

// Close closes all stores, in the reverse order of the table. Calls in flight fail.
func (s *Stores) Close() error {
	var errs []error
	for _, p := range slices.Backward(s.parts) {
		if p.close != nil {
			if err := p.close(); err != nil {
				errs = append(errs, fmt.Errorf("close %s: %w", p.name, err))
			}
		}
	}
	return errors.Join(errs...)
}
