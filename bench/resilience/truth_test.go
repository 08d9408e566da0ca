package resilience

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"quintet/bench/samples"
)

// A server that is away from t1 to t2 and bad until t3: noticed and recovered lie within one slot of the truth, whatever the schedule, the
// rate and how bad it is in between, and every share is the count.
func TestInstantsAreWithinOneSlotOfTheTruth(t *testing.T) {
	schedules := rand.New(rand.NewPCG(1, 2))
	for seed := range uint64(100) {
		t1 := 15*sec + time.Duration(schedules.Int64N(int64(5*sec)))
		t2 := t1 + sec + time.Duration(schedules.Int64N(int64(8*sec)))
		t3 := t2 + time.Duration(schedules.Int64N(int64(6*sec)))
		between := 0.6 + 0.4*schedules.Float64()
		rate := 150 + 400*schedules.Float64()
		s := server{rate: rate, length: 50 * sec, bad: func(rng *rand.Rand, due time.Duration, _ uint16) bool {
			switch {
			case due >= t1 && due < t2:
				return true
			case due >= t2 && due < t3:
				return rng.Float64() < between
			}
			return seldom(rng)
		}}
		w := New(manifest(s.length, kill(t1, t2-t1)), events(1, t1, t2, t3), s.length)
		var due, good, dueInForce, goodInForce uint64
		s.play(seed, func(h *samples.Hit, response time.Duration, ok bool) {
			w.Add(h, response, ok)
			inForce := h.Due >= t1 && h.Due < t2
			due++
			if inForce {
				dueInForce++
			}
			if ok {
				good++
			}
			if ok && inForce {
				goodInForce++
			}
		})
		r := w.Result()
		f := r.Faults[0]
		near := func(name string, got float64, truth time.Duration) {
			if math.Abs(got-truth.Seconds()) > r.Slot+1e-9 {
				t.Errorf("schedule %d (away %v to %v, bad until %v, %.0f/s): %s at %v", seed, t1, t2, t3, rate, name, got)
			}
		}
		near("noticed", f.Noticed, t1)
		near("serving", f.Serving, t3)
		near("recovered", f.Recovered, max(t2, t3))
		if f.Outcome != Recovered || math.Abs(f.Recovery-(f.Recovered-f.Heal)) > 1e-9 && f.Recovery != 0 {
			t.Errorf("schedule %d: outcome %q, recovery %v", seed, f.Outcome, f.Recovery)
		}
		if r.Whole.Due != due || r.Whole.Good != good || f.InForce.Due != dueInForce || f.InForce.Good != goodInForce || r.InForce != f.InForce {
			t.Errorf("schedule %d: counted %+v and %+v, the truth is %d of %d and %d of %d", seed, r.Whole, f.InForce, good, due, goodInForce, dueInForce)
		}
		if len(f.NoticedBy) != 2 || len(f.Together) != 0 || f.AlreadyOut || r.Metastable != nil {
			t.Errorf("schedule %d: %+v", seed, f)
		}
	}
}

// Runs in which the fault does nothing have none noticed: 100 of 100, at loads from 20 to 400 a second.
func TestFaultWithoutConsequenceIsNotNoticed(t *testing.T) {
	for seed := range uint64(100) {
		// p99 does not rise by chance either.
		s := server{rate: 20 * math.Pow(20, float64(seed)/99), length: 60 * sec, bad: func(rng *rand.Rand, _ time.Duration, _ uint16) bool { return seldom(rng) }}
		w := New(manifest(s.length, kill(20*sec, 5*sec)), events(1, 20*sec, 25*sec, 26*sec), s.length)
		s.play(seed, w.Add)
		r := w.Result()
		if f := r.Faults[0]; f.Outcome != Unnoticed || !math.IsNaN(f.Noticed) || !math.IsNaN(f.Recovered) || f.Recovery != 0 || f.NoticedBy != nil || f.P99Rose || r.Metastable != nil {
			t.Errorf("run %d: %+v", seed, f)
		}
	}
}

