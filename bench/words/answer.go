package words

import (
	"fmt"
	"math"
	"strings"

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

// Label names a configuration, at a volume, as far as they were varied: "api.replicas 2, cache off, volume 10x"; "" for the only one.
func Label(l scaling.Label) string {
	parts := settings(l.Settings)
	if l.Volume != "" {
		parts = append(parts, "volume "+l.Volume)
	}
	return strings.Join(parts, ", ")
}

// with puts a label behind other words: " with cache off", "" for the only configuration.
func with(l scaling.Label) string {
	if l.Empty() {
		return ""
	}
	return " with " + Label(l)
}

// statement is a sentence that may be the rest of another one.
func statement(v scaling.Values) string {
	switch v := v.(type) {
	case scaling.LargestLoad:
		return largestLoad(v)
	case scaling.LoadResponse:
		return loadResponse(v)
	case scaling.MoreAlike:
		return fmt.Sprintf("the same of %d more is in the tables.", v.Configurations)
	case scaling.OneVolume:
		return fmt.Sprintf("only one volume%s%s has valid trials: what more rows do is not known.", with(v.Label), atRate(v.Rate))
	case scaling.VolumeGrowth:
		return volumeGrowth(v)
	case scaling.SpeedUp:
		return SpeedUp(&v.Series)
	case scaling.SettingEffect:
		return settingEffect(v)
	case scaling.TailAt:
		return heaviestLoad(v.At) + " " + tailTime(v.Tail) + "."
	case scaling.ResourcesAt:
		return heaviestLoad(v.At) + ": " + resources(v)
	}
	return unknown(v)
}

func largestLoad(v scaling.LargestLoad) string {
	c, refusal := &v.Capacity, refusal(&v.Refusal.Why)
	text := ""
	switch {
	case c.Rate == 0 && c.Refused > 0:
		return fmt.Sprintf("not even the least load tried, %s, is taken%s: %s.", RequestRate(c.Refused), with(v.Label), Or(refusal, "see its trials"))
	case c.Rate == 0:
		text = "it takes " + Capacity(c) + with(v.Label)
	case v.Offered > 0:
		text = fmt.Sprintf("it takes %s%s in its main phase (%s offered over all measured phases) with every SLO held", Capacity(c), with(v.Label), Rate(v.Offered))
	default:
		text = fmt.Sprintf("it takes %s%s with every SLO held", Capacity(c), with(v.Label))
	}
	if refusal != "" {
		text += fmt.Sprintf("; at %s %s", RequestRate(c.Refused), refusal)
	}
	return text + "."
}

func loadResponse(v scaling.LoadResponse) string {
	text := fmt.Sprintf("from %s to %s offered p99 goes from %s to %s, and throughput ", Rate(v.First.Offered), Rate(v.Last.Offered),
		withInterval("p99", v.First.P99), withInterval("p99", v.Last.P99))
	if !v.Label.Empty() {
		text = "with " + Label(v.Label) + ", " + text
	}
	behind := v.FellBehind
	switch {
	case behind == nil:
		text += "follows the load all the way: the most that can be done lies higher"
	case v.KeptUp == nil:
		text += fmt.Sprintf("does not even follow the least load: %s answered of %s", withInterval("throughput", behind.Throughput), Rate(behind.Offered))
	default:
		text += fmt.Sprintf("follows the load up to %s; of %s offered it answers %s", Rate(v.KeptUp.Offered), Rate(behind.Offered), withInterval("throughput", behind.Throughput))
	}
	if v.NotMeasured > 0 {
		text += fmt.Sprintf("; of the heaviest load, %s, no trial is valid", Rate(v.NotMeasured))
	}
	return text + "."
}

func settingEffect(v scaling.SettingEffect) string {
	where := ""
	if v.Offered > 0 {
		where = ", at " + Rate(v.Offered)
	}
	effect := "which cannot be told apart"
	if v.Apart {
		effect = timesWithInterval(v.Slower)
	}
	text := fmt.Sprintf("%s %s instead of %s%s: p99 %s against %s, %s", v.Axis, v.To, v.From, where, withInterval("p99", v.ToP99), withInterval("p99", v.FromP99), effect)
	if v.ThroughputChanges {
		text += fmt.Sprintf("; throughput %s against %s", withInterval("throughput", v.ToThroughput), withInterval("throughput", v.FromThroughput))
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
		parts = append(parts, fmt.Sprintf("%s uses %s, about as much as one thread can", t.Source, Cores(t.Cores)))
	}
	for _, p := range v.Pools {
		parts = append(parts, fmt.Sprintf("requests wait for connections of %s, %s at any time", p.Store, significant(p.Waiting)))
	}
	if len(parts) == 1 && v.PoolsObserved {
		parts = append(parts, "no pool of connections is short")
	}
	return strings.Join(parts, "; ") + "."
}

// withInterval writes an estimate of a metric with its interval: "21.3 ms (20.7 – 22.1 ms)".
func withInterval(metric string, e scaling.Estimate) string {
	text, interval := Metric(metric, e.Value), Interval(metric, e.Low, e.High)
	if interval == Absent || interval == "unknown" {
		return text
	}
	return text + " (" + interval + ")"
}

// timesWithInterval writes a factor with its interval: "5.45 times (5.43 to 5.46)".
func timesWithInterval(e scaling.Estimate) string {
	interval := significant(e.Low) + " to " + significant(e.High)
	switch {
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		interval = Absent
	case math.IsInf(e.High, 1):
		interval = "at least " + significant(e.Low)
	}
	return fmt.Sprintf("%s times (%s)", significant(e.Value), interval)
}

func atRate(rate float64) string {
	if rate > 0 {
		return " at " + Rate(rate)
	}
	return ""
}
