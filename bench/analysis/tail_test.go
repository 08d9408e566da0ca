package analysis

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

// spent gives a hit these times in its stores; what is left of how long it took is between client and API.
func spent(h *samples.Hit, took time.Duration, times ...time.Duration) {
	h.End, h.NStores = h.Sent+took, uint8(len(times))
	for i, d := range times {
		h.Stores[i] = samples.StoreTime{Store: uint8(i), Time: d}
	}
}

// A store that has not the largest part of the tail is named when it rose: gofakes3 from 5.1 to 19.2 % of the time, 0.035 to 0.82 ms, beside
// a network that has a third of every hit's time.
func TestTailNamesWhatRose(t *testing.T) {
	m := manifest()
	m.Stores = []string{"app", "gofakes3", "miniredis"}
	us := time.Microsecond
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		spent(h, 650*us, 170*us, 27*us, 220*us)
		if i%100 == 50 {
			spent(h, 4270*us, 850*us, 820*us, 1105*us)
		}
	}), points: cpuPoints(36*sec, nil)}
	res, trial := trialOf(t, m, r)
	v := found[TailTime](res)[0]
	if v.Largest.Place != PlaceNetwork || math.Abs(v.Largest.Share-0.35) > 0.001 || math.Abs(v.Largest.Usual-0.358) > 0.001 || v.Explains {
		t.Errorf("largest part %+v", v)
	}
	want := TailPlace{Place: "gofakes3", Share: 0.82 / 4.27, Usual: 0.03493 / 0.6862, Time: 0.00082, UsualTime: 0.00003493}
	if len(v.Risen) != 1 || cmp.Diff(want, TailPlace{v.Risen[0].Place, v.Risen[0].Share, Interval{}, v.Risen[0].Usual, v.Risen[0].Time, v.Risen[0].UsualTime}, near) != "" {
		t.Errorf("risen %+v, want %+v", v.Risen, want)
	}
	if trial.All.TailHits != 30 {
		t.Errorf("%d slow hits, want 30", trial.All.TailHits)
	}
}

// A part that a single hit has is no rise: chance may have put it there.
func TestTailOfOneOutlier(t *testing.T) {
	m := manifest()
	r := &memory{hits: constant(35*sec, func(i int, h *samples.Hit) {
		spent(h, 4*ms, ms, 2*ms)
		if i%100 == 50 {
			spent(h, 40*ms, 10*ms, 25*ms)
		}
		if i == 1050 {
			spent(h, 210*ms, 200*ms, 5*ms)
		}
	})}
	res, trial := trialOf(t, m, r)
	v := found[TailTime](res)[0]
	p := trial.Tail.Places[1]
	if v.Largest.Place != "app" || len(v.Risen) != 0 || p.Place != "sqlite" || p.Share < 1.25*p.Usual || p.Interval.Low > p.Usual || p.Interval.High < p.Share {
		t.Errorf("%+v, sqlite %+v", v, p)
	}
}

// Nothing is said of where slow hits spend their time when there are few of them, when no answer says, or when most hits take as long.
func TestTailUnsaid(t *testing.T) {
	even := func(_ int, h *samples.Hit) { spent(h, 4*ms, ms, 2*ms) }
	silent := func(_ int, h *samples.Hit) { h.NStores = 0 }
	for name, c := range map[string]struct {
		hits []samples.Hit
		want TailUnsaid
	}{
		"Few": {constant(6*sec, nil), TailFew}, "NotRecorded": {constant(35*sec, silent), TailNotRecorded}, "Tied": {constant(35*sec, even), TailTied}, "Said": {constant(35*sec, nil), ""},
	} {
		m := manifest()
		m.State, m.Elapsed = samples.Stopped, c.hits[len(c.hits)-1].Due+10*ms
		_, trial := trialOf(t, m, &memory{hits: c.hits})
		if v := FindTail(trial); v.Unsaid != c.want {
			t.Errorf("%s: %+v, want %q", name, v, c.want)
		}
		if found := findTailOperation(trial); c.want != "" && found != nil {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// A store time that cannot be, or of what is no store, is part of no attribution: the time is where the answer does not say, never between
// client and API, and the parts still add up to the response time.
func TestImpossibleTimesTakeNoPart(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*samples.Hit)
		want   map[string]float64
	}{
		"LongerThanTheRequest": {func(h *samples.Hit) { spent(h, ms, 50*sec, ms/2) }, map[string]float64{PlaceUnknown: 0.001}},
		"NoStore":              {func(h *samples.Hit) { spent(h, ms, ms/4, ms/2, ms) }, map[string]float64{"sqlite": 0.00025, "app": 0.0005, PlaceNetwork: 0.00025}},
		"NothingElse":          {func(h *samples.Hit) { spent(h, ms); h.Stores[0], h.NStores = samples.StoreTime{Store: 2, Time: ms}, 1 }, map[string]float64{PlaceUnknown: 0.001}},
		"NoTimeOfTheAPI":       {func(h *samples.Hit) { spent(h, ms, ms/4) }, map[string]float64{"sqlite": 0.00025, PlaceUnknown: 0.00075}},
		"NoAnswer":             {func(h *samples.Hit) { spent(h, ms); h.Failure = samples.Timeout }, map[string]float64{PlaceNoAnswer: 0.001}},
		"NeverSent":            {func(h *samples.Hit) { spent(h, ms, ms); h.Failure = samples.Unsent }, map[string]float64{PlaceWait: 0.001}},
		"SentLate":             {func(h *samples.Hit) { h.Sent += ms; spent(h, ms, ms/4, ms/2) }, map[string]float64{PlaceWait: 0.001, "sqlite": 0.00025, "app": 0.0005, PlaceNetwork: 0.00025}},
	} {
		m := manifest()
		m.Stores, m.Services = []string{"sqlite", "app", "total"}, []samples.Service{{Name: "sqlite"}}
		trial := AnalyzeRecord(m, &memory{hits: constant(35*sec, func(_ int, h *samples.Hit) { c.change(h) })}, Options{})
		for which, got := range map[string]map[string]float64{"all": trial.All.Stores, "slowest": trial.All.TailStores, "operation": trial.Operations[0].Stores} {
			if diff := cmp.Diff(c.want, got, near); diff != "" {
				t.Errorf("%s, %s: %s", name, which, diff)
			}
		}
		if got := sum(trial.All.Stores); math.Abs(got-trial.All.Response.Mean) > 1e-5 {
			t.Errorf("%s: the parts are %v of a mean response time of %v", name, got, trial.All.Response.Mean)
		}
	}
}
