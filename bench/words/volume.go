package words

import (
	"fmt"
	"math"
	"strconv"

	"quintet/bench/scaling"
	"quintet/bench/stats"
)

func volumeGrowth(v scaling.VolumeGrowth) string {
	text := fmt.Sprintf("from %s to %s rows%s%s p99 goes from %s to %s: %s", Count(v.FromRows), Count(v.ToRows), with(v.Label), atRate(v.Rate),
		withInterval("p99", v.FromP99), withInterval("p99", v.ToP99), growth("it", v.P99))
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

// TrendDoubt says what limits a trend over so many volumes, which span so many times the rows; "" when nothing does.
func TrendDoubt(doubt scaling.TrendDoubt, volumes int, span float64) string {
	switch doubt {
	case scaling.FewAndShortSpan:
		return fmt.Sprintf("%s over %s the rows are few for a trend: at least %d over %d times are needed", counted(volumes, "volume"), Times(span), scaling.EnoughVolumes, scaling.EnoughSpan)
	case scaling.FewVolumes:
		return fmt.Sprintf("%s are few for a trend: at least %d are needed", counted(volumes, "volume"), scaling.EnoughVolumes)
	case scaling.ShortSpan:
		return fmt.Sprintf("%s the rows is a short way: at least %d times are needed", Times(span), scaling.EnoughSpan)
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
	switch c.Kind {
	case scaling.CacheHolds:
		return fmt.Sprintf("the API's cache still answers %s of lookups at the largest volume (%s at the smallest)", wholePercent(c.After), wholePercent(c.Before))
	case scaling.CacheFalls:
		return fmt.Sprintf("the hit ratio of the API's cache falls from %s to %s between %s and %s rows: there the keys asked for outgrew it",
			wholePercent(c.Before), wholePercent(c.After), Count(c.BeforeRows), Count(c.AfterRows))
	}
	return ""
}

func diskGrowth(d scaling.DiskGrowth) string {
	before, after := ByteRate(d.Before), ByteRate(d.After)
	switch d.Kind {
	case scaling.DiskJumps:
		return fmt.Sprintf("between %s and %s rows what is read from disk goes from %s to %s: there the working set left memory", Count(d.BeforeRows), Count(d.AfterRows), before, after)
	case scaling.DiskAlways:
		return fmt.Sprintf("%s are read from disk at the largest volume and %s at the smallest: the working set was not in memory at either", after, before)
	case scaling.DiskGrows:
		return fmt.Sprintf("what is read from disk grows from %s to %s with no border between: the working set leaves memory little by little", before, after)
	case scaling.DiskNever:
		return fmt.Sprintf("next to nothing is read from disk (%s at the largest volume): the working set never left the machine's memory, so what happens then is not known", after)
	}
	return "where the working set left the memory of the stores is not known: what they read from disk was not observed"
}

// growth says a power law.
func growth(what string, t stats.Trend) string {
	interval := fmt.Sprintf("slope %s, 95 %% interval %s", exponent(t.Exponent), exponents(t))
	switch {
	case math.IsNaN(t.Exponent):
		return "no slope can be computed"
	case t.Low <= 0 && t.High >= 0 || math.IsInf(t.High, 1):
		return fmt.Sprintf("whether %s changes with the rows cannot be told from chance (%s)", what, interval)
	case t.Low >= 1:
		return fmt.Sprintf("%s grows at least as fast as the rows (%s)", what, interval)
	case t.Low > 0 && t.High >= 1:
		return fmt.Sprintf("%s grows with the rows, perhaps as fast as they do (%s)", what, interval)
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

// plainNumber writes a number with all its digits.
func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
