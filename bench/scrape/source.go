package scrape

import (
	"context"
	"errors"
	"sync"
	"time"

	"quintet/bench/samples"
)

// value is one value of a series of a source: a line of an exposition, or a figure of a process.
type value struct {
	metric, labels, kind string
	value                float64
}

// The kinds of series, as samples.Series names them.
const (
	counter   = "counter"
	gauge     = "gauge"
	histogram = "histogram"
)

// source is one target with what is remembered of it. All but its latest is used by one goroutine alone.
type source struct {
	name string
	// endpoint and process are what there is to read of it; nil: nothing.
	endpoint *endpoint
	process  *process
	// own reads what the generator knows of itself, for its source alone.
	own func() []value

	fromEndpoint, fromProcess *ledger
	// started is when the endpoint's process began, born which process was read; both to tell a restart.
	started float64
	born    identity
	// owned are the metrics that come from the process, whatever the endpoint says of them.
	owned map[string]bool
	// before is the offset of the scrape before, worked that of the last one that worked, hasWorked whether there was one.
	before, worked time.Duration
	hasWorked      bool
	// grown is the growth since the last scrape that worked.
	grown  growth
	points []samples.Point

	mu     sync.Mutex
	latest look
}

func newSource(name string, maxSeries int) *source {
	return &source{name: name, owned: map[string]bool{}, fromEndpoint: newLedger(name, maxSeries), fromProcess: newLedger(name, maxSeries)}
}

// errGone says that a target's process is not there.
var errGone = errors.New("its process is not running")

// scrape reads the source once and returns the points to write, "up" last. They are good until the next call.
func (s *source) scrape(ctx context.Context, at time.Duration) []samples.Point {
	halfway := s.before + (at-s.before)/2
	s.points = s.points[:0]
	err := s.scrapeProcess(at, halfway)
	if s.endpoint != nil {
		// Whether a target with an endpoint is up is for the endpoint to say: its process may not be known for a moment.
		err = s.scrapeEndpoint(ctx, at, halfway)
	}
	up := 1.0
	if err != nil {
		up = 0
	}
	s.points = append(s.points, samples.Point{At: at, Value: up, Series: samples.Series{Source: s.name, Metric: samples.UpMetric, Kind: gauge}})
	s.before = at
	s.look(at, err)
	return s.points
}

// scrapeProcess notes what the process used, and what the generator knows of itself.
func (s *source) scrapeProcess(at, halfway time.Duration) error {
	var values []value
	if s.own != nil {
		values = s.own()
	}
	if s.process != nil {
		r, ok := s.process.read()
		if !ok {
			s.forget()
			return errGone
		}
		if s.born != (identity{}) && s.born != r.identity {
			s.points = s.fromProcess.restart(s.points, halfway)
		}
		s.born = r.identity
		values = append(values, r.values...)
	}
	for _, v := range values {
		s.owned[v.metric] = true
	}
	known := processValues(values)
	s.mu.Lock()
	s.latest.process = known
	s.mu.Unlock()
	s.points = s.fromProcess.note(s.points, at, values, &s.grown)
	return nil
}

// forget drops what is known of a process that ended, so that it does not stand for its present use.
func (s *source) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest.process = nil
}

// sameStart is how far apart two start times of one process may lie: they are made from the time of the machine's start,
// which is known to the second and moves when its clock is set.
const sameStart = 1.5

// scrapeEndpoint notes what the endpoint says; when it fails nothing is noted.
func (s *source) scrapeEndpoint(ctx context.Context, at, halfway time.Duration) error {
	values, err := s.endpoint.fetch(ctx)
	if err != nil {
		return err
	}
	started, kept := 0.0, values[:0]
	for _, v := range values {
		if v.metric == "process_start_time_seconds" && v.labels == "" {
			started = v.value
		}
		if !s.owned[v.metric] {
			kept = append(kept, v)
		}
	}
	if err := s.fromEndpoint.admit(kept); err != nil {
		return err
	}
	if started > 0 {
		if s.started > 0 && started-s.started > sameStart {
			s.points = s.fromEndpoint.restart(s.points, halfway)
		}
		s.started = started
	}
	s.points = s.fromEndpoint.note(s.points, at, kept, &s.grown)
	return nil
}
