package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
)

func cacheUse(v analysis.CacheUse) string {
	switch {
	case !v.On && v.Bypassed > 0:
		return fmt.Sprintf("the cache was off: %s reads bypassed it", Count(v.Bypassed))
	case !v.On:
		return "no lookups of the cache were seen"
	case math.IsNaN(v.HitRatio):
		return fmt.Sprintf("the cache answered nothing: %s errors", Count(v.Errors))
	}
	text := fmt.Sprintf("the cache answered %s of its lookups", Ratio(round3(v.HitRatio)))
	switch {
	case v.Drifted && v.Last < v.First:
		text += fmt.Sprintf(" and its hit ratio was falling: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case v.Drifted:
		text += fmt.Sprintf(" and its hit ratio was rising: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case !math.IsNaN(v.First):
		text += ", about as many in the first third of the measured time as in the last"
	}
	if v.Class != "" {
		text += fmt.Sprintf("; lowest for %s keys (%s)", v.Class, Ratio(round3(v.ClassRatio)))
	}
	if v.Errors > 0 {
		text += fmt.Sprintf("; %s %s ended in an error", Count(v.Errors), Plural(v.Errors, "lookup"))
	}
	return text
}

func cpuUse(v analysis.CPUUse) string {
	if v.Cores == 0 {
		return "CPU use was not observed"
	}
	total := CoresOf(v.Total, v.Cores)
	users := v.Sources
	if v.Others > 0 {
		users = append(users[:len(users):len(users)], analysis.CoreUse{Source: "other programs", Cores: v.Others})
	}
	who := list(users, func(u analysis.CoreUse) string { return u.Source + " " + Cores(u.Cores) })
	switch v.Limit {
	case analysis.CPULimitAlways:
		return fmt.Sprintf("CPU was nearly used up: %s were in use (%s)", total, who)
	case analysis.CPULimitAtTimes:
		return fmt.Sprintf("CPU was nearly used up at times: %s were in use on average (%s), but %s at %s", total, who, Cores(v.Peak), Offset(v.PeakAt))
	}
	return fmt.Sprintf("CPU was not used up: %s were in use (%s)", total, who)
}

func failedHits(v analysis.Failed) string {
	if v.Class == "" {
		return fmt.Sprintf("none of %s requests failed", Count(float64(v.Hits)))
	}
	text := fmt.Sprintf("%s of %s requests failed (%s), %s as %s", Count(float64(v.Failures)), Count(float64(v.Hits)),
		Ratio(float64(v.Failures)/float64(v.Hits)), proportion(v.ClassCount, v.Failures), FailureClass(v.Class))
	if v.Operation != "" {
		text += fmt.Sprintf(", %s of them in %s", proportion(v.OperationCount, v.ClassCount), v.Operation)
	}
	return text
}

// proportion is "all" or a share, which is never 100 % of what is not all.
func proportion(n, of uint64) string {
	if n == of {
		return "all"
	}
	return wholePercent(float64(n) / float64(of))
}

func keepingUp(v analysis.KeepingUp) string {
	if v.Behind {
		return fmt.Sprintf("within the measured phases %s of %s offered were answered; %s, %s into the load", Rate(v.Throughput), Rate(v.Offered), inFlight(v.InFlight, v.Slot), Offset(v.At))
	}
	return fmt.Sprintf("throughput was %s and goodput (correct and within the latency SLOs) %s; %s", Rate(v.Throughput), Rate(v.Goodput), inFlight(v.InFlight, v.Slot))
}

func storageUse(v analysis.StorageUse) string {
	text := fmt.Sprintf("%s read and %s written in the measured phases (%s and %s)", Bytes(v.ReadBytes), Bytes(v.WrittenBytes),
		ByteRate(v.ReadBytes/v.Seconds), ByteRate(v.WrittenBytes/v.Seconds))
	if s := v.Slowest; s != nil {
		text += fmt.Sprintf("; of sizes with at least %d successful hits the largest median is that of %s of %s, %s", analysis.MinSizeHits, s.Operation, s.Class, Seconds(s.Response.P50))
	}
	return text
}

func memoryGrowth(v analysis.MemoryGrowth) string {
	if v.Notable {
		return fmt.Sprintf("resident memory grew notably in %s, from %s in the first quarter of the measured time to %s in the last", v.Source, Bytes(v.From), Bytes(v.To))
	}
	return fmt.Sprintf("resident memory grew notably in no process; in %s it went from %s in the first quarter of the measured time to %s in the last", v.Source, Bytes(v.From), Bytes(v.To))
}

func gcPauses(v analysis.GCPauses) string {
	return fmt.Sprintf("garbage collection stopped %s for %s of the time, more than any other process that reports it", v.Source, Ratio(v.Share))
}
