package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quintet/bench/compare"
)

// ComparisonWarning is one limit of the conclusions, with its head and configuration where there are several.
func ComparisonWarning(w *compare.Warning) string {
	prefix := ""
	if w.Head != nil {
		prefix = Party(w.Head) + ": "
	}
	if w.Several {
		prefix += bracketed(w.Configuration) + ": "
	}
	if prefix != "" {
		return prefix + comparisonWarning(w.Values)
	}
	return sentence(comparisonWarning(w.Values))
}

// ComparisonWarnings are all of them.
func ComparisonWarnings(c *compare.Comparison) []string {
	var texts []string
	for i := range c.Warnings {
		texts = append(texts, ComparisonWarning(&c.Warnings[i]))
	}
	return texts
}

// LeftOut says which trials and searches of a side are not compared, and why.
func LeftOut(s *compare.Sample) []string {
	var texts []string
	for _, v := range s.LeftOut {
		texts = append(texts, comparisonWarning(v))
	}
	return texts
}

func comparisonWarning(v compare.Values) string {
	switch v := v.(type) {
	case compare.Forced:
		var what []string
		for i := range v.Differences {
			if d := Difference(&v.Differences[i]).What; !slices.Contains(what, d) {
				what = append(what, d)
			}
		}
		return "these runs are not comparable; -force compared them anyway. They differ in " + And(what) + ", so their numbers answer different questions."
	case compare.NoCounterpart:
		other := map[compare.Which]compare.Which{compare.OfBase: compare.OfHead, compare.OfHead: compare.OfBase}[v.Side]
		return fmt.Sprintf("configuration %s of the %s is not compared: the %s did not run it.", bracketed(v.Configuration), v.Side, other)
	case compare.RunInvalid:
		return fmt.Sprintf("%s is not valid: %s.", v.Run, checkText(&v.Check).Detail)
	case compare.TrialLeftOut:
		return fmt.Sprintf("trial %d of %s is not compared: %s", v.Trial, v.Run, unusable(v))
	case compare.SearchLeftOut:
		if v.Incomplete {
			return fmt.Sprintf("the search of %s is not compared: not every trial of it is there once.", v.Run)
		}
		if v.Capacity.Unsure {
			return fmt.Sprintf("the search of %s is not compared: it did not end and found %s.", v.Run, Capacity(&v.Capacity))
		}
		return fmt.Sprintf("the search of %s is not compared: it found only a bound, %s.", v.Run, Capacity(&v.Capacity))
	case compare.NothingCompared:
		return "one side has no trial that can be compared."
	case compare.RanApart:
		second := map[compare.Which]compare.Which{compare.OfBase: compare.OfHead, compare.OfHead: compare.OfBase}[v.First]
		return fmt.Sprintf("all trials of the %s ended %s before the first trial of the %s began, so a drift of the machine would look like a change; interleave the sides (A B B A) to exclude it.",
			v.First, v.Gap.Round(time.Second), second)
	case compare.Doubtful:
		example := checkText(&v.Example)
		return fmt.Sprintf("%d of %d trials have a doubtful check (%s), for example: %s.", v.Trials, v.Of, example.Name, example.Detail)
	case compare.Brackets:
		var parts []string
		for _, b := range v.Searches {
			parts = append(parts, fmt.Sprintf("%s held and %s did not", requestRate(b.Held), requestRate(b.Refused)))
		}
		return fmt.Sprintf("a search finds a capacity to within its last step: in the %s %s.", v.Side, strings.Join(parts, "; "))
	}
	return ""
}

func unusable(v compare.TrialLeftOut) string {
	switch {
	case v.Why == compare.EndedEarly:
		return fmt.Sprintf("it ended early (%s).", v.State)
	case v.Why == compare.Ambiguous:
		return "the run has more than one of this number."
	}
	return "it is not valid: " + checkText(&v.Reason).Detail + "."
}
