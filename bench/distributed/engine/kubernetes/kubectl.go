package kubernetes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"quintet/bench/distributed/engine"
)

// callTimeout bounds a call of kubectl that does not wait for anything in the cluster.
const callTimeout = 30 * time.Second

// errNoKubectl names what is missing in one line.
var errNoKubectl = errors.New("-on kubernetes needs kubectl on the PATH, with a context that may create Jobs and Secrets; " +
	"-print prints the Job without it")

// kubectl runs one command with an input and returns what it wrote. The error has what it said last.
func kubectl(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, "kubectl", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &said
	// An interrupt typed at a terminal reaches the harness alone, which then ends things in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, errNoKubectl
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return nil, fmt.Errorf("kubectl %s: %w%s", args[0], err, engine.LastWords(said.String()))
}
