package scaling

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// VolumeTrend is one configuration along the number of rows, at the largest offered load that was tried at all of its volumes.
type VolumeTrend struct {
	Configuration int
	// Name is the configuration's, Rate the load (0 when it was not varied), Cells indices of Result.Cells by ascending rows.
	Name  string
	Rate  float64
	Cells []int
	// Span is how many times as many rows the largest volume has as the smallest.
	Span float64
	// P50, P99 and Throughput are power laws over the rows; Capacity too, where every volume has one.
	P50, P99, Throughput, Capacity stats.Trend
	// Doubt says what limits the trend, "" when nothing does; WorkingSet where the working set left memory, as far as it is known.
	Doubt, WorkingSet string
}

// How many volumes, spanning how much, make a trend that deserves the name.
const (
	enoughVolumes = 4
	enoughSpan    = 10
)

// cacheFalls is the fall of the cache's hit ratio from one volume to the next that shows that the keys asked for outgrew it.
const cacheFalls = 0.1

func (s *Result) volumeTrends() []VolumeTrend {
	if s.axis(volumeAxis) == nil {
		return nil
	}
	var trends []VolumeTrend
	for at, configuration := range s.Configurations {
		v := VolumeTrend{Configuration: at, Name: configuration.Name}
		if v.Rate, v.Cells = s.largestShared(at); len(v.Cells) == 0 {
			continue
		}
		var rows, p50, p99, throughput, capacity []float64
		for _, i := range v.Cells {
			c := &s.Cells[i]
			rows, p50, p99, throughput = append(rows, c.Rows), append(p50, c.P50.Value), append(p99, c.P99.Value), append(throughput, c.Throughput.Value)
			if found := s.capacityOf(LoadCurve{Configuration: at, Volume: c.Volume}); found != nil && found.Rate > 0 && !found.AtLeast && !found.Unsure {
				capacity = append(capacity, found.Rate)
			}
		}
		v.Span = rows[len(rows)-1] / rows[0]
		v.P50, v.P99, v.Throughput = stats.LogSlope(rows, p50, analysis.Confidence), stats.LogSlope(rows, p99, analysis.Confidence), stats.LogSlope(rows, throughput, analysis.Confidence)
		v.Capacity = stats.LogSlope(nil, nil, analysis.Confidence)
		if len(capacity) == len(rows) {
			v.Capacity = stats.LogSlope(rows, capacity, analysis.Confidence)
		}
		v.Doubt, v.WorkingSet = v.doubt(), s.workingSet(v.Cells)
		trends = append(trends, v)
	}
	return trends
}

// largestShared finds the largest load that all volumes of a configuration have valid trials at, and their cells by ascending rows. Where
// no load is shared by all, it is the one that most volumes share.
func (s *Result) largestShared(configuration int) (rate float64, cells []int) {
	byRate := map[float64][]int{}
	for i := range s.Cells {
		if c := &s.Cells[i]; c.Configuration == configuration && len(c.Trials) > 0 && c.Rows > 0 {
			byRate[c.Rate] = append(byRate[c.Rate], i)
		}
	}
	for r, found := range byRate {
		if len(found) > len(cells) || len(found) == len(cells) && r > rate {
			rate, cells = r, found
		}
	}
	slices.SortStableFunc(cells, func(a, b int) int { return cmp.Compare(s.Cells[a].Rows, s.Cells[b].Rows) })
	return rate, cells
}

func (v *VolumeTrend) doubt() string {
	switch {
	case len(v.Cells) < enoughVolumes && v.Span < enoughSpan:
		return fmt.Sprintf("%s over %s the rows are few for a trend: at least %d over %d times are needed", counted(len(v.Cells), "volume"), analysis.FormatTimes(v.Span), enoughVolumes, enoughSpan)
	case len(v.Cells) < enoughVolumes:
		return fmt.Sprintf("%s are few for a trend: at least %d are needed", counted(len(v.Cells), "volume"), enoughVolumes)
	case v.Span < enoughSpan*(1-1e-9):
		return fmt.Sprintf("%s the rows is a short way: at least %d times are needed", analysis.FormatTimes(v.Span), enoughSpan)
	}
	return ""
}

// workingSet says from which volume the API's cache, and the memory of the machine, hold less of what is asked for.
func (s *Result) workingSet(cells []int) string {
	if cache := s.cacheFall(cells); cache != "" {
		return cache + "; " + s.diskReads(cells)
	}
	return s.diskReads(cells)
}

