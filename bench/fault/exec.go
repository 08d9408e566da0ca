package fault

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// command runs commands of the author's own: the door for what no stack here can do. Each has a time; one that takes longer is killed with
// all that it started, and so is one whose harness dies, whose `heal` a guard then runs.
func command() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "exec", For: scenario.Optional, Untargeted: true, Params: []scenario.FaultParam{
			{Name: "inject", Command: true, Required: true},
			{Name: "heal", Command: true},
			{Name: "timeout", Unit: scenario.Duration, Default: 10},
		}},
		check: func(f scenario.Fault) (found, want string) {
			switch heal := f.Commands["heal"]; {
			case heal == "" && f.For > 0:
				return "a `for` without a `heal`", "the command that ends it, or no `for`"
			case heal != "" && f.For == 0:
				return "a `heal` without a `for`", "how long it lasts, such as `for: 5s`"
			case f.Params["timeout"] == 0:
				return "a timeout of 0", "a duration such as `10s`"
			}
			return "", ""
		},
		inject: func(ctx context.Context, f scenario.Fault, _ stack.Service) (force, error) {
			heal, limit := f.Commands["heal"], seconds(f, "timeout")
			var guard *stack.Guard
			if heal != "" {
				var err error
				if guard, err = stack.StartGuard(f.Label(), os.Environ(), "", "/bin/sh", "-c", heal); err != nil {
					return force{}, err
				}
			}
			mend := func(context.Context) error {
				if heal == "" {
					return nil
				}
				// However the run ends, this one must be done.
				return joined(run(context.Background(), "heal", heal, limit), guard.Dismiss())
			}
			if err := run(ctx, "inject", f.Commands["inject"], limit); err != nil {
				// It may have begun something.
				return force{}, joined(err, mend(ctx))
			}
			return force{how: "the command ended with exit status 0", heal: mend}, nil
		},
	}
}

// run runs a command of a shell.
func run(ctx context.Context, of, text string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", text)
	said := &tail{}
	cmd.Stdout, cmd.Stderr = said, said
	stack.EndGroup(cmd)
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() == context.DeadlineExceeded:
		return fmt.Errorf("%s: `%s` had not ended after %s and was killed%s", of, text, limit, lastLine(said.b.String()))
	case ctx.Err() != nil:
		return fmt.Errorf("%s: `%s`: %w", of, text, context.Cause(ctx))
	}
	return fmt.Errorf("%s: `%s`: %w%s", of, text, err, lastLine(said.b.String()))
}

// maxSaid is how much of what a command says is kept: its end.
const maxSaid = 4 << 10

// tail keeps the end of what is written.
type tail struct{ b bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	t.b.Write(p)
	if over := t.b.Len() - maxSaid; over > 0 {
		t.b.Next(over)
	}
	return len(p), nil
}

// lastLine is the last line that a command said, for the end of a message.
func lastLine(said string) string {
	said = strings.TrimSpace(strings.ToValidUTF8(said, ""))
	if said == "" {
		return ""
	}
	return ": " + said[strings.LastIndexByte(said, '\n')+1:]
}
