package runner

import (
	"quintet/bench/load"
	"quintet/bench/redact"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// record is a trial's record whose manifest has no secrets.
type record struct {
	*samples.Writer
	redactor *redact.Redactor
}

// newRecord begins the record of a trial in dir.
func newRecord(dir string, m samples.Manifest, redactor *redact.Redactor) (*record, error) {
	m.Redact(redactor)
	m.Asks = scenario.Asks([]byte(m.Source))
	w, err := samples.Create(dir, m)
	if err != nil {
		return nil, err
	}
	return &record{w, redactor}, nil
}

// Manifest changes the manifest and returns a copy of what was written.
func (r *record) Manifest(change func(*samples.Manifest)) (written samples.Manifest, err error) {
	err = r.Writer.Manifest(func(m *samples.Manifest) {
		change(m)
		m.Redact(r.redactor)
		written = *m
	})
	return written, err
}

// recorder is where hits and events of the trial go.
func (t *trial) recorder() load.Recorder {
	r := load.Recorder(t.writer)
	if t.runner.Remote != nil {
		r = elsewhere{r}
	}
	return redacting{tap(r, t.runner.Taps), t.runner.Redactor}
}

// redacting is a recorder that takes the secrets out of events, before they are recorded and before taps are told.
type redacting struct {
	load.Recorder
	redactor *redact.Redactor
}

// Event implements load.Recorder.
func (r redacting) Event(e samples.Event) error {
	e.Detail = r.redactor.Text(e.Detail)
	return r.Recorder.Event(e)
}
