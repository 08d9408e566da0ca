package scaling

import (
	"maps"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Rating is how much work one configuration does at one volume, against the first configuration at the same volume.
type Rating struct {
	Configuration int    `json:"-"`
	Volume        string `json:"volume"`
	Label         Label  `json:"-"`
	// Work is requests per second, Basis what that is.
	Work  Estimate `json:"work"`
	Basis Basis    `json:"basis"`
	// AtLeast says that Work is only a lower bound: all that was offered was done, so the most that can be done is not known.
	AtLeast bool `json:"at_least"`
	// Speedup is Work as a multiple of the first configuration's; no number where either is not known.
	Speedup Estimate `json:"speedup"`
	// Cost is taken where goodput was greatest: the cell of this index of Result.Cells, -1 when there is none.
	Cell int `json:"-"`
	// PerCPU is good answers for each second of CPU that the stack used, PerGB good answers per second for each gigabyte of memory;
	// the generator's are left out. NaN when CPU or memory were not observed.
	PerCPU float64 `json:"per_cpu_second"`
	PerGB  float64 `json:"per_gigabyte"`
}

// Basis is what the work of a rating is.
type Basis string

// The bases of a rating: the capacity under the SLOs that a search found, or the greatest throughput at any load.
const (
	ByCapacity   Basis = "capacity"
	ByThroughput Basis = "throughput"
)

// sweptCapacities are read off a run without a search whose loads were given by the axis "rate": the largest load whose trials were all
// accepted, below any that was refused.
func sweptCapacities(trials []analysis.Trial) []analysis.Capacity {
	rows := analysis.TriedLoads(trials, func(t *analysis.Trial) bool { return t.Manifest.Search == nil })
	varied := false
	for i := range rows {
		loads := map[float64]bool{}
		heaviest := 0.0
		for _, t := range rows[i].Tried {
			loads[t.Rate] = true
			heaviest = max(heaviest, t.Rate)
		}
		varied = varied || len(loads) > 1
		rows[i].Swept = true
		rows[i].Conclude(samples.Search{To: heaviest})
	}
	if !varied {
		return nil
	}
	return rows
}

// ratings has a row a configuration and volume, in the order of the curves.
func (s *Result) ratings() []Rating {
	var rows []Rating
	for _, l := range s.Curves {
		r := Rating{Configuration: l.Configuration, Volume: l.Volume, Label: l.Label, Work: none(), Speedup: none(), Cell: -1, PerCPU: math.NaN(), PerGB: math.NaN()}
		best, keptUp := -1, true
		for _, i := range l.Cells {
			c := &s.Cells[i]
			if len(c.Trials) == 0 {
				continue
			}
			keptUp = keptUp && c.Users == 0 && c.keepsUp()
			if best < 0 || c.Throughput.Value > s.Cells[best].Throughput.Value {
				best = i
			}
			if r.Cell < 0 || c.Goodput.Value > s.Cells[r.Cell].Goodput.Value {
				r.Cell = i
			}
		}
		if best >= 0 {
			r.Work, r.Basis, r.AtLeast = s.Cells[best].Throughput, ByThroughput, keptUp
		}
		if c := s.capacityOf(l); c != nil && !c.Swept {
			r.setCapacity(c)
		}
		if r.Cell >= 0 {
			c := &s.Cells[r.Cell]
			r.PerCPU, r.PerGB = c.Goodput.Value/c.CPU, c.Goodput.Value/(c.Memory/1e9)
		}
		rows = append(rows, r)
	}
	for i := range rows {
		r := &rows[i]
		first := firstAt(rows, r.Volume)
		switch {
		case first.Basis != r.Basis || first.AtLeast || r.AtLeast:
		case first == r && !math.IsNaN(r.Work.Value):
			r.Speedup = once()
		default:
			r.Speedup = r.Work.against(first.Work)
		}
	}
	return rows
}

// setCapacity rates by what a search found. It lies between the load that was accepted and the one that was refused.
func (r *Rating) setCapacity(c *analysis.Capacity) {
	if c.Rate == 0 || c.Unsure {
		r.Work, r.Basis, r.AtLeast = none(), ByCapacity, false
		return
	}
	r.Basis, r.AtLeast = ByCapacity, c.AtLeast
	r.Work = Estimate{c.Rate, c.Interval(), 1}
}

// capacityOf is the capacity of a curve's configuration and volume, nil when there is none.
func (s *Result) capacityOf(l LoadCurve) *analysis.Capacity {
	for i := range s.Capacities {
		c := &s.Capacities[i]
		varied := s.CapacityLabel(c).Settings
		volume, given := varied[volumeAxis]
		delete(varied, volumeAxis)
		if maps.Equal(varied, s.Configurations[l.Configuration]) && (!given || volume == l.Volume) {
			return c
		}
	}
	return nil
}

// firstAt is the first rating of a volume.
func firstAt(rows []Rating, volume string) *Rating {
	for i := range rows {
		if rows[i].Volume == volume {
			return &rows[i]
		}
	}
	return &rows[0]
}
