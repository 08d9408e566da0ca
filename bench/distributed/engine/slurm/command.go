package slurm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
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
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &said
	// An interrupt typed at a terminal reaches the harness alone, which then ends things in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	switch {
	case err == nil:
		return strings.TrimSpace(out.String()), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("-on slurm needs Slurm's commands sbatch, squeue, scancel and srun; there is no %s on the PATH", name)
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return "", fmt.Errorf("%s: %w%s", name, err, engine.LastWords(said.String()))
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
