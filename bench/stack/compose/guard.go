package compose

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// guardScript waits for a line, which dismisses it, or for the end of its input without one, which comes when the harness dies in
// whatever way: then it runs its arguments.
const guardScript = `read -r line && exit 0; exec "$@"`

// guard removes the project should the harness die: containers are the engine's children, not the harness's, and would stay. It is
// a shell in a session of its own that sleeps until it is needed.
type guard struct {
	input io.WriteCloser
	shell *exec.Cmd
}

func startGuard(p *project) (*guard, error) {
	g := &guard{shell: exec.Command("/bin/sh", append([]string{"-c", guardScript, "guard", "docker"}, p.arguments(downArguments()...)...)...)}
	g.shell.Env = p.env
	g.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := g.shell.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the guard of the containers: %w", err)
	}
	g.input = input
	if err := g.shell.Start(); err != nil {
		return nil, fmt.Errorf("start the guard of the containers: %w", err)
	}
	return g, nil
}

// dismiss ends the guard without its doing anything.
func (g *guard) dismiss() error {
	_, err := io.WriteString(g.input, "\n")
	if err := errors.Join(err, g.input.Close(), g.shell.Wait()); err != nil {
		return fmt.Errorf("dismiss the guard of the containers: %w", err)
	}
	return nil
}
