package words

import (
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
	case c.Rate == 0:
		return "less than " + RequestRate(c.Refused)
	case c.GeneratorBound:
		return "at least " + rate + " (generator-bound)"
	case c.AtLeast && c.Swept:
		return "at least " + rate + " (the largest load tried)"
	case c.AtLeast:
		return "at least " + rate + " (the search's upper end)"
	case c.Unsure:
		return "about " + rate + " (not confirmed)"
	}
	return rate
}

// capacities states what a search found in each configuration.
func capacities(r *analysis.Result) string {
	var found []string
	for i := range r.Capacities {
		found = append(found, Capacity(&r.Capacities[i])+Configuration(r.Capacities[i].Configuration))
	}
	return strings.Join(found, "; ")
}
