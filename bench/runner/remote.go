package runner

import (
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/samples"
)

// Remote is a load that generators play in other processes.
type Remote struct {
	Trial plan.Trial
	// Attack is configured as if this process were to run it. Its recorder takes the secrets out of events and records them; hits it shows to whoever looks
	// at them, and does not record.
	Attack *load.Attack
	// Operations names what Hit.Operation indexes, Remembered is what the setup had answers remembered for. Recall is to be given what generators
	// remember at their end of what reading writes back takes.
	Operations []string
	Remembered map[string][]string
	Recall     func(map[string][]string)
	// Fingerprint is that of the data set, Unique what tells what this trial writes from what others wrote (workload.Workload.Run).
	Fingerprint, Unique string
	// Record is the trial's, in the folder Dir; Manifest changes its manifest.
	Record   *samples.Writer
	Dir      string
	Manifest func(change func(*samples.Manifest)) error
}

// elsewhere is the recorder of hits that generators record.
type elsewhere struct{ load.Recorder }

// Hit implements load.Recorder.
func (elsewhere) Hit(*samples.Hit) error { return nil }

// coordinator is the source of this process's own points when others are the generators.
const coordinator = "coordinator"

// player is who plays the load: this process, or generators elsewhere; self is what this process is called in the points, "" for the default.
func (t *trial) player(attack *load.Attack) (player load.Player, self string) {
	if t.runner.Remote == nil {
		return attack, ""
	}
	return t.runner.Remote(Remote{
		Trial: t.plan, Attack: attack, Operations: t.workload.Operations(), Remembered: t.workload.Remembered(), Recall: t.workload.Recall,
		Fingerprint: t.dataset.Fingerprint(), Unique: t.workload.Run, Record: t.writer.Writer, Dir: t.dir,
		Manifest: func(change func(*samples.Manifest)) error {
			_, err := t.writer.Manifest(change)
			return err
		},
	}), coordinator
}
