package scaling

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Result is what the trials of a run say together when they differ in configuration, offered load or data volume.
//
// Trials that differ in nothing but their repetition make one cell. Only valid trials count in a cell; the others are in LeftOut,
// with the reason. All lists are in the order in which things first ran, unless they say otherwise.
type Result struct {
	// Axes are what was varied, in alphabetical order.
	Axes []Axis `json:"axes"`
	// Configurations are the settings of all varied axes but offered load and volume; empty for the only one.
	Configurations []map[string]string `json:"-"`
	Cells          []Cell              `json:"-"`
	// Curves are cells along the offered load, one curve a configuration and volume.
	Curves []LoadCurve `json:"-"`
	// Capacities are those of the search, or without one read off the loads that the axis "rate" gave; empty when there was
	// only one load.
	Capacities []analysis.Capacity `json:"-"`
	// Ratings are the work of each configuration, against the first, and its cost.
	Ratings []Rating `json:"-"`
	// Series are configurations that differ in one numeric resource only, such as the number of replicas.
	Series []Series `json:"-"`
	// Volumes are cells along the number of rows, one trend a configuration.
	Volumes []VolumeTrend `json:"-"`
	// LeftOut are the trials that are not valid.
	LeftOut []LeftOut `json:"-"`
	// Answer is whether the system scales, what limits it, and what the run cannot say. Doubts are what limits the answer.
	Answer []Statement `json:"-"`
	Doubts []Values    `json:"-"`
	// Repetitions is the least and the greatest number of valid trials of a cell.
	Repetitions [2]int `json:"repetitions"`
}

// Axis is one thing that was varied, with its values.
type Axis struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Label distinguishes a configuration, at a volume, from the others of its run: the settings and the volume as far as they were varied.
type Label struct {
	Settings map[string]string
	Volume   string
}

// Empty reports whether there is nothing to distinguish.
func (l Label) Empty() bool { return len(l.Settings) == 0 && l.Volume == "" }

// Cell is one configuration at one offered load and one volume: all its valid trials together. One without valid trials has
// no numbers (NaN).
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
	// Accepted says that every valid trial was accepted (see Accept).
	Accepted bool `json:"accepted"`
	// Uncertain says that it is not, though no valid trial broke an objective or left work undone: too few hits to be sure.
	Uncertain bool `json:"uncertain"`
	// CacheHits is the hit ratio of the API's cache.
	CacheHits float64 `json:"cache_hit_ratio"`
	// CPU and Memory are what the stack's scraped processes used together, in cores and bytes; the generator is not one of them.
	CPU    float64 `json:"cpu"`
	Memory float64 `json:"memory"`
	// DiskReads is what those processes read from disk together, in bytes per second; NaN when it was not observed.
	DiskReads float64 `json:"disk_reads"`
	// BytesPerRow is the space that the stores took on disk after seeding, by row; NaN when it was not recorded.
	BytesPerRow float64 `json:"bytes_per_row"`
}

// LoadCurve is one configuration at one volume along the offered load. Cells are indices of Result.Cells, by ascending load.
type LoadCurve struct {
	Configuration int
	Volume        string
	Label         Label
	Cells         []int
}

// LeftOut is a trial that says nothing about scaling, and why.
type LeftOut struct {
	Trial int
	Why   []analysis.Check
}

// volumeAxis is the axis of the data volume.
const volumeAxis = "dataset.volume"

// Of puts the trials of a run together; nil when there is only one cell.
func Of(r *analysis.Result) *Result {
	s := &Result{Capacities: r.Capacities}
	trials := r.Trials
	s.Axes = axesOf(trials)
	var members [][]*analysis.Trial
	for i := range trials {
		t := &trials[i]
		c := s.place(t)
		if c == len(members) {
			members = append(members, nil)
		}
		members[c] = append(members[c], t)
		if !t.Valid {
			s.LeftOut = append(s.LeftOut, LeftOut{t.Manifest.Trial, t.InvalidReasons()})
		}
	}
	if len(s.Cells) < 2 {
		return nil
	}
	for i := range s.Cells {
		s.Cells[i].fill(members[i])
	}
	s.countRepetitions()
	s.Curves = s.curves()
	if len(s.Capacities) == 0 {
		s.Capacities = sweptCapacities(trials)
	}
	s.Ratings = s.ratings()
	s.Series = s.series()
	s.Volumes = s.volumeTrends()
	s.Doubts = s.doubts()
	s.Answer = s.answer(r)
	return s
}

