package runner

import (
	"quintet/bench/load"
	"quintet/bench/samples"
)

// Tap gets what a run records while it goes on, each thing after it was recorded. Its methods must be safe for concurrent use and
// quick: the load waits for them.
type Tap interface {
	// Trial says that the load of a trial begins: m is what its manifest says so far, and Began the instant of offset 0.
	Trial(m samples.Manifest)
	// Phases are those of the running trial from now on: the one that goes on until the system is steady has ended.
	Phases([]samples.Phase)
	// Hit is not kept by the caller for later, and must not be by the tap.
	Hit(h *samples.Hit)
	Event(e samples.Event)
}

// tapped is a recorder that tells taps.
type tapped struct {
	load.Recorder
	taps []Tap
}

// tap returns a recorder that tells the taps, itself when there are none.
func tap(r load.Recorder, taps []Tap) load.Recorder {
	if len(taps) == 0 {
		return r
	}
	return tapped{r, taps}
}

// Hit implements load.Recorder.
func (t tapped) Hit(h *samples.Hit) error {
	err := t.Recorder.Hit(h)
	for _, to := range t.taps {
		to.Hit(h)
	}
	return err
}

// Event implements load.Recorder.
func (t tapped) Event(e samples.Event) error {
	err := t.Recorder.Event(e)
	for _, to := range t.taps {
		to.Event(e)
	}
	return err
}
