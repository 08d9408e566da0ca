package serve

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"quintet/bench/history"
	"quintet/bench/words"
)

// starter starts runs, one at a time. The zero starter has started none.
type starter struct {
	mu sync.Mutex
	// closed says that no more are started.
	closed bool
	job    *job
}

// busyError is why a run is not started: another goes on.
type busyError struct{ run string }

func (e *busyError) Error() string { return e.run + " goes on" }

// start starts the program with these arguments, in a process group of its own, so that a Ctrl-C in the terminal of the server reaches it
// once, through the server. While another run goes on, started here or elsewhere, the error is a *busyError. list lists all runs; ended is called
// with the job when its process has ended.
func (s *starter) start(executable string, args []string, wish Wish, list func() ([]history.Run, error), ended func(*job)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("the server is ending")
	}
	if s.job != nil && !s.job.state().ended {
		return &busyError{words.StartedRun(s.job.wish.Scenario)}
	}
	runs, err := list()
	if err != nil {
		return err
	}
	j := &job{wish: wish, args: args, began: time.Now(), before: map[string]bool{}, done: make(chan struct{}), output: &tail{}}
	for i := range runs {
		if runs[i].GoesOn {
			return &busyError{runs[i].Name}
		}
		j.before[runs[i].Folder] = true
	}
	j.process = exec.Command(executable, args...)
	j.process.Stdout, j.process.Stderr = j.output, j.output
	j.process.SysProcAttr = attributes()
	// What it started itself may hold the pipe of its output for a moment longer.
	j.process.WaitDelay = 10 * time.Second
	started := make(chan error, 1)
	go j.live(started, ended)
	if err := <-started; err != nil {
		return fmt.Errorf("start the run: %w", err)
	}
	s.job = j
	return nil
}

// last is the run that was started last, nil before the first.
func (s *starter) last() *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.job
}

// going names the run that goes on, "" when none does.
func (s *starter) going() string {
	if j := s.last(); j != nil && !j.state().ended {
		return words.StartedRun(j.wish.Scenario)
	}
	return ""
}

// interrupt interrupts the run that goes on, if one does.
func (s *starter) interrupt() {
	if j := s.last(); j != nil {
		j.interrupt()
	}
}

// close starts no more runs, interrupts the one that goes on, and waits until it has ended.
func (s *starter) close() {
	s.mu.Lock()
	s.closed = true
	j := s.job
	s.mu.Unlock()
	if j != nil {
		j.interrupt()
		<-j.done
	}
}

// job is one run that was started.
type job struct {
	wish    Wish
	args    []string
	began   time.Time
	process *exec.Cmd
	output  *tail
	// before are the folders of the runs that were there when it began.
	before map[string]bool
	// done is closed when the process has been reaped and its output is kept.
	done chan struct{}

	mu          sync.Mutex
	interrupted bool
	err         error
}

// live starts, awaits and reaps the process from one thread: on Linux the kernel interrupts it when that thread ends, should the server be
// killed.
func (j *job) live(started chan<- error, ended func(*job)) {
	defer lockThread()()
	err := j.process.Start()
	started <- err
	if err != nil {
		return
	}
	err = j.process.Wait()
	j.mu.Lock()
	j.err = err
	j.mu.Unlock()
	ended(j)
	close(j.done)
}

// interrupt interrupts it as Ctrl-C does, once: a second one would end it before it has reported.
func (j *job) interrupt() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.interrupted {
		j.interrupted = true
		_ = j.process.Process.Signal(os.Interrupt) // one that has ended needs none
	}
}

// jobState is how a job stands.
type jobState struct {
	ended, interrupted bool
	// code is its exit code, -1 when it was killed; err says by what then.
	code int
	err  error
	// printed is the end of its output; cut says that it is not all.
	printed string
	cut     bool
}

func (j *job) state() jobState {
	var st jobState
	select {
	case <-j.done:
		st.ended, st.code = true, j.process.ProcessState.ExitCode()
	default:
	}
	st.printed, st.cut = j.output.text()
	j.mu.Lock()
	defer j.mu.Unlock()
	st.interrupted, st.err = j.interrupted, j.err
	return st
}

// sentence states how a job stands.
func (st jobState) sentence(j *job) string {
	w := j.wish
	switch {
	case st.ended && st.code < 0:
		return words.RunLost(w.Scenario, w.Stack, st.err.Error())
	case st.ended:
		return words.RunEnded(w.Scenario, w.Stack, st.code)
	case st.interrupted:
		return words.RunIsAborted(w.Scenario, w.Stack)
	}
	return words.RunGoesOn(w.Scenario, w.Stack, j.began)
}

// command is the command line of a job.
func (j *job) command() string {
	line := []string{"bench"}
	for _, a := range j.args {
		line = append(line, words.Quoted(a))
	}
	return strings.Join(line, " ")
}

// maxTail is how much of a run's output is kept: that of a long search.
const maxTail = 256 << 10

// tail keeps the end of what is written to it. Its methods are safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	kept []byte
	cut  bool
}

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if n := len(t.kept); n > 2*maxTail {
		t.kept, t.cut = append([]byte(nil), t.kept[n-maxTail:]...), true
	}
	return len(b), nil
}

// text is what was kept, and whether there was more.
func (t *tail) text() (text string, cut bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := t.kept
	if n := len(kept); n > maxTail {
		kept, cut = kept[n-maxTail:], true
	}
	return strings.ToValidUTF8(string(kept), "\uFFFD"), cut || t.cut
}
