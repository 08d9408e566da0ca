package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Run runs an engine's program with an input, in an environment (nil is the harness's), and returns what it wrote. The error has what it said
// last; it is exec.ErrNotFound when there is no such program on the PATH.
func Run(ctx context.Context, env []string, input []byte, name string, args ...string) ([]byte, error) {
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, bytes.NewReader(input), &out, &said
	// An interrupt typed at a terminal reaches the harness alone, which then ends things in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil && !errors.Is(err, exec.ErrNotFound):
		err = context.Cause(ctx)
	}
	return nil, fmt.Errorf("%w%s", err, LastWords(said.String()))
}

// LastWords is the end of what an engine's program said, at most 600 bytes on one line, after ": "; empty when it said nothing.
func LastWords(text string) string {
	const maxBytes = 600
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxBytes {
		text = "..." + strings.ToValidUTF8(text[len(text)-maxBytes:], "")
	}
	if text == "" {
		return ""
	}
	return ": " + text
}

// Indexes reads a list of generators as engines write it, "1,3-5,7", in ascending order. Those beyond n are dropped, and so is what is no number.
func Indexes(text string, n int) []int {
	all := map[int]bool{}
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		for i := max(from, 0); err == nil && err2 == nil && i <= to && i < n; i++ {
			all[i] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
