package analysis

// headline states what the first sentence speaks of.
func headline(r *Result) Headline {
	h := Headline{Kind: HeadlineHeld, Objective: keyObjective(r.SLO)}
	for _, o := range r.SLO {
		if !o.OK {
			h.Broken++
		}
	}
	for i := range r.Trials {
		if !r.Trials[i].Valid {
			h.Invalid++
		}
	}
	switch {
	case r.Verdict == "invalid":
		h.Kind = HeadlineInvalid
	case len(r.Capacities) > 0:
		h.Kind = HeadlineCapacity
	case len(r.SLO) == 0:
		h.Kind = HeadlineNoObjectives
	case r.Verdict == "fail":
		h.Kind = HeadlineBroken
	}
	return h
}

// keyObjective is the one a headline quotes: the broken one with the worst margin; when all hold, the first latency objective
// over all operations, else the first.
func keyObjective(rows []SLOResult) SLOResult {
	if len(rows) == 0 {
		return SLOResult{}
	}
	key, broken := rows[0], false
	for _, r := range rows {
		if !r.OK && (!broken || r.Margin < key.Margin) {
			key, broken = r, true
		}
	}
	if broken {
		return key
	}
	for _, r := range rows {
		if isLatency(r.SLO) && r.Operation == "" {
			return r
		}
	}
	return key
}
