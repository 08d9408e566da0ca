package stack

import (
	"context"
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
