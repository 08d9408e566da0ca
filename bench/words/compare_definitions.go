package words

import (
	"fmt"

	"quintet/bench/compare"
)

// Definition is the meaning of a term of a page.
type Definition struct{ Term, Text string }

// ComparisonDefinitions define the terms of a comparison, in the order in which a reader meets them.
func ComparisonDefinitions(c *compare.Comparison) []Definition {
	alpha, margin := Ratio(c.Options.Alpha), Ratio(c.Options.Margin)
	wide := Ratio(1 - 2*c.Options.Alpha)
	return []Definition{
		{"one observation", "One trial. The requests of one trial share the state in which it began, so a million of them are not a million observations. Of a search for capacity, the whole search."},
		{"base, head", "The median of all trials of a side, and how far the interval of that median reaches from it (order statistics). “∞” means too few trials for an interval."},
		{"change", "The head's median over the base's. For failures, the difference of the two shares."},
		{"interval", "Of the Hodges-Lehmann shift: the median of all differences between a trial of the head and one of the base, on logarithms where the change is a ratio."},
		{"P", fmt.Sprintf("Of the two-sided Mann-Whitney test, exact with ties, after Holm over its family (rows that decide: %d; others: %d). Below %s counts as more than chance.", c.Primary, c.Secondary, alpha)},
		{"what decides", "The metrics of the scenario's objectives; without objectives, p99, goodput and failures. Of searches, the capacity they found."},
		{"worse, better", fmt.Sprintf("P is below %s and the shift is larger than %s. For failures the margin is a fifth of the objective's limit, or 0.1 %% of all requests.", alpha, margin)},
		{"same", fmt.Sprintf("The whole %s interval of the shift lies within the margin: two one-sided tests at %s.", wide, alpha)},
		{"unsure", "None of these. The number of repetitions that would settle it is estimated from the shift and the spread seen so far, for an 80 % chance to settle it, and is as rough as they are."},
		{"the whole", "Worse when any metric that decides is worse, else unsure when any is unsure, else better when any is better, else the same."},
	}
}

// ComparisonNote says in one line how the outcome came about.
func ComparisonNote(c *compare.Comparison) string {
	return fmt.Sprintf("One observation is one trial, or one search for capacity. Better or worse: Mann-Whitney P below %s after Holm, and a shift of more than %s. Same: the whole %s interval within that. Else unsure.",
		Number(c.Options.Alpha), Ratio(c.Options.Margin), Ratio(1-2*c.Options.Alpha))
}
