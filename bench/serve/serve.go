package serve

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"quintet/bench/compare"
	"quintet/bench/history"
	"quintet/bench/scenario"
	"quintet/telemetry"
)

// Harness is what the program's commands do. Errors are theirs, a line for each mistake.
type Harness interface {
	// Scenarios are those that may be started, Stacks those they may run on, the usual one first.
	Scenarios() []Scenario
	Stacks() []string
	// Check refuses what bench run would refuse before it starts anything. Arguments are those of the program that runs it.
	Check(Wish) error
	Arguments(Wish) []string
	// Repeat is the wish of which a record says that it was this command. Changes that a record does not hold, because they were secret, are left
	// out, and secrets says so.
	Repeat(command string) (wish Wish, secrets bool, err error)
	// Compare compares runs by their folders as bench compare does: bases are pooled, and without heads the configurations of the only base are
	// compared.
	Compare(bases, heads []string, o compare.Options) (*compare.Comparison, error)
	// CompareOptions reads its flags -threshold and -alpha.
	CompareOptions(threshold, alpha string, force bool) (compare.Options, error)
	// Render writes the report of a run anew, as bench report does.
	Render(ctx context.Context, dir string) error
}

// Scenario is one that may be started, with a sentence about it.
type Scenario struct{ Name, About string }

// Wish is a run that somebody asks for.
type Wish struct {
	Scenario, Stack, Target string
	// Changes are as -set has them, in their order.
	Changes []scenario.Override
}

// Config is what a Server needs. All of it must be there.
type Config struct {
	// Dir is the folder of runs.
	Dir     string
	Harness Harness
	// Executable is the harness's own binary.
	Executable string
	// Backends describe the stores that a record does not.
	Backends []telemetry.Backend
	// Redact takes secrets out of what is kept.
	Redact func(string) string
}

// Server serves the pages. Make it with New and end it with Close.
type Server struct {
	cfg  Config
	runs *history.Reader
	job  starter
	// watched are the pages of runs that go on.
	watched watched
	// working lets one request at a time analyse runs: each takes all processors and much memory.
	working chan struct{}
	mux     *http.ServeMux
}

// New makes a Server and starts nothing.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, runs: history.NewReader(cfg.Dir), working: make(chan struct{}, 1), mux: http.NewServeMux()}
	for pattern, handle := range s.routes() {
		s.mux.HandleFunc(pattern, handle)
	}
	return s
}

// routes is the table of pages, and of what their forms ask for.
func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /{$}":                  s.list,
		"GET /compare":              s.compare,
		"GET /start":                s.form,
		"POST /start":               s.start,
		"GET /started":              s.started,
		"POST /started/abort":       s.abort,
		"GET /run/{folder}/{$}":     s.run,
		"GET /run/{folder}/{file}":  s.file,
		"POST /run/{folder}/notes":  s.notes,
		"POST /run/{folder}/report": s.report,
		// The live page of a run, what it asks for, and the report that it becomes.
		"GET /run/{folder}/live/{rest...}":     s.watch,
		"POST /run/{folder}/live/{rest...}":    s.watch,
		"GET /run/{folder}/live/report/{file}": s.file,
		"GET /style/{name}":                    s.styles,
		"/":                                    s.nothing,
	}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	s.mux.ServeHTTP(w, r)
}

// Read reads the reports of all runs, so that the first page is there at once and none is read while a run measures.
func (s *Server) Read() error {
	_, err := s.runs.Runs()
	return err
}

// Going names the run that was started here and goes on, "" when none does.
func (s *Server) Going() string { return s.job.going() }

// Close interrupts the run that was started here, if it goes on, and waits until it has reported and ended.
func (s *Server) Close() {
	s.job.close()
	s.watched.close()
}

// name is what commands on pages call the folder of runs.
func (s *Server) name() string { return history.ParentName(s.cfg.Dir) }

// path is where a file or folder of the list lies, errLeadsOut when that is outside the folder of runs.
func (s *Server) path(name string) (string, error) {
	path := filepath.Join(s.cfg.Dir, name)
	root, err := resolved(s.cfg.Dir)
	if err != nil {
		return "", err
	}
	target, err := resolved(path)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(target, root+string(os.PathSeparator)) {
		return "", errLeadsOut
	}
	return path, nil
}

// resolved is where a path leads in the end.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// errLeadsOut is the error of what lies outside the folder of runs.
var errLeadsOut = errors.New("it leads out of the folder of runs")
