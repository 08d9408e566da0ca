package resilience

import (
	"time"

	"quintet/bench/stats"
)

// Result reads what the faults did off the counts, once all hits were added; nil when no fault was injected.
func (w *Watch) Result() *Trial {
	if !w.Faulty() {
		return nil
	}
	out := w.outside()
	t := &Trial{
		Slot: w.width.Seconds(), Hold: w.hold.Seconds(), Budget: budget(w.manifest.SLO, ""), ErrorBudget: errorBudget(w.manifest.SLO),
		Whole: w.whole[0].share(), Before: w.before[0].share(), InForce: w.inForceOfAny(0), Metastable: w.metastable(out.all),
	}
	for i := range w.windows {
		f := w.fault(i, out)
		f.BudgetSpent, f.BurnRate = nan, nan
		if t.ErrorBudget > 0 && t.Whole.Due > 0 {
			f.BudgetSpent, f.BurnRate = f.Cost/(t.ErrorBudget*float64(t.Whole.Due)), (1-f.InForce.Value)/t.ErrorBudget
		}
		t.Faults = append(t.Faults, f)
	}
	return t
}

// share has the interval of independent hits: what is usual has no bursts to speak of.
func (t tally) share() Share {
	return shareOf([][]stats.Batch{{{Weight: float64(t.due), Sum: float64(t.bad)}}})
}

func (w *Watch) inForceOfAny(operation int) Share {
	var groups [][]stats.Batch
	for _, row := range w.any {
		groups = append(groups, row[operation].batches)
	}
	return shareOf(groups)
}

// fault is what one fault did.
func (w *Watch) fault(i int, out outside) Fault {
	v := &w.windows[i]
	until, next := w.until(i)
	r := w.follow(i, out.any)
	healed := v.healed(w.reached)
	f := Fault{
		Number: v.Number, Label: v.Label, Kind: v.Kind, Target: v.Target, Services: v.Services, Params: v.Params, Failed: v.Failed,
		Resolution: w.width.Seconds(), At: seconds(v.Inject), For: v.For.Seconds(), Effect: seconds(v.Effect), Heal: seconds(v.Heal), Serving: seconds(v.Serving),
		Noticed: seconds(r.noticed), Recovered: seconds(r.recovered), Outcome: r.outcome, Recovery: after(r, healed),
		Observed: (until - healed).Seconds(), NextFault: next, AlreadyOut: w.alreadyOut(i, out.any),
		InForce: w.inForce[i][0].share(), P99: w.inForce[i][0].response.Quantile(0.99), P99Before: w.usual.Quantile(0.99), P99Rose: rose(&w.usual, &w.inForce[i][0].response),
	}
	f.Availability = f.InForce.Value
	end := until
	if r.recovered >= 0 {
		end = r.recovered
	}
	if r.outcome != Unnoticed {
		f.Recovering = w.between(0, healed, end)
		f.Cost = w.cost(v.Inject, end)
	} else {
		f.Recovering = shareOf(nil)
	}
	for k := range w.windows {
		if from, to := w.windows[k].InForce(w.reached); k != i && from < w.inForce[i][0].to && to > v.Inject {
			f.Together = append(f.Together, w.windows[k].Label)
		}
	}
	for k, name := range w.manifest.Operations {
		o := w.impact(i, k, healed, end, out.operations[k])
		if o.Noticed {
			f.NoticedBy = append(f.NoticedBy, name)
			if len(f.NoticedBy) == 1 || o.Resolution < f.Resolution {
				f.Resolution = o.Resolution
			}
		}
		if o.InForce.Due+o.Recovering.Due > 0 {
			f.Operations = append(f.Operations, o)
		}
	}
	return f
}

const (
	// plainly is how many times as large p99 must be to have risen beyond doubt, sure the confidence of both intervals that must lie so far apart:
	// hits that are slow together make them too narrow.
	plainly = 2
	sure    = 0.999
)

// rose reports whether p99 rose plainly between two sets of response times.
func rose(from, to *stats.Sketch) bool {
	n, m := from.Count(), to.Count()
	if n == 0 || m == 0 {
		return false
	}
	_, high := stats.QuantileRanks(n, float64(n), 0.99, sure)
	low, _ := stats.QuantileRanks(m, float64(m), 0.99, sure)
	return low > 0 && to.Rank(low) >= plainly*from.Rank(min(high, n))
}