// A freeze of two seconds that stays inside its limits is not noticed, and p99 tells of it: that of hits that each wait for the freeze to end. Without
// a limit of time the operations say that none bounds them.
func TestFreezeInsideItsLimitsRaisesP99(t *testing.T) {
	for seed := range uint64(100) {
		const from, to = 30 * sec, 32 * sec
		s := server{rate: 20 * math.Pow(20, float64(seed)/99), length: 60 * sec, bad: func(rng *rand.Rand, _ time.Duration, _ uint16) bool { return false }}
		m := manifest(s.length, kill(from, to-from))
		m.SLO[0].Limit = 3
		if seed%2 == 1 {
			m.SLO = m.SLO[1:]
		}
		w := New(m, events(1, from, to, to), s.length)
		s.play(seed, func(h *samples.Hit, response time.Duration, good bool) {
			if h.Due >= from && h.Due < to {
				response = to - h.Due + response
			}
			w.Add(h, response, good)
		})
		r := Of([]Source{{Number: 1, Valid: true, Trial: w.Result()}})
		row := r.Rows[0]
		if !row.Tolerated() || math.Abs(row.P99Before.Value-0.008) > 0.0005 || row.P99.Value < 1.7 || row.P99.Value > 2.05 || row.Limited() != (seed%2 == 0) {
			t.Errorf("run %d: %+v", seed, row)
		}
		if v, ok := r.Answer[0].Values.(NotNoticed); !ok || !v.Row.Tolerated() {
			t.Errorf("run %d says %T", seed, r.Answer[0].Values)
		}
	}
}

func TestTrialWithoutFaults(t *testing.T) {
	for name, w := range map[string]*Watch{
		"none planned": New(manifest(60*sec), nil, 60*sec), "not injected": New(manifest(60*sec, kill(20*sec, sec)), nil, 10*sec),
	} {
		h := &samples.Hit{Due: sec, End: sec + 5*ms, Operation: 1}
		w.Add(h, 5*ms, true)
		w.Add(h, 5*ms, false)
		if r := w.Result(); r != nil {
			t.Errorf("%s: %+v", name, r)
		}
		if all, other := w.Availability("", "messages.list"), w.Availability("", "users.get"); all.Value != 0.5 || other.Due != 0 {
			t.Errorf("%s: availability of the whole trial %+v, of an operation without hits %+v", name, all, other)
		}
	}
}

// Only one operation loses its store: the fault is noticed by that one alone, though it has few of the hits.
func TestOperationsAreJudgedByThemselves(t *testing.T) {
	s := server{rate: 200, length: 60 * sec, bad: func(rng *rand.Rand, due time.Duration, operation uint16) bool {
		return operation == 1 && due >= 20*sec && due < 27*sec || seldom(rng)
	}}
	w := New(manifest(s.length, kill(20*sec, 5*sec)), events(1, 20*sec, 25*sec, 27*sec), s.length)
	s.play(3, w.Add)
	f := w.Result().Faults[0]
	if len(f.NoticedBy) != 1 || f.NoticedBy[0] != "messages.list" {
		t.Errorf("noticed by %v", f.NoticedBy)
	}
	get, list := f.Operations[0], f.Operations[1]
	if get.Noticed || get.Recovery != 0 || get.Availability < 0.97 || !list.Noticed || list.Availability != 0 || math.Abs(list.Recovery-2) > 0.1 {
		t.Errorf("users.get %+v, messages.list %+v", get, list)
	}
	if f.Worst().Name != "messages.list" || list.InForce.High > 0.02 || list.InForce.Low != 0 {
		t.Errorf("worst %v, interval of messages.list %+v", f.Worst().Name, list.InForce)
	}
	if all, one := w.Availability("kill redis", ""), w.Availability("fault", "messages.list"); all != f.InForce || one.Value != 0 {
		t.Errorf("objectives see %+v and %+v", all, one)
	}
	if s := w.Availability("kill redis", "files.upload"); !math.IsNaN(s.Value) {
		t.Errorf("an operation without hits has availability %v", s.Value)
	}
}

