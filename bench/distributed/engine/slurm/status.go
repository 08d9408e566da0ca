package slurm

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/distributed/engine"
)

// status is a job in the queue.
type status struct{ state, reason string }

// over reports whether no task of the job runs or will.
func (s status) over() bool {
	return !slices.Contains([]string{"PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "STAGE_OUT", "SIGNALING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "REQUEUE_FED"}, s.state)
}

// queued asks how the job is. One that Slurm has forgotten has the state "GONE": it keeps those that ended for some minutes.
func (r *running) queued(ctx context.Context) (status, error) {
	out, err := slurm(ctx, nil, "", "squeue", r.on("--noheader", "--states=all", "--jobs="+r.id, "--format=%T|%r")...)
	if err != nil && !gone(err) {
		return status{}, err
	}
	state, reason, ok := strings.Cut(strings.TrimSpace(out), "|")
	if !ok {
		return status{state: "GONE"}, nil
	}
	return status{state, reason}, nil
}

// gone reports whether Slurm does not know a job any more.
func gone(err error) bool { return strings.Contains(err.Error(), "Invalid job id specified") }

// Failed implements engine.Running.
func (r *running) Failed(ctx context.Context) (map[int]string, error) {
	s, err := r.queued(ctx)
	if err != nil {
		return nil, err
	}
	failed := failedTasks(r.log, r.generators)
	switch {
	case s.state == "PENDING" && hopeless[s.reason] != "":
		return r.all(nil, fmt.Sprintf("job %s is held back by %s; %s", r.id, s.reason, hopeless[s.reason])), nil
	case s.over() && s.state != "COMPLETED" && s.state != "GONE" && len(failed) == 0, s.over() && slices.Contains(endsAll, s.state):
		return r.all(failed, fmt.Sprintf("job %s ended as %s%s", r.id, s.state, because(s.reason))), nil
	}
	return failed, nil
}

// endsAll are states in which Slurm has ended all tasks that still ran.
var endsAll = []string{"CANCELLED", "TIMEOUT", "DEADLINE", "PREEMPTED", "NODE_FAIL", "BOOT_FAIL", "OUT_OF_MEMORY", "REVOKED"}

// Waiting implements engine.Waiter.
func (r *running) Waiting(ctx context.Context) (map[int]string, error) {
	s, err := r.queued(ctx)
	if err != nil || s.state != "PENDING" && s.state != "CONFIGURING" {
		return nil, err
	}
	return r.all(nil, fmt.Sprintf("job %s waits in the queue%s; use fewer -generators, another partition (SBATCH_PARTITION), or wait longer",
		r.id, because(s.reason))), nil
}

// because is a reason of Slurm's, which is "None" when there is none.
func because(reason string) string {
	if reason == "" || reason == "None" {
		return ""
	}
	return " (" + reason + ")"
}

// hopeless are the reasons for which a job stays pending whatever the others in the queue do, with what to do.
var hopeless = map[string]string{
	"PartitionConfig":             "use fewer -generators, or a partition that has as many nodes (SBATCH_PARTITION)",
	"PartitionNodeLimit":          "use fewer -generators, or a partition that has as many nodes (SBATCH_PARTITION)",
	"PartitionTimeLimit":          "give it a shorter -time-limit, or a partition that allows so much time (SBATCH_PARTITION)",
	"BadConstraints":              "nodes with what SBATCH_CONSTRAINT asks for are not there",
	"AccountNotAllowed":           "name an account that may use the partition (SBATCH_ACCOUNT)",
	"InvalidAccount":              "name an account that there is (SBATCH_ACCOUNT)",
	"InvalidQOS":                  "name a quality of service that there is (SBATCH_QOS)",
	"QOSNotAllowed":               "name a quality of service that the partition allows (SBATCH_QOS)",
	"AssocGrpCPUMinutesLimit":     "the account has used up its processor time",
	"JobHeldUser":                 "release it with scontrol release",
	"JobHeldAdmin":                "ask an administrator to release it",
	"launch_failed_requeued_held": "a node could not start it: see the controller's log",
}

// all gives a reason to every generator that has none.
func (r *running) all(failed map[int]string, reason string) map[int]string {
	every := map[int]string{}
	for i := range r.generators {
		if every[i] = failed[i]; every[i] == "" {
			every[i] = reason
		}
	}
	return every
}

var (
	// taskFailed is what srun says of tasks that ended otherwise than in success: "srun: error: n1: task 1: Killed",
	// "srun: error: n[0-2]: tasks 0-2: Exited with exit code 1".
	taskFailed = regexp.MustCompile(`^srun: error: (\S+): tasks? ([0-9,-]+): (.+)$`)
	// said is a line of a task, which --label puts its number before.
	said = regexp.MustCompile(`^ *([0-9]+): (.*\S)`)
)

// failedTasks are the tasks of which srun says in the log that they failed, with what each said last. A log that is not there says nothing.
func failedTasks(path string, n int) map[int]string {
	text, err := tail(path)
	if err != nil {
		return nil
	}
	failed, last := map[int]string{}, map[int]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if m := said.FindStringSubmatch(line); m != nil {
			if i, err := strconv.Atoi(m[1]); err == nil {
				last[i] = m[2]
			}
		}
		if m := taskFailed.FindStringSubmatch(line); m != nil {
			for _, i := range engine.Indexes(m[2], n) {
				failed[i] = fmt.Sprintf("its task on %s ended: %s", m[1], m[3])
			}
		}
	}
	for i := range failed {
		if last[i] != "" {
			failed[i] += ": " + last[i]
		}
	}
	return failed
}
