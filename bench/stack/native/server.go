package native

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/stack"
)

// server is a row of the table of servers.
type server struct {
	// name is what the server is called in settings, logs and messages; role is what it does for the API.
	name, role string
	// needs are the things that must be on the machine, in the order in which they are obtained.
	needs []part
	// start starts it on a fresh site and returns when it answers.
	start func(ctx context.Context, s site) (*Instance, error)
	// version is what its files depend on, found without starting it; nil for a server whose data is not worth keeping, since seeding
	// leaves none there.
	version func(ctx context.Context) (string, error)
	// settings are what can be set of it, each with its values, the default first; nil for a server of which nothing can.
	settings map[string][]string
	// cluster says that it can have several nodes.
	cluster bool
	// flushes says that it can be told to forget all that it holds.
	flushes bool
	// keepable states what stands against keeping its data below a folder, and home where a copy of that goes whose place was to be a
	// folder; nil when nothing does, and that is the place.
	keepable func(dir string) error
	home     func(s *sweeper, folder string) (string, error)
}

// servers is the table of servers, the slowest to start first.
func servers() []server {
	return []server{
		cassandraServer(),
		neo4jServer(),
		postgresServer(),
		minioServer(),
		versitygwServer(),
		redisServer(),
		prometheusServer(),
	}
}

// MaxNodes is the largest cluster: one node for each loopback address from 127.0.0.1 on.
const MaxNodes = 3

// constant is the version of a server that is always the same.
func constant(version string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return version, nil }
}

// Names are the servers this package can start.
func Names() []string {
	var names []string
	for _, s := range servers() {
		names = append(names, s.name)
	}
	return names
}

func findServer(name string) (server, error) {
	for _, s := range servers() {
		if s.name == name {
			return s, nil
		}
	}
	return server{}, fmt.Errorf("unknown server %q; there are: %s", name, strings.Join(Names(), ", "))
}

// Options say where a server lives.
type Options struct {
	// Dir receives its data, in a folder of its own that Stop removes; empty means the system's folder for temporary files.
	Dir string
	// Home, when not empty, is the server's own folder instead: Stop leaves it, and Start goes on with what it finds there. Several
	// servers cannot share one.
	Home string
	// LogDir receives its logs, which stay; empty means beside the data, and then they go with it.
	LogDir string
	// Nodes is how many nodes a cluster gets, up to MaxNodes; 0 means 1, which is all that most servers can have.
	Nodes int
	// Settings are the server's own, by the names that its backend's description has for them ("commitlog_sync"); what is absent is as the
	// server has it by default.
	Settings map[string]string
	// StopTimeout is how long Stop waits for each node to end in order before it kills it; 0 means 10s.
	StopTimeout time.Duration
	// Cache is where downloaded parts are kept; empty means DefaultCache.
	Cache string
	// JavaOptions are further options of the virtual machine, for servers that run in one.
	JavaOptions []string
}

// site is what a server is started on.
type site struct {
	name, role string
	// dir is the server's own folder; logDir exists.
	dir, logDir string
	nodes       int
	// settings are as in Options.
	settings    map[string]string
	cache       string
	sweeper     *sweeper
	patience    time.Duration
	javaOptions []string
	// port of the loopback address is for servers of one node; address is both.
	port    int
	address string
	// home says that it must be this folder, which stays. access is how to sign in at data that is there already; nil when the server
	// begins with none.
	home   bool
	access *access
}

// Start starts the named server with a private data directory on free ports of the loopback addresses and returns when it has
// answered a real query. The error is a *MissingError when the machine lacks a part of it. Whatever was started before an error
// is ended and removed.
func Start(ctx context.Context, name string, o Options) (_ *Instance, err error) {
	srv, err := findServer(name)
	if err != nil {
		return nil, err
	}
	o.Nodes = cmp.Or(o.Nodes, 1)
	if o.Nodes < 1 || o.Nodes > MaxNodes || o.Nodes > 1 && !srv.cluster {
		return nil, fmt.Errorf("start %s: it cannot have %d nodes", name, o.Nodes)
	}
	for setting, value := range o.Settings {
		if values := srv.settings[setting]; !slices.Contains(values, value) {
			return nil, fmt.Errorf("start %s: found %s %q, want one of %s", name, setting, value, strings.Join(values, ", "))
		}
	}
	if o.Cache == "" {
		if o.Cache, err = DefaultCache(); err != nil {
			return nil, err
		}
	}
	if missing := slices.DeleteFunc(srv.parts(o.Cache), func(p stack.Part) bool { return p.Found != "" }); len(missing) > 0 {
		return nil, &MissingError{missing}
	}
	ports, err := FreePorts(1, loopback)
	if err != nil {
		return nil, err
	}
	s := site{
		port: ports[0], address: net.JoinHostPort(loopback, strconv.Itoa(ports[0])),
		name: name, role: srv.role, logDir: o.LogDir, nodes: o.Nodes, settings: o.Settings, cache: o.Cache, patience: o.StopTimeout,
		javaOptions: o.JavaOptions,
	}
	if s.sweeper, err = startSweeper(); err != nil {
		return nil, err
	}
	if err := s.prepare(o); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), s.sweeper.sweep())
	}
	i, err := srv.start(ctx, s)
	if err != nil {
		return nil, errors.Join(err, s.sweeper.sweep())
	}
	i.dir = cmp.Or(i.dir, s.dir)
	return i, nil
}

// prepare makes the folders. Their paths are absolute, because other programs, whose working directories differ, are told them.
func (s *site) prepare(o Options) error {
	var err error
	if o.Home != "" {
		err = s.settle(o.Home)
	} else {
		err = s.lodge(o.Dir)
	}
	if err != nil {
		return err
	}
	s.logDir = cmp.Or(s.logDir, s.dir)
	if s.logDir, err = filepath.Abs(s.logDir); err != nil {
		return err
	}
	return os.MkdirAll(s.logDir, 0o755)
}

// lodge makes a new folder below dir that goes when the server stops.
func (s *site) lodge(dir string) error {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	var err error
	s.dir, err = s.sweeper.folder(dir, "quintet-"+s.name+"-")
	return err
}