// outcome plays a trial of a server that is bad in some spans.
func outcome(length time.Duration, faults []samples.Fault, record []samples.Event, bad ...[2]time.Duration) *Trial {
	s := server{rate: 200, length: length, bad: func(rng *rand.Rand, due time.Duration, _ uint16) bool {
		for _, b := range bad {
			if due >= b[0] && due < b[1] {
				return true
			}
		}
		return seldom(rng)
	}}
	w := New(manifest(length, faults...), record, length)
	s.play(5, w.Add)
	r := w.Result()
	w.Look(r)
	s.play(5, w.AddAgain)
	w.Looked(r)
	return r
}

func TestRecoveryIsNeverClaimed(t *testing.T) {
	one := []samples.Fault{kill(20*sec, 5*sec)}
	record := events(1, 20*sec, 25*sec, 26*sec)
	two, recordOfTwo := append(one, kill(31*sec, 2*sec)), append(events(1, 20*sec, 25*sec, 26*sec), events(2, 31*sec, 33*sec, 33*sec)...)
	for name, c := range map[string]struct {
		faults   []samples.Fault
		events   []samples.Event
		bad      [][2]time.Duration
		want     Outcome
		observed float64
		atLeast  float64
	}{
		"bad to the end":                   {one, record, [][2]time.Duration{{20 * sec, 48 * sec}}, NotRecovered, 23, 23},
		"good for less than the hold":      {one, record, [][2]time.Duration{{20 * sec, 40 * sec}}, HoldNotReached, 23, 0},
		"good until the next fault":        {two, recordOfTwo, [][2]time.Duration{{20 * sec, 27 * sec}, {31 * sec, 34 * sec}}, HoldNotReached, 6, 1},
		"bad again within the hold":        {one, record, [][2]time.Duration{{20 * sec, 27 * sec}, {32 * sec, 33 * sec}}, Recovered, 23, 8},
		"good while the fault is in force": {one, record, [][2]time.Duration{{20 * sec, 22 * sec}}, Recovered, 23, 0},
		"bad only after the heal":          {one, record, [][2]time.Duration{{25 * sec, 28 * sec}}, Recovered, 23, 3},
		"cut off before the heal":          {one, record[:2], [][2]time.Duration{{20 * sec, 48 * sec}}, NotRecovered, 0, 0},
	} {
		r := outcome(48*sec, c.faults, c.events, c.bad...)
		f := r.Faults[0]
		if f.Outcome != c.want || math.Abs(f.Observed-c.observed) > 1e-9 {
			t.Errorf("%s: %q, observed for %v s", name, f.Outcome, f.Observed)
		}
		if numbers := c.want == Recovered; numbers == math.IsNaN(f.Recovered) || numbers == math.IsNaN(f.Recovery) {
			t.Errorf("%s: recovered at %v after %v", name, f.Recovered, f.Recovery)
		}
		if recovery, atLeast := r.Slowest(""); math.Abs(atLeast-c.atLeast) > 0.1 || (c.want == Recovered) == math.IsNaN(recovery) {
			t.Errorf("%s: recovery %v, at least %v", name, recovery, atLeast)
		}
	}
	if recovery, atLeast := outcome(48*sec, one, record).Slowest("pause redis"); !math.IsNaN(recovery) || !math.IsNaN(atLeast) {
		t.Errorf("a fault that was not injected has recovery %v, at least %v", recovery, atLeast)
	}
}

// What the next fault does within the slot in which it begins is not blamed on the one before, which did nothing.
func TestNextFaultIsNotBlamedOnTheOneBefore(t *testing.T) {
	for offset := range 10 {
		at := 31*sec + time.Duration(offset)*10*ms + 5*ms
		r := outcome(48*sec, []samples.Fault{kill(20*sec, 5*sec), kill(at, 2*sec)},
			append(events(1, 20*sec, 25*sec, 26*sec), events(2, at, at+2*sec, at+2*sec)...), [2]time.Duration{at, at + 3*sec})
		if first, second := r.Faults[0], r.Faults[1]; first.Outcome != Unnoticed || second.Outcome != Recovered {
			t.Errorf("a fault at %s: %q of the one before, %q of it", at, first.Outcome, second.Outcome)
		}
	}
}

