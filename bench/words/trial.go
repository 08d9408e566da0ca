package words

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
)

// inRun puts the name of a trial before a sentence about it, when the run has several.
func inRun(r *analysis.Result, trial int, text string) string {
	if len(r.Trials) < 2 {
		return text
	}
	for i := range r.Trials {
		if m := &r.Trials[i].Manifest; m.Trial == trial {
			return sentence(Trial(&r.Trials[i])) + ": " + text
		}
	}
	return text
}

// Trial tells a trial from the others of its run: "trial 2 (api.replicas 2, cache off)".
func Trial(t *analysis.Trial) string {
	settings := settings(t.Manifest.Configuration)
	if t.Manifest.Repetition > 1 {
		settings = append(settings, fmt.Sprintf("repetition %d", t.Manifest.Repetition))
	}
	name := fmt.Sprintf("trial %d", t.Manifest.Trial)
	if len(settings) > 0 {
		name += " (" + strings.Join(settings, ", ") + ")"
	}
	return name
}

// operation names an operation, or all of them for "".
func operation(name string) string { return Or(name, "all operations") }

// round3 keeps three decimals of a ratio, one of its percentage.
func round3(ratio float64) float64 { return math.Round(ratio*1000) / 1000 }

// place says where time goes: in a store, or in one of the places that are none.
func place(name string) string {
	switch name {
	case analysis.PlaceWait:
		return "waiting to be sent"
	case analysis.PlaceUnknown:
		return "where answers do not say"
	case analysis.PlaceAPI:
		return "in the API itself"
	case analysis.PlaceNetwork:
		return "between client and API"
	case analysis.PlaceNoAnswer:
		return "waiting for an answer that never came"
	}
	return "in " + name
}
