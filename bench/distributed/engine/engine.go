package engine

import (
	"context"
	"time"
)

// Job is what an engine starts: Generators processes, each of them `bench generate` with the environment of the job. An engine adds the
// index of each process, from 0, in a variable that it has anyway (JOB_COMPLETION_INDEX, SLURM_PROCID, SLURM_ARRAY_TASK_ID), or in IndexVariable.
type Job struct {
	// Run is the id of the run: at most 100 lower-case letters, digits, and hyphens. It names what the engine makes.
	Run string
	// Generators is how many processes there are, from 1.
	Generators int
	// Environment is everything a process needs that is no secret, NumberVariable among it.
	Environment map[string]string
	// Secrets are environment too. They must never stand in clear in an object that others read, on a command line, or in a log.
	Secrets map[string]string
	// TimeLimit bounds the job as a whole: what the engine keeps past it ends by itself, also without a call of Stop.
	TimeLimit time.Duration
}

// The variables that name a process among those of its job.
const (
	// IndexVariable is the index of the process, from 0, where the engine has no variable of its own for it.
	IndexVariable = "QUINTET_INDEX"
	// NumberVariable is how many processes there are.
	NumberVariable = "QUINTET_GENERATORS"
)

// Engine starts jobs.
type Engine interface {
	// Start asks for the processes of a job and returns without waiting for them: they may be pending for long. An error means that
	// nothing was started and nothing is left.
	Start(ctx context.Context, j Job) (Running, error)
}

// Running is a job that was started. Its methods are called from one goroutine.
type Running interface {
	// Failed returns the generators that cannot start or have ended otherwise than in success, by index, each with the reason in one line.
	// The error is for an engine that cannot be asked; it is asked again.
	Failed(ctx context.Context) (map[int]string, error)
	// Stop ends what still runs and removes all that the engine keeps of the job. It is idempotent, and heeds ctx. What the processes
	// uploaded stays.
	Stop(ctx context.Context) error
}
