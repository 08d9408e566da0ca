package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
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
	out, err := engine.Run(ctx, nil, input, "kubectl", args...)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errNoKubectl
	case err != nil:
		return nil, fmt.Errorf("kubectl %s: %w", args[0], err)
	}
	return out, nil
}
