package slurm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/distributed/engine"
)

// Engine starts generators as tasks of a Slurm job.
type Engine struct {
	// Program is the path of bench, which the nodes must find there.
	Program string
	// LogDir is an absolute path of a folder that the nodes share. It receives slurm.log, with what the tasks say.
	LogDir string
}

var (
	_ engine.Engine  = (*Engine)(nil)
	_ engine.Printer = (*Engine)(nil)
	_ engine.Waiter  = (*running)(nil)
)

// script starts the tasks. A path with blanks or quotes comes from the environment, as everything else does. srun must not end the
// other tasks when one fails, nor when one has ended long before the others.
const script = `#!/bin/sh
exec srun --nodes="$SLURM_JOB_NUM_NODES" --ntasks="$SLURM_NTASKS" --ntasks-per-node=1 --kill-on-bad-exit=0 --wait=0 --no-kill \
	--export=ALL --label "$QUINTET_PROGRAM" generate
`

// programVariable has the path of bench.
const programVariable = "QUINTET_PROGRAM"

// inherited are variables that the script and srun need beside the job's own.
var inherited = []string{"PATH", "HOME", "SLURM_CONF", "TMPDIR"}

// Start implements engine.Engine.
func (e *Engine) Start(ctx context.Context, j engine.Job) (engine.Running, error) {
	r := &running{name: jobName(j), generators: j.Generators, log: e.log()}
	env, names := e.environment(j)
	out, err := slurm(ctx, env, script, "sbatch", e.arguments(j, names)...)
	if err != nil {
		if ctx.Err() != nil {
			// Whether sbatch had submitted it by then is unknown; its name is this run's alone.
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
			defer cancel()
			_, cancelled := slurm(last, nil, "", "scancel", "--name="+r.name)
			err = errors.Join(err, cancelled)
		}
		return nil, fmt.Errorf("submit the job of the generators: %w", err)
	}
	// "ID" or "ID;CLUSTER".
	r.id, r.cluster, _ = strings.Cut(out, ";")
	if _, err := strconv.Atoi(r.id); err != nil {
		return nil, fmt.Errorf("submit the job of the generators: sbatch answered %q, want the number of a job", out)
	}
	return r, nil
}

// Manifest implements engine.Printer: the command with its script. What the tasks get of its environment is named and not shown.
func (e *Engine) Manifest(_ context.Context, j engine.Job) ([]byte, error) {
	_, names := e.environment(j)
	var line strings.Builder
	line.WriteString("sbatch")
	for _, a := range e.arguments(j, names) {
		fmt.Fprintf(&line, " '%s'", strings.ReplaceAll(a, "'", `'\''`))
	}
	return fmt.Appendf(nil, "%s <<'END'\n%sEND\n", &line, script), nil
}

// jobName is the job's name, which no other run's job has.
func jobName(j engine.Job) string { return "quintet-" + j.Run }

// log is where the job writes what its tasks say.
func (e *Engine) log() string { return filepath.Join(e.LogDir, "slurm.log") }

// arguments are those of sbatch.
func (e *Engine) arguments(j engine.Job, names []string) []string {
	n := strconv.Itoa(j.Generators)
	// Slurm counts minutes, and a job that has fewer than it needs is ended in mid-run.
	minutes := max(1, int(math.Ceil(j.TimeLimit.Minutes())))
	return []string{
		"--parsable", "--job-name=" + jobName(j), "--nodes=" + n, "--ntasks=" + n, "--ntasks-per-node=1",
		"--no-requeue", "--no-kill", "--time=" + strconv.Itoa(minutes), "--open-mode=append", "--output=" + pattern(e.log()),
		"--export=" + strings.Join(names, ","),
	}
}

// environment is what sbatch runs in, and the names of what of it the tasks get.
func (e *Engine) environment(j engine.Job) (env, names []string) {
	given := map[string]string{programVariable: e.Program}
	for _, name := range inherited {
		if value, ok := os.LookupEnv(name); ok {
			given[name] = value
		}
	}
	maps.Copy(given, j.Environment)
	maps.Copy(given, j.Secrets)
	names = slices.Sorted(maps.Keys(given))
	env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		_, ok := given[name]
		return ok
	})
	for _, name := range names {
		env = append(env, name+"="+given[name])
	}
	return env, names
}

// pattern is a path as sbatch takes it for its output, where % begins a replacement.
func pattern(path string) string { return strings.ReplaceAll(path, "%", "%%") }

// running is a job that was submitted.
type running struct {
	name, id, cluster, log string
	generators             int
}

// stopTimeout bounds the end of a job: Slurm gives tasks half a minute by default before it kills them.
const stopTimeout = 90 * time.Second

// Stop implements engine.Running.
func (r *running) Stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	if _, err := slurm(ctx, nil, "", "scancel", r.on(r.id)...); err != nil && !gone(err) {
		return r.left(err)
	}
	for {
		s, err := r.queued(ctx)
		switch {
		case err == nil && s.over():
			return nil
		case err != nil && ctx.Err() == nil:
			return r.left(err)
		}
		select {
		case <-ctx.Done():
			return r.left(fmt.Errorf("job %s has not left the queue: %w", r.id, context.Cause(ctx)))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// left adds what ends a job that could not be ended.
func (r *running) left(err error) error {
	return fmt.Errorf("%w; what is left goes with: scancel %s", err, strings.Join(r.on(r.id), " "))
}

// on addresses a command to the job's cluster, where there are several.
func (r *running) on(args ...string) []string {
	if r.cluster == "" {
		return args
	}
	return append([]string{"--clusters=" + r.cluster}, args...)
}
