package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/exitcode"
	"quintet/bench/scenario"
	"quintet/bench/words"
)

// -set rate=auto runs at this share of the capacity, unless it names another: so much is left for what the search did not see.
const autoShare = 0.7

// The search that -set rate=auto begins with is a rough one: its trials last this long at most, and the answer is as close as this.
const (
	autoTrial      = 15 * time.Second
	autoResolution = "20%"
)

// seeker runs a search and gives its result: (*options).measure.
type seeker func(o *options, ctx context.Context, t terminal, s scenario.Scenario, command string) (*analysis.Result, error)

// takeAutoRate takes `rate=auto` or `rate=auto:60%` out of the changes; the share is 0 when it is not among them.
func (o *options) takeAutoRate() (share float64, err error) {
	at := slices.IndexFunc(o.changes, func(c scenario.Override) bool { return c.Key == "rate" && strings.HasPrefix(c.Value, "auto") })
	if at < 0 {
		return 0, nil
	}
	value := o.changes[at].Value
	o.changes = slices.Delete(o.changes, at, at+1)
	if value == "auto" {
		return autoShare, nil
	}
	text, ok := strings.CutPrefix(value, "auto:")
	if share, err = scenario.ParseRatio(text); !ok || err != nil || share <= 0 || share > 1 {
		return 0, fmt.Errorf("-set rate=%s: want `auto`, or `auto:60%%` for another share of the capacity than %s", value, words.Ratio(autoShare))
	}
	return share, nil
}

// autoRate searches for the capacity of a scenario, in a run of its own that seek makes, and gives the scenario at a share of it; of several
// configurations, of the smallest capacity, so that all run at one load.
func (o *options) autoRate(ctx context.Context, t terminal, name string, share float64, seek seeker) (s scenario.Scenario, err error) {
	if s, err = readScenario(name, o.changes); err != nil {
		return s, usageError(err)
	}
	rate := s.MainRate()
	if rate == 0 || s.Search != nil || slices.ContainsFunc(s.Matrix, func(a scenario.Axis) bool { return a.Name == "rate" }) {
		return s, usageError(errors.New("-set rate=auto: want a scenario of an open load that neither searches for its rate nor varies it"))
	}
	search := *o
	search.rough, search.changes = true, slices.Clone(o.changes)
	search.change("search.rate.from", rateText(rate/8))
	search.change("search.rate.to", rateText(rate*32))
	search.change("search.resolution", autoResolution)
	lasting := time.Duration(0)
	for _, p := range s.Load.Phases {
		lasting += p.Duration
	}
	if lasting > autoTrial {
		search.change("duration", autoTrial.String())
	}
	sought, err := readScenario(name, search.changes)
	if err != nil {
		return s, usageError(err)
	}
	fmt.Fprintln(t.stderr, words.AutoSearch(share))
	res, err := seek(&search, ctx, t, sought, search.repeatCommand("capacity", name))
	var ended exit
	if ctx.Err() != nil || res == nil || errors.As(err, &ended) && ended.cause != nil {
		return s, err
	}
	// That the search itself breaks objectives, or is not certain, is no reason to end: it was made to.
	found, shown := unbroken(res.Capacities)
	if found == 0 {
		return s, exit{exitcode.Invalid, errors.New(words.NoAutoRate)}
	}
	o.change("rate", rateText(share*found))
	if s, err = readScenario(name, o.changes); err != nil {
		return s, usageError(err)
	}
	note := words.AutoRate(share, found, s.MainRate(), res.RunID, shown)
	fmt.Fprintln(t.stderr, note)
	s.Description = strings.TrimSpace(s.Description + " " + note)
	return s, nil
}

// unbroken is the smallest capacity of several configurations: the largest load that was shown to hold, or where none was, that broke
// nothing. 0 when a configuration has none.
func unbroken(found []analysis.Capacity) (rate float64, shown bool) {
	rate, shown = math.Inf(1), true
	for i := range found {
		c := &found[i]
		largest := c.Rate
		if largest == 0 {
			shown = false
			for _, tried := range c.Tried {
				if tried.Uncertain && (c.Refused == 0 || tried.Rate < c.Refused) {
					largest = max(largest, tried.Rate)
				}
			}
		}
		rate = min(rate, largest)
	}
	if math.IsInf(rate, 1) {
		return 0, false
	}
	return rate, shown
}
