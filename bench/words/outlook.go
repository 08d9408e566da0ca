package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Outlook states what the hits that are still to come can do to an objective; "" when none is to come.
func Outlook(o *analysis.Outlook) string {
	beyond := "slower"
	if o.Objective.Metric == "failures" {
		beyond = "failing"
	}
	of, name := Counted(math.Ceil(o.ToCome), "hit")+" to come", o.Objective.Expression
	switch {
	case o.Spare < 0:
		return fmt.Sprintf("%s cannot hold any more: %s %s than it has room for among all that are due.", name, more(-o.Spare), beyond)
	case o.ToCome < 1:
		return ""
	case o.Spare >= o.ToCome:
		return fmt.Sprintf("%s cannot be broken any more: it has room for %s, more than the %s.", name, Counted(o.Spare, beyond+" hit"), of)
	case o.Objective.OK:
		return fmt.Sprintf("%s holds so far, and in the end unless more than %s of about %s are %s.", name, Count(o.Spare), of, beyond)
	}
	return fmt.Sprintf("%s is broken so far, and holds in the end if at most %s of about %s are %s.", name, Count(o.Spare), of, beyond)
}

// more counts hits that are too many: "1 hit more is", "12 hits more are".
func more(n float64) string { return Counted(n, "hit") + " more " + verb(n, "is", "are") }

// NotYetMeasured names the objectives of a trial of which nothing is measured so far; "" when there are none.
func NotYetMeasured(open []samples.SLO) string {
	if len(open) == 0 {
		return ""
	}
	return "Nothing is measured yet of " + list(open, func(o samples.SLO) string { return o.Expression }) + "."
}
