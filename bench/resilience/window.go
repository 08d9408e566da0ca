package resilience

import (
	"cmp"
	"slices"
	"time"

	"quintet/bench/samples"
)

// Window is the record of one fault: its plan, and the instants at which something was done. Those that did not happen are negative.
type Window struct {
	samples.Fault
	// Number counts from 1 in Manifest.Faults.
	Number                        int
	Inject, Effect, Heal, Serving time.Duration
	// Failed is why it could not be done or taken back.
	Failed string
}

// atOnce is how long a fault counts as in force that is over as soon as it was done.
const atOnce = time.Second

// none is an instant that did not happen.
const none = time.Duration(-1)

// Windows are the faults of a trial that were injected, in that order.
func Windows(m *samples.Manifest, events []samples.Event) []Window {
	rows := make([]Window, len(m.Faults))
	for i, f := range m.Faults {
		rows[i] = Window{Fault: f, Number: i + 1, Inject: none, Effect: none, Heal: none, Serving: none}
	}
	for _, e := range events {
		if e.Fault < 1 || e.Fault > len(rows) {
			continue
		}
		w := &rows[e.Fault-1]
		switch e.Kind {
		case samples.FaultInjected:
			w.Inject = e.At
		case samples.FaultEffective:
			w.Effect = e.At
		case samples.FaultHealed:
			w.Heal = e.At
		case samples.FaultServing:
			w.Serving = e.At
		case samples.FaultFailed:
			w.Failed = e.Detail
		}
	}
	rows = slices.DeleteFunc(rows, func(w Window) bool { return w.Inject < 0 })
	slices.SortStableFunc(rows, func(a, b Window) int { return cmp.Compare(a.Inject, b.Inject) })
	return rows
}

// InForce is from when to when, the end excluded, the fault was in force in a trial that reached so far.
func (w *Window) InForce(reached time.Duration) (from, to time.Duration) {
	if w.Heal < 0 {
		return w.Inject, max(reached, w.Inject)
	}
	return w.Inject, max(w.Heal, w.Inject+map[bool]time.Duration{true: atOnce}[w.For == 0])
}

// healed is when its end was asked for, at the latest when the trial ended.
func (w *Window) healed(reached time.Duration) time.Duration {
	if w.Heal < 0 {
		return reached
	}
	return w.Heal
}
