package words

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quintet/bench/resilience"
)

// FaultTopic is the heading above the statements on a topic of resilience.
func FaultTopic(t resilience.Topic) string {
	switch t {
	case resilience.OnFaults:
		return "What each fault did"
	case resilience.OnWrites:
		return "What became of acknowledged writes"
	case resilience.OnUnknown:
		return "What this run cannot say"
	}
	return string(t)
}

// FaultStatement says one thing that the trials of a run say together on faults.
func FaultStatement(s *resilience.Statement) string { return sentence(faultStatement(s.Values)) }

func faultStatement(v resilience.Values) string {
	switch v := v.(type) {
	case resilience.FaultEffect:
		return faultEffect(&v.Row)
	case resilience.NotNoticed:
		if v.Row.Tolerated() {
			return fmt.Sprintf("%s broke no objective%s: %s.", Doing(&v.Row), inEach(v.Row.Times), p99Rose(v.Row.P99Before.Value, v.Row.P99.Value, v.Row.Limited()))
		}
		return fmt.Sprintf("%s was not noticed by any operation%s.", Doing(&v.Row), inEach(v.Row.Times))
	case resilience.StaysBad:
		return fmt.Sprintf("the system stays bad although the cause is gone (metastable): in the last %s of trial %d, which ended %s after the last fault was healed, %s of the hits due were good; before the first fault %s were.",
			Seconds(v.Slots), v.Trial, Seconds(v.Since), Availability(v.Last), Availability(v.Before))
	case resilience.BudgetSpent:
		return budgetSpent(&v)
	case resilience.WritesKept:
		others := ""
		if v.Others {
			others = verb(v.Trials, " of the other trial", fmt.Sprintf(" of the %d other trials", v.Trials))
		}
		return fmt.Sprintf("all %s%s were found as they were written.", Counted(v.Acknowledged, "acknowledged write"), others)
	case resilience.WritesAmiss:
		return writesAmiss(&v)
	}
	return unknownOfFaults(v)
}

// p99Rose is by how much a fault that broke nothing slowed requests down; limited says that any objective bounds how long they may take.
func p99Rose(before, p99 float64, limited bool) string {
	text := fmt.Sprintf("p99 rose from %s to %s while it was in force", Seconds(before), Seconds(p99))
	if !limited {
		return text + ", which no objective limits"
	}
	return text + ", inside the limits"
}

// inEach counts the repetitions, where there are several: " in any of 3 repetitions".
func inEach(times int) string {
	if times < 2 {
		return ""
	}
	return fmt.Sprintf(" in any of %d repetitions", times)
}

// maxHurt is how many operations a sentence names.
const maxHurt = 3

func faultEffect(r *resilience.Row) string {
	text := Doing(r) + " " + cost(r)
	var after []string
	if r.Noticed.N > 0 {
		after = append(after, "it was noticed "+within(r.Noticed.Value, noticeable(r)))
	}
	if r.Serving.N > 0 && r.Target != "" {
		after = append(after, fmt.Sprintf("%s served again %s", r.Target, sinceEnd(r.Serving.Value)))
	}
	switch {
	case r.NotRecovered > 0:
		after = append(after, "the system had not recovered "+Seconds(r.AtLeast)+" after its end"+ofTimes(r.NotRecovered, r.Times))
	case r.HoldNotReached > 0:
		after = append(after, "it was not seen to stay inside its objectives for the whole hold time afterwards"+ofTimes(r.HoldNotReached, r.Times))
	default:
		after = append(after, "all was good again "+sinceEnd(r.Recovery.Value))
	}
	text += "; " + strings.Join(after, ", ")
	if r.Times > 1 {
		text += fmt.Sprintf(" (medians of %d repetitions)", r.Times)
	}
	return text + "."
}

// sinceEnd is how long after the end of a fault something was so.
func sinceEnd(s float64) string {
	if s == 0 {
		return "when it ended"
	}
	return Seconds(s) + " after its end"
}

