package words

import (
	"fmt"
	"math"

	"quintet/bench/scaling"
	"quintet/bench/stats"
)

func volumeGrowth(v scaling.VolumeGrowth) string {
	text := fmt.Sprintf("p99%s%s goes from %s to %s as the data grows from %s to %s rows: %s", with(v.Label), atRate(v.Rate),
		withInterval("p99", v.FromP99), withInterval("p99", v.ToP99), Count(v.FromRows), Count(v.ToRows), growth("it", v.P99))
	if !math.IsNaN(v.Capacity.Exponent) {
		text += "; " + growth("capacity", v.Capacity)
	}
	if v.FallsBehind {
		text += fmt.Sprintf("; at the largest volume only %s of %s offered are answered", Rate(v.Answered), Rate(v.Offered))
	}
	text += "; " + WorkingSet(v.WorkingSet)
	if doubt := TrendDoubt(v.Doubt, v.Volumes, v.Span); doubt != "" {
		text += "; " + doubt
	}
	return text + "."
}

// TrendDoubt is what limits a trend over so many volumes, which span so many times the rows; "" when nothing does.
func TrendDoubt(doubt scaling.TrendDoubt, volumes int, span float64) string {
	switch doubt {
	case scaling.FewAndShortSpan:
		return fmt.Sprintf("%s over %s the rows are too few for a trend: at least %d over %d times are needed", Counted(volumes, "volume"), Times(span), scaling.EnoughVolumes, scaling.EnoughSpan)
	case scaling.FewVolumes:
		return fmt.Sprintf("%s are too few for a trend: at least %d are needed", Counted(volumes, "volume"), scaling.EnoughVolumes)
	case scaling.ShortSpan:
		return fmt.Sprintf("%s the rows is too short a range for a trend: at least %d times are needed", Times(span), scaling.EnoughSpan)
	}
	return ""
}

// WorkingSet says from which volume the API's cache, and the memory of the machine, hold less of what is asked for.
func WorkingSet(w scaling.WorkingSet) string {
	if cache := cacheFall(w.Cache); cache != "" {
		return cache + "; " + diskGrowth(w.Disk)
	}
	return diskGrowth(w.Disk)
}

func cacheFall(c scaling.CacheFall) string {
	fall := fmt.Sprintf("the hit ratio of the API's cache goes from %s to %s between %s and %s rows", wholePercent(c.Before), wholePercent(c.After), Count(c.BeforeRows), Count(c.AfterRows))
	lookups := Count(c.Lookups) + " lookups"
	switch c.Kind {
	case scaling.CacheHolds:
		return fmt.Sprintf("the API's cache still answers %s of lookups at the largest volume (%s at the smallest)", wholePercent(c.After), wholePercent(c.Before))
	case scaling.CacheChance:
		return fall + ", which chance explains in " + lookups
	case scaling.CacheMisses:
		return fall + " in " + lookups + ": first lookups of more keys, or a full cache; evictions were not observed"
	case scaling.CacheFills:
		return fall + " in " + lookups + ": no key was evicted, so the cache was not full and more lookups were the first of their key"
	case scaling.CacheFalls:
		return fall + ": keys were evicted there, so the requested keys outgrow the cache"
	}
	return ""
}

func diskGrowth(d scaling.DiskGrowth) string {
	before, after := ByteRate(d.Before), ByteRate(d.After)
	switch d.Kind {
	case scaling.DiskJumps:
		return fmt.Sprintf("reads from disk rise from %s to %s between %s and %s rows: the working set leaves memory there", before, after, Count(d.BeforeRows), Count(d.AfterRows))
	case scaling.DiskAlways:
		return fmt.Sprintf("reads from disk are %s at the largest volume and %s at the smallest: the working set fits in memory at neither", after, before)
	case scaling.DiskGrows:
		return fmt.Sprintf("reads from disk rise from %s to %s without a step: the working set leaves memory gradually", before, after)
	case scaling.DiskNever:
		return fmt.Sprintf("reads from disk stay near zero (%s at the largest volume): the working set fits in the machine's memory at every volume, so larger ones are not covered", after)
	}
	return "reads from disk were not observed, so where the working set leaves memory is unknown"
}

// growth says a power law.
func growth(what string, t stats.Trend) string {
	interval := fmt.Sprintf("slope %s, 95 %% interval %s", exponent(t.Exponent), exponents(t))
	switch {
	case t.Low <= 0 && t.High >= 0 || math.IsInf(t.High, 1):
		return fmt.Sprintf("chance may explain how %s changes with the rows (%s)", what, interval)
	case t.Low >= 1:
		return fmt.Sprintf("%s grows at least as fast as the rows (%s)", what, interval)
	case t.Low > 0 && t.High >= 1:
		return fmt.Sprintf("%s grows with the rows, possibly as fast (%s)", what, interval)
	case t.Low > 0:
		return fmt.Sprintf("%s grows more slowly than the rows (%s)", what, interval)
	}
	return fmt.Sprintf("%s falls as the rows grow (%s)", what, interval)
}

func exponent(v float64) string {
	if math.IsNaN(v) {
		return Absent
	}
	return plainNumber(math.Round(100*v)/100 + 0)
}

func exponents(t stats.Trend) string {
	if math.IsInf(t.High, 1) || math.IsNaN(t.High) {
		return "unknown"
	}
	return exponent(t.Low) + " to " + exponent(t.High)
}
