package resilience

import (
	"fmt"
	"math"
	"testing"
	"time"

	"quintet/bench/samples"
)

// repeated is a suite of one fault, played in so many trials; the system is bad from its injection until so long after its heal.
func repeated(bad ...time.Duration) []Source {
	var list []Source
	for i, after := range bad {
		r := outcome(48*sec, []samples.Fault{kill(20*sec, 5*sec)}, events(1, 20*sec, 25*sec, 26*sec), [2]time.Duration{20 * sec, 25*sec + after})
		list = append(list, Source{Number: i + 1, Valid: true, Trial: r, Configuration: map[string]string{FaultAxis: "kill redis", "cache": "on"},
			SLO: []samples.SLO{{Metric: "recovery", Comparison: "<", Limit: 4}, {Metric: "availability", Fault: "kill redis", Comparison: ">=", Limit: 0}}})
	}
	return list
}

func TestRepetitionsMakeOneRow(t *testing.T) {
	r := Of(repeated(sec, 2*sec, 3*sec))
	if len(r.Rows) != 1 {
		t.Fatalf("%d rows", len(r.Rows))
	}
	row := r.Rows[0]
	if row.Times != 3 || len(row.Trials) != 3 || row.Verdict != Holds || row.Configuration[FaultAxis] != "" || row.Configuration["cache"] != "on" {
		t.Errorf("%+v", row)
	}
	if e := row.Recovery; e.N != 3 || math.Abs(e.Value-2) > 0.1 || math.Abs(e.Low-1) > 0.1 || math.Abs(e.High-3) > 0.1 || math.Abs(row.Slowest-3) > 0.1 {
		t.Errorf("recovery %+v, slowest %v", e, row.Slowest)
	}
	if e := row.Serving; e.Value != 1 || e.N != 3 || row.Noticed.Value > 0.1 {
		t.Errorf("serving %+v, noticed %+v", e, row.Noticed)
	}
	if s := row.Availability; s.Value != 0 || s.Due < 2500 || s.High > 0.01 || row.Worst() == nil || len(r.Operations) != 2 {
		t.Errorf("availability %+v", s)
	}
}

// What is said of a fault whose recovery was not seen has no number in it, and its objective is broken only when it was bad for long enough.
func TestRowOfAFaultThatWasNotRecoveredFrom(t *testing.T) {
	for after, want := range map[time.Duration]struct {
		verdict Verdict
		atLeast float64
	}{23 * sec: {Broken, 23}, 14 * sec: {Unknown, 0}, 5 * sec: {Broken, 0}, 3 * sec: {Holds, 0}} {
		row := Of(repeated(after)).Rows[0]
		if row.Verdict != want.verdict || row.AtLeast != want.atLeast || (row.Recovery.N == 0) == (want.verdict == Holds) && after != 5*sec {
			t.Errorf("bad for %v after the heal: %+v", after, row)
		}
	}
}

func TestIntervalOfTheMedianTakesSixRepetitions(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for n, want := range map[int]Estimate{1: {1, 1, 1, 1}, 5: {3, 1, 5, 5}, 6: {3.5, 1, 6, 6}, 10: {5.5, 2, 9, 10}} {
		if got := estimate(values[:n], func(v float64) float64 { return v }); got != want {
			t.Errorf("of %d: %+v, want %+v", n, got, want)
		}
	}
}

// The interval of a share over repetitions is as wide as they differ, and no narrower than chance.
func TestSharesOfRepetitions(t *testing.T) {
	of := func(good ...uint64) Share {
		return together(good, func(g uint64) Share { return Share{100, g, float64(g) / 100, 0.1, 0.9} })
	}
	if s := of(50); s.Low != 0.1 || s.High != 0.9 {
		t.Errorf("of one: %+v", s)
	}
	if s := of(50, 50, 50); s.Value != 0.5 || s.High-s.Low < 0.1 || s.High-s.Low > 0.12 {
		t.Errorf("of equal ones: %+v", s)
	}
	if s := of(0, 50, 100); s.Low > 0 || s.High < 1 {
		t.Errorf("of different ones: %+v", s)
	}
	if s := of(); !math.IsNaN(s.Value) {
		t.Errorf("of none: %+v", s)
	}
}

// said are the types of the statements of a result.
func said(r *Result) map[string]bool {
	types := map[string]bool{}
	for _, s := range r.Answer {
		types[fmt.Sprintf("%T", s.Values)] = true
	}
	return types
}

func TestAnswer(t *testing.T) {
	lost := &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 100, Confirmed: 97, Lost: 3}, LostAt: []float64{19.9, 19.95, 19.99}}
	kept := &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 100, Confirmed: 100}}
	sources := repeated(sec, 23*sec)
	sources[0].Ledger, sources[1].Ledger = lost, kept
	r := Of(append(sources, Source{Number: 3}))
	for _, want := range []string{"FaultEffect", "StaysBad", "WritesAmiss", "WritesKept", "InvalidTrials", "OneRepetition", "EndsBefore", "OnlyProcesses"} {
		if !said(r)["resilience."+want] {
			t.Errorf("says nothing of %s: %v", want, said(r))
		}
	}
	for _, s := range r.Answer {
		if w, ok := s.Values.(WritesKept); ok && w != (WritesKept{100, 1, true}) {
			t.Errorf("writes of the other trial: %+v", w)
		}
		if w, ok := s.Values.(WritesAmiss); ok && (w.Fault != "kill redis" || math.Abs(w.LostFrom+0.1) > 1e-9 || math.Abs(w.LostTo+0.01) > 1e-9 || w.Lost != 3) {
			t.Errorf("%+v", w)
		}
	}
	if w := r.Rows[0].Writes; w == nil || w.Acknowledged != 200 || w.Lost != 3 {
		t.Errorf("writes of the row: %+v", w)
	}
	quiet := Of(repeated(-5 * sec))
	if s := said(quiet); !s["resilience.NotNoticed"] || s["resilience.FaultEffect"] || !s["resilience.NotRead"] {
		t.Errorf("a fault without consequence: %v", s)
	}
	none := repeated(sec)
	none[0].Valid = false
	if s := said(Of(none)); !s["resilience.NoTrials"] {
		t.Errorf("without a valid trial: %v", s)
	}
	if r := Of([]Source{{Number: 1, Valid: true}}); r != nil {
		t.Errorf("a run without faults has %+v", r)
	}
}
