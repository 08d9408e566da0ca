package resilience

import (
	"cmp"
	"math"
	"slices"
)

// enoughTimes is how often a fault is injected before its repetitions tell more than the hits within one.
const enoughTimes = 3

// counts reports whether a trial takes part: it is valid, or none is.
func counts(sources []Source) func(*Source) bool {
	anyValid := slices.ContainsFunc(sources, func(s Source) bool { return s.Trial != nil && s.Valid })
	return func(s *Source) bool { return s.Trial != nil && (s.Valid || !anyValid) }
}

// answer is what the faults did, what was lost, and what the run cannot say.
func (r *Result) answer(sources []Source) {
	add := func(topic Topic, v Values) { r.Answer = append(r.Answer, Statement{topic, v}) }
	takesPart := counts(sources)
	for _, row := range r.Rows {
		if row.Unnoticed == row.Times {
			add(OnFaults, NotNoticed{row})
		} else {
			add(OnFaults, FaultEffect{row})
		}
	}
	for _, v := range r.spent() {
		add(OnFaults, v)
	}
	for i := range sources {
		if s := &sources[i]; takesPart(s) && s.Trial.Metastable != nil {
			add(OnFaults, StaysBad{s.Number, *s.Trial.Metastable})
		}
	}
	for _, v := range r.writes(sources) {
		add(OnWrites, v)
	}
	for _, v := range r.unknown(sources) {
		add(OnUnknown, v)
	}
}

// spent is what the faults took of each error budget; trials of one run may differ in it.
func (r *Result) spent() []Values {
	var list []Values
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Unnoticed == row.Times || row.BudgetSpent.N == 0 {
			continue
		}
		at := slices.IndexFunc(list, func(v Values) bool { return v.(BudgetSpent).Share == row.ErrorBudget })
		if at < 0 {
			at = len(list)
			list = append(list, BudgetSpent{Share: row.ErrorBudget})
		}
		b := list[at].(BudgetSpent)
		b.Rows = append(b.Rows, *row)
		slices.SortStableFunc(b.Rows, func(a, b Row) int { return cmp.Compare(b.BudgetSpent.Value, a.BudgetSpent.Value) })
		list[at] = b
	}
	return list
}

// fewHits are the operations that noticed a fault and have a hit less often than every slot.
func (r *Result) fewHits() FewHits {
	between := map[string]float64{}
	for i := range r.Rows {
		for _, o := range r.Rows[i].Operations {
			if o.Noticed > 0 && o.Resolution > slotWidth.Seconds() {
				between[o.Name] = math.Max(between[o.Name], o.Resolution)
			}
		}
	}
	var v FewHits
	for _, name := range r.Operations {
		if between[name] > 0 {
			v.Operations = append(v.Operations, name)
		}
	}
	slices.SortStableFunc(v.Operations, func(a, b string) int { return cmp.Compare(between[b], between[a]) })
	for _, name := range v.Operations {
		v.Between = append(v.Between, between[name])
	}
	return v
}

// writes are statements on what became of acknowledged writes: one a trial in which something is amiss, one of all others.
func (r *Result) writes(sources []Source) []Values {
	var list []Values
	kept := WritesKept{}
	for _, w := range r.Writes {
		if w.Lost+w.Stale+w.Duplicated == 0 {
			kept.Acknowledged, kept.Trials = kept.Acknowledged+w.Acknowledged, kept.Trials+1
			continue
		}
		i := slices.IndexFunc(sources, func(s Source) bool { return s.Number == w.Trial })
		v := WritesAmiss{Faults: w.Faults, Configuration: withoutFaults(sources[i].Configuration), Acknowledged: w.Acknowledged, Lost: w.Lost, Stale: w.Stale,
			Hidden: w.Hidden, Twice: w.Duplicated, LostFrom: nan, LostTo: nan}
		v.Fault, v.LostFrom, v.LostTo = lostAfter(sources[i].Trial, w.Ledger.LostAt)
		list = append(list, v)
	}
	if kept.Acknowledged > 0 {
		kept.Others = len(list) > 0
		list = append(list, kept)
	}
	return list
}

// lostAfter is when lost writes were acknowledged relative to the injection of the fault that is nearest to the first of them.
func lostAfter(t *Trial, at []float64) (fault string, from, to float64) {
	if len(at) == 0 || len(t.Faults) == 0 {
		return "", nan, nan
	}
	nearest := &t.Faults[0]
	for i := range t.Faults {
		if f := &t.Faults[i]; math.Abs(f.At-at[0]) < math.Abs(nearest.At-at[0]) {
			nearest = f
		}
	}
	return nearest.Label, at[0] - nearest.At, at[len(at)-1] - nearest.At
}

// unknown is what a reader might conclude but the run does not support.
func (r *Result) unknown(sources []Source) []Values {
	var list []Values
	invalid, read := 0, false
	var before EndsBefore
	var overlapping, out []string
	width := slotWidth.Seconds()
	killed, takesPart := false, counts(sources)
	for i := range sources {
		s := &sources[i]
		if !s.Valid {
			invalid++
		}
		if !takesPart(s) {
			continue
		}
		width = math.Max(width, s.Trial.Slot)
		read = read || s.Ledger != nil
		for k := range s.Trial.Faults {
			f := &s.Trial.Faults[k]
			killed = killed || f.Kind == "kill"
			if f.Outcome == NotRecovered || f.Outcome == HoldNotReached {
				before.Labels, before.Next, before.Load = with(before.Labels, f.Label), before.Next || f.NextFault, before.Load || !f.NextFault
			}
			if len(f.Together) > 0 {
				overlapping = with(overlapping, f.Label)
			}
			if f.AlreadyOut {
				out = with(out, f.Label)
			}
		}
	}
	least, most := math.MaxInt, 0
	for i := range r.Rows {
		least, most = min(least, r.Rows[i].Times), max(most, r.Rows[i].Times)
	}
	switch {
	case invalid == len(sources):
		list = append(list, NoTrials{})
	case invalid > 0:
		list = append(list, InvalidTrials{invalid, len(sources)})
	}
	switch {
	case least >= enoughTimes: // or there are none
	case most < enoughTimes:
		list = append(list, OneRepetition{Times: most})
	default:
		list = append(list, OneRepetition{least, true})
	}
	if len(before.Labels) > 0 {
		list = append(list, before)
	}
	if len(overlapping) > 0 {
		list = append(list, Overlapping{overlapping})
	}
	if len(out) > 0 {
		list = append(list, OutBefore{out})
	}
	if killed {
		list = append(list, OnlyProcesses{})
	}
	if slices.ContainsFunc(sources, func(s Source) bool { return s.StandIns }) {
		list = append(list, StandIns{})
	}
	if !read {
		list = append(list, NotRead{})
	}
	if few := r.fewHits(); len(few.Operations) > 0 && width <= slotWidth.Seconds() {
		list = append(list, few)
	}
	if width > slotWidth.Seconds() {
		list = append(list, WideSlots{width})
	}
	return list
}

// with adds a label that is not there yet.
func with(labels []string, label string) []string {
	if slices.Contains(labels, label) {
		return labels
	}
	return append(labels, label)
}
