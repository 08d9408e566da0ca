package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

// requestRate writes a rate in words: "412 requests/s".
func requestRate(perSecond float64) string {
	return rate(perSecond, " requests/s")
}

// Capacity states what a search found, as the part of a sentence: "at least 400 requests/s (generator-bound)".
func Capacity(c *analysis.Capacity) string {
	rate := requestRate(c.Rate)
	switch {
	case c.Unsure && c.Rate == 0:
		return "an unknown load"
	case c.Rate == 0 && c.GeneratorBound:
		return "a load that the generator could not offer"
	case c.Rate == 0 && c.Refused > 0:
		return "less than " + requestRate(c.Refused)
	case c.Rate == 0:
		return "an unknown load (" + requestRate(c.NotShown) + " broke nothing and was not shown to hold)"
	case c.GeneratorBound:
		return "at least " + rate + " (generator-bound)"
	case c.Unsure:
		return "about " + rate + " (not confirmed)"
	case c.NotShown > 0 && c.Refused > 0:
		return "at least " + rate + " and less than " + requestRate(c.Refused)
	case c.NotShown > 0 || c.AtLeast && c.Short:
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
			parts = append(parts, fmt.Sprintf("%d %s not certain", l.NotShown, verb(l.NotShown, "was", "were")))
		}
		text += fmt.Sprintf("; the trials at %s contradict one another: %s", requestRate(l.Rate), strings.Join(parts, ", "))
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

// AutoSearch announces the search that a run at a share of the capacity begins with.
func AutoSearch(share float64) string {
	return fmt.Sprintf("rate=auto: a rough search for the capacity comes first; then the scenario runs at %s of it.", Ratio(share))
}

// AutoRate states how the rate of a run came about: a share of the largest load that a search found to hold, or where none was shown to,
// that broke nothing.
func AutoRate(share, found, rate float64, run string, shown bool) string {
	capacity := "the capacity"
	if !shown {
		capacity = "the largest load that broke nothing"
	}
	return fmt.Sprintf("Rate chosen by rate=auto: %s, which is %s of %s that a rough search found first (%s, run %s).", Rate(rate), Ratio(share), capacity, Rate(found), run)
}

// NoAutoRate is why a run at a share of the capacity has no rate.
const NoAutoRate = "rate=auto: the search found no load that breaks nothing, so there is no rate to run at; its report shows what broke"

// Ahead states what a run of several trials will take, before it starts: the seconds are those of all loads together.
func Ahead(trials int, load float64) string {
	return fmt.Sprintf("%s, whose loads take %s together at most; starting the stack and reading writes back come on top.", Counted(trials, "trial"), Seconds(load))
}

// MadeFor states on which machine a scenario's rates were chosen, beside the machine at hand.
func MadeFor(scenario, machine string, cores int, cpu string) string {
	return fmt.Sprintf("%s is made for %s; this machine has %s (%s). Where that is less, -set rate=auto runs at a share of the capacity found first.",
		scenario, machine, Counted(cores, "core"), Or(cpu, "of an unknown kind"))
}
