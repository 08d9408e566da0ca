package analysis

// Headline is what the first sentence of a report says of the run.
type Headline struct {
	Kind HeadlineKind
	// Objective is the one it quotes; Broken is how many of the run's objectives are.
	Objective SLOResult
	Broken    int
	// Invalid is how many trials are not valid.
	Invalid int
}

// HeadlineKind says which of a headline's values count.
type HeadlineKind string

// The kinds of headlines. One of a search speaks of Result.Capacities, that of an invalid run of the first of Result.InvalidReasons.
const (
	HeadlineInvalid      HeadlineKind = "invalid"
	HeadlineCapacity     HeadlineKind = "capacity"
	HeadlineNoObjectives HeadlineKind = "no objectives"
	HeadlineBroken       HeadlineKind = "broken"
	HeadlineHeld         HeadlineKind = "held"
)

// headline says what the first sentence speaks of.
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

// DecidingTrial is the trial that the verdict and the headline speak of; nil when there is none.
func (r *Result) DecidingTrial() *Trial {
	for i := range r.Trials {
		if r.Trials[i].Manifest.Trial == r.Deciding {
			return &r.Trials[i]
		}
	}
	return nil
}
