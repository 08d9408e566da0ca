package words

import (
	"fmt"

	"quintet/bench/scaling"
)

// unknown says what a reader might want to conclude and cannot.
func unknown(v scaling.Values) string {
	switch v := v.(type) {
	case scaling.InvalidTrials:
		return fmt.Sprintf("%s of %d %s not valid and left out of everything above.", counted(v.Invalid, "trial"), v.Trials, isOrAre(v.Invalid))
	case scaling.LoadNotVaried:
		return "the offered load was not varied: where the limit lies is not known."
	case scaling.VolumeNotVaried:
		return fmt.Sprintf("the data volume was not varied (%s): what more rows would do is not known.", Or(v.Volume, "as seeded"))
	case scaling.ResourceNotVaried:
		return "no resource (replicas, nodes, connections) was varied: what more of it would gain is not known."
	case scaling.FewRepetitions:
		return fmt.Sprintf("every point has %s: differences between points may be chance, %d repetitions tell more.", counted(v.Trials, "valid trial"), v.Enough)
	case scaling.UnequalRepetitions:
		return fmt.Sprintf("points have %d to %d valid trials: not all are equally sure.", v.Least, v.Most)
	case scaling.EmptyPoints:
		return fmt.Sprintf("%s %s no valid trial and %s missing.", counted(v.Points, "point"), map[bool]string{true: "has", false: "have"}[v.Points == 1], isOrAre(v.Points))
	case scaling.CoarseLoads:
		return fmt.Sprintf("the loads stand far apart: the capacity lies somewhere between %s and %s%s; a search would tell it closer.", Rate(v.Rate), Rate(v.Refused), with(v.Label))
	case scaling.OneMachine:
		cores := ""
		if v.Cores > 0 {
			cores = " of " + counted(v.Cores, "core")
		}
		return fmt.Sprintf("generator and stack shared one machine%s: they take CPU from each other, replicas have no machine of their own, and there was no network between them.", cores)
	case scaling.StandIns:
		return "the embedded stack has stand-ins for the stores: how PostgreSQL, Cassandra, Neo4j, Redis and MinIO scale is not measured by it."
	case scaling.NoFault:
		return "no fault was injected: nothing is said of resilience."
	}
	return ""
}

// counted writes a number with its noun: "1 volume", "4 volumes".
func counted(n int, noun string) string { return Count(float64(n)) + " " + plural(n, noun) }

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
