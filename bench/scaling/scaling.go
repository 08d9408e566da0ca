package scaling

import (
	"cmp"
	"maps"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
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
			if name == resilience.FaultAxis {
				continue // what is done to a system is no property of it
			}
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
