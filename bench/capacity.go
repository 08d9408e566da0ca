package main

import (
	"context"
	"errors"
	"math"
	"strconv"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stats"
	"quintet/bench/words"
)

const capacityHelp = `bench capacity [flags] SCENARIO|FILE.yaml

Finds the largest offered load at which every SLO of the scenario holds, in each configuration of its matrix. It doubles the rate of
the main phase (all others in proportion) from the lower end, then quadruples it, until an SLO breaks; bisects between the loads that
broke nothing and those that did; and confirms the result three times. A load holds when the upper bound of every percentile and of the
failure ratio is inside its SLO and goodput is at least 95 % of the offered load. A load that breaks nothing but has too few hits to be
sure is tried up to two times more, and is then named as not shown to hold: only a load that broke an SLO is the upper end of the
answer. Where trials at one load contradict one another, the majority of five decides. Where the generator is the limit, the answer is
"at least". The scenario's "search:" sets the range of rates; the default is from an eighth of the scenario's own rate to 32 times it.
Each step is a trial on a fresh stack, so short phases save time: -set duration=15s.`

func capacityCommand(ctx context.Context, t terminal, args []string) error {
	var o options
	set := flags(t, "capacity", capacityHelp)
	o.define(set)
	from := set.String("from", "", "the lowest `rate` to try, such as 100/s")
	to := set.String("to", "", "the highest `rate` to try")
	resolution := set.String("resolution", "", "how close the answer must be, a `ratio` such as 5%")
	name, err := o.parse(set, args)
	if err != nil {
		return err
	}
	s, err := readScenario(name, o.changes)
	if err != nil {
		return usageError(err)
	}
	if s.Search == nil {
		rate := s.MainRate()
		o.change("search.rate.from", rateText(rate/8))
		o.change("search.rate.to", rateText(rate*32))
	}
	for key, value := range map[string]string{"search.rate.from": *from, "search.rate.to": *to, "search.resolution": *resolution} {
		if value != "" {
			o.change(key, value)
		}
	}
	if s, err = readScenario(name, o.changes); err != nil {
		return usageError(err)
	}
	return o.run(ctx, t, s, o.repeatCommand("capacity", name))
}

// change adds an override, or replaces one of the same key.
func (o *options) change(key, value string) {
	for i := range o.changes {
		if o.changes[i].Key == key {
			o.changes[i].Value = value
			return
		}
	}
	o.changes = append(o.changes, scenario.Override{Key: key, Value: value})
}

// rateText writes a rate as scenario files do, to three digits.
func rateText(rate float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(rate, 'g', 3, 64), 64)
	if err != nil {
		rounded = rate
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64) + "/s"
}

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
		need := 0.0
		switch {
		case o.Operation != "":
		case o.Metric == "failures" && o.Limit > 0:
			need = math.Ceil(stats.ShareSample(0, o.Limit, analysis.Confidence))
		case o.Quantile > 0 && o.Quantile < 1:
			need = float64(stats.SmallestSample(o.Quantile, analysis.Confidence))
		}
		if need > most {
			most, of = need, o.Expression
		}
	}
	if hits < most {
		return errors.New(s.File + ": search: at " + rateText(s.Search.From) + " the measured phases hold about " + words.Count(hits) +
			" requests, and " + of + " needs " + words.Count(most) + " to be shown; begin at a higher rate or make the phases longer")
	}
	return nil
}
