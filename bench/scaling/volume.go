package scaling

import (
	"cmp"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// VolumeTrend is one configuration along the number of rows, at the largest offered load that was tried at all of its volumes.
type VolumeTrend struct {
	Configuration int   `json:"-"`
	Label         Label `json:"-"`
	// Rate is the load, 0 when it was not varied; Cells are indices of Result.Cells by ascending rows.
	Rate  float64 `json:"rate"`
	Cells []int   `json:"-"`
	// Span is how many times as many rows the largest volume has as the smallest.
	Span float64 `json:"span"`
	// P50, P99 and Throughput are power laws over the rows; Capacity too, where every volume has one.
	P50        stats.Trend `json:"p50"`
	P99        stats.Trend `json:"p99"`
	Throughput stats.Trend `json:"throughput"`
	Capacity   stats.Trend `json:"capacity"`
	// Doubt is what limits the trend, "" when nothing does.
	Doubt      TrendDoubt `json:"-"`
	WorkingSet WorkingSet `json:"-"`
}

// TrendDoubt is why a trend deserves little trust.
type TrendDoubt string

// The doubts: too few volumes, too little between the smallest and the largest, or both.
const (
	FewVolumes      TrendDoubt = "few volumes"
	ShortSpan       TrendDoubt = "short span"
	FewAndShortSpan TrendDoubt = "few volumes of a short span"
)

// WorkingSet is where what is asked for outgrows the API's cache, and the memory of the machine, as far as it is known.
type WorkingSet struct {
	Cache CacheFall
	Disk  DiskGrowth
}

// CacheCounts are the lookups of the API's cache over trials, and how many of them it answered; Evicted keys were removed since memory was
// full, NaN when that was not observed.
type CacheCounts struct{ Lookups, Found, Evicted float64 }

// CacheFall is what becomes of the hit ratio of the API's cache.
type CacheFall struct {
	Kind CacheKind
	// Lookups are those of the side that has fewer.
	Lookups float64
	// Before and After are hit ratios: of the smallest and the largest volume when it holds, around the deepest fall when it falls, which
	// is between these rows.
	Before, After         float64
	BeforeRows, AfterRows float64
}

// CacheKind is what became of the cache's hit ratio.
type CacheKind string

// The kinds.
const (
	CacheUnknown CacheKind = "unknown"
	CacheHolds   CacheKind = "holds"
	CacheChance  CacheKind = "chance" // it falls by no more than chance explains in so few lookups
	CacheMisses  CacheKind = "misses" // it falls, and whether keys had to leave the cache was not observed
	CacheFills   CacheKind = "fills"  // it falls though no key had to leave the cache: keys were asked for the first time
	CacheFalls   CacheKind = "falls"  // it falls, and keys had to leave the cache
)

// DiskGrowth is what becomes of what the stack reads from disk.
type DiskGrowth struct {
	Kind DiskKind
	// Before and After are bytes per second: of the smallest and the largest volume, or around the jump, which is between these rows.
	Before, After         float64
	BeforeRows, AfterRows float64
}

// DiskKind is what became of the reads from disk.
type DiskKind string

// The kinds.
const (
	DiskUnknown DiskKind = "unknown" // not observed
	DiskJumps   DiskKind = "jumps"   // from one volume to the next: there the working set left memory
	DiskAlways  DiskKind = "always"  // much is read at every volume
	DiskGrows   DiskKind = "grows"   // with no border between
	DiskNever   DiskKind = "never"   // next to nothing is read at any
)

// How many volumes, spanning how much, make a trend that deserves the name.
const (
	EnoughVolumes = 4
	EnoughSpan    = 10
)

// cacheFalls is the least fall of the cache's hit ratio from one volume to the next that is worth a word.
const cacheFalls = 0.1

// volumeTrends fit a power law to p50, p99 and throughput over the number of rows, in each configuration at the largest load that all of its
// volumes have. Capacity has a trend only where every volume has one that is no bound.
func (s *Result) volumeTrends() []VolumeTrend {
	if s.axis(volumeAxis) == nil {
		return nil
	}
	var trends []VolumeTrend
	for at, settings := range s.Configurations {
		v := VolumeTrend{Configuration: at, Label: Label{Settings: settings}}
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

// doubt is what makes a trend uncertain: too few volumes, or too short a range of rows.
func (v *VolumeTrend) doubt() TrendDoubt {
	switch {
	case len(v.Cells) < EnoughVolumes && v.Span < EnoughSpan:
		return FewAndShortSpan
	case len(v.Cells) < EnoughVolumes:
		return FewVolumes
	case v.Span < EnoughSpan*(1-1e-9):
		return ShortSpan
	}
	return ""
}

func (s *Result) workingSet(cells []int) WorkingSet {
	return WorkingSet{s.cacheFall(cells), s.diskGrowth(cells)}
}

// cacheFall is the step between two volumes at which the hit ratio fell most, where that is enough to be named; otherwise the smallest and
// the largest volume.
func (s *Result) cacheFall(cells []int) CacheFall {
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
	first, last := 0, len(cells)-1
	switch {
	case known < 2:
		return CacheFall{Kind: CacheUnknown}
	case deepest >= cacheFalls:
		first, last = at-1, at
	}
	before, after := &s.Cells[cells[first]], &s.Cells[cells[last]]
	f := CacheFall{CacheHolds, math.Min(before.Cache.Lookups, after.Cache.Lookups), before.CacheHits, after.CacheHits, before.Rows, after.Rows}
	if deepest >= cacheFalls {
		f.Kind = fallOf(before.Cache, after.Cache)
	}
	return f
}

// fallOf is what explains a lower hit ratio: chance, when the intervals of the two meet; keys that had to leave a full cache, when some did.
// Else it is first lookups of keys, which a larger volume has more of, as far as evictions were observed.
func fallOf(before, after CacheCounts) CacheKind {
	low, _ := stats.Wilson(uint64(before.Found), uint64(before.Lookups), analysis.Confidence)
	_, high := stats.Wilson(uint64(after.Found), uint64(after.Lookups), analysis.Confidence)
	switch {
	case low <= high:
		return CacheChance
	case math.IsNaN(after.Evicted):
		return CacheMisses
	case after.Evicted == 0:
		return CacheFills
	}
	return CacheFalls
}

// cacheCounts adds up what the cache did over trials.
func cacheCounts(trials []*analysis.Trial) CacheCounts {
	c := CacheCounts{Evicted: math.NaN()}
	for _, t := range trials {
		found := t.Cache.Hits + t.Cache.NegativeHits
		c.Found, c.Lookups = c.Found+found, c.Lookups+found+t.Cache.Misses
		switch {
		case math.IsNaN(c.Evicted):
			c.Evicted = t.Cache.Evicted
		case !math.IsNaN(t.Cache.Evicted):
			c.Evicted += t.Cache.Evicted
		}
	}
	return c
}

const (
	// busyDisk is how much must be read from disk, in bytes per second, before it is said that what is asked for is not in memory: a
	// log that is opened and a statistics file reach a tenth of it.
	busyDisk = 1e6
	// diskJump is how many times more than at the volume before.
	diskJump = 3
)

// diskGrowth finds from which volume the stack reads from disk what it is asked for: what is in the memory of its processes, or in the
// system's cache of files, is not read.
func (s *Result) diskGrowth(cells []int) DiskGrowth {
	first, last := &s.Cells[cells[0]], &s.Cells[cells[len(cells)-1]]
	if math.IsNaN(first.DiskReads) || math.IsNaN(last.DiskReads) {
		return DiskGrowth{Kind: DiskUnknown}
	}
	for k := 1; k < len(cells); k++ {
		before, after := &s.Cells[cells[k-1]], &s.Cells[cells[k]]
		if after.DiskReads >= busyDisk && after.DiskReads >= diskJump*before.DiskReads {
			return DiskGrowth{DiskJumps, before.DiskReads, after.DiskReads, before.Rows, after.Rows}
		}
	}
	kind := DiskNever
	switch {
	case first.DiskReads >= busyDisk && last.DiskReads >= busyDisk:
		kind = DiskAlways
	case last.DiskReads >= busyDisk:
		kind = DiskGrows
	}
	return DiskGrowth{kind, first.DiskReads, last.DiskReads, first.Rows, last.Rows}
}
