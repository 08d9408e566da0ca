package samples

import (
	"encoding/binary"
	"encoding/hex"

	"quintet/bench/splitmix"
)

// Trace names the requests of a trial for whoever traces them: each was sent with a field traceparent (W3C Trace Context). The names depend on
// Seed and the number of the hit alone, so that no hit need keep its own.
type Trace struct {
	Seed uint64 `json:"seed"`
}

// forTraces and forSpans keep these numbers apart from others of the same seed.
const (
	forTraces = 0x747261636573
	forSpans  = 0x7370616e73
)

// ID is the trace id of a hit, 32 hexadecimal digits; the steps of a sequence share theirs.
func (t *Trace) ID(seq uint64) string {
	var id [16]byte
	s := splitmix.For(t.Seed, forTraces, seq)
	binary.BigEndian.PutUint64(id[:8], s.Next())
	binary.BigEndian.PutUint64(id[8:], s.Next()|1) // one of zeros alone is none
	return hex.EncodeToString(id[:])
}

// Parent is the value of the field traceparent of a hit, or of a step: version 00, sampled. The id of its span is its own.
func (t *Trace) Parent(seq uint64, step uint8) string {
	var span [8]byte
	s := splitmix.For(t.Seed, forSpans+uint64(step), seq)
	binary.BigEndian.PutUint64(span[:], s.Next()|1)
	return "00-" + t.ID(seq) + "-" + hex.EncodeToString(span[:]) + "-01"
}
