package external

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/workload"
)

// Config says where the API is and what may be done to it.
type Config struct {
	// Target is the base URL of the API, or those of its replicas, separated by commas; empty means the variable TARGET.
	Target string
	// Own has the hosts that are not loopback and may be put under load and filled all the same, separated by commas.
	Own string
	// Seeded says that the stores hold the data set already; SeedStores has Up fill them. One of them must be set, and only one.
	Seeded, SeedStores bool
	// Patience is how long a target may say that it is not ready, for one that has only just been started; 0 means 15 seconds.
	Patience time.Duration
	// Foreign says that the API is not this repository's: it is not asked for its stores, and no data set is behind it. Ready is what it is
	// asked until it answers rightly; nil asks for its root, and any answer will do that is not a gateway's (502, 503 or 504).
	Foreign bool
	Ready   *workload.Request
	// TLS is for targets of https; nil means the system's roots.
	TLS *tls.Config
	// Settings are the scenario's; none can be varied here.
	Settings map[string]string
	// Lookup gives environment variables, "" for one that is not set.
	Lookup func(name string) string
	// Backends is the table of backends; OpenStores opens the stores, for seeding and for telemetry.
	Backends   []store.Description
	OpenStores stack.OpenStores
}

// Settings are the keys that this stack can vary: none.
func Settings() []string { return nil }

// Stack is an API that somebody else runs. Make it with New.
type Stack struct {
	// Opener opens the stores that the environment names; without them it opens none.
	stack.Opener
	cfg      Config
	targets  []string
	services []stack.Service
}

var (
	_ stack.Stack     = (*Stack)(nil)
	_ stack.Telemetry = (*Stack)(nil)
)

// New checks its configuration and reaches no server. The error states what to type instead.
func New(cfg Config) (*Stack, error) {
	for key := range cfg.Settings {
		return nil, fmt.Errorf("setting %s: the external stack cannot vary it, nor anything else: it runs nothing", key)
	}
	text := cfg.Target
	if text == "" {
		text = cfg.Lookup("TARGET")
	}
	targets, err := parseTargets(text)
	if err != nil {
		return nil, err
	}
	cfg.Patience = cmp.Or(cfg.Patience, 15*time.Second)
	s := &Stack{cfg: cfg}
	var hosts []string
	for _, u := range targets {
		hosts = append(hosts, u.Hostname())
		s.targets = append(s.targets, u.String())
	}
	owned := words(cfg.Own)
	if found := strangers(hosts, owned); len(found) > 0 {
		return nil, fmt.Errorf("refusing to put load on %s, which is not this machine; if you own it and nobody else is harmed, add "+
			"-i-own-this-target %s", strings.Join(found, ", "), strings.Join(append(owned, found...), ","))
	}
	if cfg.Foreign {
		if cfg.SeedStores {
			return nil, errors.New("found -seed-stores with operations that the scenario declares itself; want neither -seeded nor -seed-stores: no data set is behind them")
		}
		return s, nil
	}
	switch {
	case cfg.Seeded && cfg.SeedStores:
		return nil, errors.New("found -seeded and -seed-stores; want the one that is true: the stores hold the data set, or are to be filled with it")
	case !cfg.Seeded && !cfg.SeedStores:
		return nil, errors.New("nobody says that the stores behind the target hold the data set; if they do, add -seeded; " +
			"to fill them, add -seed-stores and set the API's variables for its stores (DATABASE_HOST and so on)")
	case cfg.Seeded:
		return s, nil
	}
	s.Opener = stack.NewOpener(cfg.OpenStores, cfg.Backends, cfg.Lookup)
	if hosts, err = storeHosts(cfg.Backends, cfg.Lookup); err != nil {
		return nil, err
	}
	if found := strangers(hosts, owned); len(found) > 0 {
		return nil, fmt.Errorf("refusing to write into the stores at %s, which is not this machine; if you own them and they hold nothing "+
			"of worth, add -i-own-this-target %s", strings.Join(found, ", "), strings.Join(append(owned, found...), ","))
	}
	return s, nil
}

