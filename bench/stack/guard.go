package stack

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// guardScript waits for a line, which dismisses it, or for the end of its input without one, which comes when the harness dies in
// whatever way: then it runs its arguments.
const guardScript = `read -r line && exit 0; exec "$@"`

// Guard takes back what would outlive the harness should it die: a paused process, a container. It is a shell in a session of its own
// that sleeps until it is needed, and then runs one command. Make it with StartGuard.
type Guard struct {
	input io.WriteCloser
	shell *exec.Cmd

	once sync.Once
	err  error
}

// StartGuard starts a guard; of says in messages what it guards, env is the command's environment.
func StartGuard(of string, env []string, dir string, command ...string) (*Guard, error) {
	g := &Guard{shell: exec.Command("/bin/sh", append([]string{"-c", guardScript, "guard"}, command...)...)}
	g.shell.Env, g.shell.Dir = env, dir
	g.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := g.shell.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the guard of %s: %w", of, err)
	}
	g.input = input
	if err := g.shell.Start(); err != nil {
		return nil, fmt.Errorf("start the guard of %s: %w", of, err)
	}
	return g, nil
}

// Dismiss ends the guard without its doing anything. Idempotent; a nil Guard has been dismissed.
func (g *Guard) Dismiss() error {
	if g == nil {
		return nil
	}
	g.once.Do(func() {
		_, err := io.WriteString(g.input, "\n")
		if err := errors.Join(err, g.input.Close(), g.shell.Wait()); err != nil {
			g.err = fmt.Errorf("dismiss a guard: %w", err)
		}
	})
	return g.err
}

// Trip has the guard do now what it would do should the harness die, and returns when that is done. It is dismissed with that.
func (g *Guard) Trip() error {
	g.once.Do(func() {
		if err := errors.Join(g.input.Close(), g.shell.Wait()); err != nil {
			g.err = fmt.Errorf("trip a guard: %w", err)
		}
	})
	return g.err
}

// EndGroup has a command that its context ends be killed with all that it started, and with the harness, should that die.
func EndGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = childAttributes()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	// What left the group may hold its output open.
	cmd.WaitDelay = time.Second
}
