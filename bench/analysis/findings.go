package analysis

// analyses look for what is notable in a trial, in the order of a report. Each gives one finding or more even when nothing is
// notable, so that a reader knows it was looked for; durability does where a server ended that it is a question of, ledger where one was
// kept, and cache where there may be one that tells. They read nothing but the trial's result.
var analyses = []struct {
	name, figure string
	find         func(*Trial) []Values
}{

	{"phases", "latency", findPhases},
	{"tail", "stores", func(t *Trial) []Values { return []Values{FindTail(t)} }},
	{"tail", "percentiles", findTailOperation},
	{"operations", "percentiles", findSlowest},
	{"wait", "curve", func(t *Trial) []Values { return []Values{findWait(t)} }},
	{"cache", "cache", findCache},
	{"saturation", "cpu", func(t *Trial) []Values { return []Values{FindCPUUse(t)} }},
	{"durability", "", findDurability},
	{"failures", "failures", func(t *Trial) []Values { return []Values{findFailed(t)} }},
	{"ledger", "", findWrites},
}

// findingsOf runs all of them over a trial that has hits in measured phases.
func findingsOf(t *Trial) []Finding {
	if t.All.Hits == 0 {
		return nil
	}
	var found []Finding
	for _, a := range analyses {
		for _, v := range a.find(t) {
			found = append(found, Finding{a.name, t.Manifest.Trial, a.figure, v})
		}
	}
	return found
}
