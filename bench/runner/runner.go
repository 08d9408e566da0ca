package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"quintet/api/store"
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/redact"
	"quintet/bench/samples"
	"quintet/bench/stack"
)

// Runner runs a plan's trials. Its exported fields are its configuration and must not change while it runs.
type Runner struct {
	// Dir is the run's folder, RunID its name.
	Dir, RunID string
	StackName  string
	// Backends is the table of backends. The manifests say what those of the stack tell of themselves.
	Backends []store.Description
	// Stack makes the stack of a trial: dir is where its data may live, logDir where its logs go.
	Stack func(trial plan.Trial, dir, logDir string) (stack.Stack, error)
	// Judge states how a finished trial went, for plans that decide by it; nil when the plan does not ask.
	Judge func(trialDir string) (plan.Outcome, error)
	// Up, unless nil, is called with the parts of each trial's stack when it is up, before the load.
	Up func(services []stack.Service) error
	// Taps get what is recorded; there may be none.
	Taps []Tap
	// Remote, unless nil, makes who plays the load of a trial in place of this process.
	Remote func(Remote) load.Player
	// LedgerKey, unless nil, is the key that those who play the load of a trial seal tokens with in its ledger.
	LedgerKey func(trial int) []byte
	// Recorded, unless nil, is called with the folder of each trial whose record has ended, however the trial did.
	Recorded func(ctx context.Context, trial int, dir string) error
	// Generators is how many there are when the load comes from elsewhere, 0 when it does not.
	Generators int
	// Command, Build and Machine go into the manifests.
	Command string
	Build   samples.Build
	Machine samples.Machine
	// Redactor hides secrets in all that is recorded, told to taps, shown by Status or returned as an error.
	Redactor *redact.Redactor

	status status
}

// Run runs every trial of the plan. It returns nil when all ran to the end of their schedule or to their abort, the
// context's error when it was interrupted, and otherwise what failed; in each case the trials' folders say how far they got.
func (r *Runner) Run(ctx context.Context, p *plan.Plan) error {
	var outcome *plan.Outcome
	for trial, ok := p.Next(outcome); ok; trial, ok = p.Next(outcome) {
		dir := filepath.Join(r.Dir, fmt.Sprintf("trial-%03d", trial.Number))
		if err := r.trial(ctx, trial, dir); err != nil {
			return r.Redactor.Error(fmt.Errorf("trial %d: %w", trial.Number, err))
		}
		outcome = &plan.Outcome{Valid: true, Passed: true}
		if r.Judge != nil {
			judged, err := r.Judge(dir)
			if err != nil {
				return fmt.Errorf("judge trial %d: %w", trial.Number, err)
			}
			outcome = &judged
		}
	}
	return nil
}

// trial runs one trial into dir.
func (r *Runner) trial(ctx context.Context, trial plan.Trial, dir string) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the trial's folder: %w", err)
	}
	r.status.update(func(s *Status) {
		*s = Status{Trial: trial}
		s.Trial.Configuration = r.Redactor.Settings(trial.Configuration)
	})
	t, err := newTrial(r, trial, dir)
	if err != nil {
		return err
	}
	defer func() {
		if r.Recorded != nil {
			err = errors.Join(err, r.Recorded(ctx, trial.Number, dir))
		}
	}()
	defer func() {
		state, reason := samples.Complete, ""
		switch {
		case ctx.Err() != nil:
			state, reason = samples.Stopped, "interrupted by the user"
		case err != nil:
			state, reason = samples.Failed, err.Error()
		case t.aborted != "":
			state, reason = samples.Cut, t.aborted
		}
		err = errors.Join(err, t.close(state, reason))
	}()
	return t.run(ctx)
}
