package analysis

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkTelemetry: what stores tell of themselves has holes where they did not answer. Nothing else of a trial rests on it, so that is a
// doubt at most.
func checkTelemetry(f *facts) []Check {
	if len(f.scraped.telemetry) == 0 {
		return nil
	}
	var holes []string
	for _, name := range slices.Sorted(maps.Keys(f.scraped.telemetry)) {
		made, missed := outsideFaults(map[string]*scrapes{name: f.scraped.telemetry[name]}, f.Events)
		if float64(missed) > f.limits.ScrapeGaps*float64(made) {
			holes = append(holes, fmt.Sprintf("%s %d of %d times", name, missed, made))
		}
	}
	c := Check{Name: "store telemetry", OK: true, Limit: "at most " + FormatRatio(f.limits.ScrapeGaps) + " missing", Measured: "whole",
		Detail: "the stores told of themselves when they were asked."}
	if len(holes) > 0 {
		c.Doubt, c.Measured = true, "missing: "+strings.Join(holes, ", ")
		c.Detail = fmt.Sprintf("what stores tell of themselves is missing: %s.", strings.Join(holes, ", "))
	}
	return []Check{c}
}
