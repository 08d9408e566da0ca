package load

import (
	"time"

	"quintet/bench/samples"
	"quintet/bench/workload"
)

// stepsApart is the distance in bits between the numbers of writes that are steps of one sequence, beyond those of any load.
const stepsApart = 52

// sequence plays the sequence of hit n on the worker's own goroutine, so that nothing is handed over between its steps: each step is recorded as
// a hit, and the whole as one that was due when the sequence was. The first step that fails ends it. A sequence that is under way when the load
// ends is played to its end, within the grace when the load was cut off.
func (a *attempt) sequence(n uint64, r *workload.Request) {
	a.fresh(n, r)
	whole := a.result
	whole.Sent = a.now()
	whole.Due = a.dueAt(n, whole.Sent)
	due, why, method, path := whole.Due, "", "", ""
	for whole.Failure == samples.OK {
		next, think, ok := r.Sequence.Next(a.Targets[whole.Target])
		if !ok {
			break
		}
		method, path = next.Method, next.Path
		if think > 0 {
			due += think
			a.spend(&whole, think)
			if !a.pause(due) {
				whole.Failure, whole.Cause, whole.End, why = samples.Timeout, samples.CutOff, a.now(), errCut.Error()
				break
			}
		}
		step := whole.Step + 1
		a.fresh(n, &next)
		h := &a.result
		h.Step, h.Sent = step, a.now()
		h.Due = due
		if a.Schedule.Closed() {
			h.Due = h.Sent
		}
		why = a.send(&next)
		a.record(h, method, path, why)
		whole.Step = step
		add(&whole, h)
		due = h.End
	}
	whole.Step = 0
	a.record(&whole, method, path, why)
}

// add adds a step to the whole of its sequence, which ended as its last step did.
func add(whole, h *samples.Hit) {
	whole.End, whole.Status, whole.Failure, whole.Cause = h.End, h.Status, h.Failure, h.Cause
	whole.BytesIn = clamp(int64(whole.BytesIn) + int64(h.BytesIn))
	whole.BytesOut = clamp(int64(whole.BytesOut) + int64(h.BytesOut))
	for _, s := range h.Stores[:h.NStores] {
		addStore(whole, s.Store, s.Time)
	}
}

// spend has the whole of a sequence account for time to think.
func (p *play) spend(whole *samples.Hit, think time.Duration) {
	if store, ok := p.Writer.Store(samples.Think); ok {
		addStore(whole, store, think)
	}
}

// pause waits for an offset; false when requests in flight must end before.
func (p *play) pause(at time.Duration) bool {
	if wait := at - p.now() - spinMargin; wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-p.flight.Done():
			return false
		}
	}
	if wait := at - p.now(); wait > 0 {
		sleep(wait)
	}
	return p.flight.Err() == nil
}
