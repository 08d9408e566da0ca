package load_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// played plays the shares of a load side by side, and returns what all recorded together, by number.
func played(t *testing.T, l scenario.Load, of int, configure func(index int, a *load.Attack)) ([]samples.Hit, []load.Summary) {
	t.Helper()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	begin := time.Now().Add(50 * time.Millisecond)
	records, sums := make([]record, of), make([]load.Summary, of)
	var group sync.WaitGroup
	for i := range of {
		s := schedule(t, l, 3)
		if err := s.Take(load.Share{Index: i, Of: of}); err != nil {
			t.Fatal(err)
		}
		a := &load.Attack{Schedule: s, Source: asks{}, Targets: []string{url}, Writer: &records[i], Begin: begin}
		if configure != nil {
			configure(i, a)
		}
		group.Go(func() {
			sum, err := a.Run(context.WithoutCancel(t.Context()))
			if err != nil {
				t.Error(err)
			}
			sums[i] = sum
		})
	}
	group.Wait()
	var all []samples.Hit
	for i := range records {
		if l.Closed == 0 && sums[i].Offered != uint64(len(records[i].hits)) {
			t.Errorf("share %d: %d hits offered, %d recorded", i, sums[i].Offered, len(records[i].hits))
		}
		if !sums[i].Began.Equal(begin) {
			t.Errorf("share %d began at %s, want %s", i, sums[i].Began, begin)
		}
		all = append(all, records[i].hits...)
	}
	slices.SortFunc(all, func(a, b samples.Hit) int { return int(a.Seq) - int(b.Seq) })
	return all, sums
}

// Several attacks that share a schedule record each of its hits once, at its due time.
func TestAttacksShareASchedule(t *testing.T) {
	for _, arrivals := range []string{"constant", "poisson"} {
		t.Run(arrivals, func(t *testing.T) {
			l := steady(300, time.Second)
			l.Arrivals = arrivals
			whole := schedule(t, l, 3)
			hits, _ := played(t, l, 3, nil)
			if uint64(len(hits)) != whole.Len() {
				t.Fatalf("%d hits, want %d", len(hits), whole.Len())
			}
			for i, h := range hits {
				if h.Seq != uint64(i) || h.Due != whole.At(h.Seq) || h.Sent < h.Due {
					t.Fatalf("hit %d: number %d, due %s, want %s, sent %s", i, h.Seq, h.Due, whole.At(uint64(i)), h.Sent)
				}
			}
		})
	}
}

// A load that is cut off at an offset has each hit that was due before it, and none that was due later, in every share: there is one border for all
// of them.
func TestCutAtOneOffset(t *testing.T) {
	const at = 400 * time.Millisecond
	l := steady(500, 10*time.Second)
	l.Arrivals = "poisson"
	whole := schedule(t, l, 3)
	hits, sums := played(t, l, 3, func(_ int, a *load.Attack) {
		order := make(chan time.Duration, 1)
		order <- at
		a.CutAt = order
	})
	if uint64(len(hits)) != whole.DueBefore(at) {
		t.Fatalf("%d hits, %d were due before the cut", len(hits), whole.DueBefore(at))
	}
	for i, h := range hits {
		if h.Seq != uint64(i) || h.Due >= at {
			t.Fatalf("hit %d: number %d, due %s", i, h.Seq, h.Due)
		}
	}
	for i, sum := range sums {
		if sum.Elapsed > at {
			t.Errorf("share %d lasted %s, want at most %s", i, sum.Elapsed, at)
		}
	}
}

// A warm-up that somebody else ends does so at the offset that was ordered, in every share alike.
func TestSettleAtOneOffset(t *testing.T) {
	const at = 500 * time.Millisecond
	l := scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "warm-up", Duration: 100 * time.Millisecond, AtMost: time.Hour, Shape: "constant", Params: map[string]float64{"rate": 200}},
		constantPhase("steady", 200, 300*time.Millisecond),
	}}
	whole := schedule(t, l, 3)
	whole.Settle(at)
	hits, _ := played(t, l, 2, func(_ int, a *load.Attack) {
		order := make(chan time.Duration, 1)
		order <- at
		a.SettleAt = order
		a.Settled = func(phases []samples.Phase) {
			if phases[0].End != at || phases[1].Start != at || phases[1].Offered != whole.Phases()[1].Offered {
				t.Errorf("phases are %+v, want %+v", phases, whole.Phases())
			}
		}
	})
	if uint64(len(hits)) != whole.Len() {
		t.Fatalf("%d hits, want %d", len(hits), whole.Len())
	}
	for i, h := range hits {
		if h.Seq != uint64(i) || h.Due != whole.At(h.Seq) {
			t.Fatalf("hit %d: number %d, due %s, want %s", i, h.Seq, h.Due, whole.At(uint64(i)))
		}
	}
}

// In a closed loop every user of every share sends, and no number comes twice.
func TestAttacksShareUsers(t *testing.T) {
	l := scenario.Load{Closed: 5, Phases: []scenario.Phase{{Name: "steady", Duration: 300 * time.Millisecond, Measure: true}}}
	hits, _ := played(t, l, 3, nil)
	for i := 1; i < len(hits); i++ {
		if hits[i].Seq == hits[i-1].Seq {
			t.Fatalf("number %d twice", hits[i].Seq)
		}
	}
	if len(hits) < 5 {
		t.Errorf("%d hits of 5 users", len(hits))
	}
}
