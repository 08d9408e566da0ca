package processes

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"quintet/bench/distributed/engine"
)

// Engine starts `EXECUTABLE generate` so many times.
type Engine struct {
	// Executable is the harness's own binary.
	Executable string
	// Grace is how long Stop lets the processes end by themselves before it kills them; default 5s.
	Grace time.Duration
}

var _ engine.Engine = Engine{}

// defaultGrace is how long a process takes to upload what it holds.
const defaultGrace = 5 * time.Second

// Start implements engine.Engine.
func (e Engine) Start(ctx context.Context, j engine.Job) (engine.Running, error) {
	e.Grace = cmp.Or(e.Grace, defaultGrace)
	life, end := context.WithTimeout(context.WithoutCancel(ctx), j.TimeLimit)
	r := &running{grace: e.Grace, end: end, failed: map[int]string{}}
	for i := range j.Generators {
		p := &process{index: i, begun: make(chan error, 1)}
		r.processes = append(r.processes, p)
		r.living.Go(func() { r.live(life, p, e.command(j, i)) })
		if err := <-p.begun; err != nil {
			return nil, errors.Join(fmt.Errorf("start generator %d: %w", i, err), r.Stop(ctx))
		}
	}
	return r, nil
}

// command is the command of one generator. Its environment is this process's with that of the job over it, so secrets stand nowhere else.
func (e Engine) command(j engine.Job, index int) *exec.Cmd {
	c := exec.Command(e.Executable, "generate")
	all := map[string]string{}
	for _, pair := range os.Environ() {
		if name, value, ok := strings.Cut(pair, "="); ok {
			all[name] = value
		}
	}
	// This process may itself be one of a job.
	for _, name := range []string{"JOB_COMPLETION_INDEX", "SLURM_PROCID", "SLURM_ARRAY_TASK_ID", "SLURM_NTASKS"} {
		delete(all, name)
	}
	maps.Copy(all, j.Environment)
	maps.Copy(all, j.Secrets)
	all[engine.IndexVariable] = strconv.Itoa(index)
	for name, value := range all {
		c.Env = append(c.Env, name+"="+value)
	}
	c.SysProcAttr = attributes()
	return c
}

// running is a job on this machine.
type running struct {
	grace     time.Duration
	end       context.CancelFunc
	processes []*process
	living    sync.WaitGroup

	mu     sync.Mutex
	failed map[int]string
	// stopping says that what ends from now on was asked to.
	stopping bool
}

// process is one generator.
type process struct {
	index int
	// begun receives the outcome of its start, once.
	begun chan error
	mu    sync.Mutex
	proc  *os.Process
}

// maxTail is how much of what a generator wrote to standard error is kept for the reason of its failure.
const maxTail = 4096

// live starts a process, waits for its end and notes a failure. It ends with the process.
func (r *running) live(ctx context.Context, p *process, c *exec.Cmd) {
	unlock := lockThread()
	defer unlock()
	var tail tailBuffer
	c.Stderr = &tail
	err := c.Start()
	if err == nil {
		p.mu.Lock()
		p.proc = c.Process
		p.mu.Unlock()
	}
	p.begun <- err
	if err != nil {
		return
	}
	ended := context.AfterFunc(ctx, func() { p.signal(syscall.SIGKILL) })
	defer ended()
	err = c.Wait()
	p.mu.Lock()
	p.proc = nil
	p.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil && !r.stopping {
		r.failed[p.index] = reason(err, tail.last())
	}
}

// reason is why a process ended, in one line.
func reason(err error, said string) string {
	if said == "" {
		return err.Error()
	}
	return said + " (" + err.Error() + ")"
}

func (p *process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.proc != nil {
		_ = p.proc.Signal(s)
	}
}

// Failed implements engine.Running.
func (r *running) Failed(context.Context) (map[int]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.failed), nil
}

// Stop implements engine.Running: it asks the processes to end, and kills what has not ended within the grace.
func (r *running) Stop(ctx context.Context) error {
	r.mu.Lock()
	r.stopping = true
	r.mu.Unlock()
	for _, p := range r.processes {
		p.signal(syscall.SIGTERM)
	}
	done := make(chan struct{})
	go func() {
		r.living.Wait()
		close(done)
	}()
	grace := time.NewTimer(r.grace)
	defer grace.Stop()
	select {
	case <-done:
	case <-grace.C:
	case <-ctx.Done():
	}
	r.end()
	<-done
	return nil
}

// tailBuffer keeps the end of what is written to it.
type tailBuffer struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (b *tailBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, p...)
	if extra := len(b.text) - maxTail; extra > 0 {
		b.text = append(b.text[:0], b.text[extra:]...)
	}
	return len(p), nil
}

// last is the last line that is not empty.
func (b *tailBuffer) last() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := bytes.Split(bytes.TrimSpace(b.text), []byte("\n"))
	return strings.TrimPrefix(string(lines[len(lines)-1]), "bench: ")
}
