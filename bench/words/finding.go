package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

// Sentence states what one kind of values means, on its own.
func Sentence(v analysis.Values) string { return sentence(clause(v) + ".") }

// Finding states what was found in one of a run's trials, which it names when there are several.
func Finding(r *analysis.Result, f *analysis.Finding) string {
	return inRun(r, f.Trial, Sentence(f.Values))
}

// Caption states what to notice in a figure.
func Caption(values []analysis.Values) string {
	var sentences []string
	for _, v := range values {
		sentences = append(sentences, Sentence(v))
	}
	return strings.Join(sentences, " ")
}

// clause states what values mean within a sentence: without a capital and without a full stop.
func clause(values analysis.Values) string {
	switch v := values.(type) {
	case analysis.PhaseRise:
		return phaseRise(v)
	case analysis.PhaseFall:
		return fmt.Sprintf("p99 fell from %s to %s in phase %s", Seconds(v.Before), Seconds(v.P99), phase(v.Phase))
	case analysis.PhasesAlike:
		return phasesAlike(v)
	case analysis.P99OverTime:
		return p99OverTime(v)
	case analysis.TailTime:
		return tailTime(v)
	case analysis.TailOperation:
		return fmt.Sprintf("%s of the slowest %s are %s, which is %s of all hits", wholePercent(v.Share), tailShare(v.Of), v.Operation, wholePercent(v.Usual))
	case analysis.SlowestOperation:
		return slowestOperation(v)
	case analysis.Wait:
		return wait(v)
	case analysis.CacheUse:
		return cacheUse(v)
	case analysis.CPUUse:
		return cpuUse(v)
	case analysis.Durability:
		return durability(v)
	case analysis.Failed:
		return failedHits(v)
	case analysis.ResponseTimes:
		return fmt.Sprintf("half of the requests take at most %s, 99 %% at most %s", Seconds(v.P50), Seconds(v.P99))
	case analysis.ResponseSpread:
		return responseSpread(v)
	case analysis.KeepingUp:
		return keepingUp(v)
	case analysis.StoreTime:
		return fmt.Sprintf("%s of all time is spent %s; %s", wholePercent(v.Share), place(v.Place), tailTime(v.Tail))
	case analysis.StorageUse:
		return storageUse(v)
	case analysis.BusiestCall:
		return fmt.Sprintf("%s of the stores' time is %s of %s: %s calls, mean %s, p99 %s", wholePercent(v.Share), v.Operation, v.Store, Count(v.Count), Seconds(v.Mean), Seconds(v.P99))
	case analysis.SlowestSlot:
		return fmt.Sprintf("the largest p99 of a %s is that of %s, %s, at %s", slotName(v.Slot), v.Operation, Seconds(v.P99), Offset(v.At))
	case analysis.InFlight:
		return fmt.Sprintf("%s, %s into the load", inFlight(v.Hits, v.Slot), Offset(v.At))
	case analysis.Lateness:
		return fmt.Sprintf("99 %% of hits were sent within %s of their due time; the latest was %s late", Seconds(v.P99), Seconds(v.Max))
	case analysis.LongestSlot:
		return longestSlot(v)
	case analysis.SizeGrowth:
		return fmt.Sprintf("the median of successful %s is %s for %s and %s for %s", v.Small.Operation, Seconds(v.Small.Response.P50), v.Small.Class, Seconds(v.Large.Response.P50), v.Large.Class)
	case analysis.MemoryGrowth:
		return memoryGrowth(v)
	case analysis.WritesFound:
		return writesFound(v.Ledger)
	case analysis.GCPauses:
		return gcPauses(v)
	}
	return ""
}
