package slurm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFailed(t *testing.T) {
	const killed = "0: bench: ready\nsrun: error: n1: task 1: Killed\n2: bench: done\n"
	every := func(reason string) map[int]string { return map[int]string{0: reason, 1: reason, 2: reason} }
	for name, test := range map[string]struct {
		queue, log      string
		failed, waiting map[int]string
	}{
		"Running":   {queue: "RUNNING|None"},
		"Completed": {queue: "COMPLETED|None"},
		"Forgotten": {queue: ""},
		"Pending": {queue: "PENDING|Resources",
			waiting: every("job 7 waits in the queue (Resources); use fewer -generators, another partition (SBATCH_PARTITION), or wait longer")},
		"TooManyNodes": {queue: "PENDING|PartitionNodeLimit",
			failed:  every("job 7 is held back by PartitionNodeLimit; use fewer -generators, or a partition that has as many nodes (SBATCH_PARTITION)"),
			waiting: every("job 7 waits in the queue (PartitionNodeLimit); use fewer -generators, another partition (SBATCH_PARTITION), or wait longer")},
		"Killed":     {queue: "RUNNING|None", log: killed, failed: map[int]string{1: "its task on n1 ended: Killed"}},
		"KilledOver": {queue: "FAILED|NonZeroExitCode", log: killed, failed: map[int]string{1: "its task on n1 ended: Killed"}},
		"LastWords": {queue: "RUNNING|None", log: "1: bench: no such bucket\nsrun: error: n[0-2]: tasks 0,1-2: Exited with exit code 2\n",
			failed: map[int]string{0: "its task on n[0-2] ended: Exited with exit code 2", 2: "its task on n[0-2] ended: Exited with exit code 2",
				1: "its task on n[0-2] ended: Exited with exit code 2: bench: no such bucket"}},
		"Failed":    {queue: "FAILED|NonZeroExitCode", failed: every("job 7 ended as FAILED (NonZeroExitCode)")},
		"Cancelled": {queue: "CANCELLED|None", failed: every("job 7 ended as CANCELLED")},
		"NodeFail": {queue: "NODE_FAIL|None", log: killed,
			failed: map[int]string{0: "job 7 ended as NODE_FAIL", 1: "its task on n1 ended: Killed", 2: "job 7 ended as NODE_FAIL"}},
		"TimeLimit": {queue: "TIMEOUT|TimeLimit", failed: every("job 7 ended as TIMEOUT (TimeLimit)")},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			f.Put(t, "queue", test.queue)
			r := &running{id: "7", generators: 3, log: filepath.Join(t.TempDir(), "slurm.log")}
			if test.log != "" {
				if err := os.WriteFile(r.log, []byte(test.log), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			failed, err := r.Failed(t.Context())
			if len(failed) == 0 {
				failed = nil
			}
			if diff := cmp.Diff(test.failed, failed); err != nil || diff != "" {
				t.Errorf("failed: %v %s", err, diff)
			}
			waiting, err := r.Waiting(t.Context())
			if diff := cmp.Diff(test.waiting, waiting); err != nil || diff != "" {
				t.Errorf("waiting: %v %s", err, diff)
			}
		})
	}
}

func TestFailedUnasked(t *testing.T) {
	f := startFake(t)
	r := &running{id: "7", generators: 3}
	f.Refuse(t, "squeue", "squeue: error: Unable to contact slurm controller")
	if _, err := r.Failed(t.Context()); err == nil || err.Error() != "squeue: exit status 1: squeue: error: Unable to contact slurm controller" {
		t.Errorf("error %v", err)
	}
}

// TestTail: of a log that grew without bound, the end is read.
func TestTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte(strings.Repeat("x", 1<<20)+"\nsrun: error: n1: task 1: Killed\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[int]string{1: "its task on n1 ended: Killed"}, failedTasks(path, 3)); diff != "" {
		t.Error(diff)
	}
}
