package words

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// GeneratorsHeading heads the section on several generators, GeneratorsTable their table.
const GeneratorsHeading = "Generators"

// GeneratorsTable has a row a generator.
func GeneratorsTable() TableText {
	return TableText{"What each generator did", "The load was not split among generators."}
}

// GeneratorName names a generator, as the source of its points does.
func GeneratorName(index int) string { return samples.Source(index) }

// maxTroubles is how many generators a sentence names.
const maxTroubles = 10

func generatorsText(c *analysis.Check, e analysis.Generators) CheckText {
	t := CheckText{"generators", Of(inUnit(c.Measured), inUnit(c.Limit)), "each its part, at one time", ""}
	var parts []string
	say := func(troubles []analysis.GeneratorTrouble, one, many string, detail func(analysis.GeneratorTrouble) string) {
		if len(troubles) == 0 {
			return
		}
		var names []string
		for _, g := range troubles[:min(len(troubles), maxTroubles)] {
			names = append(names, fmt.Sprintf("%d%s", g.Index, detail(g)))
		}
		text := fmt.Sprintf("%d of %s generators %s: %s", len(troubles), inUnit(c.Limit), verb(len(troubles), one, many), strings.Join(names, ", "))
		if more := len(troubles) - maxTroubles; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		parts = append(parts, text)
	}
	say(e.Lost, "was lost", "were lost", func(g analysis.GeneratorTrouble) string { return on(g.Host, strings.TrimSuffix(g.Reason, ".")) })
	say(e.Late, "began late", "began late", func(g analysis.GeneratorTrouble) string { return on(g.Host, "by "+Seconds(g.Late)) })
	say(e.Twice, "was started twice", "were started twice", func(g analysis.GeneratorTrouble) string { return on(g.Host, "the second one sent nothing") })
	if len(parts) == 0 {
		t.Detail = fmt.Sprintf("each of %s generators began at most %s after the start and sent its part", inUnit(c.Limit), Seconds(analysis.MaxLate))
		return t
	}
	t.Detail = strings.Join(parts, "; ") + ": the load was not the scenario's"
	return t
}

// on says in brackets on which machine a generator ran, as far as that is known, and what else there is to say.
func on(host, more string) string {
	switch {
	case host == "" && more == "":
		return ""
	case host == "":
		return " (" + more + ")"
	case more == "":
		return " (on " + host + ")"
	}
	return " (on " + host + ": " + more + ")"
}

func clocksText(c *analysis.Check, e analysis.Clocks) CheckText {
	t := CheckText{Name: "clocks", Measured: inUnit(c.Measured) + " apart", Limit: atMost(c),
		Detail: fmt.Sprintf("the clocks of any two generators agree to within %s, as far as they can be compared", inUnit(c.Measured))}
	if c.Doubt {
		t.Detail = fmt.Sprintf("the clock of generator %d can be compared to within %s only", e.Index, Seconds(e.Uncertainty))
		if e.Drift != 0 {
			t.Detail = fmt.Sprintf("the clock of generator %d moved by %s during the load", e.Index, Seconds(math.Abs(e.Drift)))
		}
		t.Detail += fmt.Sprintf(": response times do not depend on it, but its hits may stand up to %s from those of the others, from points and from events", inUnit(c.Measured))
	}
	return t
}

// SplitEffects are the effects of sharing a load among generators.
func SplitEffects(m *samples.Manifest) []string {
	n := len(m.Generators)
	list := []string{
		"All numbers are of all hits together: the records are merged, never percentiles. Each hit of the schedule was sent by one generator, and " +
			"its response time is by that generator's clock alone.",
		"A generator knows its own writes only: the sessions that it uses, and the newest rows that it reads, are those that it wrote itself. With one " +
			"generator they would be those of the whole load.",
	}
	if len(m.Declared) > 0 {
		list = append(list, "All generators begin with what the setup had remembered. What declared operations remember of later answers, each has for itself.")
	}
	switch {
	case m.Load.Closed > 0:
		list = append(list, fmt.Sprintf("The %d users of the closed loop were divided among %d generators.", m.Load.Closed, n))
	case m.Load.Arrivals == "constant":
		list = append(list, fmt.Sprintf("Arrivals are constant, dealt out in turn: hits of different generators are as evenly spaced as their clocks agree (%s).", apart(m)))
	default:
		list = append(list, "Arrivals are Poisson, dealt out at random: each generator's are Poisson too, and so are all together, however far the clocks are apart.")
	}
	return list
}

// apart is how well the clocks of two generators agree, at worst: each is known by the coordinator's.
func apart(m *samples.Manifest) string {
	var known []float64
	for i := range m.Generators {
		known = append(known, m.Generators[i].Before.Uncertainty.Seconds())
	}
	slices.Sort(known)
	worst := known[len(known)-1]
	if len(known) > 1 {
		worst += known[len(known)-2]
	}
	return "± " + Seconds(worst)
}

// ClockOffset writes an offset with its uncertainty.
func ClockOffset(offset, uncertainty float64) string {
	return Seconds(offset) + " ± " + Seconds(uncertainty)
}
