package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/compare"
	"quintet/bench/redact"
	"quintet/bench/report"
	"quintet/bench/serve"
	"quintet/bench/web"
)

const serveHelp = `bench serve [flags] [DIR-OF-RUNS]

Shows all runs of a folder (default: reports) in a browser: a list with filters, how numbers went over time, each run's report, labels and
notes, and the comparison of chosen runs with the verdicts of bench compare. A run can be started there too, one at a time, with the scenarios
of bench list and the *.yaml files of the working folder; it is a process of its own, bench run. One that was started in a terminal is shown as well.

The first line on standard output is the address, with a token: who has it may do all this. It is served until an interrupt
(Ctrl-C), which also interrupts the run that was started there; that run still reports what it measured. Exit code 0.`

// serveCommand serves runs until it is interrupted.
func serveCommand(ctx context.Context, t terminal, args []string) (err error) {
	set := flags(t, "serve", serveHelp)
	listen := set.String("listen", "127.0.0.1:0", "serve at this `host:port`; port 0 picks a free one")
	dirs, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(dirs) > 1 {
		return usageError(fmt.Errorf("serve takes one folder of runs, found %d", len(dirs)))
	}
	dir := "reports"
	if len(dirs) == 1 {
		dir = dirs[0]
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return usageError(fmt.Errorf("%s: no such folder; runs are in reports/", dir))
		}
		if needRunDir(dir) == nil {
			return usageError(fmt.Errorf("%s: the folder of one run; want the folder around it", dir))
		}
	}
	// The first run of all may be started from here.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usageError(fmt.Errorf("make the folder of runs: %w", err))
	}
	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the harness's own binary: %w", err)
	}
	pages := serve.New(serve.Config{Dir: dir, Harness: harness{t, dir}, Executable: executable, Backends: server.Telemetry(), Redact: t.redactor.Text})
	if err := pages.Read(); err != nil {
		return usageError(err)
	}
	listener, err := web.Listen(ctx, web.Config{Addr: *listen, Hosts: store.Values{allowedHosts: os.Getenv(allowedHosts)}.List(allowedHosts)}, pages)
	if err != nil {
		return usageError(err)
	}
	if !listener.Loopback() {
		fmt.Fprintln(t.stderr, "warning: others than this machine can reach this address, and its token is sent in the clear")
	}
	fmt.Fprintln(t.stdout, listener.Address())
	<-ctx.Done()
	// The run is interrupted first, so that whoever looks sees it end.
	if going := pages.Going(); going != "" {
		fmt.Fprintf(t.stderr, "%s is interrupted; it reports what it measured\n", going)
	}
	pages.Close()
	return listener.Close()
}

// harness is what the commands do, for the pages.
type harness struct {
	t   terminal
	dir string
}

var _ serve.Harness = harness{}

// Scenarios implements serve.Harness: those of bench list, then the files of the working folder.
func (h harness) Scenarios() []serve.Scenario {
	names := scenarioNames()
	files, _ := filepath.Glob("*.yaml") // the pattern is well-formed
	var list []serve.Scenario
	for _, name := range append(names, files...) {
		s, err := findScenario(name, nil, vocabulary())
		about := firstSentence(s.Description)
		if err != nil {
			about = "cannot be read"
		}
		list = append(list, serve.Scenario{Name: name, About: about})
	}
	return list
}

// Stacks implements serve.Harness.
func (h harness) Stacks() []string {
	var names []string
	for _, s := range stacks() {
		names = append(names, s.name)
	}
	return names
}

// Check implements serve.Harness: all that bench run looks at before it starts anything.
func (h harness) Check(w serve.Wish) error {
	for _, c := range w.Changes {
		h.t.redactor.Learn(c.Key, c.Value)
	}
	o := options{stack: w.Stack, out: h.dir, changes: slices.Clone(w.Changes)}
	o.external.target = w.Target
	o.generators.on = engines()[0].name
	if _, err := o.takeAutoRate(); err != nil {
		return err
	}
	s, err := readScenario(w.Scenario, o.changes)
	if err != nil {
		return err
	}
	_, _, err = o.prepare(s)
	return err
}

// Arguments implements serve.Harness.
func (h harness) Arguments(w serve.Wish) []string {
	args := []string{"run", "-stack", w.Stack, "-out", h.dir}
	if w.Target != "" {
		args = append(args, "-target", w.Target)
	}
	for _, c := range w.Changes {
		args = append(args, "-set", c.Key+"="+c.Value)
	}
	return append(args, "--", w.Scenario)
}

// Repeat implements serve.Harness. A run of another command than bench run is repeated as far as that goes: with its scenario and changes.
func (h harness) Repeat(command string) (w serve.Wish, secrets bool, err error) {
	line, err := shellWords(command)
	if err != nil || len(line) < 3 || line[0] != "bench" {
		return w, false, fmt.Errorf("the command of this run cannot be read: %s", command)
	}
	var said bytes.Buffer
	var o options
	set := flags(terminal{stdout: &said, stderr: &said}, line[1], "")
	o.define(set)
	name, err := o.parse(set, line[2:])
	if err != nil {
		return w, false, fmt.Errorf("the command of this run cannot be read: %s", command)
	}
	w = serve.Wish{Scenario: name, Stack: o.stack, Target: o.external.target}
	for _, c := range o.changes {
		if redact.Hidden(c.Value) {
			secrets = true
			continue
		}
		w.Changes = append(w.Changes, c)
	}
	return w, secrets, nil
}

// CompareOptions implements serve.Harness.
func (h harness) CompareOptions(threshold, alpha string, force bool) (compare.Options, error) {
	return compareOptions(threshold, alpha, force)
}

// Compare implements serve.Harness.
func (h harness) Compare(bases, heads []string, o compare.Options) (*compare.Comparison, error) {
	switch {
	case len(bases) == 0:
		return nil, errors.New("want at least one run on the side of the base")
	case len(heads) == 0 && len(bases) > 1:
		return nil, errors.New("want at least one run on the side of the head")
	}
	c, err := compareRuns(append(bases[:1:1], heads...), bases[1:], o)
	return c, h.t.redactor.Error(err)
}

// Render implements serve.Harness.
func (h harness) Render(_ context.Context, dir string) error {
	if err := needRunDir(dir); err != nil {
		return err
	}
	if _, _, err := render(dir, report.Options{}); err != nil {
		return err
	}
	listRuns(h.t, dir)
	return nil
}

// shellWords takes a command apart that shellWord put together.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, begun := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted, begun = !quoted, true
		case quoted:
			word.WriteByte(c)
		case c == '\\' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
			begun = true
		case c == ' ':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if quoted {
		return nil, errors.New("a quote is never closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
