package words

import "quintet/bench/analysis"

// unmeasured is why an objective on faults cannot be judged, "" for one that is on none.
func unmeasured(o *analysis.SLOResult) string {
	switch o.Metric {
	case "availability":
		if o.Fault == "" {
			return "no hit was due"
		}
		return "no hit was due while the fault was in force, or it was not injected"
	case "recovery":
		return "the system was not seen to be inside its objectives for the hold time after the fault, or no fault was injected"
	case "lost":
		return "the writes were not read back"
	}
	return ""
}
