package words

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// faultTruth is one time a fault was injected, by its events and by what was made bad.
type faultTruth struct {
	trial               int
	label               string
	inject, heal, until float64
	serving             float64 // NaN where no probe was answered
	next                bool
	noticed, recovered  float64 // NaN where there was none
	reaches             bool    // bad to the end of what is observed
	before              bool    // bad when it was injected
	longBefore          bool    // so long before that it must be said
	together            bool    // another one was in force during a part of the time
	unclear             bool    // all was good for about the hold time when the observation ended, or other hits are bad than the faults'
}

// times are all that a fault of a label was injected, in the trials that count.
func (w *drawnFaults) times(label string) (list []faultTruth) {
	for i, t := range w.trials {
		if !w.counts(t) {
			continue
		}
		for k := range t.m.Faults {
			if label == "" || t.m.Faults[k].Label == label {
				if f, ok := w.time(i, k); ok {
					list = append(list, f)
				}
			}
		}
	}
	return list
}

// counts reports whether a trial takes part: it is valid, or none is.
func (w *drawnFaults) counts(t *truth) bool {
	return t.trial.Valid || !slices.ContainsFunc(w.trials, func(t *truth) bool { return t.trial.Valid })
}

// event is when something happened to a fault, NaN when it did not.
func event(t *truth, number int, kind samples.EventKind) float64 {
	for _, e := range t.events {
		if e.Fault == number && e.Kind == kind {
			return e.At.Seconds()
		}
	}
	return math.NaN()
}

func (w *drawnFaults) time(trial, fault int) (f faultTruth, ok bool) {
	t := w.trials[trial]
	end := t.m.Elapsed.Seconds()
	f = faultTruth{trial: t.m.Trial, label: t.m.Faults[fault].Label, inject: event(t, fault+1, samples.FaultInjected), heal: event(t, fault+1, samples.FaultHealed),
		serving: event(t, fault+1, samples.FaultServing), until: end, noticed: math.NaN(), recovered: math.NaN()}
	if math.IsNaN(f.inject) {
		return f, false
	}
	if math.IsNaN(f.heal) {
		f.heal = end
	}
	for k := range t.m.Faults {
		other := event(t, k+1, samples.FaultInjected)
		if other > f.heal && other < f.until {
			f.until, f.next = other, true
		}
		f.together = f.together || k != fault && other < f.heal && !(event(t, k+1, samples.FaultHealed) <= f.inject)
	}
	good := f.heal
	for _, b := range w.stretches(trial) {
		f.unclear = f.unclear || b.share > 0
		if b.to <= f.inject || b.from >= math.Min(f.until-0.15, good+t.m.Hold.Seconds()) {
			continue
		}
		f.before = f.before || b.from < f.inject-0.9 && b.to > f.inject
		f.longBefore = f.longBefore || b.from < f.inject-1.3 && b.to > f.inject+0.2
		if math.IsNaN(f.noticed) {
			f.noticed = math.Max(b.from, f.inject)
		}
		if b.to >= good {
			good, f.reaches = b.to, b.to >= f.until-0.15
		}
	}
	// A trial that is not valid has bad hits beside those of its faults.
	f.unclear = f.unclear || !t.trial.Valid || math.Abs(good+t.m.Hold.Seconds()-f.until) < 0.5
	if !math.IsNaN(f.noticed) && !f.reaches && good+t.m.Hold.Seconds() <= f.until+0.3 {
		f.recovered = good
	}
	return f, true
}

// stretches are when anything was made bad in a trial, those that touch made one.
func (w *drawnFaults) stretches(trial int) []badness {
	list := slices.Clone(w.bad[trial])
	slices.SortFunc(list, func(a, b badness) int { return int(math.Copysign(1, a.from-b.from)) })
	var joined []badness
	for _, b := range list {
		if n := len(joined); n > 0 && b.from <= joined[n-1].to+0.2 {
			joined[n-1].to = math.Max(joined[n-1].to, b.to)
			continue
		}
		joined = append(joined, b)
	}
	return joined
}

// share is how many of the hits that are wanted were good: right and in time.
func (w *drawnFaults) share(label, operation string, wanted func(t *truth, f faultTruth, h *samples.Hit) bool) float64 {
	due, good := 0.0, 0.0
	for i, t := range w.trials {
		if !w.counts(t) {
			continue
		}
		for k := range t.m.Faults {
			f, ok := w.time(i, k)
			if !ok || label != f.label {
				continue
			}
			for j := range t.hits {
				h := &t.hits[j]
				if (operation == "" || t.m.Operations[h.Operation] == operation) && wanted(t, f, h) {
					due++
					if isGood(h) {
						good++
					}
				}
			}
		}
	}
	return good / due
}

// inForce is wanted of the hits due while a fault was in force.
func inForce(_ *truth, f faultTruth, h *samples.Hit) bool {
	return h.Due.Seconds() >= f.inject && h.Due.Seconds() < f.heal
}

