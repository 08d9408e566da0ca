package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

// RequestRate writes a rate in words: "412 requests/s".
func RequestRate(perSecond float64) string {
	return rate(perSecond, " requests/s")
}

// Capacity states what a search found, as the part of a sentence: "at least 400 requests/s (generator-bound)".
func Capacity(c *analysis.Capacity) string {
	rate := RequestRate(c.Rate)
	switch {
	case c.Unsure && c.Rate == 0:
		return "an unknown load"
	case c.Rate == 0 && c.GeneratorBound:
		return "a load that the generator could not offer"
	case c.Rate == 0 && c.Refused > 0:
		return "less than " + RequestRate(c.Refused)
	case c.Rate == 0:
		return "an unknown load (" + RequestRate(c.NotShown) + " broke nothing and was not shown to hold)"
	case c.GeneratorBound:
		return "at least " + rate + " (generator-bound)"
	case c.Unsure:
		return "about " + rate + " (not confirmed)"
	case c.NotShown > 0 && c.Refused > 0:
		return "at least " + rate + " and less than " + RequestRate(c.Refused)
	case c.NotShown > 0:
		return "at least " + rate + " (no load tried broke an objective)"
	case c.AtLeast && c.Swept:
		return "at least " + rate + " (the largest load tried)"
	case c.AtLeast:
		return "at least " + rate + " (the search's upper end)"
	}
	return rate
}

// mixed names the loads at the borders of a capacity whose trials came to different results, as the end of a sentence: "; the trials at
// 260 requests/s contradict one another: 3 held, 3 were not certain".
func mixed(c *analysis.Capacity) string {
	text := ""
	for _, l := range c.Mixed {
		if l.Rate != c.Rate && l.Rate != c.NotShown && l.Rate != c.Refused {
			continue
		}
		parts := []string{fmt.Sprintf("%d held", l.Held)}
		if l.Broke > 0 {
			parts = append(parts, fmt.Sprintf("%d broke an objective", l.Broke))
		}
		if l.NotShown > 0 {
			parts = append(parts, fmt.Sprintf("%d %s not certain", l.NotShown, map[bool]string{true: "was", false: "were"}[l.NotShown == 1]))
		}
		text += fmt.Sprintf("; the trials at %s contradict one another: %s", RequestRate(l.Rate), strings.Join(parts, ", "))
	}
	return text
}

// capacities states what a search found in each configuration.
func capacities(r *analysis.Result) string {
	var found []string
	for i := range r.Capacities {
		found = append(found, Capacity(&r.Capacities[i])+Configuration(r.Capacities[i].Configuration))
	}
	return strings.Join(found, "; ")
}