// impact is what a fault did to one operation.
func (w *Watch) impact(fault, operation int, healed, end time.Duration, stretches []stats.Stretch) Impact {
	c, r := w.inForce[fault][operation+1], w.follow(fault, stretches)
	o := Impact{Name: w.manifest.Operations[operation], InForce: c.share(), Recovering: w.between(operation+1, healed, end), P99: c.response.Quantile(0.99),
		Limited: limited(w.manifest.SLO, w.manifest.Operations[operation]), Noticed: r.outcome != Unnoticed, Recovery: after(r, healed), Resolution: w.resolution(operation + 1)}
	o.Availability = o.InForce.Value
	return o
}

// resolution is how exactly instants of all hits (0) or of an operation (from 1) are known, in seconds: between two hits nothing is seen.
func (w *Watch) resolution(operation int) float64 {
	c := w.whole[operation]
	due := 0.0
	for _, b := range c.batches {
		due += b.Weight
	}
	if due == 0 {
		return w.width.Seconds()
	}
	return max(w.width.Seconds(), (c.to-c.from).Seconds()/due)
}

// after is how long after the heal all was good again.
func after(r recovery, healed time.Duration) float64 {
	switch r.outcome {
	case Unnoticed:
		return 0
	case Recovered:
		return max(0, r.recovered-healed).Seconds()
	}
	return nan
}

// span are the slots that lie between two instants, those that reach beyond left out.
func (w *Watch) span(from, to time.Duration) (first, last int) {
	from, to = max(from, w.begin), max(to, w.begin)
	first, last = int((from-w.begin+w.width-1)/w.width), int((to-w.begin)/w.width)
	return min(first, len(w.slots[0])), max(min(first, len(w.slots[0])), min(last, len(w.slots[0])))
}

// between is the share of good hits of all (0) or of an operation (from 1) in the slots between two instants.
func (w *Watch) between(operation int, from, to time.Duration) Share {
	first, last := w.span(from, to)
	return shareOf([][]stats.Batch{batches(w.slots[operation][first:last])})
}

// cost is how many hits more than before the first fault were bad between two instants.
func (w *Watch) cost(from, to time.Duration) float64 {
	first, last := w.slot(from), w.slot(max(from, to-1))
	usual := 0.0
	if b := w.before[0]; b.due > 0 {
		usual = float64(b.bad) / float64(b.due)
	}
	cost := 0.0
	for _, s := range w.slots[0][first : last+1] {
		cost += float64(s.bad) - usual*float64(s.due)
	}
	return max(0, cost)
}

// metastable compares the last slots with what was usual: they are as long together as the hold time, every fault was healed before
// them, and in most of them too many of all hits are bad.
func (w *Watch) metastable(stretches []stats.Stretch) *Metastable {
	first, last := w.span(w.reached-w.hold, w.reached)
	healed := time.Duration(0)
	for i := range w.windows {
		healed = max(healed, w.windows[i].healed(w.reached))
	}
	if last <= first || healed > w.at(first) {
		return nil
	}
	out := 0
	for _, s := range stretches {
		out += max(0, min(s.End, last)-max(s.Begin, first))
	}
	if 2*out <= last-first {
		return nil
	}
	return &Metastable{Since: (w.reached - healed).Seconds(), Last: w.between(0, w.at(first), w.at(last)).Value, Before: w.before[0].share().Value, Slots: (w.at(last) - w.at(first)).Seconds()}
}

// AnyFault is what an objective names that holds while any fault is in force.
const AnyFault = "fault"

// Availability is the share of good hits of an operation, or of all (""): of the whole trial for the label "", else of those due while faults
// of that label ("fault" for any) were in force.
func (w *Watch) Availability(label, operation string) Share {
	at := 0
	for i, name := range w.manifest.Operations {
		if name == operation {
			at = i + 1
		}
	}
	if operation != "" && at == 0 {
		return shareOf(nil)
	}
	switch label {
	case "":
		return w.whole[at].share()
	case AnyFault:
		return w.inForceOfAny(at)
	}
	var groups [][]stats.Batch
	for i := range w.windows {
		if w.windows[i].Label == label {
			groups = append(groups, w.inForce[i][at].batches)
		}
	}
	return shareOf(groups)
}

// Slowest is the longest recovery of the faults of a label ("" for all), in seconds. When one was not seen to recover it is NaN, and atLeast
// how long it took at least; both are NaN when no such fault was injected.
func (t *Trial) Slowest(label string) (recovery, atLeast float64) {
	recovery, atLeast = nan, nan
	known := true
	for i := range t.Faults {
		f := &t.Faults[i]
		if label != "" && f.Label != label {
			continue
		}
		took := f.Recovery
		switch f.Outcome {
		case NotRecovered:
			known, took = false, f.Observed
		case HoldNotReached:
			known, took = false, 0
		}
		if !(atLeast >= took) {
			atLeast = took
		}
	}
	if known {
		recovery = atLeast
	}
	return recovery, atLeast
}
