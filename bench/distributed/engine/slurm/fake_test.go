package slurm

import (
	"strings"
	"testing"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/enginetest"
)

// answers are those of Slurm's commands, from files of the stand-in; sbatch keeps its script and its environment.
const answers = `
case "$name" in
sbatch) cat >"$state/script"; env >"$state/environment"; cat "$state/submitted" ;;
squeue) cat "$state/queue"; [ ! -e "$state/queue-next" ] || mv "$state/queue-next" "$state/queue" ;;
scancel) echo "CANCELLED|None" >"$state/queue-next" ;;
esac
`

// startFake puts a stand-in on the PATH in which job 7 runs.
func startFake(t *testing.T) enginetest.StandIn {
	t.Helper()
	f := enginetest.Stand(t, answers, "sbatch", "squeue", "scancel")
	f.Put(t, "submitted", "7\n")
	f.Put(t, "queue", "RUNNING|None\n")
	return f
}

// What the contract asks of every engine.
func TestEngine(t *testing.T) {
	var f enginetest.StandIn
	var e *Engine
	enginetest.Test(t, enginetest.Subject{
		New: func(t *testing.T) engine.Engine {
			f, e = startFake(t), &Engine{Program: "/opt/bench", LogDir: t.TempDir()}
			return e
		},
		Fail: func(t *testing.T) string {
			enginetest.StandIn(e.LogDir).Put(t, "slurm.log", "1: bench: no such bucket\nsrun: error: n1: task 1: Exited with exit code 3\n")
			return "its task on n1 ended: Exited with exit code 3: bench: no such bucket"
		},
		Refuse: func(t *testing.T) string {
			f.Refuse(t, "sbatch", "sbatch: error: Batch job submission failed: More processors\n requested than permitted")
			return "submit the job of the generators: sbatch: exit status 1: sbatch: error: Batch job submission failed: More processors requested than permitted"
		},
		Hang:  func(t *testing.T) func() { return f.Hang(t, "sbatch") },
		Shown: func(*testing.T) string { return f.Read("calls") + f.Read("script") },
		Left: func(*testing.T) string {
			refused := len(f.Calls()) == 1 && strings.HasPrefix(f.Last(), "sbatch ")
			if refused || f.Last() == "scancel --name=quintet-r1" || strings.HasPrefix(f.Read("queue"), "CANCELLED") {
				return ""
			}
			return f.Last() + ", and in the queue " + f.Read("queue")
		},
		Broken: func(t *testing.T) string {
			f.Refuse(t, "scancel", "scancel: error: Unable to contact slurm controller")
			return "scancel 7"
		},
		Missing: "there is no sbatch on the PATH",
	})
}