// axesOf are the settings that differ between trials.
func axesOf(trials []analysis.Trial) []Axis {
	values := map[string][]string{}
	for i := range trials {
		for name, v := range trials[i].Manifest.Configuration {
			if !slices.Contains(values[name], v) {
				values[name] = append(values[name], v)
			}
		}
	}
	var axes []Axis
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if len(values[name]) > 1 {
			axes = append(axes, Axis{name, values[name]})
		}
	}
	return axes
}

// axis finds an axis that was varied.
func (s *Result) axis(name string) *Axis {
	for i := range s.Axes {
		if s.Axes[i].Name == name {
			return &s.Axes[i]
		}
	}
	return nil
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
	c.Accepted = len(valid) > 0
	refused := false
	for _, t := range valid {
		a := analysis.Accept(t)
		c.Accepted = c.Accepted && a.Accepted
		refused = refused || !a.Accepted && !a.Uncertain
	}
	c.Uncertain = len(valid) > 0 && !c.Accepted && !refused
	c.Offered = meanOf(valid, func(t *analysis.Trial) float64 { return float64(t.Offered) / t.Measured })
	c.Throughput = rateEstimate(valid, func(t *analysis.Trial) (float64, analysis.Interval) { return t.Throughput, t.ThroughputInterval })
	c.Goodput = rateEstimate(valid, func(t *analysis.Trial) (float64, analysis.Interval) { return t.Goodput, t.GoodputInterval })
	c.P50, c.P99 = percentileEstimate(valid, 0.5, "p50"), percentileEstimate(valid, 0.99, "p99")
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

// curves are the cells by configuration and volume.
func (s *Result) curves() []LoadCurve {
	var curves []LoadCurve
	for i := range s.Cells {
		c := &s.Cells[i]
		at := slices.IndexFunc(curves, func(l LoadCurve) bool { return l.Configuration == c.Configuration && l.Volume == c.Volume })
		if at < 0 {
			at = len(curves)
			curves = append(curves, LoadCurve{Configuration: c.Configuration, Volume: c.Volume, Label: s.labelOf(c)})
		}
		curves[at].Cells = append(curves[at].Cells, i)
	}
	for _, l := range curves {
		slices.SortStableFunc(l.Cells, func(a, b int) int {
			return cmp.Or(cmp.Compare(s.Cells[a].Rate, s.Cells[b].Rate), cmp.Compare(s.Cells[a].Offered, s.Cells[b].Offered))
		})
	}
	return curves
}

// labelOf labels the configuration and volume of a cell.
func (s *Result) labelOf(c *Cell) Label {
	l := Label{Settings: s.Configurations[c.Configuration]}
	if s.axis(volumeAxis) != nil {
		l.Volume = c.Volume
	}
	return l
}

// CapacityLabel labels the configuration of a capacity as curves are labelled; a volume that was varied is among its settings.
func (s *Result) CapacityLabel(c *analysis.Capacity) Label {
	l := Label{Settings: map[string]string{}}
	for name, v := range c.Configuration {
		if s.axis(name) != nil {
			l.Settings[name] = v
		}
	}
	return l
}

// valid are the cells of a curve that have valid trials.
func (s *Result) valid(cells []int) []*Cell {
	var found []*Cell
	for _, i := range cells {
		if len(s.Cells[i].Trials) > 0 {
			found = append(found, &s.Cells[i])
		}
	}
	return found
}

// keepsUp reports whether a cell answered what it was offered.
func (c *Cell) keepsUp() bool { return c.Throughput.Value >= analysis.EnoughDone*c.Offered }
