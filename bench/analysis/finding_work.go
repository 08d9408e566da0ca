package analysis

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"quintet/bench/scraped"
	"quintet/bench/stats"
)

// cacheDrift is how far the hit ratio must move between the first and the last third of the measured time to be named.
const cacheDrift = 0.05

// findCache is about the cache of this repository's API; one of another is not known to have any.
func findCache(t *Trial) []Values {
	if t.Manifest.Foreign() && !t.Cache.On && t.Cache.Bypassed == 0 {
		return nil
	}
	return []Values{findCacheUse(t)}
}

// findCacheUse has the hit ratio as a whole, of the first and the last third, and of the class with the lowest.
func findCacheUse(t *Trial) CacheUse {
	c := &t.Cache
	u := CacheUse{On: c.On, Bypassed: c.Bypassed, Errors: c.Errors, HitRatio: c.HitRatio}
	u.First, u.Last = cacheThirds(t)
	u.Drifted = math.Abs(u.Last-u.First) >= cacheDrift
	if low := lowestClass(c); low != nil {
		u.Class, u.ClassRatio = low.Class, low.HitRatio
	}
	return u
}

// cacheThirds are the mean hit ratios of the first and the last third of the measured slots; NaN when there are too few.
func cacheThirds(t *Trial) (first, last float64) {
	var ratios []float64
	for _, line := range t.Scraped.CacheHitRatio {
		if line.Name != "all" {
			continue
		}
		for i, at := range line.T {
			if measuredSlot(t, int(math.Round(at/t.Timeline.Width))) {
				ratios = append(ratios, line.V[i])
			}
		}
	}
	third := len(ratios) / 3
	if third < 3 {
		return math.NaN(), math.NaN()
	}
	return stats.Mean(ratios[:third]), stats.Mean(ratios[len(ratios)-third:])
}

// lowestClass is the class with the lowest hit ratio when it is well below the whole.
func lowestClass(c *scraped.Cache) *scraped.CacheClass {
	var low *scraped.CacheClass
	for i := range c.Classes {
		if low == nil || c.Classes[i].HitRatio < low.HitRatio {
			low = &c.Classes[i]
		}
	}
	if low == nil || len(c.Classes) < 2 || c.HitRatio-low.HitRatio < cacheDrift {
		return nil
	}
	return low
}

// saturated is the share of all cores from which CPU counts as the limit.
const saturated = 0.9

// FindCPUUse reports whether CPU was the limit, and whose.
func FindCPUUse(t *Trial) CPUUse {
	cores := float64(t.Manifest.Machine.Cores)
	if len(t.MeanCPU) == 0 || cores <= 0 {
		return CPUUse{}
	}
	u := CPUUse{Cores: t.Manifest.Machine.Cores, Others: t.others(), Limit: CPULimitNever}
	for _, source := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		u.Sources = append(u.Sources, CoreUse{source, t.MeanCPU[source]})
	}
	u.Total = sum(t.MeanCPU) + u.Others
	slices.SortStableFunc(u.Sources, func(a, b CoreUse) int { return cmp.Compare(b.Cores, a.Cores) })
	u.Sources = u.Sources[:min(3, len(u.Sources))]
	u.Peak, u.PeakAt = peakCPU(t)
	switch {
	case u.Total >= saturated*cores:
		u.Limit = CPULimitAlways
	case u.Peak >= saturated*cores:
		u.Limit = CPULimitAtTimes
	}
	return u
}

// peakCPU is the largest use of all sources on the stack's machine together in a measured slot, and when it was.
func peakCPU(t *Trial) (peak, at float64) {
	totals := map[float64]float64{}
	for _, line := range t.Scraped.CPU {
		if line.Name == scraped.Elsewhere {
			continue
		}
		for i, when := range line.T {
			totals[when] += line.V[i]
		}
	}
	at = math.NaN()
	for when, total := range totals {
		if measuredSlot(t, int(math.Round(when/t.Timeline.Width))) && (total > peak || total == peak && when < at) {
			peak, at = total, when
		}
	}
	return peak, at
}

// findFailed names the most frequent class of failures and the operation with most of them; Failed is sorted.
func findFailed(t *Trial) Failed {
	f := Failed{Failures: t.All.Failures, Hits: t.All.Hits}
	if len(t.Failed) > 0 {
		f.Class, f.ClassCount = t.Failed[0].Class, t.Failed[0].Count
		f.Operation, f.OperationCount = mostFrequent(t.Failed[0].ByOp)
	}
	return f
}

// mostFrequent is the operation with the largest count, of equal ones the first by name; "" when there is none.
func mostFrequent(counts map[string]uint64) (operation string, count uint64) {
	for op, n := range counts {
		if n > count || n == count && op < operation {
			operation, count = op, n
		}
	}
	return operation, count
}