func TestMetastability(t *testing.T) {
	one, record := []samples.Fault{kill(20*sec, 5*sec)}, events(1, 20*sec, 25*sec, 26*sec)
	m := outcome(48*sec, one, record, [2]time.Duration{20 * sec, 48 * sec}).Metastable
	if m == nil || m.Since != 23 || m.Last != 0 || m.Before < 0.99 || m.Slots != 10 {
		t.Errorf("bad to the end without a cause: %+v", m)
	}
	if m := outcome(48*sec, one, record, [2]time.Duration{20 * sec, 39 * sec}).Metastable; m != nil {
		t.Errorf("good again at the end: %+v", m)
	}
	if m := outcome(48*sec, one, events(1, 20*sec, 40*sec, 0), [2]time.Duration{20 * sec, 48 * sec}).Metastable; m != nil {
		t.Errorf("the cause was there until shortly before the end: %+v", m)
	}
}

// Overlapping faults are told apart by name, and counted once while any is in force.
func TestOverlappingFaults(t *testing.T) {
	slow := samples.Fault{Label: "latency redis", Kind: "latency", Target: "redis", At: 22 * sec, For: 6 * sec}
	r := outcome(60*sec, []samples.Fault{kill(20*sec, 5*sec), slow}, append(events(1, 20*sec, 25*sec, 0), events(2, 22*sec, 28*sec, 0)...), [2]time.Duration{20 * sec, 28 * sec})
	a, b := r.Faults[0], r.Faults[1]
	if len(a.Together) != 1 || a.Together[0] != "latency redis" || len(b.Together) != 1 || !b.AlreadyOut || a.AlreadyOut {
		t.Errorf("%+v\n%+v", a, b)
	}
	if r.InForce.Due >= a.InForce.Due+b.InForce.Due || r.InForce.Good != 0 {
		t.Errorf("in force: %+v of %+v and %+v", r.InForce, a.InForce, b.InForce)
	}
}

// A fault that is over at once counts as in force for a second; one whose effect was not seen has no instant.
func TestFaultThatIsOverAtOnce(t *testing.T) {
	flush := samples.Fault{Label: "flush redis", Kind: "flush", Target: "redis", At: 20 * sec}
	r := outcome(40*sec, []samples.Fault{flush}, []samples.Event{{At: 20 * sec, Kind: samples.FaultInjected, Fault: 1}, {At: 20 * sec, Kind: samples.FaultHealed, Fault: 1}})
	f := r.Faults[0]
	if n := f.InForce.Due; n < 150 || n > 250 || !math.IsNaN(f.Effect) || f.Outcome != Unnoticed {
		t.Errorf("%+v", f)
	}
}

// The close-up shows what happened around the fault: nothing good while it was in force, all that was due before.
func TestCloseUp(t *testing.T) {
	u := outcome(48*sec, []samples.Fault{kill(20*sec, 5*sec)}, events(1, 20*sec, 25*sec, 26*sec), [2]time.Duration{20 * sec, 27 * sec}).Faults[0].CloseUp
	if u.Width != 0.1 || u.From != 18 || len(u.Due) != 110 || len(u.Good) != len(u.Due) || len(u.P99) != len(u.Due) {
		t.Fatalf("from %v in slots of %v: %d", u.From, u.Width, len(u.Due))
	}
	for i, good := range u.Good {
		at := u.From + float64(i)*u.Width
		if inside := at > 20-1e-9 && at < 27-1e-9; inside && good > 0 || !inside && good < 0.5*u.Due[i] {
			t.Errorf("at %v: %v good of %v", at, good, u.Due[i])
		}
	}
}

// However long a run is, slots are few: they become wider.
func TestMemoryIsBounded(t *testing.T) {
	w := New(manifest(100*time.Hour, kill(time.Hour, 5*sec)), events(1, time.Hour, time.Hour+5*sec, 0), 100*time.Hour)
	if n := len(w.slots[0]); n > maxSlots || n < maxSlots/2 || w.width%slotWidth != 0 {
		t.Errorf("%d slots of %v", n, w.width)
	}
	if n := len(w.whole[0].batches); n > wholeBatches {
		t.Errorf("%d batches", n)
	}
}

