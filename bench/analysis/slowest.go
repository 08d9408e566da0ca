package analysis

import (
	"cmp"
	"slices"
	"time"

	"quintet/bench/samples"
)

// maxSlowest is how many of the slowest requests are listed.
const maxSlowest = 10

// SlowRequest is one of the slowest requests of a trial whose requests can be found in traces.
type SlowRequest struct {
	Operation string `json:"operation"`
	// Due is when it was due, as an offset from the trial's beginning, Response its response time; seconds.
	Due      float64 `json:"due"`
	Response float64 `json:"response"`
	// Status is that of the answer, 0 without one, Failure the class of what was wrong, "ok" when nothing was.
	Status  int    `json:"status"`
	Failure string `json:"failure"`
	// Trace is its trace id, as the field traceparent said it.
	Trace string `json:"trace"`
}

// slowestSums keeps the slowest requests: hits that are no sequence, and steps. Nil keeps none.
type slowestSums struct {
	manifest  *samples.Manifest
	sequences []bool // by operation
	hits      []slowHit
}

type slowHit struct {
	samples.Hit
	response time.Duration
}

// newSlowest is nil for a trial whose requests have no trace ids.
func newSlowest(m *samples.Manifest) *slowestSums {
	if m.Trace == nil {
		return nil
	}
	s := &slowestSums{manifest: m}
	for _, name := range m.Operations {
		s.sequences = append(s.sequences, slices.Contains(m.Sequences, name))
	}
	return s
}

// add keeps a request when it is among the slowest; of equally slow ones that with the lower number.
func (s *slowestSums) add(h *samples.Hit, response time.Duration) {
	if s == nil || !wasSent(h) || int(h.Operation) < len(s.sequences) && s.sequences[h.Operation] {
		return
	}
	one := slowHit{*h, response}
	if len(s.hits) == maxSlowest && slower(s.hits[maxSlowest-1], one) <= 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(s.hits, one, slower)
	s.hits = slices.Insert(s.hits, at, one)
	s.hits = s.hits[:min(len(s.hits), maxSlowest)]
}

// slower orders the slowest first.
func slower(a, b slowHit) int {
	return cmp.Or(cmp.Compare(b.response, a.response), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Step, b.Step))
}

// result lists them, the slowest first.
func (s *slowestSums) result() []SlowRequest {
	if s == nil {
		return nil
	}
	var list []SlowRequest
	for i := range s.hits {
		h := &s.hits[i]
		list = append(list, SlowRequest{operationName(s.manifest, h.Operation), h.Due.Seconds(), h.response.Seconds(), int(h.Status), h.Failure.String(), s.manifest.Trace.ID(h.Seq)})
	}
	return list
}
