package main

import (
	"errors"
	"math"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// judge tells the plan how a trial of a search went, and the user what was found.
func judge(note func(string)) func(trialDir string) (plan.Outcome, error) {
	return func(trialDir string) (plan.Outcome, error) {
		record, err := samples.OpenTrial(trialDir)
		if err != nil {
			return plan.Outcome{}, err
		}
		t := analysis.AnalyzeTrial(record, analysis.Options{Backends: server.Telemetry()})
		a := analysis.Accept(&t)
		note(words.Step(&t, &a))
		return plan.Outcome{Valid: a.Valid, Passed: a.Accepted, Uncertain: a.Uncertain, GeneratorBound: a.GeneratorBound}, nil
	}
}

// enoughHits refuses a search whose shortest trial cannot show that a load is taken: at the lowest rate there must be enough hits for
// the upper bound of no failures at all to be inside the SLO, and for a percentile to have an upper bound at all.
func enoughHits(s scenario.Scenario) error {
	if s.Search == nil {
		return nil
	}
	main, hits := s.MainRate(), 0.0
	if main == 0 {
		return nil
	}
	for _, p := range s.Load.Phases {
		if p.Measure {
			hits += s.Search.From * p.Duration.Seconds()
		}
	}
	most, of := 0.0, ""
	for _, o := range s.SLO {
		if need := hitsToShow(o); o.Operation == "" && need > most {
			most, of = need, o.Expression
		}
	}
	if hits < most {
		return errors.New(s.File + ": search: at " + rateText(s.Search.From) + " the measured phases hold about " + words.Count(hits) +
			" requests, and " + of + " needs " + words.Count(most) + " to be shown; begin at a higher rate or make the phases longer")
	}
	return nil
}

// hitsToShow is how many hits an objective needs to be shown at best: for the upper bound of no failures at all to be inside its limit, and for a
// percentile to have an upper bound at all; 0 of any other.
func hitsToShow(o scenario.SLO) float64 {
	switch {
	case o.Metric == "failures" && o.Limit > 0:
		return math.Ceil(stats.ShareSample(0, o.Limit, analysis.Confidence))
	case o.Quantile > 0 && o.Quantile < 1:
		return float64(stats.SmallestSample(o.Quantile, analysis.Confidence))
	}
	return 0
}
