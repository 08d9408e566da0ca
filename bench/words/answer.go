package words

import (
	"fmt"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// Topic is the heading above the statements on a topic.
func Topic(t scaling.Topic) string {
	switch t {
	case scaling.OnLoad:
		return "On load"
	case scaling.OnVolume:
		return "On data volume"
	case scaling.OnConfigurations:
		return "On configurations"
	case scaling.OnLimits:
		return "What stands in the way"
	case scaling.OnUnknown:
		return "What this run cannot say"
	}
	return string(t)
}

// Statement says one thing that the trials of a run say together.
func Statement(s *scaling.Statement) string { return sentence(statement(s.Values)) }

// Doubts are what limits an answer, each the rest of a sentence.
func Doubts(s *scaling.Result) []string {
	var texts []string
	for _, v := range s.Doubts {
		texts = append(texts, statement(v))
	}
	return texts
}

// statement is a sentence that may be the rest of another one.
func statement(v scaling.Values) string {
	switch v := v.(type) {
	case scaling.LargestLoad:
		return largestLoad(v)
	case scaling.LoadResponse:
		return loadResponse(v)
	case scaling.MoreAlike:
		return fmt.Sprintf("the tables have %d more configurations.", v.Configurations)
	case scaling.OneVolume:
		return fmt.Sprintf("only one volume%s%s has valid trials, so the effect of more rows is unknown.", with(v.Label), atRate(v.Rate))
	case scaling.VolumeGrowth:
		return volumeGrowth(v)
	case scaling.SpeedUp:
		return SpeedUp(&v.Series)
	case scaling.SettingEffect:
		return settingEffect(v)
	case scaling.TailAt:
		return heaviestLoad(v.At) + ", " + tailTime(v.Tail) + "."
	case scaling.ResourcesAt:
		return heaviestLoad(v.At) + ": " + resources(v)
	}
	return unknown(v)
}

func largestLoad(v scaling.LargestLoad) string {
	c := &v.Capacity
	subject := "the capacity" + with(v.Label)
	ends := borders(&v)
	switch {
	case c.Rate == 0 && c.NotShown > 0:
		text := "no load was shown to hold" + with(v.Label)
		switch {
		case c.Refused > 0:
		case c.GeneratorBound:
			text += ", none broke an objective, and the generator could offer no more"
		default:
			text += ", and none broke an objective"
		}
		return text + ": " + strings.Join(ends, "; ") + mixed(c) + "."
	case c.Rate == 0 && c.Refused > 0:
		holds := "no load tried holds%s: %s%s."
		if slices.ContainsFunc(c.Tried, func(t analysis.TriedLoad) bool { return t.Accepted }) {
			holds = "no load holds below one that broke an objective%s: %s%s."
		}
		return fmt.Sprintf(holds, with(v.Label), strings.Join(ends, "; "), mixed(c))
	case c.Rate == 0 && c.GeneratorBound:
		return subject + " is unknown: the generator could not offer enough load."
	case c.Rate == 0 && c.Swept:
		return subject + " is unknown: no trial says whether its load holds."
	case c.Rate == 0:
		return subject + " is unknown: the search did not end."
	}
	text := fmt.Sprintf("%s is %s", subject, Capacity(c))
	if v.Offered > 0 {
		text += fmt.Sprintf(" in the main phase, %s over all measured phases", Rate(v.Offered))
	}
	return strings.Join(append([]string{text}, ends...), "; ") + mixed(c) + "."
}

// borders are what is known of the loads above a capacity: that one was not shown to hold, and that one broke.
func borders(v *scaling.LargestLoad) []string {
	c := &v.Capacity
	var ends []string
	if c.NotShown > 0 {
		where := requestRate(c.NotShown) + " was not shown to hold:"
		if c.Rate == 0 {
			where = "at " + requestRate(c.NotShown) // the sentence has said so
		}
		ends = append(ends, where+" "+refusal(&v.NotShown))
	}
	if c.Refused > 0 {
		ends = append(ends, fmt.Sprintf("at %s %s", requestRate(c.Refused), refusal(&v.Refused)))
	}
	return ends
}

func loadResponse(v scaling.LoadResponse) string {
	text := fmt.Sprintf("p99 goes from %s to %s as the offered load grows from %s to %s; ",
		withInterval("p99", v.First.P99), withInterval("p99", v.Last.P99), Rate(v.First.Offered), Rate(v.Last.Offered))
	if !v.Label.Empty() {
		text = "with " + Label(v.Label) + ", " + text
	}
	behind := v.FellBehind
	switch {
	case behind == nil:
		text += fmt.Sprintf("throughput keeps up with it throughout, so its maximum is at least %s", Rate(v.Last.Throughput.Value))
	case v.KeptUp == nil:
		text += fmt.Sprintf("throughput does not keep up even at the lowest load: %s of %s offered", withInterval("throughput", behind.Throughput), Rate(behind.Offered))
	default:
		text += fmt.Sprintf("throughput keeps up to %s and is %s at %s offered", Rate(v.KeptUp.Offered), withInterval("throughput", behind.Throughput), Rate(behind.Offered))
	}
	if v.NotMeasured > 0 {
		text += fmt.Sprintf("; no trial at the highest load, %s offered, is valid", Rate(v.NotMeasured))
	}
	return text + "."
}

func settingEffect(v scaling.SettingEffect) string {
	where := ""
	if v.Offered > 0 {
		where = " at " + Rate(v.Offered)
	}
	effect := "chance may explain the difference"
	if v.Apart {
		effect = timesWithInterval(v.Slower) + onceEach(v.Slower)
	}
	text := fmt.Sprintf("with %s %s instead of %s, p99%s goes from %s to %s: %s", v.Axis, v.To, v.From, where, withInterval("p99", v.FromP99), withInterval("p99", v.ToP99), effect)
	if v.ThroughputChanges {
		text += fmt.Sprintf("; throughput goes from %s to %s", withInterval("throughput", v.FromThroughput), withInterval("throughput", v.ToThroughput))
	}
	return text + "."
}

func heaviestLoad(at scaling.HeaviestLoad) string {
	where := "at its heaviest load"
	if at.Offered > 0 {
		where = "at " + Rate(at.Offered) + " offered"
	}
	if !at.Label.Empty() {
		return "with " + Label(at.Label) + " " + where
	}
	return where
}

// resources says which resource is used up.
func resources(v scaling.ResourcesAt) string {
	parts := []string{cpuUse(v.CPU)}
	for _, t := range v.Threads {
		parts = append(parts, fmt.Sprintf("%s uses %s, about the limit of a single thread", t.Source, Cores(t.Cores)))
	}
	for _, p := range v.Pools {
		parts = append(parts, fmt.Sprintf("%s requests wait for a connection to %s on average", significant(p.Waiting), p.Store))
	}
	if len(parts) == 1 && v.PoolsObserved {
		parts = append(parts, "no connection pool was exhausted")
	}
	return strings.Join(parts, "; ") + "."
}
