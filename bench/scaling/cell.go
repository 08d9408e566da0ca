package scaling

import (
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Cell is one configuration at one offered load and one volume: all its valid trials together. One without valid trials has
// no numbers (NaN) but the load it was offered.
type Cell struct {
	// Configuration is an index of Result.Configurations.
	Configuration int `json:"-"`
	// Rate is the load of the main phase as the axis "rate" gives it, 0 when the load was not varied.
	Rate float64 `json:"rate"`
	// Volume is as written ("1x"), Rows what was seeded in all.
	Volume string  `json:"volume"`
	Rows   float64 `json:"rows"`
	// Users of a closed loop, 0 in an open one.
	Users int `json:"users"`
	// Trials are the numbers of the valid trials, LeftOut of the others.
	Trials  []int `json:"trials"`
	LeftOut []int `json:"left_out"`
	// Offered is the offered load of the measured phases, per second.
	Offered    float64  `json:"offered"`
	Throughput Estimate `json:"throughput"`
	Goodput    Estimate `json:"goodput"`
	P50        Estimate `json:"p50"`
	P99        Estimate `json:"p99"`
	// Accepted says that the load was taken, by all trials at it together as the capacity is decided.
	Accepted bool `json:"accepted"`
	// Uncertain says that it was not, though no objective was broken and no work left undone: too few hits to be sure.
	Uncertain bool `json:"uncertain"`
	// CacheHits is the hit ratio of the API's cache, Cache what it is of.
	CacheHits float64     `json:"cache_hit_ratio"`
	Cache     CacheCounts `json:"-"`
	// CPU and Memory are what the stack's scraped processes used together, in cores and bytes; the generator is not one of them.
	CPU    float64 `json:"cpu"`
	Memory float64 `json:"memory"`
	// DiskReads is what those processes read from disk together, in bytes per second; NaN when it was not observed.
	DiskReads float64 `json:"disk_reads"`
	// BytesPerRow is the space that the stores took on disk after seeding, by row; NaN when it was not recorded.
	BytesPerRow float64 `json:"bytes_per_row"`
	// measured is how long a trial measures, in seconds.
	measured float64
}

// place finds the cell of a trial, or makes one.
func (s *Result) place(t *analysis.Trial) int {
	m := &t.Manifest
	settings := map[string]string{}
	for name, v := range m.Configuration {
		if s.axis(name) != nil && name != analysis.RateAxis && name != volumeAxis {
			settings[name] = v
		}
	}
	at := slices.IndexFunc(s.Configurations, func(c map[string]string) bool { return maps.Equal(c, settings) })
	if at < 0 {
		at = len(s.Configurations)
		s.Configurations = append(s.Configurations, settings)
	}
	cell := Cell{Configuration: at, Volume: m.Dataset.Volume, Rows: rowsOf(m), Users: m.Load.Closed}
	if v := m.Configuration[volumeAxis]; v != "" {
		cell.Volume = v
	}
	if s.axis(analysis.RateAxis) != nil {
		cell.Rate, _ = analysis.ParseRate(m.Configuration[analysis.RateAxis])
	}
	for i := range s.Cells {
		if have := &s.Cells[i]; have.Configuration == at && have.Volume == cell.Volume && have.Rate == cell.Rate {
			return i
		}
	}
	s.Cells = append(s.Cells, cell)
	return len(s.Cells) - 1
}

// rowsOf is how many rows were seeded: as counted in the stores, else as intended. NaN when not known.
func rowsOf(m *samples.Manifest) float64 {
	counted := m.Dataset.Verified
	if len(counted) == 0 {
		counted = m.Dataset.Rows
	}
	total := int64(0)
	for _, n := range counted {
		total += n
	}
	if total == 0 {
		return math.NaN()
	}
	return float64(total)
}

// fill works out the numbers of a cell from its trials.
func (c *Cell) fill(trials []*analysis.Trial) {
	var valid []*analysis.Trial
	for _, t := range trials {
		if t.Valid {
			valid = append(valid, t)
			c.Trials = append(c.Trials, t.Manifest.Trial)
		} else {
			c.LeftOut = append(c.LeftOut, t.Manifest.Trial)
		}
	}
	if len(valid) > 0 {
		c.Accepted, c.Uncertain = analysis.AcceptTogether(trials)
	}
	offering := valid
	if len(valid) == 0 {
		offering = trials // what was to be sent is the scenario's, whatever became of it
	}
	c.Offered = meanOf(offering, func(t *analysis.Trial) float64 { return float64(t.Offered) / t.Measured })
	c.Throughput = rateEstimate(valid, func(t *analysis.Trial) (float64, analysis.Interval) { return t.Throughput, t.ThroughputInterval })
	c.Goodput = rateEstimate(valid, func(t *analysis.Trial) (float64, analysis.Interval) { return t.Goodput, t.GoodputInterval })
	c.P50, c.P99 = percentileEstimate(valid, 0.5, "p50"), percentileEstimate(valid, 0.99, "p99")
	c.Cache, c.measured = cacheCounts(valid), meanOf(valid, func(t *analysis.Trial) float64 { return t.Measured })
	c.CacheHits = meanOf(valid, func(t *analysis.Trial) float64 { return t.Cache.HitRatio })
	c.CPU = meanOf(valid, func(t *analysis.Trial) float64 { return ofStack(t.MeanCPU) })
	c.Memory = meanOf(valid, func(t *analysis.Trial) float64 { return ofStack(t.MeanMemory) })
	c.DiskReads = meanOf(valid, func(t *analysis.Trial) float64 { return ofStack(t.DiskReads) })
	c.BytesPerRow = meanOf(valid, bytesPerRow)
}

// bytesPerRow is the space of all stores on disk by row.
func bytesPerRow(t *analysis.Trial) float64 {
	total := int64(0)
	for _, n := range t.Manifest.Dataset.Bytes {
		total += n
	}
	if total == 0 {
		return math.NaN()
	}
	return float64(total) / rowsOf(&t.Manifest)
}

// ofStack adds up what all processes but the generator used, NaN when none was observed.
func ofStack(bySource map[string]float64) float64 {
	total := math.NaN()
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		switch {
		case source == analysis.GeneratorSource:
		case math.IsNaN(total):
			total = bySource[source]
		default:
			total += bySource[source]
		}
	}
	return total
}

func (s *Result) countRepetitions() {
	for i := range s.Cells {
		n := len(s.Cells[i].Trials)
		if i == 0 || n < s.Repetitions[0] {
			s.Repetitions[0] = n
		}
		s.Repetitions[1] = max(s.Repetitions[1], n)
	}
}

// answersAll reports whether a cell answered what it was offered but for what does not matter and what is on its way when a trial ends: idle
// is how long an answer takes where nothing waits, in seconds.
func (c *Cell) answersAll(idle float64) bool {
	least := 1 - noChange
	if idle > 0 {
		least -= idle / c.measured
	}
	return c.Throughput.Value >= least*c.Offered
}

// keepsUp reports whether a cell answered nearly all that it was offered.
func (c *Cell) keepsUp() bool { return c.Throughput.Value >= analysis.EnoughDone*c.Offered }
