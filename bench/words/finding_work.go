package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
)

func cacheUse(v analysis.CacheUse) string {
	switch {
	case !v.On && v.Bypassed > 0:
		return fmt.Sprintf("the cache was off: %s reads went past it", Count(v.Bypassed))
	case !v.On:
		return "no requests to the cache were seen"
	case math.IsNaN(v.HitRatio):
		return fmt.Sprintf("the cache answered nothing: %s errors", Count(v.Errors))
	}
	text := fmt.Sprintf("the cache answers %s of its lookups", Ratio(round3(v.HitRatio)))
	switch {
	case v.Drifted && v.Last < v.First:
		text += fmt.Sprintf(" and was losing ground: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case v.Drifted:
		text += fmt.Sprintf(" and was still filling: %s in the first third of the measured time, %s in the last", wholePercent(v.First), wholePercent(v.Last))
	case !math.IsNaN(v.First):
		text += ", from the beginning of the measured time to its end"
	}
	if v.Class != "" {
		text += fmt.Sprintf("; least for %s keys (%s)", v.Class, Ratio(round3(v.ClassRatio)))
	}
	if v.Errors > 0 {
		text += fmt.Sprintf("; %s lookups ended in an error", Count(v.Errors))
	}
	return text
}

func cpuUse(v analysis.CPUUse) string {
	if v.Cores == 0 {
		return "CPU use was not observed"
	}
	total, all := Cores(v.Total), Cores(float64(v.Cores))
	users := v.Sources
	if v.Others > 0 {
		users = append(users[:len(users):len(users)], analysis.CoreUse{Source: "other programs", Cores: v.Others})
	}
	who := list(users, func(u analysis.CoreUse) string { return u.Source + " " + Cores(u.Cores) })
	switch v.Limit {
	case analysis.CPULimitAlways:
		return fmt.Sprintf("CPU is the limit: %s of %s were in use (%s)", total, all, who)
	case analysis.CPULimitAtTimes:
		return fmt.Sprintf("CPU is the limit at times: %s of %s on average (%s), but %s at %s", total, all, who, Cores(v.Peak), Offset(v.PeakAt))
	}
	return fmt.Sprintf("CPU is not the limit: %s of %s were in use (%s)", total, all, who)
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
		return fmt.Sprintf("the system did not keep up: %s answered of %s offered; up to %s were in flight, at %s", Rate(v.Throughput), Rate(v.Offered), Count(v.InFlight), Offset(v.At))
	}
	return fmt.Sprintf("%s answered in the measured phases (%s correct and inside the latency SLOs), and never more than %s in flight at the end of a slot",
		Rate(v.Throughput), Rate(v.Goodput), Count(v.InFlight))
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
		return fmt.Sprintf("%s grows most, from %s to %s within the measured time", v.Source, Bytes(v.From), Bytes(v.To))
	}
	return fmt.Sprintf("no process grows notably in the measured time; %s moves from %s to %s", v.Source, Bytes(v.From), Bytes(v.To))
}

func gcPauses(v analysis.GCPauses) string {
	text := fmt.Sprintf("garbage collection stops %s for %s of the time, the most of all processes", v.Source, Ratio(v.Share))
	if !v.Matters {
		text += ": no matter"
	}
	return text
}
