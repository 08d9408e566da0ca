package analysis

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
)

// Connections are counted over all phases, with why they ended; a hit for which none could be opened ended none.
func TestConnections(t *testing.T) {
	sums := newConnectionSums()
	for _, h := range []samples.Hit{
		{Sent: 1 * sec, Connected: 1*sec + ms, Written: 1*sec + 2*ms},
		{Sent: 2 * sec, Written: 2*sec + 1, Connection: samples.ClosedByServer},
		{Sent: 3 * sec, Connected: 3*sec + 3*ms, Written: 3*sec + 4*ms, Stale: 1},
		{Sent: 4 * sec, Written: 4*sec + 1, Connection: samples.FailedWithHit, Failure: samples.Connection, Cause: samples.Reset},
		{Sent: 5 * sec, Connection: samples.FailedWithHit, Failure: samples.Connection, Cause: samples.Refused},
		{Sent: 6 * sec, Connected: 6*sec + 2*ms, Written: 6*sec + 3*ms},
		{Sent: 7 * sec, Connected: 7*sec + 2*ms, Written: 7*sec + 3*ms, Connection: samples.ExcessBytes},
		{Sent: 8 * sec, Connected: 8*sec + 2*ms, Written: 8*sec + 3*ms},
	} {
		sums.add(&h)
	}
	got := sums.result(&samples.Manifest{Format: samples.FormatVersion})
	want := Connections{Known: true, Opened: 5, ClosedIdle: 1, Kept: 1,
		Ended: map[string]uint64{"closed by the server": 1, "failed with its hit": 1, "bytes after the answer": 1}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Connections{}, "Connect")); diff != "" {
		t.Error(diff)
	}
	if got.Connect.Max < 0.0029 || got.Connect.Max > 0.0031 {
		t.Errorf("opening took up to %g s", got.Connect.Max)
	}
	if old := sums.result(&samples.Manifest{Format: 1}); old.Known {
		t.Error("an old record knows nothing of connections")
	}
}

// What ended the hits without an answer is counted beside their class.
func TestCausesOfFailures(t *testing.T) {
	f := newFailureSums()
	for _, cause := range []samples.Cause{samples.Reset, samples.Closed, samples.Reset, samples.NoCause} {
		f.add(&samples.Hit{Failure: samples.Connection, Cause: cause})
	}
	got := f.result(&samples.Manifest{}, nil)
	if diff := cmp.Diff(map[string]uint64{"reset": 2, "closed without an answer": 1}, got[0].Causes); diff != "" {
		t.Error(diff)
	}
}
