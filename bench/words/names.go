package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// settings are those of a configuration, in the order of their names.
func settings(values map[string]string) []string {
	var parts []string
	for _, axis := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, axis+" "+values[axis])
	}
	return parts
}

// Settings are those of a configuration: "api.replicas 2, cache off"; "" when it has none.
func Settings(values map[string]string) string { return strings.Join(settings(values), ", ") }

// Configuration names a configuration behind other words: " with cache off", "" for the only one of a run.
func Configuration(values map[string]string) string {
	if len(values) == 0 {
		return ""
	}
	return " with " + Settings(values)
}

// ConfigurationName names a configuration by its values: "api.replicas 2, cache off".
func ConfigurationName(values map[string]string) string {
	return Or(Settings(values), onlyOne)
}

// bracketed names a configuration in brackets: "(cache off)".
func bracketed(configuration map[string]string) string {
	if len(configuration) == 0 {
		return "without axes"
	}
	return "(" + Settings(configuration) + ")"
}

// configurations names all configurations of a side.
func configurations(all []map[string]string) string {
	if len(all) == 0 {
		return "no trials"
	}
	var names []string
	for _, c := range all {
		names = append(names, bracketed(c))
	}
	return strings.Join(names, ", ")
}

// Label names a configuration, at a volume, as far as they were varied: "api.replicas 2, cache off, volume 10x"; "" for the only one.
func Label(l scaling.Label) string {
	parts := settings(l.Settings)
	if l.Volume != "" {
		parts = append(parts, "volume "+l.Volume)
	}
	return strings.Join(parts, ", ")
}

// with puts a label behind other words: " with cache off", "" for the only configuration.
func with(l scaling.Label) string {
	if l.Empty() {
		return ""
	}
	return " with " + Label(l)
}

// Trial tells a trial from the others of its run: "trial 2 (api.replicas 2, cache off)".
func Trial(t *analysis.Trial) string {
	parts := settings(t.Manifest.Configuration)
	if t.Manifest.Repetition > 1 {
		parts = append(parts, fmt.Sprintf("repetition %d", t.Manifest.Repetition))
	}
	name := TrialNumber(t.Manifest.Trial)
	if len(parts) > 0 {
		name += " (" + strings.Join(parts, ", ") + ")"
	}
	return name
}

// TrialNumber names a trial by its number: "trial 2".
func TrialNumber(n int) string { return fmt.Sprintf("trial %d", n) }

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

// operation names an operation, or all of them for "".
func operation(name string) string { return Or(name, "all operations") }

// phase is the name of a phase in a sentence: in quotes where it has several words, which would else read on as the sentence.
func phase(name string) string {
	if strings.Contains(name, " ") {
		return "“" + name + "”"
	}
	return name
}

// place is where time goes: in a store, or in one of the places that are none.
func place(name string) string {
	switch name {
	case analysis.PlaceWait:
		return "waiting to be sent"
	case analysis.PlaceUnknown:
		return "where answers do not say"
	case analysis.PlaceAPI:
		return "in the API itself"
	case analysis.PlaceThink:
		return "while thinking"
	case analysis.PlaceNetwork:
		return "between client and API"
	case analysis.PlaceNoAnswer:
		return "waiting for an answer that never came"
	}
	return "in " + name
}
