package compose

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"quintet/api/store"
	"quintet/bench/stack"
)

// Config states what to bring up.
type Config struct {
	// File is the compose file; empty means docker-compose.yml in the working directory. The API is built from its folder.
	File string
	// Dir is where the stack keeps a file of its own while it is up; LogDir keeps the logs.
	Dir, LogDir string
	// Settings are the scenario's; see Settings for the keys.
	Settings map[string]string
	// Backends is the table of backends; OpenStores opens the stores, for seeding and for telemetry.
	Backends   []store.Description
	OpenStores stack.OpenStores
}

// Stack is the compose stack. Make it with New.
type Stack struct {
	// Opener opens the stores through their published ports.
	stack.Opener
	cfg   Config
	shape shape
	// environment is that of an API outside the containers, while the stack is up.
	environment map[string]string
	// project is nil while the stack is down.
	project    *project
	guard      *stack.Guard
	containers []*container
	// watching ends the watchers, which are waited for.
	watching context.CancelFunc
	watchers sync.WaitGroup
}

var (
	_ stack.Stack     = (*Stack)(nil)
	_ stack.Telemetry = (*Stack)(nil)
)

// New checks the settings and starts nothing. The error names the setting that is wrong.
func New(cfg Config) (*Stack, error) {
	s, err := newShape(cfg.Backends, cfg.Settings)
	if err != nil {
		return nil, err
	}
	cfg.File = cmp.Or(cfg.File, "docker-compose.yml")
	made := &Stack{cfg: cfg, shape: s}
	made.Opener = stack.NewOpener(cfg.OpenStores, cfg.Backends, made.lookup)
	return made, nil
}

// Up implements stack.Stack. The error says in one line what is missing when there is no engine that can do it.
func (s *Stack) Up(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) (err error) {
	if err := checkEngine(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Down(context.WithoutCancel(ctx)))
		}
	}()
	wiring, err := newWiring(s.shape)
	if err != nil {
		return err
	}
	if err := s.begin(wiring); err != nil {
		return err
	}
	// What does not build should fail before anything starts.
	if err := s.project.run(ctx, "build", "api"); err != nil {
		return err
	}
	if err := s.project.run(ctx, append([]string{"up", "--detach", "--wait"}, s.shape.stores()...)...); err != nil {
		return err
	}
	// A cluster's schema is made by a service of the compose file.
	for _, b := range s.shape.clusters() {
		if err := s.project.run(ctx, "run", "--rm", "-T", "--no-deps", b.Name+"-keyspace"); err != nil {
			return err
		}
	}
	versions, err := s.seed(ctx, wiring, seed)
	if err != nil {
		return err
	}
	api := []string{"up", "--detach", "--wait", "--no-deps", "--scale", "api=" + strconv.Itoa(s.shape.Replicas), "api"}
	if s.shape.prometheus() {
		api = append(api, "prometheus")
	}
	if err := s.project.run(ctx, api...); err != nil {
		return err
	}
	return s.list(ctx, versions)
}

// begin makes the project, and the guard that removes it should the harness die.
func (s *Stack) begin(w *wiring) error {
	file, err := filepath.Abs(s.cfg.File)
	if err == nil {
		_, err = os.Stat(file)
	}
	if err != nil {
		return fmt.Errorf("find the compose file (run from the project's folder): %w", err)
	}
	dir, err := filepath.Abs(s.cfg.Dir)
	if err != nil {
		return fmt.Errorf("make the compose stack's folders: %w", err)
	}
	for _, d := range []string{dir, s.cfg.LogDir} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return fmt.Errorf("make the compose stack's folders: %w", err)
		}
	}
	over := filepath.Join(dir, "compose-override.json")
	text, err := override(s.shape, w)
	if err != nil {
		return err
	}
	// It holds what env.NAME was set to, which may be a secret.
	if err := os.WriteFile(over, text, 0o600); err != nil {
		return fmt.Errorf("write the compose stack's override: %w", err)
	}
	s.project = &project{
		name: "quintet-" + strings.ToLower(rand.Text()[:10]), files: []string{file, over}, cluster: len(s.shape.clusters()) > 0,
		env: append(engineEnvironment(), w.variables()...), log: filepath.Join(s.cfg.LogDir, "compose.log"),
	}
	s.guard, err = s.project.startGuard()
	return err
}

// seed opens the stores as the API will, only through their published ports, notes their versions, lets fill fill them and closes
// them again.
func (s *Stack) seed(ctx context.Context, w *wiring, fill func(ctx context.Context, stores store.Set) error) (map[string]string, error) {
	s.environment = w.environment(s.shape)
	stores, err := s.cfg.OpenStores(ctx, s.lookup)
	if err != nil {
		return nil, fmt.Errorf("open the stores in the containers: %w", err)
	}
	versions := stores.Versions(ctx)
	err = fill(ctx, stores.Set)
	return versions, errors.Join(err, stores.Close())
}

func (s *Stack) lookup(name string) string { return s.environment[name] }

// list finds the containers and begins to watch them.
func (s *Stack) list(ctx context.Context, versions map[string]string) error {
	found, err := s.project.containers(ctx)
	if err != nil {
		return err
	}
	watching, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.watching = cancel
	replicas, all := 0, parts(s.shape.backends)
	for _, f := range found {
		at := slices.IndexFunc(all, func(p part) bool { return p.service == f.Service })
		if at < 0 {
			continue
		}
		p := all[at]
		c := &container{id: f.ID, part: p, number: f.number(), place: 1000*at + f.number(), nodes: s.shape.Nodes[p.software], watching: watching, watchers: &s.watchers}
		if err := c.look(ctx, versions[p.software]); err != nil {
			return err
		}
		c.watch()
		s.containers = append(s.containers, c)
		if p.role == "api" {
			replicas++
		}
	}
	if replicas != s.shape.Replicas {
		return fmt.Errorf("list the containers of %s: found %d replicas of the API, want %d", s.project.name, replicas, s.shape.Replicas)
	}
	slices.SortStableFunc(s.containers, func(a, b *container) int {
		return a.place - b.place
	})
	return nil
}

// Targets implements stack.Stack.
func (s *Stack) Targets() []string {
	return stack.TargetsOf(s.Services())
}

// Services implements stack.Stack: the stores, then the replicas.
func (s *Stack) Services() []stack.Service {
	var list []stack.Service
	for _, c := range s.containers {
		list = append(list, c)
	}
	return list
}

// Down implements stack.Stack. A container that had ended by itself is an error.
func (s *Stack) Down(ctx context.Context) error {
	var errs []error
	if s.watching != nil {
		for _, c := range s.containers {
			errs = append(errs, c.unexpected())
		}
		s.watching()
		s.watchers.Wait()
	}
	s.watching, s.containers = nil, nil
	if s.project == nil {
		return errors.Join(errs...)
	}
	// Without a guard nothing has been started.
	if s.guard != nil {
		errs = append(errs, s.project.keepLogs(ctx, s.cfg.LogDir), s.project.run(ctx, downArguments()...), s.guard.Dismiss())
	}
	errs = append(errs, os.Remove(s.project.files[1]))
	s.guard, s.project = nil, nil
	return errors.Join(errs...)
}
