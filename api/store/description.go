package store

import (
	"context"
	"log/slog"
	"strings"

	"quintet/api/store/retry"
	"quintet/telemetry"
)

// Description is everything that the rest of the project needs to know of a backend. Each backend has one, in its own package, and
// the table of backends lists them; servers, stacks, seeding, reports and dashboards range over that table.
type Description struct {
	// Backend is what rendering needs: name, title, colour, metrics, panels.
	telemetry.Backend
	// Roles are those it can take.
	Roles []string
	// Variables are its environment variables. Several backends may have one of the same name, and then it means the same.
	Variables []Variable
	// Chosen is the variable that chooses the backend when it is set; empty for an embedded backend, which takes what no other is
	// chosen for.
	Chosen string
	// Check returns what is wrong with variables that are right each by itself; nil when nothing can be.
	Check func(Values) []error
	// Open opens it.
	Open func(ctx context.Context, cfg Config) (Opened, error)
	// Schema is the text that makes its schema, or the version of its layout: kept data that was made with another cannot be used.
	Schema string
	// Server are settings of its server, for stacks that start that.
	Server []ServerSetting
	// Space is what its data takes on disk.
	Space []Space
	// Nodes is the largest cluster of it that a stack can run, for the setting NAME.nodes; 0 means that there are none. Copies is the
	// variable that states how many of the nodes keep a row; it counts when the schema is made.
	Nodes  int
	Copies string
	// Via is the variable that has addresses to connect to in place of those of its nodes, HOST:PORT=HOST:PORT separated by commas, for a
	// backend whose driver finds the nodes by itself; empty for one that connects to the address that it is given.
	Via string

	// The rest is for embedded backends. Files are patterns of what it writes in the data directory; none for one that keeps nothing
	// there. Module is the Go module that writes them, whose version their format depends on.
	Files  []string
	Module string
	// Serve runs it as a server that several API processes share, and Shared is the variable that gives them its address; nil and ""
	// for a backend that works inside each process.
	Serve  func(ctx context.Context, addr string, cfg Config) (Server, error)
	Shared string
	// Probe asks such a server at an address something that only a working one answers; Flush has it forget all that it holds, nil for
	// one whose data must not be.
	Probe, Flush func(ctx context.Context, addr string) error
}

// Config is what a backend is opened with.
type Config struct {
	// Values are its variables.
	Values
	// DataDir is the folder of embedded backends.
	DataDir string
	// MaxUpload is the size of the largest object in bytes.
	MaxUpload int64
	// Budget bounds how often calls of the backend are tried again; nil bounds nothing.
	Budget *retry.Budget
	// Log receives what goes wrong in an embedded server; nil drops it.
	Log *slog.Logger
}

// Opened is a store that a backend opened.
type Opened struct {
	// Store implements the interfaces of the backend's roles.
	Store any
	// Where it is, for logs: no secrets.
	Where string
	Close func() error
}

// Server is an embedded backend that runs as a server.
type Server interface {
	Addr() string
	Close() error
}

// ServerSetting is a setting of a backend's server, which a stack that starts the server can vary.
type ServerSetting struct {
	// Name is how scenarios call it, after the backend's name and a dot ("commitlog_sync").
	Name string
	// Values are those that it can have, the server's default first.
	Values []string
	// Container is the environment that gives the server a value in a container of its usual image.
	Container func(value string) map[string]string
}

// Space is a row of what data takes on disk while stores are filled, which is more than it takes in the end: logs go and files are merged.
type Space struct {
	// Server is which server it is of where several can stand behind the backend; empty means the one that is named like the backend.
	Server string
	// Kind is the kind of row ("users"); empty for what the store takes without any.
	Kind string
	// Row is how many bytes a row takes beside its content, Content how many each byte of its content.
	Row, Content float64
}

// Telemetry is the part of descriptions that rendering needs.
func Telemetry(backends []Description) []telemetry.Backend {
	list := make([]telemetry.Backend, 0, len(backends))
	for _, b := range backends {
		list = append(list, b.Backend)
	}
	return list
}

// Embedded reports whether the backend needs no server of anyone's.
func (d *Description) Embedded() bool { return d.Chosen == "" }

// Role is the roles in one text.
func (d *Description) Role() string { return strings.Join(d.Roles, ", ") }

// Variable returns the variable of a name, nil when the backend has none.
func (d *Description) Variable(name string) *Variable {
	for i := range d.Variables {
		if d.Variables[i].Name == name {
			return &d.Variables[i]
		}
	}
	return nil
}

// Settings are the keys of scenarios that set variables, with the variable that each sets.
func (d *Description) Settings() map[string]*Variable {
	settings := map[string]*Variable{}
	for i, v := range d.Variables {
		if v.Setting != "" {
			settings[d.Name+"."+v.Setting] = &d.Variables[i]
		}
	}
	return settings
}
