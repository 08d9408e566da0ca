package words

import (
	"fmt"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// LineTitle names a line of runs by their stack and configuration, "" for the only one.
func LineTitle(stack, configuration string, search bool) string {
	title := Or(stack, "unknown stack")
	if configuration != "" {
		title += " · " + configuration
	}
	if search {
		title += " · " + searchForCapacity
	}
	return title
}

// MoreLines counts the lines of a scenario that are not drawn, EarlierChanges the changes that are not listed.
func MoreLines(n uint64) string {
	return fmt.Sprintf("%d more %s, whose newest runs are older, %s not drawn.", n, Plural(n, "configuration"), verb(n, "is", "are"))
}
func EarlierChanges(n uint64) string {
	return fmt.Sprintf("%d earlier %s %s not listed.", n, Plural(n, "change"), verb(n, "is", "are"))
}

// ShortLines says that no line is long enough for a change of level.
func ShortLines(needed, longest int) string {
	return fmt.Sprintf("A change of level needs %d valid, comparable runs of one line; the longest line has %d.", needed, longest)
}

// LoneRun has the numbers of a line of one run.
func LoneRun(numbers []string, began time.Time) string {
	return fmt.Sprintf("%s on %s. A line needs numbers of two runs.", strings.Join(numbers, ", "), Time(began))
}

// LevelChange says that a metric has a new level from a run on.
func LevelChange(metric string, rose bool, before, after string) string {
	moved := "fell"
	if rose {
		moved = "rose"
	}
	return fmt.Sprintf("%s %s from %s to %s", metric, moved, before, after)
}

// LineChange names the line on which something happened.
func LineChange(scenario, stack, configuration, what string) string {
	where := On(scenario, stack)
	if configuration != "" {
		where += " (" + configuration + ")"
	}
	return where + ": " + what
}

// SparkLabel is the picture of a line in words; within is the range of its values, "" for one value.
func SparkLabel(metric string, runs int, newest, within string) string {
	text := fmt.Sprintf("%s of %d runs, the oldest on the left, from zero: newest %s", metric, runs, newest)
	if within != "" {
		text += ", all within " + within
	}
	return text
}

// Conditions under which numbers were measured, of which none may differ within a line.
const (
	AnotherMachine  = "another machine"
	AnotherDataset  = "another data set"
	OtherObjectives = "other objectives"
	OtherOperations = "other operations"
	AnotherLoad     = "another load"
)

// ConditionChanged is a condition that differs, with what it is and was.
func ConditionChanged(condition, before, after string) string {
	return fmt.Sprintf("%s (%s, before %s)", condition, Or(after, "none"), Or(before, "none"))
}

// LineBreak says why a line begins anew.
func LineBreak(conditions string) string { return "the line begins anew: " + conditions }

// MachineCondition, DatasetCondition and LoadCondition describe what numbers depend on.
func MachineCondition(m *samples.Machine) string {
	return fmt.Sprintf("%s, %d cores, %s", Or(m.CPU, "a processor without a name"), m.Cores, Bytes(float64(m.Memory)))
}
func DatasetCondition(d *samples.Dataset) string {
	return fmt.Sprintf("%s, fingerprint %s", Or(d.Volume, "no volume"), Or(d.Fingerprint, "none"))
}
func LoadCondition(l *samples.Load) string {
	if l.Closed > 0 {
		return fmt.Sprintf("%d closed-loop users", l.Closed)
	}
	return l.Arrivals
}

// PhaseCondition describes a phase, with the number of its requests where that is more than chance.
func PhaseCondition(p *analysis.Phase, withRequests bool) string {
	length := (p.End - p.Start).Round(time.Millisecond).String()
	if p.UntilSteady != nil {
		length, withRequests = "until steady", false
	}
	text := fmt.Sprintf("%s %s %s", p.Name, p.Shape, length)
	if !p.Measure {
		text += " " + NotMeasured
	}
	if withRequests {
		text += fmt.Sprintf(" of %s requests", Count(float64(p.Offered)))
	}
	return text
}