// Up implements stack.Stack. It calls seed only to fill the stores: of stores that are said to be full it cannot reach any.
func (s *Stack) Up(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) error {
	client := workload.Client(timeout, s.cfg.TLS)
	defer client.CloseIdleConnections()
	if s.cfg.Foreign {
		return s.upForeign(ctx, client)
	}
	var answers []*answer
	for _, target := range s.targets {
		a, err := ask(ctx, client, target, s.cfg.Patience)
		if err != nil {
			return err
		}
		if first := s.targets[0]; len(answers) > 0 && a.names() != answers[0].names() {
			return fmt.Errorf("the targets are no replicas of one API: %s is on %s, %s on %s", first, answers[0].names(), target, a.names())
		}
		answers = append(answers, a)
	}
	versions := map[string]string{}
	if s.cfg.SeedStores {
		for _, p := range answers[0].Stores {
			if !reachable(s.cfg.Backends, p.Name) {
				return fmt.Errorf("%s has its %s in %s, which is inside the API: fill it with bench seed before the API starts, and run with -seeded",
					s.targets[0], p.Role, p.Name)
			}
		}
		var err error
		if versions, err = s.seed(ctx, seed); err != nil {
			return err
		}
	}
	for _, target := range s.targets {
		if err := s.filled(ctx, client, target); err != nil {
			return err
		}
	}
	s.list(answers, versions)
	return nil
}

// seed opens the stores as the API does, notes their versions, lets fill fill them and closes them again.
func (s *Stack) seed(ctx context.Context, fill func(ctx context.Context, stores store.Set) error) (map[string]string, error) {
	stores, err := s.cfg.OpenStores(ctx, s.cfg.Lookup)
	if err != nil {
		return nil, fmt.Errorf("open the stores to fill: %w", err)
	}
	versions := stores.Versions(ctx)
	err = fill(ctx, stores.Set)
	return versions, errors.Join(err, stores.Close())
}

// filled sees that a target has users to show: if not, it was not seeded, or other stores were.
func (s *Stack) filled(ctx context.Context, client *http.Client, target string) error {
	body, status, err := get(ctx, client, target+"/users?limit=1")
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("ask %s for its users: status %d, want 200", target, status)
	}
	if text := strings.TrimSpace(string(body)); text != "[]" && text != "" {
		return nil
	}
	if s.cfg.SeedStores {
		return fmt.Errorf("%s has no users after the stores were filled: it is not on the stores that the environment names", target)
	}
	return fmt.Errorf("%s has no users, so it is not seeded: leave out -seeded and add -seed-stores, or fill its stores with bench seed first", target)
}

// list makes the services: the stores, then the replicas.
func (s *Stack) list(answers []*answer, versions map[string]string) {
	s.services = nil
	for _, p := range answers[0].Stores {
		software := versions[p.Name]
		if software == "" {
			software = p.Name + " (version unknown)"
		}
		s.services = append(s.services, service{stack.Info{Name: p.Name, Role: p.Role, Software: software, Address: "behind the API"}})
	}
	for i, a := range answers {
		s.services = append(s.services, service{stack.Info{
			Name: "api-" + strconv.Itoa(i+1), Role: "api", Software: a.software, Address: s.targets[i], Metrics: a.metrics,
		}})
	}
}

// Targets implements stack.Stack.
func (s *Stack) Targets() []string { return s.targets }

// Services implements stack.Stack: the stores as the API names them, then the replicas.
func (s *Stack) Services() []stack.Service { return s.services }

// Down implements stack.Stack: there is nothing to end.
func (s *Stack) Down(context.Context) error {
	s.services = nil
	return nil
}

// service is a part of the stack, which can only be described.
type service struct{ info stack.Info }

// Info implements stack.Service.
func (s service) Info() stack.Info { return s.info }
