package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/link"
	"quintet/bench/stack/lockfile"
	"quintet/bench/stack/snapshot"
)

// Config states what to bring up.
type Config struct {
	// Executable is the harness's own binary; it must answer to the hidden subcommands api and NAME of each embedded backend that is a
	// server.
	Executable string
	// Dir is the trial's folder, in its run's, beside which other runs' may lie. Dir/data is where data lives while the stack is up; Down
	// removes it, and what Down of a run that died could not remove the next Up beside it does. LogDir keeps the logs.
	Dir, LogDir string
	// Settings are the scenario's; see Settings for the keys.
	Settings map[string]string
	// Kept is where seeded data is kept; nil keeps none.
	Kept *snapshot.Cache
	// Backends are all that there are, of which it has the embedded ones; OpenStores opens them.
	Backends   []store.Description
	OpenStores stack.OpenStores
}

// settings are what this stack can vary.
func settings(backends []store.Description) *stack.Settings {
	return &stack.Settings{Stack: "embedded", Backends: stack.Embedded(backends), Owned: []string{"DATA_DIR", "FAULTS_FILE"}}
}

// Settings are the keys that this stack can vary, given all backends.
func Settings(backends []store.Description) []string { return settings(backends).Keys() }

// Stack is the embedded stack. Make it with New.
type Stack struct {
	stack.Opener
	cfg      Config
	replicas int
	env      map[string]string
	backends []store.Description
	services []*stack.Node
	// needs are what faults need of it, and detours what is there for them.
	needs   stack.Needs
	detours link.Detours
	// snapshot holds the kept copy that Up starts from, from Snapshot until the copy has proved of use; needed is about how many bytes the
	// data takes, 0 when Snapshot was not asked.
	snapshot *snapshot.Snapshot
	needed   int64
	// lock is on the data while the stack is up.
	lock *lockfile.File
}

var (
	_ stack.Stack       = (*Stack)(nil)
	_ stack.Telemetry   = (*Stack)(nil)
	_ stack.StoreOpener = (*Stack)(nil)
)

// New checks the settings and starts nothing. The error names the setting that is wrong.
func New(cfg Config) (*Stack, error) {
	read := settings(cfg.Backends)
	shape, err := read.Read(cfg.Settings)
	if err != nil {
		return nil, err
	}
	s := &Stack{cfg: cfg, replicas: shape.Replicas, env: shape.Env, backends: read.Backends}
	s.Opener = stack.NewOpener(cfg.OpenStores, s.backends, s.lookup)
	return s, nil
}

// dataName is the name of the folder of the stores, in the stack's own.
const dataName = "data"

// data is the folder of the stores while the stack is up.
func (s *Stack) data() string { return filepath.Join(s.cfg.Dir, dataName) }

// Up implements stack.Stack.
func (s *Stack) Up(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Down(context.WithoutCancel(ctx)))
		}
	}()
	data := s.data()
	if err := os.MkdirAll(s.cfg.LogDir, 0o755); err != nil {
		return fmt.Errorf("make the embedded stack's folders: %w", err)
	}
	if err := s.claim(); err != nil {
		return err
	}
	if err := s.lay(ctx, data); err != nil {
		return err
	}
	s.env["DATA_DIR"] = data
	for _, b := range s.backends {
		if b.Serve == nil {
			continue
		}
		process, err := s.start(ctx, b.Name, b.Role(), s.environment())
		if err != nil {
			return err
		}
		process.Ask, process.Further = b.Probe, s.abilities(&b, func() string { return process.Info().Address })
		s.env[b.Shared] = process.Info().Address
	}
	if err := s.seed(ctx, seed); err != nil {
		return s.snapshot.Blame(ctx, err)
	}
	if err := s.snapshot.Release(); err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	for i := range s.replicas {
		api, err := s.start(ctx, "api-"+strconv.Itoa(i+1), "api", append(s.environment(), variables(s.detours.Env)...))
		if err != nil {
			return err
		}
		api.Describe(func(i *stack.Info) { i.Metrics = "http://" + i.Address + "/metrics" })
		api.Ask = stack.ProbeAPI
	}
	return nil
}

// seed opens the stores as the API will, lets seed fill them, notes their versions and closes them again, so that the replicas
// start on a database that no other process holds.
func (s *Stack) seed(ctx context.Context, fill func(ctx context.Context, stores store.Set) error) error {
	stores, err := s.cfg.OpenStores(ctx, s.lookup)
	if err != nil {
		return fmt.Errorf("open the embedded stores: %w", err)
	}
	versions := stores.Versions(ctx)
	for _, b := range s.backends {
		_, opened := stores.Named[b.Name]
		software := cmp.Or(versions[b.Name], b.Name)
		i := slices.IndexFunc(s.services, func(n *stack.Node) bool { return n.Info().Name == b.Name })
		switch {
		case opened && i >= 0:
			s.services[i].Describe(func(i *stack.Info) { i.Software = software })
		case opened:
			// It is listed though it is no process: a reader wants to know what kept the rows.
			n := stack.NewNode(stack.Info{Name: b.Name, Role: b.Role(), Software: software, Address: "a file shared by the API replicas"})
			n.Further = s.abilities(&b, nil)
			s.services = append(s.services, n)
		}
	}
	err = fill(ctx, stores.Set)
	return errors.Join(err, stores.Close())
}

// start starts one child and lists it as a service.
func (s *Stack) start(ctx context.Context, name, role string, env []string) (*stack.Node, error) {
	kind, _, _ := strings.Cut(name, "-")
	n := stack.NewNode(stack.Info{Name: name, Role: role, Software: "quintet " + kind + " (" + runtime.Version() + ")"})
	n.Command = stack.Command{
		Name: name, Path: s.cfg.Executable, Args: []string{kind}, LogDir: s.cfg.LogDir,
		Env: append(env, "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"), "TMPDIR="+os.TempDir()),
	}
	if err := n.Restart(ctx); err != nil {
		return nil, err
	}
	addr := n.Process().Addr()
	n.Describe(func(i *stack.Info) { i.Address = addr })
	n.Command.Env = append(n.Command.Env, "LISTEN_ADDR="+addr)
	s.services = append(s.services, n)
	return n, nil
}

func (s *Stack) lookup(name string) string { return s.env[name] }

func (s *Stack) environment() []string { return append(variables(s.env), "PORT=0") }

// variables are an environment as programs take it, in which a later value counts.
func variables(env map[string]string) []string {
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	sort.Strings(list)
	return list
}

// Targets implements stack.Stack.
func (s *Stack) Targets() []string {
	return stack.TargetsOf(s.Services())
}

// Services implements stack.Stack.
func (s *Stack) Services() []stack.Service {
	var list []stack.Service
	for _, n := range s.services {
		if n.Process() == nil {
			list = append(list, inProcess{n})
		} else {
			list = append(list, n)
		}
	}
	if s.detours.Links != nil {
		list = append(list, s.detours.Links)
	}
	return list
}

// Down implements stack.Stack.
func (s *Stack) Down(context.Context) error {
	var errs []error
	end := func(api bool) {
		for i := len(s.services) - 1; i >= 0; i-- {
			if p := s.services[i].Process(); p != nil && (s.services[i].Info().Role == "api") == api {
				errs = append(errs, p.Unexpected(), p.Stop())
			}
		}
	}
	end(true)
	errs = append(errs, s.detours.Links.Stop())
	end(false)
	errs = append(errs, s.snapshot.Release())
	s.services, s.snapshot, s.detours = nil, nil, link.Detours{}
	errs = append(errs, s.discard())
	return errors.Join(errs...)
}