// noticeable is how exactly it is known when a fault was noticed, in seconds.
func noticeable(r *resilience.Row) float64 { return math.Max(0.1, r.Resolution) }

// budgetMonth is the time that an error budget usually is for.
const budgetMonth = 30 * 24 * time.Hour

// budgetSpent is what faults took of the error budget of a trial, and how fast.
func budgetSpent(v *resilience.BudgetSpent) string {
	worst := &v.Rows[0]
	for i := range v.Rows {
		if v.Rows[i].BurnRate.Value > worst.BurnRate.Value {
			worst = &v.Rows[i]
		}
	}
	shown := v.Rows[:min(maxHurt, len(v.Rows))]
	text := fmt.Sprintf("of the error budget of a trial, %s of its hits, %s", Ratio(v.Share), list(shown, func(r resilience.Row) string {
		return fmt.Sprintf("%s took %s", r.Label+Configuration(r.Configuration), Ratio(r.BudgetSpent.Value))
	}))
	if more := len(v.Rows) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %s at most as much each", Counted(more, "other fault"))
	}
	if burn := worst.BurnRate.Value; burn > 1 {
		text += fmt.Sprintf("; the highest burn rate was %s during %s, at which the budget of 30 days lasts %s", BurnRate(burn), worst.Label,
			Seconds(budgetMonth.Seconds()/burn))
	}
	return text + "."
}

// BurnRate is how many times faster than it allows an error budget is spent.
func BurnRate(r float64) string { return Times(r) }

// BudgetNote is what a fault took of the error budget; "" of one that was not noticed or without a budget.
func BudgetNote(r *resilience.Row) string {
	if r.Unnoticed == r.Times || r.BudgetSpent.N == 0 {
		return ""
	}
	return Ratio(r.BudgetSpent.Value) + " of budget"
}

// Good is the share of an operation's hits due while a fault was in force that were good, to the digits that tell; without a limit of time all
// right answers are.
func Good(o *resilience.RowImpact) string {
	if !o.Limited && o.InForce.Value == 1 {
		return noLimit
	}
	return Availability(o.InForce.Value)
}

// noLimit stands in place of a share that no answer could have missed by being late.
const noLimit = "no limit"

// KnownTo is how exactly the instants of an operation are known, where that is coarser than a slot; "" otherwise.
func KnownTo(o *resilience.RowImpact) string {
	if o.Noticed == 0 || o.Resolution <= 0.1 {
		return ""
	}
	return "known to " + Seconds(round3(o.Resolution))
}

// within is a time that is known to the length of a slot.
func within(s, slot float64) string {
	if s <= slot {
		return "within " + Seconds(slot)
	}
	return "after " + Seconds(s)
}

// ofTimes says in how many repetitions something was so, where it was not in all.
func ofTimes(n, of int) string {
	if n == of {
		return ""
	}
	return fmt.Sprintf(" in %d of %d repetitions", n, of)
}

// cost names the operations that a fault hurt most while it was in force.
func cost(r *resilience.Row) string {
	var hurt []*resilience.RowImpact
	for i := range r.Operations {
		o := &r.Operations[i]
		if o.Noticed == 0 || !(o.InForce.Value < 1) {
			continue
		}
		at := len(hurt)
		for at > 0 && hurt[at-1].InForce.Value > o.InForce.Value {
			at--
		}
		hurt = append(hurt[:at], append([]*resilience.RowImpact{o}, hurt[at:]...)...)
	}
	if len(hurt) == 0 {
		if r.Availability.Value < 1 {
			return fmt.Sprintf("cost %s of all hits while it was in force", costShare(r.Availability.Value))
		}
		return "cost nothing while it was in force"
	}
	names := list(hurt[:min(maxHurt, len(hurt))], func(o *resilience.RowImpact) string { return costShare(o.InForce.Value) + " of " + o.Name })
	if more := len(hurt) - maxHurt; more > 0 {
		names += fmt.Sprintf(" and hits of %s more", Counted(more, "operation"))
	}
	return fmt.Sprintf("cost %s, %s of all hits, while it was in force", names, costShare(r.Availability.Value))
}

