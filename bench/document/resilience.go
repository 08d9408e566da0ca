package document

import (
	"quintet/bench/resilience"
	"quintet/bench/words"
)

// Resilience is what the trials of a run say together on faults. Only valid trials count.
type Resilience struct {
	resilience.Result
	Answer []FaultStatement `json:"answer"`
}

// FaultStatement is one sentence of the answer: About is "faults", "writes" or "unknown".
type FaultStatement struct {
	About resilience.Topic `json:"about"`
	Text  string           `json:"text"`
}

// newResilience is nil when no fault was injected.
func newResilience(r *resilience.Result) *Resilience {
	if r == nil {
		return nil
	}
	d := &Resilience{Result: *r}
	for i := range r.Answer {
		s := &r.Answer[i]
		d.Answer = append(d.Answer, FaultStatement{s.Topic, words.FaultStatement(s)})
	}
	return d
}
