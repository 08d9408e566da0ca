package analysis

// analyses look for what is notable in a trial, in the order of a report. Each gives one sentence or more even when nothing is
// notable, so that a reader knows it was looked for. They read nothing but the trial's result.
var analyses = []struct {
	name string
	find func(*Trial) []Finding
}{
	{"phases", findPhases},
	{"tail", findTail},
	{"operations", findOperations},
	{"wait", findWait},
	{"cache", findCache},
	{"saturation", findSaturation},
	{"failures", findFailures},
}

// findingsOf runs all of them over a trial that has hits in measured phases.
func findingsOf(t *Trial) []Finding {
	if t.All.Hits == 0 {
		return nil
	}
	var found []Finding
	for _, a := range analyses {
		for _, f := range a.find(t) {
			f.Name, f.Trial, f.Sentence = a.name, t.Manifest.Trial, sentence(f.Sentence)
			found = append(found, f)
		}
	}
	return found
}