// An objective on the recovery of every fault is on the slowest of them, whichever came last.
func TestSlowestRecovery(t *testing.T) {
	two := []samples.Fault{kill(20*sec, 2*sec), {Label: "pause redis", Kind: "pause", Target: "redis", At: 40 * sec, For: 2 * sec}}
	r := outcome(60*sec, two, append(events(1, 20*sec, 22*sec, 22*sec), events(2, 40*sec, 42*sec, 42*sec)...), [2]time.Duration{20 * sec, 25 * sec}, [2]time.Duration{40 * sec, 43 * sec})
	for label, want := range map[string]float64{"": 3, "kill redis": 3, "pause redis": 1} {
		if recovery, atLeast := r.Slowest(label); math.Abs(recovery-want) > 0.1 || atLeast != recovery {
			t.Errorf("%q: %v, at least %v, want %v", label, recovery, atLeast, want)
		}
	}
}

// What a fault took of the error budget is the count of its bad hits by those that the objective allows, and the burn rate how much faster.
func TestErrorBudget(t *testing.T) {
	m := manifest(60*sec, kill(20*sec, 5*sec))
	for name, c := range map[string]struct {
		slo  []samples.SLO
		want float64
	}{
		"of failures and a percentile": {m.SLO, budget(m.SLO, "")},
		"of the strictest availability": {append(slices.Clone(m.SLO), samples.SLO{Metric: "availability", Comparison: ">", Limit: 0.9},
			samples.SLO{Metric: "availability", Comparison: ">", Limit: 0.95}, samples.SLO{Metric: "availability", Comparison: ">", Limit: 0.999, Operation: "users.get"},
			samples.SLO{Metric: "availability", Comparison: ">", Limit: 0.999, Fault: AnyFault}), 0.05},
		"none": {[]samples.SLO{{Metric: "availability", Comparison: ">=", Limit: 1}}, 0},
	} {
		m := *m
		m.SLO = c.slo
		s := server{rate: 200, length: 60 * sec, bad: func(_ *rand.Rand, due time.Duration, _ uint16) bool { return due >= 20*sec && due < 25*sec }}
		w := New(&m, events(1, 20*sec, 25*sec, 25*sec), s.length)
		bad, due := 0.0, 0.0
		s.play(9, func(h *samples.Hit, response time.Duration, good bool) {
			w.Add(h, response, good)
			due++
			if !good {
				bad++
			}
		})
		r := w.Result()
		f := r.Faults[0]
		if math.Abs(r.ErrorBudget-c.want) > 1e-12 {
			t.Errorf("%s: %v of all hits, want %v", name, r.ErrorBudget, c.want)
		}
		if c.want == 0 {
			if !math.IsNaN(f.BudgetSpent) || !math.IsNaN(f.BurnRate) {
				t.Errorf("%s: spent %v at %v", name, f.BudgetSpent, f.BurnRate)
			}
			continue
		}
		if spent := bad / (c.want * due); math.Abs(f.BudgetSpent-spent) > 1e-9 || math.Abs(f.BurnRate-1/c.want) > 1e-9 {
			t.Errorf("%s: spent %v at %v, want %v at %v", name, f.BudgetSpent, f.BurnRate, spent, 1/c.want)
		}
	}
}

// Instants of an operation are known to a slot, or to the time between two of its hits.
func TestResolutionOfFewHits(t *testing.T) {
	for rate, want := range map[float64]float64{200: 0.1, 4: 0.5} {
		s := server{rate: rate, length: 100 * sec, bad: func(_ *rand.Rand, due time.Duration, _ uint16) bool { return due >= 20*sec && due < 60*sec }}
		w := New(manifest(s.length, kill(20*sec, 40*sec)), events(1, 20*sec, 60*sec, 60*sec), s.length)
		s.play(4, w.Add)
		f := w.Result().Faults[0]
		if len(f.NoticedBy) != 2 || f.Resolution < want*0.8 || f.Resolution > want*1.3 {
			t.Errorf("at %v/s noticed by %v, known to %v, want about %v", rate, f.NoticedBy, f.Resolution, want)
		}
		for _, o := range f.Operations {
			if o.Resolution < f.Resolution {
				t.Errorf("at %v/s %s is known to %v", rate, o.Name, o.Resolution)
			}
		}
	}
}
