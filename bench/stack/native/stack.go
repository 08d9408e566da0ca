package native

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/link"
	"quintet/bench/stack/snapshot"
)

// Config states what to bring up.
type Config struct {
	// Executable is the harness's own binary; it must answer to the hidden subcommand api.
	Executable string
	// Dir is where data lives while the stack is up; Down removes it. LogDir keeps the logs.
	Dir, LogDir string
	// Settings are the scenario's; see Settings for the keys.
	Settings map[string]string
	// Backends is the table of backends; OpenStores opens the stores, for seeding and for telemetry. They are given, so that the
	// backends' own tests can use this package.
	Backends   []store.Description
	OpenStores stack.OpenStores
	// JavaOptions are further options of the virtual machines of the servers that run in one.
	JavaOptions []string
	// Kept is where seeded data is kept; nil keeps none.
	Kept *snapshot.Cache
}

// Stack is the native stack. Make it with New.
type Stack struct {
	stack.Opener
	cfg       Config
	shape     shape
	instances []*Instance
	replicas  []*stack.Node
	// data is cfg.Dir/data as an absolute path, which sweeper removes; both are set by open.
	data    string
	sweeper *sweeper
	// snapshot holds the kept copy that Up starts from, from Snapshot until the copy has proved of use; homes are the folders of servers that
	// have data, by name.
	snapshot *snapshot.Snapshot
	homes    map[string]string
	// needed is about how many bytes the data takes; 0 when Snapshot was not asked.
	needed int64
	// needs are what faults need of it, and detours what is there for them.
	needs   stack.Needs
	detours link.Detours
}

var (
	_ stack.Stack       = (*Stack)(nil)
	_ stack.Telemetry   = (*Stack)(nil)
	_ stack.StoreOpener = (*Stack)(nil)
)

// New checks the settings and starts nothing. The error names the setting that is wrong.
func New(cfg Config) (*Stack, error) {
	s, err := newShape(cfg.Backends, cfg.Settings)
	if err != nil {
		return nil, err
	}
	made := &Stack{cfg: cfg, shape: s}
	made.Opener = stack.NewOpener(cfg.OpenStores, cfg.Backends, func(name string) string { return made.environment()[name] })
	return made, nil
}

// Up implements stack.Stack. All servers start side by side. The error is a *MissingError, before anything is started, when the
// machine lacks parts of them.
func (s *Stack) Up(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Down(context.WithoutCancel(ctx)))
		}
	}()
	if err := s.open(); err != nil {
		return err
	}
	env, err := s.fill(ctx, seed)
	if err != nil {
		return s.snapshot.Blame(ctx, err)
	}
	if err := s.snapshot.Release(); err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	// A map of the API's own: who looks at the stores takes no detour.
	env = maps.Clone(env)
	maps.Copy(env, s.detours.Env)
	if err := s.startReplicas(ctx, env); err != nil {
		return err
	}
	for _, i := range s.instances {
		if i.Name == prometheusKey {
			return i.Watch(s.Services()...)
		}
	}
	return nil
}

// open looks whether all parts are there and makes the folders. Idempotent.
func (s *Stack) open() error {
	missing, err := Missing(s.shape.names()...)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return &MissingError{missing}
	}
	if s.data, err = filepath.Abs(filepath.Join(s.cfg.Dir, "data")); err != nil {
		return fmt.Errorf("make the native stack's folders: %w", err)
	}
	if s.sweeper == nil {
		if s.sweeper, err = startSweeper(); err != nil {
			return err
		}
		if err := s.sweeper.add(s.data); err != nil {
			return err
		}
	}
	for _, dir := range []string{s.data, s.cfg.LogDir} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("make the native stack's folders: %w", err)
		}
	}
	return nil
}

// fill starts the servers, on a copy of the kept data where there is one, and has seed see to what they hold. It returns what makes the
// API use them.
func (s *Stack) fill(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) (map[string]string, error) {
	if err := s.copyKept(ctx); err != nil {
		return nil, err
	}
	if err := s.startServers(ctx, s.shape.names(), 0); err != nil {
		return nil, err
	}
	env := s.environment()
	return env, s.seed(ctx, env, seed)
}