// named is the label of the fault that a text begins with, and what follows.
func (w *drawnFaults) nameOf(text string) (label, rest string, ok bool) {
	for _, f := range w.named {
		name := f.text + " for 4 s"
		if len(text) > len(name) && strings.EqualFold(text[:len(name)], name) {
			return f.Label, text[len(name):], true
		}
	}
	return "", "", false
}

const slotOff = 0.35 // seconds by which an instant may be off: slots, and hits that are far between

// within reports whether a text is a time, or a bound of it.
func timeSaid(text string, v float64) bool {
	if rest, ok := strings.CutPrefix(text, "within "); ok {
		return v <= number(rest)+slotOff
	}
	return math.Abs(number(strings.TrimPrefix(text, "after "))-v) <= slotOff+0.01*v
}

// medianOf what a function says of each, NaN left out.
func medianOf(list []faultTruth, of func(f faultTruth) float64) float64 {
	var values []float64
	for _, f := range list {
		if v := of(f); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	return stats.Median(values)
}

// faultClaims are what trials with faults say together.
var faultClaims = []claim[*drawnFaults]{
	{`^([^:]+) was not noticed by any operation(?: in any of (\d+) repetitions)?\.$`, func(w *drawnFaults, g []string) bool {
		label, _, ok := w.nameOf(g[1] + " ")
		list := w.times(label)
		return ok && !slices.ContainsFunc(list, func(f faultTruth) bool { return !math.IsNaN(f.noticed) }) && (g[2] == "" && len(list) == 1 || int(orZero(g[2])) == len(list))
	}},
	{`^([^:]+) broke no objective(?: in any of (\d+) repetitions)?: p99 rose from (.+) to (.+) while it was in force, inside the limits\.$`, func(w *drawnFaults, g []string) bool {
		label, _, ok := w.nameOf(g[1] + " ")
		list := w.times(label)
		return ok && !slices.ContainsFunc(list, func(f faultTruth) bool { return !math.IsNaN(f.noticed) }) && (g[2] == "" && len(list) == 1 || int(orZero(g[2])) == len(list)) &&
			math.Abs(number(g[3])-0.006) < 0.0003 && math.Abs(number(g[4])-0.0375) < 0.001
	}},
	{`^(.+ cost .+?); (.+?)(?: \(medians of (\d+) repetitions\))?\.$`, faultEffectTrue},
	{`^The system stays bad although the cause is gone \(metastable\): in the last (.+) of trial (\d+), which ended (.+) after the last fault was healed, (.+) of the hits due were good; before the first fault (.+) were\.$`, func(w *drawnFaults, g []string) bool {
		t := w.trials[int(number(g[2]))-1]
		end, healed, first := t.m.Elapsed.Seconds(), 0.0, math.Inf(1)
		for k := range t.m.Faults {
			if f, ok := w.time(t.m.Trial-1, k); ok {
				healed, first = math.Max(healed, f.heal), math.Min(first, f.inject)
			}
		}
		of := func(from, to float64) float64 {
			due, good := 0.0, 0.0
			for _, h := range t.hits {
				if at := h.Due.Seconds(); at >= from && at < to {
					due++
					if isGood(&h) {
						good++
					}
				}
			}
			return good / due
		}
		last := of(end-number(g[1]), end)
		return about(g[1], t.m.Hold.Seconds()) && about(g[3], end-healed) && math.Abs(number(g[4])-last) < 0.01 && last < 0.97 && math.Abs(number(g[5])-of(0, first)) < 0.01
	}},
	{`^All (.+) acknowledged writes?( of the (?:(\d+) )?other trials?)? were found as they were written\.$`, func(w *drawnFaults, g []string) bool {
		n, kept, amiss := uint64(0), 0, 0
		for _, t := range w.trials {
			switch l := t.m.ReadBack; {
			case !w.counts(t) || l == nil:
			case l.Lost+l.Stale+l.Duplicated > 0:
				amiss++
			default:
				n, kept = n+l.Acknowledged, kept+1
			}
		}
		return number(g[1]) == float64(n) && n > 0 && (g[2] != "") == (amiss > 0) && (g[2] == "" || max(1, int(orZero(g[3]))) == kept)
	}},
	{`^Of (.+) acknowledged writes? \((.+)\) (.+?)(?:; (?:the lost one was|those lost were) acknowledged (?:between )?(\S+ \S+) (before|after) (.+?)(?: and (.+) (before|after) it)?)?\.$`, func(w *drawnFaults, g []string) bool {
		return slices.ContainsFunc(w.trials, func(t *truth) bool { return w.counts(t) && t.m.ReadBack != nil && w.amiss(t, g) })
	}},
	{`^Of the error budget of a trial, (\S+ %) of its hits, (.+?)(?: and (\d+) other faults? at most as much each)?(?:; the highest burn rate was (\S+) times during (.+), at which the budget of 30 days lasts (.+))?\.$`, budgetTrue},
	{`^No trial with a fault is valid, so none of this must be believed\.$`, func(w *drawnFaults, _ []string) bool {
		return !slices.ContainsFunc(w.trials, func(t *truth) bool { return t.trial.Valid })
	}},
	{`^(\d+) of (\d+) trials? (?:is|are) not valid and left out\.$`, func(w *drawnFaults, g []string) bool {
		n := 0
		for _, t := range w.trials {
			if !t.trial.Valid {
				n++
			}
		}
		return int(number(g[1])) == n && int(number(g[2])) == len(w.trials) && n < len(w.trials)
	}},
	{`^(F|Some f)aults were injected no more than (once|twice) each, so how much one time differs from the next is unknown; three repetitions would show it\.$`, func(w *drawnFaults, g []string) bool {
		least, most := math.MaxInt, 0
		for _, f := range w.named {
			if n := len(w.times(f.Label)); n > 0 {
				least, most = min(least, n), max(most, n)
			}
		}
		said := map[string]int{"once": 1, "twice": 2}[g[2]]
		return g[1] == "F" && most == said || g[1] != "F" && least == said && most > 2
	}},
	{`^(The load or the next fault|The next fault|The end of the load) cut short the observation of (.+) before a recovery was seen for the whole hold time\.$`, func(w *drawnFaults, g []string) bool {
		next, load := false, false
		for _, f := range w.times("") {
			if f.unclear {
				return true
			}
			if math.IsNaN(f.noticed) || !math.IsNaN(f.recovered) {
				continue
			}
			next, load = next || f.next, load || !f.next
			if !strings.Contains(g[2], f.label) {
				return false
			}
		}
		return next == strings.Contains(g[1], "next") && load == strings.Contains(g[1], "load")
	}},
	{`^(.+) overlapped with other faults: the cost of each alone is unknown\.$`, func(w *drawnFaults, g []string) bool {
		said := strings.Split(strings.ToLower(g[1]), ", ")
		return !slices.ContainsFunc(w.named, func(n namedFault) bool {
			return slices.Contains(said, n.Label) != slices.ContainsFunc(w.times(n.Label), func(f faultTruth) bool { return f.together })
		}) && len(said) <= len(w.named)
	}},
	{`^The system was out of its objectives before (.+) began, so its own cost is unknown\.$`, func(w *drawnFaults, g []string) bool {
		said := strings.Split(g[1], ", ")
		for _, n := range w.named {
			is, must := false, false
			for _, f := range w.times(n.Label) {
				is, must = is || f.before, must || f.longBefore && !f.unclear
			}
			if slices.Contains(said, n.Label) && !is || !slices.Contains(said, n.Label) && must {
				return false
			}
		}
		return true
	}},
	{`^A kill -9 ends a process and leaves the machine running: .*\.$`, func(w *drawnFaults, _ []string) bool { return len(w.times("kill redis")) > 0 }},
	{`^The embedded stack has stand-ins for the stores, so it does not show how the real stores fail\.$`, func(w *drawnFaults, _ []string) bool { return w.trials[0].m.Stack == "embedded" }},
	{`^Acknowledged writes were not read back, so whether any is lost is unknown\.$`, func(w *drawnFaults, _ []string) bool {
		return !slices.ContainsFunc(w.trials, func(t *truth) bool { return w.counts(t) && t.m.ReadBack != nil })
	}},
	{`^Instants are known to (.+): the run is too long for finer slots\.$`, func(w *drawnFaults, g []string) bool {
		return w.trials[0].m.Elapsed > 2*time.Hour && number(g[1]) > 0.1
	}},
	{`^Instants of operations with few hits are coarse, because between two hits nothing is seen: (.+)\.$`, func(w *drawnFaults, g []string) bool {
		said := map[string]float64{}
		for _, part := range strings.Split(g[1], ", ") {
			name, every, _ := strings.Cut(part, " has one every ")
			said[name] = number(strings.TrimSuffix(every, " on average"))
		}
		for i, name := range w.trials[0].m.Operations {
			between := 0.0
			for _, t := range w.trials {
				n := len(t.hitsOf(func(h *samples.Hit) bool { return int(h.Operation) == i }))
				if w.counts(t) {
					between = math.Max(between, t.m.Elapsed.Seconds()/float64(n))
				}
			}
			if v, ok := said[name]; ok != (between > 0.1) || ok && math.Abs(v-between) > 0.01*between {
				return false
			}
		}
		return w.rare // every fault is noticed by every operation then
	}},
	{`^drawn on \S+ is not valid: .+\.$`, func(w *drawnFaults, _ []string) bool {
		return slices.ContainsFunc(w.trials, func(t *truth) bool { return !t.trial.Valid })
	}},
	{`^drawn (holds its SLOs|breaks (\d+) of its (\d+) SLOs) on \S+ (?:at (\S+) requests/s|in (\d) trials): (.+?)(?: in the worst)? \(limit (.+?)\)\. (.+)$`, faultHeadlineTrue},
	{`^(.+?)(?: and (\d+) other faults?)? cost most while in force: (.+) of all hits were answered rightly and in time\.(?: (\d+) of (\d+) faults? (?:was|were) not noticed by any operation\.)?$`, func(w *drawnFaults, g []string) bool {
		named := strings.Split(g[1], ", ")
		label, _, ok := w.nameOf(named[0] + " ")
		mine, alike, unnoticed, rows := w.share(label, "", inForce), 0, 0, 0
		for _, f := range w.named {
			list := w.times(f.Label)
			if len(list) == 0 {
				continue
			}
			rows++
			if !w.slowed && !slices.ContainsFunc(list, func(f faultTruth) bool { return !math.IsNaN(f.noticed) }) {
				unnoticed++
			}
			switch share := w.share(f.Label, "", inForce); {
			case share < mine-1e-9:
				return false
			case share < mine+1e-9:
				alike++
			}
		}
		return ok && math.Abs(number(g[3])-mine) < 0.006 && len(named)+int(orZero(g[2])) == alike && int(orZero(g[4])) == unnoticed && (g[4] == "" || int(number(g[5])) == rows)
	}},
}

// isGood reports whether a hit was answered rightly and in time.
func isGood(h *samples.Hit) bool { return h.Failure == samples.OK && response(h) < faultLimit }

// moreBad is how many hits more than before the first fault were bad from the injection of a fault until all was good again, or until the end of
// what was observed.
func moreBad(t *truth, f *faultTruth) float64 {
	usual, bad, end := t.quiet(isFailed)/t.quiet(anyHit), 0.0, f.until
	if !math.IsNaN(f.recovered) {
		end = f.recovered
	}
	for i := range t.hits {
		if h := &t.hits[i]; h.Due.Seconds() >= f.inject && h.Due.Seconds() < end {
			if bad -= usual; !isGood(h) {
				bad++
			}
		}
	}
	return bad
}

// allowed is the share of hits that the objectives let be bad: as much as availability says, or one per cent that may fail and one later than p99.
func (w *drawnFaults) allowed() float64 {
	for _, o := range w.trials[0].m.SLO {
		if o.Metric == "availability" && o.Fault+o.Operation == "" {
			return 1 - o.Limit
		}
	}
	return 0.02
}

// spent is what a fault took of the error budget of a trial, as medians over its times, and how many times faster than it allows the budget was
// spent while it was in force. slack is by how much the first may be off: slots are no instants. It is not clear where a time is not.
func (w *drawnFaults) spent(label string) (took, slack, burn float64, clear bool) {
	allowed := w.allowed()
	var tooks, burns []float64
	clear = true
	for i, t := range w.trials {
		for k := range t.m.Faults {
			f, ok := w.time(i, k)
			if !ok || f.label != label || !w.counts(t) {
				continue
			}
			clear = clear && !f.unclear
			budget := allowed * float64(len(t.hits))
			slack = math.Max(slack, 12/budget)
			tooks = append(tooks, 0)
			if !math.IsNaN(f.noticed) {
				tooks[len(tooks)-1] = math.Max(0, moreBad(t, &f)/budget)
			}
			burns = append(burns, (1-t.goodShare(func(h *samples.Hit) bool { return inForce(t, f, h) }))/allowed)
		}
	}
	return stats.Median(tooks), slack, stats.Median(burns), clear
}

// budgetTrue checks what faults are said to have taken of the error budget, that no other took more, and how long a month's would last.
func budgetTrue(w *drawnFaults, g []string) bool {
	parts := strings.Split(g[2], ", ")
	least, said, burned := math.Inf(1), map[string]bool{}, 0.0
	for _, part := range parts {
		label, share, ok := strings.Cut(part, " took ")
		took, slack, _, clear := w.spent(label)
		said[label] = true
		if !ok || clear && math.Abs(number(share)-took) > 0.03*took+slack || number(share) > least+1e-9 {
			return false
		}
		least = number(share)
	}
	noticed := 0
	for _, n := range w.named {
		if !slices.ContainsFunc(w.times(n.Label), func(f faultTruth) bool { return !math.IsNaN(f.noticed) }) {
			continue
		}
		noticed++
		took, slack, burn, clear := w.spent(n.Label)
		if clear && !said[n.Label] && took > least+0.03*took+slack {
			return false
		}
		burned = math.Max(burned, burn)
	}
	unclear := slices.ContainsFunc(w.times(""), func(f faultTruth) bool { return f.unclear })
	if math.Abs(number(g[1])-w.allowed()) > 1e-4 || g[3] != "" && len(parts) != 3 || !unclear && noticed != len(parts)+int(orZero(g[3])) {
		return false
	}
	if g[4] == "" {
		return unclear || burned <= 1.01
	}
	_, _, burn, _ := w.spent(g[5])
	lasts := map[string]float64{"h": 1, "min": 1. / 60, "s": 1. / 3600}[strings.Fields(g[6])[1]] * number(strings.Fields(g[6])[0])
	return math.Abs(number(g[4])-burn) <= 0.01*burn+0.05 && (unclear || burn >= burned-1e-6) && math.Abs(burn*lasts/720-1) < 0.02+0.06/burn
}

// goodShare is the share of a trial's hits that were good among those that are wanted.
func (w *truth) goodShare(wanted func(h *samples.Hit) bool) float64 {
	due, good := 0.0, 0.0
	for i := range w.hits {
		if h := &w.hits[i]; wanted(h) {
			if due++; isGood(h) {
				good++
			}
		}
	}
	return good / due
}

// measures is what a trial measures of an objective, NaN where nothing is; known is false where the truth does not tell.
func (w *drawnFaults) measures(trial int, o *samples.SLO) (v float64, known bool) {
	t := w.trials[trial]
	all := t.hitsOf(anyHit)
	var list []faultTruth
	for k := range t.m.Faults {
		if f, ok := w.time(trial, k); ok && (o.Fault == resilience.AnyFault || f.label == o.Fault) {
			list = append(list, f)
		}
	}
	switch {
	case o.Operation == "nothing.here":
		return math.NaN(), true
	case o.Metric == "p99":
		return times(all, response).quantile(0.99), true
	case o.Metric == "failures":
		return float64(len(t.failed())) / float64(len(all)), true
	case o.Metric == "availability":
		return t.goodShare(func(h *samples.Hit) bool {
			return o.Fault == "" || slices.ContainsFunc(list, func(f faultTruth) bool { return inForce(t, f, h) })
		}), true
	case o.Metric == "recovery":
		slowest, clear := math.NaN(), true
		for _, f := range list {
			took := 0.0
			if !math.IsNaN(f.noticed) {
				took = math.Max(0, f.recovered-f.heal)
			}
			if !(slowest >= took) {
				slowest = took
			}
			clear = clear && !f.unclear && !math.IsNaN(took)
		}
		return slowest, clear && math.Abs(slowest-o.Limit) > slotOff
	case t.m.ReadBack == nil || t.m.ReadBack.Acknowledged == 0 && t.m.ReadBack.Reason != "":
		return math.NaN(), true
	}
	return float64(t.m.ReadBack.Lost), true
}

// faultHeadlineTrue checks how many objectives a run is said to break, and what it measured of the one that is quoted.
func faultHeadlineTrue(w *drawnFaults, g []string) bool {
	broken, doubtful, quoted := 0, 0, false
	for i := range w.trials[0].m.SLO {
		o := &w.trials[0].m.SLO[i]
		worst, breaks, clear := math.NaN(), false, true
		for k := range w.trials {
			v, known := w.measures(k, o)
			clear = clear && known
			breaks = breaks || !(o.Comparison == ">" && v > o.Limit || o.Comparison == "<" && v < o.Limit || o.Comparison == "=" && v == o.Limit)
			if math.IsNaN(worst) || o.Comparison == ">" && v < worst || o.Comparison != ">" && v > worst {
				worst = v
			}
		}
		switch {
		case !clear:
			doubtful++
		case breaks:
			broken++
		}
		of := map[bool]string{true: " while a fault was in force"}[o.Fault == resilience.AnyFault]
		switch {
		case o.Operation != "":
			of = " of " + o.Operation
		case o.Fault != "" && of == "" && o.Metric == "availability":
			of = " during " + o.Fault
		case o.Fault != "" && of == "":
			of = " from " + o.Fault
		}
		if said, ok := strings.CutPrefix(g[6], o.Metric+of+" "); ok && about(g[7], o.Limit) {
			quoted = quoted || !clear || said == Absent && math.IsNaN(worst) || near(said, worst, 0.011)
		}
	}
	said := int(orZero(g[2]))
	if done, _ := w.trials[0].answered(); g[4] != "" && !about(g[4], done) {
		return false
	}
	t, tail := w.trials[0], g[8]
	if m := inTrial.FindStringSubmatch(tail); m != nil {
		t, tail = w.trials[int(number(m[1]))-1], strings.ToUpper(m[2][:1])+m[2][1:]
	}
	return w.result.Valid && quoted && said >= broken && said <= broken+doubtful && (g[3] == "" || int(number(g[3])) == len(w.trials[0].m.SLO)) &&
		(g[5] == "" || int(number(g[5])) == len(w.trials)) && headlineTail(t, tail)
}

// amiss reports whether a sentence on lost writes is of a trial.
func (w *drawnFaults) amiss(t *truth, g []string) bool {
	l := t.m.ReadBack
	counts := map[string]uint64{"lost": l.Lost, "stale": l.Stale, "found twice": l.Duplicated}
	for _, part := range strings.Split(g[3], ", ") {
		n, what, _ := strings.Cut(part, " ")
		what = strings.TrimPrefix(strings.TrimPrefix(what, "was "), "were ")
		if number(n) != float64(counts[what]) || counts[what] == 0 {
			return false
		}
		delete(counts, what)
	}
	for _, n := range counts {
		if n > 0 {
			return false
		}
	}
	if number(g[1]) != float64(l.Acknowledged) {
		return false
	}
	if g[4] == "" {
		return len(l.LostAt) == 0
	}
	signed := func(text, side string) float64 {
		if side == "before" {
			return -number(text)
		}
		return number(text)
	}
	from, to := l.LostAt[0], l.LostAt[len(l.LostAt)-1]
	if g[7] == "" {
		if l.Lost != 1 {
			return false
		}
		g[7], g[8] = g[4], g[5]
	}
	near := math.Inf(1)
	for k := range t.m.Faults {
		if f, ok := w.time(t.m.Trial-1, k); ok {
			near = math.Min(near, math.Abs(f.inject-from))
		}
	}
	for k := range t.m.Faults {
		f, ok := w.time(t.m.Trial-1, k)
		if ok && f.label == g[6] && math.Abs(math.Abs(f.inject-from)-near) < 1e-6 {
			return math.Abs(signed(g[4], g[5])-(from-f.inject)) < 0.01*math.Abs(from-f.inject)+0.01 && math.Abs(signed(g[7], g[8])-(to-f.inject)) < 0.01*math.Abs(to-f.inject)+0.01
		}
	}
	return false
}

func faultEffectTrue(w *drawnFaults, g []string) bool {
	label, rest, ok := w.nameOf(g[1])
	if !ok {
		return false
	}
	list := w.times(label)
	if g[3] != "" && int(number(g[3])) != len(list) || g[3] == "" && len(list) != 1 {
		return false
	}
	return w.costTrue(label, strings.TrimPrefix(rest, " ")) && !slices.ContainsFunc(strings.Split(g[2], ", "), func(part string) bool { return !w.afterTrue(list, part) })
}

// costTrue checks the shares of bad hits while a fault was in force.
func (w *drawnFaults) costTrue(label, text string) bool {
	all := 1 - w.share(label, "", inForce)
	if text == "cost nothing while it was in force" {
		return all == 0
	}
	if m := regexp.MustCompile(`^cost (.+ %) of all hits while it was in force$`).FindStringSubmatch(text); m != nil {
		return math.Abs(number(m[1])-all) < 0.0011 && all > 0 && m[1] != "0 %"
	}
	m := regexp.MustCompile(`^cost (.+?)(?: and hits of (\d+) operations? more)?, (\S+ %) of all hits, while it was in force$`).FindStringSubmatch(text)
	if m == nil || math.Abs(number(m[3])-all) > 0.0011 {
		return false
	}
	least := 1.0
	parts := strings.Split(m[1], ", ")
	for _, part := range parts {
		share, operation, _ := strings.Cut(part, " % of ")
		bad := 1 - w.share(label, operation, inForce)
		if math.Abs(number(share)/100-bad) > 0.0011 {
			return false
		}
		least = math.Min(least, bad)
	}
	if slices.ContainsFunc(w.trials, func(t *truth) bool { return w.counts(t) && !t.trial.Valid }) {
		return true // so many hits are bad that no operation stands out
	}
	// Those that are not named are no worse than those that are, but for operations that stayed inside their objectives.
	for _, o := range w.trials[0].m.Operations {
		if !strings.Contains(m[1], o) && 1-w.share(label, o, inForce) > least+0.02 {
			return false
		}
	}
	return m[2] == "" || len(parts) == 3
}

// afterTrue checks one thing that is said to have come after the injection.
func (w *drawnFaults) afterTrue(list []faultTruth, part string) bool {
	count := len(list)
	if slices.ContainsFunc(list, func(f faultTruth) bool { return f.unclear }) && !strings.HasPrefix(part, "it was noticed") {
		return true // either outcome may be
	}
	if m := regexp.MustCompile(`^(.+?) in (\d+) of (\d+) repetitions$`).FindStringSubmatch(part); m != nil {
		if int(number(m[3])) != len(list) {
			return false
		}
		part, count = m[1], int(number(m[2]))
	}
	is := func(of func(f faultTruth) bool) int {
		n := 0
		for _, f := range list {
			if of(f) {
				n++
			}
		}
		return n
	}
	switch {
	case strings.HasPrefix(part, "it was noticed ") && slices.ContainsFunc(list, func(f faultTruth) bool { return f.unclear }):
		// Other bad hits may have come before.
		return number(strings.TrimPrefix(strings.TrimPrefix(part, "it was noticed within "), "it was noticed after ")) <= slotOff+medianOf(list, func(f faultTruth) float64 { return f.noticed - f.inject })
	case strings.HasPrefix(part, "it was noticed "):
		return timeSaid(strings.TrimPrefix(part, "it was noticed "), medianOf(list, func(f faultTruth) float64 { return f.noticed - f.inject }))
	case strings.Contains(part, " served again "):
		_, when, _ := strings.Cut(part, " served again ")
		v := medianOf(list, func(f faultTruth) float64 { return f.serving - f.heal })
		return when == "when it ended" && v < 1e-6 || strings.HasSuffix(when, " after its end") && near(strings.TrimSuffix(when, " after its end"), v, 0.01)
	case strings.HasPrefix(part, "the system had not recovered "):
		longest := 0.0
		for _, f := range list {
			if f.reaches {
				longest = math.Max(longest, f.until-f.heal)
			}
		}
		said := strings.TrimSuffix(strings.TrimPrefix(part, "the system had not recovered "), " after its end")
		return is(func(f faultTruth) bool { return f.reaches }) == count && math.Abs(number(said)-longest) <= slotOff
	case strings.HasPrefix(part, "it was not seen to stay inside its objectives"):
		return is(func(f faultTruth) bool { return !math.IsNaN(f.noticed) && math.IsNaN(f.recovered) && !f.reaches }) == count
	case strings.HasPrefix(part, "all was good again "):
		when := strings.TrimPrefix(part, "all was good again ")
		v := medianOf(list, func(f faultTruth) float64 {
			if math.IsNaN(f.noticed) {
				return 0
			}
			return f.recovered - f.heal
		})
		return is(func(f faultTruth) bool { return !math.IsNaN(f.noticed) && math.IsNaN(f.recovered) }) == 0 &&
			(when == "when it ended" && v < slotOff || strings.HasSuffix(when, " after its end") && math.Abs(number(strings.TrimSuffix(when, " after its end"))-v) <= slotOff)
	}
	return false
}

// captionClaims are those below the figure around one fault.
var captionClaims = []claim[*drawnFault]{
	{`^(.+) broke no objective: p99 rose from (.+) to (.+) while it was in force, inside the limits \(shaded\)\.$`, func(w *drawnFault, g []string) bool {
		return w.of.slowed && math.IsNaN(w.f.noticed) && number(g[3]) > 2*number(g[2]) && math.Abs(number(g[3])-0.0375) < 0.001
	}},
	{`^(.+) was not noticed by any operation; the shaded time is while it was in force\.$`, func(w *drawnFault, _ []string) bool { return math.IsNaN(w.f.noticed) }},
	{`^(.+) of the hits due while (.+) was in force \(shaded\) were answered rightly and in time; (all was good again .+|the system had not recovered .+|the system was good again for less than the hold time when the observation ended)\. (.+) hits? more than usual were bad in all\.$`, func(w *drawnFault, g []string) bool {
		t := w.of.trials[w.f.trial-1]
		due, good, bad := 0.0, 0.0, moreBad(t, &w.f)
		for i := range t.hits {
			if h := &t.hits[i]; inForce(t, w.f, h) {
				if due++; isGood(h) {
					good++
				}
			}
		}
		outcome := "all was good again"
		switch {
		case w.f.reaches:
			outcome = "the system had not recovered"
		case math.IsNaN(w.f.recovered):
			outcome = "the system was good again for less than the hold time"
		}
		if w.f.unclear {
			return g[2] == w.f.label && math.Abs(number(g[1])-good/due) < 0.006
		}
		return g[2] == w.f.label && math.Abs(number(g[1])-good/due) < 0.006 && strings.HasPrefix(g[3], outcome) && math.Abs(number(g[4])-bad) <= 0.03*bad+12
	}},
}

// drawnFault is one time that a fault was injected.
type drawnFault struct {
	of *drawnFaults
	f  faultTruth
}

// faultCheckClaims are those of checks of trials with faults, beside checkClaims.
var faultCheckClaims = []claim[*truth]{
	// The work is judged by the hits before the first fault.
	{`^(.+) of (.+) hits failed\.$`, func(t *truth, g []string) bool {
		return number(g[1]) == t.quiet(isFailed) && number(g[2]) == t.quiet(anyHit)
	}},
	{`^(.+) of the hits failed \(most often .+\): too many for the numbers to describe the work\.$`, func(t *truth, g []string) bool {
		return about(g[1], t.quiet(isFailed)/t.quiet(anyHit)) && number(g[1]) > 0.05
	}},
	{`^(.+) of (.+) hits that were due were sent\.$`, func(t *truth, g []string) bool {
		return number(g[1]) == t.quiet(anyHit) && number(g[2]) == t.quiet(anyHit)
	}},
	{`^(.+) answers were empty or wrong\.$`, func(_ *truth, g []string) bool { return number(g[1]) == 0 }},
	{`^(\d+) faults? that came due: (?:of (\d+) the commands ended with status 0, and what they did was not looked at)?(?:; )?(each (?:of the others )?was seen to hold and was over in the end)?\.$`, func(t *truth, g []string) bool {
		commands := 0
		for _, f := range t.m.Faults {
			commands += map[bool]int{true: 1}[f.Kind == "exec"]
		}
		return int(number(g[1])) == len(t.m.Faults) && int(orZero(g[2])) == commands && (g[3] != "") == (commands < len(t.m.Faults)) && !slices.ContainsFunc(t.events, func(e samples.Event) bool { return e.Kind == samples.FaultFailed })
	}},
	{`^A fault was not seen to hold, so the trial does not show what the scenario says: (.+)\.$`, func(t *truth, g []string) bool {
		for k, f := range t.m.Faults {
			if strings.Contains(g[1], f.Label) != math.IsNaN(event(t, k+1, samples.FaultEffective)) && !strings.Contains(f.Label, "redis") {
				return false
			}
		}
		return slices.ContainsFunc(t.m.Faults, func(f samples.Fault) bool { return strings.HasPrefix(g[1], f.Label+" at ") })
	}},
	{`^A fault was not over in the end, and what came after it was measured with it: (.+?) at (.+?) \(it does not answer\)(?:, .+)?\.$`, func(t *truth, g []string) bool {
		for k, f := range t.m.Faults {
			if f.Label == g[1] {
				return event(t, k+1, samples.FaultFailed) >= event(t, k+1, samples.FaultEffective)
			}
		}
		return false
	}},
	{`^Every write of the load was looked for when it was over\.$`, func(t *truth, _ []string) bool {
		return t.m.ReadBack != nil && t.m.ReadBack.Unchecked == 0 && t.m.ReadBack.Reason == ""
	}},
	{`^The writes of the load were not read back, so whether any is lost is unknown\.$`, func(t *truth, _ []string) bool { return t.m.ReadBack == nil }},
	{`^(\d+) of the writes could not be looked for \((.+)\), so they may be lost\.$`, func(t *truth, g []string) bool {
		return number(g[1]) == float64(t.m.ReadBack.Unchecked)
	}},
	{`^The writes of the load could not be read back as they should: (.+)\.$`, func(t *truth, g []string) bool {
		return t.m.ReadBack.Reason == g[1]+"." && t.m.ReadBack.Unchecked == 0
	}},
	{`^The objective (.+) cannot be judged: (.+)\.$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		switch g[2] {
		case "no hit was due":
			return o.Fault == "" && o.Operation == "nothing.here"
		case "no hit was due while the fault was in force, or it was not injected":
			return !slices.ContainsFunc(t.m.Faults, func(f samples.Fault) bool { return f.Label == o.Fault }) || o.Fault == resilience.AnyFault
		case "the writes were not read back":
			return t.m.ReadBack == nil || t.m.ReadBack.Acknowledged == 0
		case "the system was not seen to be inside its objectives for the hold time after the fault, or no fault was injected":
			return math.IsNaN(o.Measured)
		}
		return false
	}},
	{`^The objective lost = 0 cannot be judged for sure: some writes could not be looked for\.$`, func(t *truth, _ []string) bool { return t.m.ReadBack.Unchecked > 0 }},
	{`^The objective (.+) (holds|is broken), but (?:its 95 % interval \(.+\) includes the limit|has no 95 % interval): a longer run is needed to be sure\.$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		return (g[2] == "holds") == (o.Comparison == ">" && o.Measured > o.Limit || o.Comparison != ">" && o.Measured <= o.Limit)
	}},
}

