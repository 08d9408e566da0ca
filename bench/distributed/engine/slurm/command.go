package slurm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"quintet/bench/distributed/engine"
)

// callTimeout bounds a call of a Slurm command; a controller that is busy may take its time.
const callTimeout = time.Minute

// slurm runs one of Slurm's commands with an input, in an environment (nil is the harness's), and returns what it wrote without the
// blanks around it. The error has what it said last.
func slurm(ctx context.Context, env []string, input, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	out, err := engine.Run(ctx, env, []byte(input), name, args...)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("-on slurm needs Slurm's commands sbatch, squeue, scancel and srun; there is no %s on the PATH", name)
	case err != nil:
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// tail is the last part of a file.
func tail(path string) (string, error) {
	const maxBytes = 256 << 10
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if size, err := f.Seek(0, io.SeekEnd); err != nil {
		return "", err
	} else if _, err := f.Seek(max(0, size-maxBytes), io.SeekStart); err != nil {
		return "", err
	}
	text, err := io.ReadAll(f)
	return string(text), err
}
