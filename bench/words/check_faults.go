package words

import (
	"strings"

	"quintet/bench/analysis"
)

func faultsText(e analysis.FaultsHeld) CheckText {
	t := CheckText{"faults", "all seen to hold", "all", Counted(e.Due, "fault") + " that came due: each was seen to hold and was over in the end"}
	troubles := func(of []analysis.FaultTrouble) string {
		return list(of, func(x analysis.FaultTrouble) string {
			text := x.Label + " at " + Offset(x.At)
			if x.Reason != "" {
				text += " (" + strings.TrimSuffix(x.Reason, ".") + ")"
			}
			return text
		})
	}
	switch {
	case len(e.Without) > 0:
		t.Measured = "without effect: " + list(e.Without, func(x analysis.FaultTrouble) string { return x.Label })
		t.Detail = "a fault was not seen to hold, so the trial does not show what the scenario says: " + troubles(e.Without)
	case len(e.Lingering) > 0:
		t.Measured = "not over: " + list(e.Lingering, func(x analysis.FaultTrouble) string { return x.Label })
		t.Detail = "a fault was not over in the end, and what came after it was measured with it: " + troubles(e.Lingering)
	}
	return t
}