func isFailed(h *samples.Hit) bool { return h.Failure != samples.OK }

// quiet counts the hits that are wanted before the first fault.
func (w *truth) quiet(wanted func(*samples.Hit) bool) float64 {
	first, n := math.Inf(1), 0.0
	for _, e := range w.events {
		if e.Kind == samples.FaultInjected {
			first = math.Min(first, e.At.Seconds())
		}
	}
	for i := range w.hits {
		if h := &w.hits[i]; h.Due.Seconds() < first && wanted(h) {
			n++
		}
	}
	return n
}

// faultsSaid draws runs with faults.
func faultsSaid(t *testing.T, all tale) {
	statements, captions := newJudge(all, faultClaims), newJudge(all, captionClaims)
	checks := newJudge(all, faultCheckClaims, checkClaims, claims)
	for seed := range uint64(drawnBySeed + len(forcedFaults)) {
		w := drawFaults(seed)
		if w.faults == nil {
			continue
		}
		statements.hold(t, seed, w, Headline(w.result))
		for i := range w.faults.Answer {
			statements.hold(t, seed, w, FaultStatement(&w.faults.Answer[i]))
		}
		if text := FaultsCaption(w.faults); text != "" {
			statements.hold(t, seed, w, text)
		}
		for i := range w.faults.Rows {
			row := &w.faults.Rows[i]
			share, ok := strings.CutSuffix(BudgetNote(row), " of budget")
			if took, slack, _, clear := w.spent(row.Label); ok && clear && math.Abs(number(share)-took) > 0.03*took+slack {
				t.Errorf("draw %d: %s of the error budget is not what %s took: %v", seed, share, row.Label, took)
			}
			all[BudgetNote(row)] = true
		}
		for i, of := range w.trials {
			for k := range of.trial.Resilience.Faults {
				f := &of.trial.Resilience.Faults[k]
				if one, ok := w.time(i, f.Number-1); ok {
					captions.hold(t, seed, &drawnFault{w, one}, FaultCaption(f))
				}
			}
			all.checks(of.trial.Checks)
			for k := range of.trial.Checks {
				checks.hold(t, seed, of, Check(&of.trial.Checks[k]).Detail)
			}
		}
		for _, topic := range resilience.Topics() {
			all[FaultTopic(topic)] = true
		}
	}
	statements.unsaid(t)
	captions.unsaid(t)
}