// costShare is the share of hits that were not good, to a tenth of a per cent. What is not nothing is not 0 %.
func costShare(good float64) string {
	if bad := 1 - good; bad > 0 && bad < 0.0005 {
		return "< 0.1 %"
	}
	return Ratio(round3(1 - good))
}

func writesAmiss(v *resilience.WritesAmiss) string {
	var parts []string
	for _, p := range []struct {
		n    uint64
		what string
	}{{v.Lost, "lost"}, {v.Stale, "stale"}, {v.Twice, "found twice"}} {
		if p.n > 0 {
			parts = append(parts, Count(float64(p.n))+" "+verb(p.n, "was", "were")+" "+p.what)
		}
	}
	text := fmt.Sprintf("of %s (%s) %s", Counted(v.Acknowledged, "acknowledged write"), strings.Join(v.Faults, ", ")+Configuration(v.Configuration), strings.Join(parts, ", "))
	switch {
	case math.IsNaN(v.LostFrom):
	case v.Lost == 1:
		text += "; the lost one was acknowledged " + aroundFault(v.LostFrom, v.Fault)
	default:
		text += fmt.Sprintf("; those lost were acknowledged between %s and %s", aroundFault(v.LostFrom, v.Fault), aroundFault(v.LostTo, "it"))
	}
	return text + "."
}

// aroundFault is an instant by the injection of a fault.
func aroundFault(s float64, fault string) string {
	if s < 0 {
		return Seconds(-s) + " before " + fault
	}
	return Seconds(s) + " after " + fault
}

// unknownOfFaults is what a reader might conclude on resilience but the run does not support.
func unknownOfFaults(v resilience.Values) string {
	switch v := v.(type) {
	case resilience.NoTrials:
		return "no trial with a fault is valid, so none of this must be believed."
	case resilience.InvalidTrials:
		return fmt.Sprintf("%d of %s %s not valid and left out.", v.Invalid, Counted(v.Trials, "trial"), verb(v.Invalid, "is", "are"))
	case resilience.OneRepetition:
		which := "faults"
		if v.Some {
			which = "some faults"
		}
		return fmt.Sprintf("%s were injected no more than %s each, so how much one time differs from the next is unknown; three repetitions would show it.", which,
			verb(v.Times, "once", "twice"))
	case resilience.EndsBefore:
		ended := "the load or the next fault"
		switch {
		case !v.Load:
			ended = "the next fault"
		case !v.Next:
			ended = "the end of the load"
		}
		return fmt.Sprintf("%s cut short the observation of %s before a recovery was seen for the whole hold time.", ended, strings.Join(v.Labels, ", "))
	case resilience.Overlapping:
		return fmt.Sprintf("%s overlapped with other faults: the cost of each alone is unknown.", strings.Join(v.Labels, ", "))
	case resilience.OutBefore:
		return fmt.Sprintf("the system was out of its objectives before %s began, so its own cost is unknown.", strings.Join(v.Labels, ", "))
	case resilience.OnlyProcesses:
		return "a kill -9 ends a process and leaves the machine running: the operating system keeps what it was given to write, so the run does not cover a power failure."
	case resilience.StandIns:
		return "the embedded stack has stand-ins for the stores, so it does not show how the real stores fail."
	case resilience.NotRead:
		return "acknowledged writes were not read back, so whether any is lost is unknown."
	case resilience.FewHits:
		i := -1
		return "instants of operations with few hits are coarse, because between two hits nothing is seen: " + list(v.Operations, func(name string) string {
			i++
			return fmt.Sprintf("%s has one every %s on average", name, Seconds(round3(v.Between[i])))
		}) + "."
	case resilience.WideSlots:
		return fmt.Sprintf("instants are known to %s: the run is too long for finer slots.", Seconds(v.Width))
	}
	return ""
}