// cacheFall is what became of the hit ratio of the API's cache; "" when that is not known.
func (s *Result) cacheFall(cells []int) string {
	deepest, at := 0.0, -1
	known := 0
	for k, i := range cells {
		if !math.IsNaN(s.Cells[i].CacheHits) {
			known++
		}
		if k > 0 {
			if fall := s.Cells[cells[k-1]].CacheHits - s.Cells[i].CacheHits; fall > deepest {
				deepest, at = fall, k
			}
		}
	}
	switch {
	case known < 2:
		return ""
	case deepest < cacheFalls:
		first, last := &s.Cells[cells[0]], &s.Cells[cells[len(cells)-1]]
		return fmt.Sprintf("the API's cache still answers %s of lookups at the largest volume (%s at the smallest)", wholePercent(last.CacheHits), wholePercent(first.CacheHits))
	}
	before, after := &s.Cells[cells[at-1]], &s.Cells[cells[at]]
	return fmt.Sprintf("the hit ratio of the API's cache falls from %s to %s between %s and %s rows: there the keys asked for outgrew it",
		wholePercent(before.CacheHits), wholePercent(after.CacheHits), analysis.FormatCount(before.Rows), analysis.FormatCount(after.Rows))
}

const (
	// busyDisk is how much must be read from disk, in bytes per second, before it is said that what is asked for is not in memory: a
	// log that is opened and a statistics file reach a tenth of it.
	busyDisk = 1e6
	// diskJump is how many times more than at the volume before.
	diskJump = 3
)

// diskReads says from which volume the stack reads from disk what it is asked for: what is in the memory of its processes, or in the
// system's cache of files, is not read.
func (s *Result) diskReads(cells []int) string {
	first, last := &s.Cells[cells[0]], &s.Cells[cells[len(cells)-1]]
	if math.IsNaN(first.DiskReads) || math.IsNaN(last.DiskReads) {
		return "where the working set left the memory of the stores is not known: what they read from disk was not observed"
	}
	for k := 1; k < len(cells); k++ {
		before, after := &s.Cells[cells[k-1]], &s.Cells[cells[k]]
		if after.DiskReads >= busyDisk && after.DiskReads >= diskJump*before.DiskReads {
			return fmt.Sprintf("between %s and %s rows what is read from disk goes from %s to %s: there the working set left memory",
				analysis.FormatCount(before.Rows), analysis.FormatCount(after.Rows), analysis.FormatByteRate(before.DiskReads), analysis.FormatByteRate(after.DiskReads))
		}
	}
	switch {
	case first.DiskReads >= busyDisk && last.DiskReads >= busyDisk:
		return fmt.Sprintf("%s are read from disk at the largest volume and %s at the smallest: the working set was not in memory at either", analysis.FormatByteRate(last.DiskReads), analysis.FormatByteRate(first.DiskReads))
	case last.DiskReads >= busyDisk:
		return fmt.Sprintf("what is read from disk grows from %s to %s with no border between: the working set leaves memory little by little", analysis.FormatByteRate(first.DiskReads), analysis.FormatByteRate(last.DiskReads))
	}
	return fmt.Sprintf("next to nothing is read from disk (%s at the largest volume): the working set never left the machine's memory, so what happens then is not known", analysis.FormatByteRate(last.DiskReads))
}

// words says what the volume does to response times, and to capacity where that is known.
func (v *VolumeTrend) words(s *Result) string {
	first, last := &s.Cells[v.Cells[0]], &s.Cells[v.Cells[len(v.Cells)-1]]
	where := ""
	if v.Name != "" {
		where = " with " + v.Name
	}
	if v.Rate > 0 {
		where += " at " + analysis.FormatRate(v.Rate)
	}
	if first == last {
		return fmt.Sprintf("only one volume%s has valid trials: what more rows do is not known.", where)
	}
	text := fmt.Sprintf("from %s to %s rows%s p99 goes from %s to %s: %s", analysis.FormatCount(first.Rows), analysis.FormatCount(last.Rows), where,
		estimateSeconds(first.P99), estimateSeconds(last.P99), growth("it", v.P99))
	if !math.IsNaN(v.Capacity.Exponent) {
		text += "; " + growth("capacity", v.Capacity)
	}
	if !last.keepsUp() && last.Users == 0 {
		text += fmt.Sprintf("; at the largest volume only %s of %s offered are answered", analysis.FormatRate(last.Throughput.Value), analysis.FormatRate(last.Offered))
	}
	text += "; " + v.WorkingSet
	if v.Doubt != "" {
		text += "; " + v.Doubt
	}
	return text + "."
}

// growth says a power law in words.
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
		return analysis.Absent
	}
	return number(math.Round(100*v)/100 + 0)
}

func exponents(t stats.Trend) string {
	if math.IsInf(t.High, 1) || math.IsNaN(t.High) {
		return "unknown"
	}
	return exponent(t.Low) + " to " + exponent(t.High)
}
