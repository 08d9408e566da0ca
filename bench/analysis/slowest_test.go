package analysis

import (
	"testing"

	"quintet/bench/samples"
)

// The slowest ten requests are listed with their trace ids, steps among them and sequences not, and none of a trial without traces.
func TestSlowestRequests(t *testing.T) {
	m, r := visits()
	if got := AnalyzeRecord(m, r, Options{}).Slowest; got != nil {
		t.Errorf("without traces there are %v", got)
	}
	m.Sequences, m.Trace = []string{"visit"}, &samples.Trace{Seed: 3}
	// Steps are slower the later they are; one hit of the warm-up is slower than all, and does not count.
	r.hits[1].End = r.hits[1].Due + 9*sec
	var last samples.Hit
	for i := range r.hits {
		if h := &r.hits[i]; h.Step == 2 {
			h.End = h.Due + 10*ms + h.Due/1000
			if h.Due < 35*sec {
				last = *h
			}
		}
	}
	got := AnalyzeRecord(m, r, Options{}).Slowest
	if len(got) != maxSlowest {
		t.Fatalf("%d are listed", len(got))
	}
	for i, one := range got {
		if one.Operation != "messages.send" || i > 0 && one.Response > got[i-1].Response || one.Status != 200 || one.Failure != "ok" {
			t.Errorf("number %d is %+v", i+1, one)
		}
	}
	if got[0].Trace != m.Trace.ID(last.Seq) || got[0].Due != last.Due.Seconds() || got[0].Response != last.Response().Seconds() {
		t.Errorf("the slowest is %+v, want hit %+v", got[0], last)
	}
}
