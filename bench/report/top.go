package report

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// badges are verdict and validity in capitals.
func badges(res *analysis.Result) []page.Cell {
	badges := []page.Cell{verdictCell(res.Verdict)}
	if res.Verdict != "invalid" {
		badges = append(badges, page.Good("valid"))
	}
	for i := range badges {
		badges[i].Text = strings.ToUpper(badges[i].Text)
	}
	return badges
}

// tenSeconds are the figures that stand below the headline: requests, failures, cache, date, and whatever a reader must know at once.
func tenSeconds(res *analysis.Result) []page.Glance {
	hits, failures, found, lookups := uint64(0), uint64(0), 0.0, 0.0
	for i := range res.Trials {
		t := &res.Trials[i]
		hits, failures = hits+t.All.Hits, failures+t.All.Failures
		found += t.Cache.Hits + t.Cache.NegativeHits
		lookups += t.Cache.Hits + t.Cache.NegativeHits + t.Cache.Misses
	}
	ratio := math.NaN()
	if hits > 0 {
		ratio = float64(failures) / float64(hits)
	}
	failed := page.Glance{Value: words.Count(float64(failures)), After: words.Plural(failures, "failure")}
	if failures > 0 {
		failed.After += " (" + words.Ratio(ratio) + ")"
	}
	facts := []page.Glance{
		{Value: words.Count(float64(hits)), After: words.Plural(hits, "request")}, failed,
		{Before: words.CacheHit, Value: cacheHit(res, found, lookups)},
	}
	if !res.Began.IsZero() {
		facts = append(facts, page.Glance{Value: words.Time(res.Began)})
	}
	if n := uint64(len(res.Trials)); n > 1 {
		facts = append(facts, page.Glance{Value: fmt.Sprint(n), After: words.Plural(n, "trial")})
	}
	if len(res.Trials) == 1 && res.Trials[0].Manifest.State != samples.Complete {
		t := &res.Trials[0]
		facts = append(facts, page.Glance{Before: words.GotAsFarAs, Value: words.Of(words.Seconds(t.Reached), words.Seconds(t.Planned))})
	}
	if n := uint64(len(res.Warnings)); n > 0 {
		facts = append(facts, page.Glance{Value: fmt.Sprint(n), After: words.Plural(n, "warning"), Link: "warnings"})
	}
	return facts
}

// cacheHit is the hit ratio of all trials together, or why there is none.
func cacheHit(res *analysis.Result, found, lookups float64) string {
	if lookups > 0 {
		return words.Ratio(math.Round(1000*found/lookups) / 1000)
	}
	for i := range res.Trials {
		if res.Trials[i].Cache.Bypassed > 0 {
			return "off"
		}
	}
	return words.Absent
}
