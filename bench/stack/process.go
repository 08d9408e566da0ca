package stack

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Process is a child process that the harness has seen working. It leads a process group of its own, so that an interrupt typed
// at a terminal reaches the harness alone, which then ends its children in order; and on Linux the kernel kills it when the
// harness dies, however that happens. It runs at Niceness. Kill, Pause and Resume reach its own children too, also those that left its group, as
// PostgreSQL's do (on Linux; elsewhere only the group).
type Process struct {
	cmd  Command
	proc *exec.Cmd
	addr string
	// done is closed when the process has been reaped; err is what Wait said.
	done chan struct{}
	err  error

	mu       sync.Mutex
	expected bool
	// guard has a process that stands still go on should the harness die; nil while it runs.
	guard *Guard
}

// Niceness is how far a Process steps back from the processor before the harness (on Linux). Where both share a machine that is busy, a load
// generator that has to wait for its turn sends late, and then it is not known whose the time was; one that goes first takes the
// little that it needs, and every lost moment is the system's under test, on whose account it belongs. All parts of a stack step
// back alike, so among one another they compete as ever.
const Niceness = 10

// Start starts the process and returns when it is ready, or with the end of its log when it exited before that, or when ctx
// ends (the process is killed then).
func Start(ctx context.Context, c Command) (*Process, error) {
	outliveFullDisk()
	log, err := os.OpenFile(filepath.Join(c.LogDir, c.Name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	defer log.Close()

	p := &Process{cmd: c, done: make(chan struct{})}
	p.proc = exec.Command(c.Path, c.Args...)
	p.proc.Env = c.Env
	p.proc.Dir = c.Dir
	p.proc.Stderr = log
	p.proc.SysProcAttr = childAttributes()
	p.proc.SysProcAttr.Credential = c.User
	var stdout io.Reader
	if c.Ready != nil {
		p.proc.Stdout = log
	} else if stdout, err = p.proc.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}

	living, dead := context.WithCancel(ctx)
	started := make(chan error, 1)
	announced := make(chan string, 1)
	go p.live(started, stdout, announced, dead)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	if c.Ready != nil {
		err = p.probe(living)
	} else {
		err = p.listen(ctx, announced)
	}
	if err != nil {
		// What it wrote last is in the log only once it is gone.
		_ = p.Kill()
		return nil, fmt.Errorf("start %s: %w: %s", c.Name, err, logTail(log.Name()))
	}
	return p, nil
}

// listen waits for the process to say where it listens.
func (p *Process) listen(ctx context.Context, announced <-chan string) error {
	select {
	case addr, ok := <-announced:
		if !ok {
			<-p.done
			return fmt.Errorf("it exited before it was ready (%w)", p.err)
		}
		p.addr = addr
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// probe asks Ready until it is content. A foreign server announces nothing that could be awaited, so it is asked again, after
// pauses that grow from 10 ms to a quarter of a second. living ends with the caller's context or with the process.
func (p *Process) probe(living context.Context) error {
	const attempt = 5 * time.Second
	for pause := 10 * time.Millisecond; ; pause = min(pause*3/2, 250*time.Millisecond) {
		asking, cancel := context.WithTimeout(living, attempt)
		answer := p.cmd.Ready(asking)
		cancel()
		if answer == nil && !p.ended() {
			return nil
		}
		select {
		case <-living.Done():
		case <-time.After(pause):
			continue
		}
		if p.ended() {
			return fmt.Errorf("it exited before it was ready (%w)", p.err)
		}
		return fmt.Errorf("%w (when last asked: %w)", context.Cause(living), answer)
	}
}

// live starts, watches and reaps the process from one locked thread: the kernel's parent-death signal fires when the *thread*
// that started the child ends, so that thread must live as long as the child does. It ends with this goroutine and serves no other, because
// it has stepped back for the child to inherit.
func (p *Process) live(started chan<- error, stdout io.Reader, announced chan<- string, dead context.CancelFunc) {
	runtime.LockOSThread()
	stepBack()
	// Deferred calls run last to first: done is closed before living ends, so who sees living end can tell why.
	defer dead()
	err := p.proc.Start()
	started <- err
	if err != nil {
		return
	}
	defer close(p.done)
	defer close(announced)
	if stdout != nil {
		lines := bufio.NewScanner(stdout)
		said := false
		for lines.Scan() {
			if addr, ok := strings.CutPrefix(lines.Text(), "listening "); ok && !said {
				said = true
				announced <- addr
			}
		}
	}
	p.err = p.proc.Wait()
	if p.err == nil {
		p.err = errors.New("exit status 0")
	}
}

// ended reports whether the process has been reaped.
func (p *Process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Addr is where the process said it listens; empty for a command with Ready.
func (p *Process) Addr() string { return p.addr }

// PID is the process id.
func (p *Process) PID() int { return p.proc.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// logTail is the end of a log file on one line, for an error message.
func logTail(path string) string {
	const maxBytes = 600
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	if len(b) > maxBytes {
		b = b[len(b)-maxBytes:]
	}
	text := strings.TrimSpace(strings.ToValidUTF8(string(b), ""))
	if text == "" {
		return "its log " + path + " is empty"
	}
	return strings.ReplaceAll(text, "\n", " | ")
}