// startServers starts the servers side by side, each in its home if it has one, and notes those that came up, whatever becomes of
// the others. patience is how long each may take to end.
func (s *Stack) startServers(ctx context.Context, names []string, patience time.Duration) error {
	instances, errs := make([]*Instance, len(names)), make([]error, len(names))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var starting sync.WaitGroup
	for k, name := range names {
		starting.Go(func() {
			o := Options{Dir: s.data, Home: s.homes[name], LogDir: s.cfg.LogDir, StopTimeout: patience, Nodes: s.shape.Nodes[name],
				Settings: s.shape.server(name), JavaOptions: s.cfg.JavaOptions}
			if instances[k], errs[k] = Start(ctx, name, o); errs[k] != nil {
				// The others need not finish.
				cancel()
			}
		})
	}
	starting.Wait()
	for _, i := range instances {
		if i != nil {
			s.instances = append(s.instances, i)
		}
	}
	return errors.Join(errs...)
}

// environment is what makes the API use the servers.
func (s *Stack) environment() map[string]string {
	env := map[string]string{}
	for _, i := range s.instances {
		maps.Copy(env, i.Env)
	}
	// What was asked for outranks what a server would have by itself.
	maps.Copy(env, s.shape.Env)
	env["DATA_DIR"] = s.data
	return env
}

// seed opens the stores as the API will, lets fill fill them and closes them again.
func (s *Stack) seed(ctx context.Context, env map[string]string, fill func(ctx context.Context, stores store.Set) error) error {
	stores, err := s.cfg.OpenStores(ctx, func(name string) string { return env[name] })
	if err != nil {
		return fmt.Errorf("open the native stores: %w", err)
	}
	err = fill(ctx, stores.Set)
	return errors.Join(err, stores.Close())
}

// startReplicas starts the API, each replica on a port that it keeps when it is restarted.
func (s *Stack) startReplicas(ctx context.Context, env map[string]string) error {
	ports, err := FreePorts(s.shape.Replicas, loopback)
	if err != nil {
		return err
	}
	for k, port := range ports {
		name, addr := "api-"+strconv.Itoa(k+1), net.JoinHostPort(loopback, strconv.Itoa(port))
		variables := environment(s.data)
		for _, key := range slices.Sorted(maps.Keys(env)) {
			variables = append(variables, key+"="+env[key])
		}
		node := stack.NewNode(stack.Info{
			Name: name, Role: "api", Software: "quintet api (" + runtime.Version() + ")", Address: addr, Metrics: "http://" + addr + "/metrics",
		})
		node.Ask, node.Command = stack.ProbeAPI, stack.Command{
			Name: name, Path: s.cfg.Executable, Args: []string{"api"}, Env: append(variables, "LISTEN_ADDR="+addr), LogDir: s.cfg.LogDir,
		}
		if err := node.Restart(ctx); err != nil {
			return err
		}
		s.replicas = append(s.replicas, node)
	}
	return nil
}

// Targets implements stack.Stack.
func (s *Stack) Targets() []string {
	return stack.TargetsOf(s.Services())
}

// Services implements stack.Stack: the servers in the order in which they were asked for, then the replicas.
func (s *Stack) Services() []stack.Service {
	var list []stack.Service
	for _, i := range s.instances {
		list = append(list, i.services()...)
	}
	for _, n := range s.replicas {
		list = append(list, n)
	}
	if s.detours.Links != nil {
		list = append(list, s.detours.Links)
	}
	return list
}

// Down implements stack.Stack: replicas end before the servers they use, both in reverse order.
func (s *Stack) Down(context.Context) error {
	var errs []error
	for _, n := range slices.Backward(s.replicas) {
		errs = append(errs, n.Process().Unexpected(), n.Stop())
	}
	errs = append(errs, s.detours.Links.Stop())
	s.replicas, s.detours = nil, link.Detours{}
	errs = append(errs, s.stopServers(), s.snapshot.Release())
	s.snapshot, s.homes = nil, nil
	if s.sweeper != nil {
		errs = append(errs, s.sweeper.sweep())
		s.sweeper = nil
	}
	return errors.Join(errs...)
}

// stopServers ends the servers in reverse order.
func (s *Stack) stopServers() error {
	var errs []error
	for _, i := range slices.Backward(s.instances) {
		errs = append(errs, i.Stop())
	}
	s.instances = nil
	return errors.Join(errs...)
}
