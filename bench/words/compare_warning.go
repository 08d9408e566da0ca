package words

import (
	"fmt"
	"strings"
	"time"

	"quintet/bench/compare"
)

// ComparisonWarning says what limits the conclusions, and of which head and configuration where there are several.
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
			what = append(what, Difference(&v.Differences[i]).What)
		}
		return "these runs are not comparable and were compared all the same, as asked: they differ in " + and(what) + ". The numbers answer different questions."
	case compare.NoCounterpart:
		other := map[compare.Which]compare.Which{compare.OfBase: compare.OfHead, compare.OfHead: compare.OfBase}[v.Side]
		return fmt.Sprintf("the %s's configuration %s is left out, since the %s did not run it.", v.Side, bracketed(v.Configuration), other)
	case compare.Unread:
		return v.Run + ": " + v.Detail
	case compare.TrialLeftOut:
		return fmt.Sprintf("%s: trial %d is left out: %s", v.Run, v.Trial, unusable(v))
	case compare.SearchLeftOut:
		if v.Capacity.Unsure {
			return fmt.Sprintf("%s is left out: the search did not come to its end: it found %s.", v.Run, Capacity(&v.Capacity))
		}
		return fmt.Sprintf("%s is left out: the search found %s, which is a bound and no number to compare.", v.Run, Capacity(&v.Capacity))
	case compare.NothingCompared:
		return "a side has nothing that can be compared."
	case compare.RanApart:
		second := map[compare.Which]compare.Which{compare.OfBase: compare.OfHead, compare.OfHead: compare.OfBase}[v.First]
		return fmt.Sprintf("all trials of the %s ended before the first of the %s began (%s before), so a drift of the machine cannot be told from a change; run both sides in turn (A B B A) to exclude it.",
			v.First, second, v.Gap.Round(time.Second))
	case compare.Doubtful:
		return fmt.Sprintf("%d of %d trials leave a doubt (%s), such as: %s.", v.Trials, v.Of, checkText(&v.Example).Name, checkText(&v.Example).Detail)
	case compare.Brackets:
		var parts []string
		for _, b := range v.Searches {
			parts = append(parts, fmt.Sprintf("%s held and %s did not", RequestRate(b.Held), RequestRate(b.Refused)))
		}
		return fmt.Sprintf("a search tells a capacity to within its last step: of the %s %s.", v.Side, strings.Join(parts, "; "))
	}
	return ""
}

func unusable(v compare.TrialLeftOut) string {
	switch {
	case v.Why == compare.EndedEarly:
		return fmt.Sprintf("it ended early (%s).", v.State)
	case v.Why == compare.NoHits:
		return "it has no hits in measured phases."
	case v.Reason.Kind != "":
		return "it is not valid: " + checkText(&v.Reason).Detail + "."
	}
	return "it is not valid."
}
