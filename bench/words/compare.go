package words

import (
	"fmt"
	"strings"

	"quintet/bench/compare"
)

// Party names one of those that are compared: a run by its name, a configuration by its settings.
func Party(p *compare.Party) string {
	if p.Name != "" {
		return p.Name
	}
	return Settings(p.Configuration)
}

// listed names a party among others: a configuration in brackets, since its settings have commas between them.
func listed(p *compare.Party) string {
	if p.Name != "" {
		return p.Name
	}
	return bracketed(p.Configuration)
}

// Comparison is the first sentence of a comparison: the outcome of its only head, or which heads are worse, better, the same or unsure.
func Comparison(c *compare.Comparison) string {
	if len(c.Heads) == 1 {
		return Head(c, &c.Heads[0])
	}
	var parts []string
	for _, o := range []compare.Outcome{compare.Worse, compare.Unsure, compare.Better, compare.Same} {
		var names []string
		for i := range c.Heads {
			if c.Heads[i].Outcome == o {
				names = append(names, listed(&c.Heads[i].Party))
			}
		}
		if len(names) > 0 {
			parts = append(parts, string(o)+": "+And(names))
		}
	}
	return fmt.Sprintf("Against %s, %s.", listed(&c.Base), strings.Join(parts, "; "))
}

// Head is the outcome of a head with the numbers of the row that decides it.
func Head(c *compare.Comparison, h *compare.Head) string {
	head, base := Party(&h.Party), Party(&c.Base)
	p, r := h.Deciding()
	where := ""
	if len(h.Pairs) > 1 {
		where = " with " + Settings(p.Base.Configuration)
	}
	repetitions := fmt.Sprintf("%d against %d %s", len(r.Base), len(r.Head), Plural(max(len(r.Base), len(r.Head)), "repetition"))
	numbers := fmt.Sprintf("%s %s%s (%s to %s)", RowName(r), Effect(r, r.Moved()), where, RowValue(r, r.BaseMedian), RowValue(r, r.HeadMedian))
	spread := fmt.Sprintf("%s interval %s, P %s", Ratio(1-c.Options.Alpha), EffectRange(r, r.Effect.Low, r.Effect.High), equalP(r.Adjusted))
	switch h.Outcome {
	case compare.Worse, compare.Better:
		return fmt.Sprintf("%s is %s than %s: %s; %s, %s.", head, h.Outcome, base, numbers, spread, repetitions)
	case compare.Same:
		return fmt.Sprintf("%s and %s are the same within %s; the largest change is %s, %s interval %s, %s.", head, base, margin(r), numbers,
			Ratio(1-2*c.Options.Alpha), EffectRange(r, r.Equivalence.Low, r.Equivalence.High), repetitions)
	}
	if len(r.Base) == 0 || len(r.Head) == 0 {
		return fmt.Sprintf("%s and %s cannot be compared: %s was not measured on both sides (%s).", head, base, RowName(r), repetitions)
	}
	return fmt.Sprintf("The repetitions do not show whether %s differs from %s: %s; %s, %s; %s.", head, base, numbers, spread, repetitions, Needed(r.Needed, r.AtLeast))
}

// ComparisonNote says in one line how the outcome came about.
func ComparisonNote(c *compare.Comparison) string {
	return fmt.Sprintf("One observation is one trial, or one search for capacity. Better or worse: Mann-Whitney P below %s after Holm, and a shift of more than %s. Same: the whole %s interval within that. Else unsure.",
		Number(c.Options.Alpha), Ratio(c.Options.Margin), Ratio(1-2*c.Options.Alpha))
}
