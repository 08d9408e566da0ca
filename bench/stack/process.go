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
	"syscall"
	"time"
)

// Command is how to start a Process.
type Command struct {
	// Name is for messages and names the log file.
	Name string
	Path string
	Args []string
	// Env is the whole environment; nothing is inherited.
	Env []string
	// Dir is the working directory; default the harness's.
	Dir string
	// User is who the process runs as; nil is who the harness runs as. Only root can choose.
	User *syscall.Credential
	// LogDir receives <Name>.log with what the process writes on stderr, appended over restarts.
	LogDir string
	// Ready asks the server a question only a working one can answer; nil is such an answer. A command without Ready is ready when
	// it says on its standard output, in one line, where it listens ("listening 127.0.0.1:4711"); the standard output of one with
	// Ready goes to the log. The context ends when the process does, so Ready must heed it.
	Ready func(ctx context.Context) error
	// StopSignal asks the process to end; default SIGTERM.
	StopSignal syscall.Signal
	// StopTimeout is how long Stop waits after StopSignal before it kills; default 10s.
	StopTimeout time.Duration
}

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
}

// Niceness is how far a Process steps back from the processor before the harness (on Linux). Where both share a machine that is busy, a load
// generator that has to wait for its turn sends late, and then nobody can tell whose the time was; one that goes first takes the
// little that it needs, and every lost moment is the system's under test, on whose account it belongs. All parts of a stack step
// back alike, so among one another they compete as ever.
const Niceness = 10

// Start starts the process and returns when it is ready, or with the end of its log when it exited before that, or when ctx
// ends (the process is killed then).
func Start(ctx context.Context, c Command) (*Process, error) {
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
	told := make(chan string, 1)
	go p.live(started, stdout, told, dead)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	if c.Ready != nil {
		err = p.probe(living)
	} else {
		err = p.listen(ctx, told)
	}
	if err != nil {
		// What it wrote last is in the log only once it is gone.
		_ = p.Kill()
		return nil, fmt.Errorf("start %s: %w: %s", c.Name, err, logTail(log.Name()))
	}
	return p, nil
}

// listen waits for the process to say where it listens.
func (p *Process) listen(ctx context.Context, told <-chan string) error {
	select {
	case addr, ok := <-told:
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
func (p *Process) live(started chan<- error, stdout io.Reader, told chan<- string, dead context.CancelFunc) {
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
	defer close(told)
	if stdout != nil {
		lines := bufio.NewScanner(stdout)
		said := false
		for lines.Scan() {
			if addr, ok := strings.CutPrefix(lines.Text(), "listening "); ok && !said {
				said = true
				told <- addr
			}
		}
	}
	p.err = p.proc.Wait()
	if p.err == nil {
		p.err = errors.New("exit status 0")
	}
}

// ended says whether the process has been reaped.
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

// Unexpected returns how the process ended when nobody had asked it to, nil while it lives or after Stop and Kill.
func (p *Process) Unexpected() error {
	if !p.ended() {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.expected {
		return nil
	}
	return fmt.Errorf("%s ended by itself: %w", p.cmd.Name, p.err)
}

// Kill ends the process and its children at once (SIGKILL) and returns when they are gone. Idempotent.
func (p *Process) Kill() error {
	p.expect()
	if p.ended() {
		return nil
	}
	// Standing still first, the process neither starts children while they are counted nor tidies up when one of them dies.
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	children := hold(p.PID())
	defer children.release()
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	children.signal(syscall.SIGKILL)
	<-p.done
	children.wait()
	return nil
}

// Stop asks the process to end (StopSignal), kills it after StopTimeout, and returns when it is gone. Idempotent.
func (p *Process) Stop() error {
	p.expect()
	if p.ended() {
		return nil
	}
	sig, patience := p.cmd.StopSignal, p.cmd.StopTimeout
	if sig == 0 {
		sig = syscall.SIGTERM
	}
	if patience == 0 {
		patience = 10 * time.Second
	}
	if err := p.signal(sig); err != nil {
		return err
	}
	// A paused process takes the signal only once it runs again.
	if err := p.Resume(); err != nil {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		return p.Kill()
	}
}

// Pause stands the process and its children still (SIGSTOP).
func (p *Process) Pause() error { return p.all(syscall.SIGSTOP) }

// Resume lets a paused process and its children go on (SIGCONT).
func (p *Process) Resume() error { return p.all(syscall.SIGCONT) }

func (p *Process) expect() {
	p.mu.Lock()
	p.expected = true
	p.mu.Unlock()
}

// all reaches the process and all below it.
func (p *Process) all(sig syscall.Signal) error {
	if err := p.signal(sig); err != nil {
		return err
	}
	children := hold(p.PID())
	defer children.release()
	children.signal(sig)
	return nil
}

// signal reaches the process's group. A process that is gone is no error.
func (p *Process) signal(sig syscall.Signal) error {
	if p.ended() {
		return nil
	}
	err := syscall.Kill(-p.PID(), sig)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("signal %s: %w", p.cmd.Name, err)
	}
	return nil
}

// logTail is the end of a log file on one line, for an error message.
func logTail(path string) string {
	const most = 600
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	if len(b) > most {
		b = b[len(b)-most:]
	}
	text := strings.TrimSpace(strings.ToValidUTF8(string(b), ""))
	if text == "" {
		return "its log " + path + " is empty"
	}
	return strings.ReplaceAll(text, "\n", " | ")
}
