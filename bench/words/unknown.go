package words

import (
	"fmt"

	"quintet/bench/scaling"
)

// unknown is what a reader might conclude but the run does not support.
func unknown(v scaling.Values) string {
	switch v := v.(type) {
	case scaling.InvalidTrials:
		text := fmt.Sprintf("%d of %s %s not valid and left out of everything above", v.Invalid, Counted(v.Trials, "trial"), verb(v.Invalid, "is", "are"))
		if v.Bounding > 0 {
			text += fmt.Sprintf(", except that the capacity counts %d of them as %s", v.Bounding, verb(v.Bounding, "a load that was not accepted", "loads that were not accepted"))
		}
		return text + "."
	case scaling.LoadNotVaried:
		return "the offered load was not varied, so the capacity is unknown."
	case scaling.VolumeNotVaried:
		return fmt.Sprintf("the data volume was not varied (%s), so the effect of more rows is unknown.", Or(v.Volume, AsSeeded))
	case scaling.ResourceNotVaried:
		return "no resource (replicas, nodes, connections) was varied, so the gain of more of it is unknown."
	case scaling.FewRepetitions:
		return fmt.Sprintf("every point has %s, so differences between points may be chance; %d repetitions would show more.", Counted(v.Trials, "valid trial"), v.Enough)
	case scaling.UnequalRepetitions:
		return fmt.Sprintf("points have %d to %d valid trials, so they are not equally certain.", v.Least, v.Most)
	case scaling.Unsteady:
		return fmt.Sprintf("in %d of %s a measured phase was not steady, so these numbers are averages over something that changed, not what a longer run would show; in trial %d %s.",
			v.Trials, Counted(v.Of, "trial"), v.Example.Trial, checkText(&v.Example).Detail)
	case scaling.EmptyPoints:
		return fmt.Sprintf("%s %s no valid trial and %s missing.", Counted(v.Points, "point"), verb(v.Points, "has", "have"), verb(v.Points, "is", "are"))
	case scaling.CoarseLoads:
		return fmt.Sprintf("the loads are far apart: the capacity%s lies between %s and %s; a search would narrow it.", with(v.Label), Rate(v.Rate), Rate(v.Refused))
	case scaling.OneMachine:
		cores := ""
		if v.Cores > 0 {
			cores = " of " + Counted(v.Cores, "core")
		}
		return fmt.Sprintf("generator and stack shared one machine%s: they compete for its CPU, replicas have no machine of their own, and no network lies between them.", cores)
	case scaling.StandIns:
		return "the embedded stack has stand-ins for the stores, so it does not measure how the real stores scale."
	case scaling.NoFault:
		return "no fault was injected, so the run does not cover resilience."
	}
	return ""
}
