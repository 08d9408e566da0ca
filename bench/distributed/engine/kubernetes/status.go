package kubernetes

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/distributed/engine"
)

// jobStatus is what of a Job tells how its pods are.
type jobStatus struct {
	Metadata struct{ UID string }
	Spec     struct{ Completions int }
	Status   struct {
		Active, Ready, Succeeded, Failed int
		FailedIndexes, CompletedIndexes  string
		Conditions                       []condition
	}
}

type condition struct{ Type, Status, Reason, Message string }

// podStatus is what of a pod tells why it does not run.
type podStatus struct {
	Metadata struct {
		Name              string
		DeletionTimestamp string
		Annotations       map[string]string
	}
	Spec   struct{ NodeName string }
	Status struct {
		Phase, Reason, Message string
		Conditions             []condition
		ContainerStatuses      []struct {
			Name  string
			State struct {
				Waiting    *struct{ Reason, Message string }
				Terminated *struct {
					ExitCode, Signal int
					Reason, Message  string
				}
			}
		}
	}
}

// event is why the Job's controller could not create a pod.
type event struct{ Reason, Message string }

// list of objects, as kubectl gives them.
type items[T any] struct{ Items []T }

// get asks for a list of objects.
func get[T any](ctx context.Context, r *running, args ...string) ([]T, error) {
	out, err := r.call(ctx, nil, append([]string{"get", "--output=json"}, args...)...)
	if err != nil {
		return nil, err
	}
	var all items[T]
	if err := json.Unmarshal(out, &all); err != nil {
		return nil, fmt.Errorf("kubectl get: read its answer: %w", err)
	}
	return all.Items, nil
}

// Failed implements engine.Running.
func (r *running) Failed(ctx context.Context) (map[int]string, error) {
	failed, _, err := r.state(ctx)
	return failed, err
}

// Waiting implements engine.Waiter: a pod that no node has room for waits for one to be free or to be added.
func (r *running) Waiting(ctx context.Context) (map[int]string, error) {
	_, waiting, err := r.state(ctx)
	return waiting, err
}

// stateTimeout bounds the questions of one look: whoever asks has a run to lead.
const stateTimeout = 10 * time.Second

// state asks the cluster for what does not run, and why.
func (r *running) state(ctx context.Context) (failed, waiting map[int]string, err error) {
	ctx, cancel := context.WithTimeout(ctx, stateTimeout)
	defer cancel()
	selector := "--selector=app.kubernetes.io/instance=" + r.name
	jobs, err := get[jobStatus](ctx, r, "jobs", selector)
	if err != nil {
		return nil, nil, err
	}
	if len(jobs) == 0 {
		return r.all("somebody deleted the Job " + r.name), nil, nil
	}
	j := &jobs[0]
	if s := &j.Status; s.Ready+s.Succeeded == r.generators {
		return nil, nil, nil
	}
	// Pods that run or ended well have nothing to explain.
	pods, err := get[podStatus](ctx, r, "pods", selector, "--field-selector=status.phase!=Running,status.phase!=Succeeded")
	if err != nil {
		return nil, nil, err
	}
	var events []event
	if s := &j.Status; s.Active+s.Succeeded+s.Failed < r.generators {
		if events, err = get[event](ctx, r, "events", "--field-selector=reason=FailedCreate,involvedObject.uid="+j.Metadata.UID); err != nil {
			return nil, nil, err
		}
	}
	failed, waiting = r.explain(j, pods, events)
	return failed, waiting, nil
}

