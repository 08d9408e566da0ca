package watch

import (
	"maps"

	"quintet/bench/analysis"
	"quintet/bench/expose"
	"quintet/bench/runner"
	"quintet/bench/scenario"
)

// look is a look at a run as its metrics show it.
func look(r *runner.Runner) expose.Look {
	live := r.Live()
	l := expose.Look{Stage: string(live.Stage), Loading: live.Playing(), Load: live.Load, Scraped: live.Scraped}
	if live.Scraper != nil {
		l.Latest = live.Scraper.Latest()
	}
	return l
}

// validSoFar reports of a look whether the analysis would call the run valid, as far as that can be told while it goes on: the
// generator keeps up, and what fails is within what a valid run may have.
func validSoFar(r *runner.Runner, sc scenario.Scenario) func(expose.Look) bool {
	limits, cores := analysis.LimitsFor(runner.SLOs(sc)), float64(r.Machine.Cores)
	return func(l expose.Look) bool {
		all := 0.0
		for used := range maps.Values(l.Scraped.CPU) {
			all += used
		}
		total, late := l.Load.Total, l.Load.InPhase.Lag.Seconds() > limits.SendLag && all > limits.Machine*cores
		failed := total.Done > 0 && float64(total.Failed) > limits.Failures*float64(total.Done)
		return l.Scraped.CPU["generator"] <= limits.GeneratorCPU*cores && !failed && (sc.Load.Closed > 0 || !late)
	}
}
