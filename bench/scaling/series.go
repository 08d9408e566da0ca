package scaling

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// Series is configurations that differ in the number of one resource only: how work grows with it.
type Series struct {
	// Axis is what was varied, Resource what it is a number of; Others is what stayed the same, as far as it was varied elsewhere.
	Axis     string   `json:"axis"`
	Resource Resource `json:"resource"`
	Others   Label    `json:"-"`
	// Basis is that of the ratings.
	Basis Basis `json:"basis"`
	// Bounded says that the loads offered were too small to show at some points what more of the resource gains.
	Bounded bool    `json:"bounded"`
	Points  []Point `json:"steps"`
	// Fit is the Universal Scalability Law through the points, nil when NoFit states why there is none. Residuals are measured - fitted
	// as a share of the fitted, one a point.
	Fit       *stats.USL `json:"-"`
	NoFit     NoFit      `json:"-"`
	Residuals []float64  `json:"-"`
	Demands   []Demand   `json:"demands"`
}

// Point is one number of the resource. Speedup is against the smallest number, Efficiency the speed-up as a share of the ideal one.
type Point struct {
	N          float64  `json:"n"`
	Rating     int      `json:"-"`
	Work       Estimate `json:"work"`
	AtLeast    bool     `json:"at_least"`
	Speedup    Estimate `json:"speedup"`
	Efficiency Estimate `json:"efficiency"`
}

// NoFit is why no law was fitted to a series; "" when one was.
type NoFit string

// The reasons: at some points all that was offered was done, so the greatest throughput is not known there; or there are too few points.
const (
	NoFitBounded   NoFit = "bounded"
	NoFitFewPoints NoFit = "few points"
)

// Demand is the least number of the resource that takes a load; 0 when none of those measured does.
type Demand struct {
	Load float64 `json:"load"`
	N    float64 `json:"n"`
}

// Resource is what a series has more and more of.
type Resource string

// The resources.
const (
	Replicas    Resource = "replicas"
	Nodes       Resource = "nodes"
	Connections Resource = "connections"
	Users       Resource = "users"
	Cores       Resource = "cores"
)

// resources are the axes that are numbers of something that works, by a part of their name.
var resources = []struct {
	part     string
	resource Resource
}{
	{"replicas", Replicas}, {"nodes", Nodes}, {"pool", Connections}, {"closed", Users}, {"GOMAXPROCS", Cores},
}

// resourceOf is what an axis is a number of, "" when it is no resource or has values that are no positive numbers.
func resourceOf(a Axis) Resource {
	for _, v := range a.Values {
		if n, err := strconv.ParseFloat(v, 64); err != nil || !(n > 0) {
			return ""
		}
	}
	for _, r := range resources {
		if strings.Contains(a.Name, r.part) {
			return r.resource
		}
	}
	return ""
}

// series are found for every resource that was varied, each setting of the other axes and each volume.
func (s *Result) series() []Series {
	var all []Series
	for _, a := range s.Axes {
		resource := resourceOf(a)
		if resource == "" {
			continue
		}
		var found []Series
		for i, r := range s.Ratings {
			others := Label{maps.Clone(r.Label.Settings), r.Label.Volume}
			n, err := strconv.ParseFloat(others.Settings[a.Name], 64)
			if err != nil || math.IsNaN(r.Work.Value) {
				continue
			}
			delete(others.Settings, a.Name)
			at := slices.IndexFunc(found, func(x Series) bool { return x.Others.equal(others) })
			if at < 0 {
				at = len(found)
				found = append(found, Series{Axis: a.Name, Resource: resource, Others: others})
			}
			found[at].Points = append(found[at].Points, Point{N: n, Rating: i, Work: r.Work, AtLeast: r.AtLeast})
		}
		for _, x := range found {
			if len(x.Points) > 1 {
				x.rate(s)
				all = append(all, x)
			}
		}
	}
	return all
}

func (l Label) equal(other Label) bool {
	return l.Volume == other.Volume && maps.Equal(l.Settings, other.Settings)
}

// rate works out the speed-ups, the fit and the demands of a series.
func (x *Series) rate(s *Result) {
	slices.SortStableFunc(x.Points, func(a, b Point) int { return cmp.Compare(a.N, b.N) })
	x.Basis = s.Ratings[x.Points[0].Rating].Basis
	for _, p := range x.Points {
		x.Bounded = x.Bounded || p.AtLeast || s.Ratings[p.Rating].Basis != x.Basis
	}
	base := x.Points[0]
	for i := range x.Points {
		p := &x.Points[i]
		p.Speedup, p.Efficiency = none(), none()
		if !p.AtLeast && !base.AtLeast {
			if p.Speedup = once(); i > 0 {
				p.Speedup = p.Work.against(base.Work)
			}
			p.Efficiency = p.Speedup.times(base.N / p.N)
		}
	}
	x.fit()
	x.Demands = x.demands(s)
}

// fit fits the law where the points allow it. Each number of the resource is one point, however often it was measured: repetitions
// narrow a point, they do not bend the curve.
func (x *Series) fit() {
	if x.Bounded {
		x.NoFit = NoFitBounded
		return
	}
	var n, work []float64
	for _, p := range x.Points {
		n, work = append(n, p.N), append(work, p.Work.Value)
	}
	fit, err := stats.FitUSL(n, work)
	if err != nil {
		x.NoFit = NoFitFewPoints
		return
	}
	x.Fit = &fit
	for _, p := range x.Points {
		x.Residuals = append(x.Residuals, p.Work.Value/fit.Throughput(p.N)-1)
	}
}

// demands has the least resource for each load: the loads tried of a sweep, the capacities found by a search.
func (x *Series) demands(s *Result) []Demand {
	capacities := map[float64]*analysis.Capacity{}
	loads := map[float64]bool{}
	for _, p := range x.Points {
		r := &s.Ratings[p.Rating]
		c := s.capacityOf(LoadCurve{Configuration: r.Configuration, Volume: r.Volume})
		if c == nil || c.Unsure {
			continue
		}
		capacities[p.N] = c
		switch {
		case c.Swept:
			for _, t := range c.Tried {
				loads[t.Rate] = true
			}
		default:
			loads[c.Rate], loads[c.Refused] = true, true
		}
	}
	delete(loads, 0)
	var rows []Demand
	for _, load := range slices.Sorted(maps.Keys(loads)) {
		d := Demand{Load: load}
		for _, n := range slices.Sorted(maps.Keys(capacities)) {
			if capacities[n].Rate >= load {
				d.N = n
				break
			}
		}
		rows = append(rows, d)
	}
	return rows
}