// explain puts together what is known. What was seen of a pod is remembered: one that is deleted leaves only its index in the Job.
func (r *running) explain(j *jobStatus, pods []podStatus, events []event) (failed, waiting map[int]string) {
	failed, waiting = map[int]string{}, map[int]string{}
	if r.last == nil {
		r.last = map[int]string{}
	}
	seen := map[int]bool{}
	for i := range pods {
		index, err := strconv.Atoi(pods[i].Metadata.Annotations["batch.kubernetes.io/job-completion-index"])
		if err != nil || index < 0 || index >= r.generators {
			continue
		}
		seen[index] = true
		reason, final := pods[i].why()
		switch {
		case final:
			failed[index] = reason
			r.last[index] = reason
		case reason != "":
			waiting[index] = reason
		}
	}
	for _, index := range engine.Indexes(j.Status.FailedIndexes, r.generators) {
		if failed[index] == "" {
			failed[index] = r.last[index]
		}
		if failed[index] == "" {
			failed[index] = "its pod was deleted or lost with its node"
		}
		delete(waiting, index)
	}
	completed := engine.Indexes(j.Status.CompletedIndexes, r.generators)
	for _, c := range j.Status.Conditions {
		if c.Type != "Failed" && c.Type != "FailureTarget" || c.Status != "True" || c.Reason == "FailedIndexes" {
			continue
		}
		for i := range r.generators {
			if failed[i] == "" && !slices.Contains(completed, i) {
				failed[i] = fmt.Sprintf("the Job ended: %s: %s", c.Reason, c.Message)
			}
		}
	}
	if len(events) > 0 {
		// The controller creates pods in the order of their indexes, so those it could not create are any that nothing is known of.
		missing := r.generators - j.Status.Active - j.Status.Succeeded - j.Status.Failed
		for i := r.generators - 1; i >= 0 && missing > 0; i-- {
			if failed[i] == "" && !seen[i] && !slices.Contains(completed, i) {
				failed[i] = "the cluster creates no pod for it: " + oneLine(events[len(events)-1].Message) + hint("FailedCreate")
				missing--
			}
		}
	}
	return failed, waiting
}

// why is the reason for which a pod does not run, "" when it has only just been created; final says that waiting longer does not help.
func (p *podStatus) why() (reason string, final bool) {
	if p.Status.Phase == "Failed" {
		return p.ended(), true
	}
	for _, c := range p.Status.ContainerStatuses {
		if w := c.State.Waiting; w != nil && c.Name == container {
			final := slices.Contains([]string{
				"ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
			}, w.Reason)
			if w.Message == "" && !final {
				return "", false
			}
			return oneLine(strings.TrimSuffix(w.Reason+": "+w.Message, ": ")) + hint(w.Reason), final
		}
	}
	for _, c := range p.Status.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" {
			return "no node takes its pod: " + oneLine(c.Message) + hint(c.Reason), false
		}
	}
	return "", false
}

// ended is why a pod failed: what took it away, or how its program ended and what it said last.
func (p *podStatus) ended() string {
	for _, c := range p.Status.Conditions {
		if c.Type == "DisruptionTarget" && c.Status == "True" {
			return oneLine(fmt.Sprintf("its pod was taken away: %s: %s", c.Reason, c.Message))
		}
	}
	for _, c := range p.Status.ContainerStatuses {
		if t := c.State.Terminated; t != nil && c.Name == container {
			text := fmt.Sprintf("its pod ended with exit code %d", t.ExitCode)
			if t.Reason != "Error" && t.Reason != "" {
				text += " (" + t.Reason + ")"
			}
			return text + engine.LastWords(t.Message) + hint(t.Reason)
		}
	}
	return oneLine(strings.TrimRight(fmt.Sprintf("its pod failed: %s: %s", p.Status.Reason, p.Status.Message), ": "))
}

// hint is what to do about a reason, after a semicolon; "" when that goes without saying.
func hint(reason string) string {
	switch reason {
	case "ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull", "InvalidImageName":
		return "; make image builds the image, -image names it where the nodes can pull it"
	case "CreateContainerConfigError":
		return "; an overlay may ask for an object that is not there"
	case "Unschedulable":
		return "; use fewer -generators, ask for less in an -overlay, or add nodes"
	case "FailedCreate":
		return "; use fewer -generators, raise the quota, or have an -overlay conform to what the namespace demands"
	case "OOMKilled":
		return "; raise its limit of memory in an -overlay"
	}
	return ""
}

// all gives every generator one reason.
func (r *running) all(reason string) map[int]string {
	every := map[int]string{}
	for i := range r.generators {
		every[i] = reason
	}
	return every
}

// oneLine is a text of the cluster's on one line, of bounded length.
func oneLine(text string) string {
	const maxBytes = 400
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxBytes {
		text = strings.ToValidUTF8(text[:maxBytes], "") + "..."
	}
	return text
}
