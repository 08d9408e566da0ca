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
		return "no requests to the cache were seen"
	case math.IsNaN(v.HitRatio):
		return fmt.Sprintf("the cache answered nothing: %s errors", Count(v.Errors))
	}
	text := fmt.Sprintf("the cache answered %s of its lookups", Ratio(round3(v.HitRatio)))
	switch {
	case v.Drifted && v.Last < v.First:
		text += fmt.Sprintf(" and its hit ratio was falling: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case v.Drifted:
		text += fmt.Sprintf(" and was still filling: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case !math.IsNaN(v.First):
		text += " throughout the measured time"
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
		return fmt.Sprintf("CPU is the limit: %s were in use (%s)", total, who)
	case analysis.CPULimitAtTimes:
		return fmt.Sprintf("CPU is the limit at times: %s were in use on average (%s), but %s at %s", total, who, Cores(v.Peak), Offset(v.PeakAt))
	}
	return fmt.Sprintf("CPU is not the limit: %s were in use (%s)", total, who)
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

// proportion is "all" or a share.
func proportion(n, of uint64) string {
	if n == of {
		return "all"
	}
	return wholePercent(float64(n) / float64(of))
}

func keepingUp(v analysis.KeepingUp) string {
	if v.Behind {
		return fmt.Sprintf("the system did not keep up: it answered %s of %s offered, and up to %s in flight, at %s", Rate(v.Throughput), Rate(v.Offered), Counted(v.InFlight, "hit")+" "+verb(v.InFlight, "was", "were"), Offset(v.At))
	}
	return fmt.Sprintf("throughput was %s and goodput (correct and within the latency SLOs) %s; at most %s in flight",
		Rate(v.Throughput), Rate(v.Goodput), Counted(v.InFlight, "hit")+" "+verb(v.InFlight, "was", "were"))
}

func storageUse(v analysis.StorageUse) string {
	text := fmt.Sprintf("%s read and %s written in the measured phases (%s and %s)", Bytes(v.ReadBytes), Bytes(v.WrittenBytes),
		ByteRate(v.ReadBytes/v.Seconds), ByteRate(v.WrittenBytes/v.Seconds))
	if s := v.Slowest; s != nil {
		text += fmt.Sprintf("; slowest is %s of %s with a median of %s", s.Operation, s.Class, Seconds(s.Response.P50))
	}
	return text
}

func memoryGrowth(v analysis.MemoryGrowth) string {
	if v.Notable {
		return fmt.Sprintf("resident memory grew most in %s, from %s to %s within the measured time", v.Source, Bytes(v.From), Bytes(v.To))
	}
	return fmt.Sprintf("resident memory grew notably in no process; in %s it went from %s to %s", v.Source, Bytes(v.From), Bytes(v.To))
}

func gcPauses(v analysis.GCPauses) string {
	text := fmt.Sprintf("garbage collection stopped %s for %s of the time, the most of all processes", v.Source, Ratio(v.Share))
	if !v.Matters {
		text += ", which is negligible"
	}
	return text
}
