package kubernetes

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The answers are those of Kubernetes 1.37.2, shortened.
const (
	jobOfThree = `{"items": [{"metadata": {"uid": "0a1b"}, "spec": {"completions": 3}, "status": {%s}}]}`
	podOf      = `{"metadata": {"name": "q-%d", "annotations": {"batch.kubernetes.io/job-completion-index": "%d"}}, "status": {%s}}`
)

func pod(index int, status string) string { return fmt.Sprintf(podOf, index, index, status) }

func TestFailed(t *testing.T) {
	const (
		waitingImage = `"phase": "Pending", "containerStatuses": [{"name": "generator", "state": {"waiting": {"reason": %q, "message": %q}}}]`
		unscheduled  = `"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes are available: 1 Insufficient cpu."}]`
		image        = "; make image builds the image, -image names it where the nodes can pull it"
		room         = "no node takes its pod: 0/1 nodes are available: 1 Insufficient cpu.; use fewer -generators, ask for less in an -overlay, or add nodes"
	)
	for name, test := range map[string]struct {
		job             string
		pods, events    string
		failed, waiting map[int]string
		// calls is how many questions are asked.
		calls int
	}{
		"Running":   {job: `"active": 3, "ready": 3`, calls: 1},
		"Completed": {job: `"ready": 0, "succeeded": 3, "completedIndexes": "0-2"`, calls: 1},
		"JustCreated": {job: `"active": 3, "ready": 0`, calls: 2,
			pods: pod(0, `"phase": "Pending"`) + "," + pod(1, `"phase": "Pending", "containerStatuses": [{"name": "generator", "state": {"waiting": {"reason": "ContainerCreating"}}}]`)},
		"FirstPullFails": {job: `"active": 3, "ready": 2`, calls: 2,
			pods:    pod(2, fmt.Sprintf(waitingImage, "ErrImagePull", "dial tcp: refused")),
			waiting: map[int]string{2: "ErrImagePull: dial tcp: refused" + image}},
		"PullFailsAgain": {job: `"active": 3, "ready": 2`, calls: 2,
			pods:   pod(2, fmt.Sprintf(waitingImage, "ImagePullBackOff", `Back-off pulling image "x"`)),
			failed: map[int]string{2: `ImagePullBackOff: Back-off pulling image "x"` + image}},
		"Unschedulable": {job: `"active": 3, "ready": 1`, calls: 2,
			pods: pod(0, unscheduled) + "," + pod(2, unscheduled), waiting: map[int]string{0: room, 2: room}},
		"Quota": {job: `"active": 1, "ready": 1`, calls: 3,
			events: `{"reason": "FailedCreate", "message": "Error creating: pods \"q-1-x\" is forbidden:\n exceeded quota: small"}`,
			failed: map[int]string{
				1: `the cluster creates no pod for it: Error creating: pods "q-1-x" is forbidden: exceeded quota: small; use fewer -generators, raise the quota, or have an -overlay conform to what the namespace demands`,
				2: `the cluster creates no pod for it: Error creating: pods "q-1-x" is forbidden: exceeded quota: small; use fewer -generators, raise the quota, or have an -overlay conform to what the namespace demands`,
			}},
		"NotAllPodsYet": {job: `"active": 1`, calls: 3, pods: pod(0, `"phase": "Pending"`)},
		"ExitCode": {job: `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "1"`, calls: 2,
			pods:   pod(1, `"phase": "Failed", "containerStatuses": [{"name": "generator", "state": {"terminated": {"exitCode": 2, "reason": "Error", "message": "first line\nbench: want a bucket\n"}}}]`),
			failed: map[int]string{1: "its pod ended with exit code 2: first line bench: want a bucket"}},
		"OutOfMemory": {job: `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "0"`, calls: 2,
			pods:   pod(0, `"phase": "Failed", "containerStatuses": [{"name": "generator", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]`),
			failed: map[int]string{0: "its pod ended with exit code 137 (OOMKilled); raise its limit of memory in an -overlay"}},
		"Evicted": {job: `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "0"`, calls: 2,
			pods:   pod(0, `"phase": "Failed", "conditions": [{"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler", "message": "preempted by another pod"}]`),
			failed: map[int]string{0: "its pod was taken away: PreemptionByScheduler: preempted by another pod"}},
		"NodeRefused": {job: `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "0"`, calls: 2,
			pods:   pod(0, `"phase": "Failed", "reason": "UnexpectedAdmissionError", "message": "no room"`),
			failed: map[int]string{0: "its pod failed: UnexpectedAdmissionError: no room"}},
		"Deleted": {job: `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "1"`, calls: 2,
			failed: map[int]string{1: "its pod was deleted or lost with its node"}},
		"Deadline": {job: `"succeeded": 1, "completedIndexes": "0", "failed": 2, "conditions": [{"type": "Failed", "status": "True", "reason": "DeadlineExceeded", "message": "Job was active longer than specified deadline"}]`, calls: 2,
			failed: map[int]string{1: "the Job ended: DeadlineExceeded: Job was active longer than specified deadline", 2: "the Job ended: DeadlineExceeded: Job was active longer than specified deadline"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			f.Put(t, "jobs", fmt.Sprintf(jobOfThree, test.job))
			f.Put(t, "pods", `{"items": [`+test.pods+`]}`)
			f.Put(t, "events", `{"items": [`+test.events+`]}`)
			r := &running{name: "quintet-r1", generators: 3}
			failed, waiting, err := r.state(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			orNothing := func(m map[int]string) map[int]string {
				if m == nil {
					return map[int]string{}
				}
				return m
			}
			if diff := cmp.Diff(orNothing(test.failed), orNothing(failed)); diff != "" {
				t.Errorf("failed: %s", diff)
			}
			if diff := cmp.Diff(orNothing(test.waiting), orNothing(waiting)); diff != "" {
				t.Errorf("waiting: %s", diff)
			}
			if n := len(f.calls()); n != test.calls {
				t.Errorf("asked %d questions, want %d: %q", n, test.calls, f.calls())
			}
		})
	}
}

// TestFailedRemembers: why a pod failed is still known when the pod is gone.
func TestFailedRemembers(t *testing.T) {
	f := startFake(t)
	r := &running{name: "quintet-r1", generators: 3}
	f.Put(t, "jobs", fmt.Sprintf(jobOfThree, `"active": 2, "ready": 2, "failed": 1`))
	f.Put(t, "pods", `{"items": [`+pod(1, `"phase": "Failed", "reason": "Evicted", "message": "low on memory"`)+`]}`)
	want := map[int]string{1: "its pod failed: Evicted: low on memory"}
	for range 2 {
		found, err := r.Failed(t.Context())
		if diff := cmp.Diff(want, found); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		f.Put(t, "jobs", fmt.Sprintf(jobOfThree, `"active": 2, "ready": 2, "failed": 1, "failedIndexes": "1"`))
		f.Put(t, "pods", `{"items": []}`)
	}
}

// TestFailedGone: a Job that somebody deleted has lost all its generators.
func TestFailedGone(t *testing.T) {
	startFake(t)
	r := &running{name: "quintet-r1", generators: 2}
	found, err := r.Failed(t.Context())
	want := map[int]string{0: "somebody deleted the Job quintet-r1", 1: "somebody deleted the Job quintet-r1"}
	if diff := cmp.Diff(want, found); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestFailedUnasked(t *testing.T) {
	f := startFake(t)
	r := &running{name: "quintet-r1", generators: 2}
	f.Put(t, "jobs", "<html>")
	if _, err := r.Failed(t.Context()); err == nil {
		t.Error("an answer that is no list of Jobs is taken for one")
	}
	f.Refuse(t, "get", "Error from server (ServiceUnavailable): the server is away")
	_, err := r.Failed(t.Context())
	if want := "kubectl get: exit status 1: Error from server (ServiceUnavailable): the server is away"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
