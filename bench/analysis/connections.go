package analysis

import (
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// connectionSums counts connections by the hits that went out on them.
type connectionSums struct {
	connect *stats.Histogram
	stale   uint64
	ends    [samples.ConnectionEnds]uint64
}

func newConnectionSums() *connectionSums { return &connectionSums{connect: stats.NewHistogram()} }

// add counts the connection of a hit: how long opening it took, and how it ended.
func (c *connectionSums) add(h *samples.Hit) {
	if h.Connected > 0 {
		c.connect.Record(h.Connect())
	}
	c.stale += uint64(h.Stale)
	// A hit whose connection could not be opened ended none.
	if int(h.Connection) < len(c.ends) && (h.Connection != samples.FailedWithHit || h.Connected > 0 || h.Written > 0) {
		c.ends[h.Connection]++
	}
}
