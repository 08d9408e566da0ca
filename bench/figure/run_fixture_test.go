package figure

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/stats"
)

// runResult is what the figures of a whole run are made of.
type runResult struct {
	Scaling *scaling.Result
	SLO     []analysis.SLOResult
}

// runs are results of all kinds that have figures of the whole run, and those that are hard to draw.
func runs() map[string]*runResult {
	none := scaling.Estimate{Value: math.NaN(), Interval: analysis.Interval{Low: math.NaN(), High: math.NaN()}}
	r := map[string]*runResult{
		"sweep":   sweepRun([]string{"cache on", "cache off"}, 1900, 100, 200, 400, 800, 1600, 1800, 2000),
		"decades": sweepRun([]string{""}, 60_000, 10, 100, 1000, 10_000, 100_000),
		"volumes": volumeRun([]string{"", "cache off"}[:1], 4), "two-volumes": volumeRun([]string{"cache on", "cache off"}, 2), "one-volume": volumeRun([]string{""}, 1),
		"replicas": seriesRun([]string{""}, 0.05, 0.004, 1, 2, 4, 8, 12, 16, 24), "two-series": seriesRun([]string{"cache on", "cache off"}, 0.2, 0, 1, 2, 3),
		"bounded": seriesRun([]string{""}, 0, 0, 1, 2), "nothing": {Scaling: &scaling.Result{}},
	}
	r["bounded"].Scaling.Series[0].Bounded = true
	var names []string
	for i := range 14 {
		names = append(names, strings.Repeat(fmt.Sprintf("cassandra.consistency QUORUM %d, ", i), 3))
	}
	r["many"] = sweepRun(names, 900, 100, 200, 400, 800, 1000)
	r["numberless"] = sweepRun([]string{"cache on", "cache off"}, 1e9, 100, 200, 400)
	s := r["numberless"].Scaling
	s.Cells[1].P99, s.Cells[1].Throughput, s.Cells[1].Goodput = none, none, none
	s.Cells[2].P99.High = math.Inf(1)
	for i := range 3 {
		s.Cells[3+i].Trials, s.Cells[3+i].P99, s.Cells[3+i].Offered = nil, none, math.NaN()
	}
	s.Capacities[0] = analysis.Capacity{Configuration: map[string]string{"cache": "on"}, Unsure: true}
	return r
}

// sure is an estimate with an interval of so much about it.
func sure(v, share float64) scaling.Estimate {
	return scaling.Estimate{Value: v, Interval: analysis.Interval{Low: v * (1 - share), High: v * (1 + share)}, Trials: 3}
}

// labelOf is the label of a configuration of one axis, "cache on"; that of the only one for "".
func labelOf(name string) scaling.Label {
	if name == "" {
		return scaling.Label{}
	}
	axis, value, _ := strings.Cut(name, " ")
	return scaling.Label{Settings: map[string]string{axis: value}}
}

func sweepRun(names []string, most float64, loads ...float64) *runResult {
	s := &scaling.Result{}
	for i, name := range names {
		most := most / float64(i+1)
		axis, value, _ := strings.Cut(name, " ")
		l := scaling.LoadCurve{Configuration: i, Label: labelOf(name)}
		c := analysis.Capacity{Configuration: map[string]string{}, Swept: true}
		if name != "" {
			c.Configuration[axis] = value
			s.Axes = []scaling.Axis{{Name: axis}}
		}
		for _, load := range loads {
			done := math.Min(load, most)
			over := load > most
			l.Cells = append(l.Cells, len(s.Cells))
			p99 := 0.004 / math.Max(0.02, 1-load/most)
			s.Cells = append(s.Cells, scaling.Cell{Configuration: i, Rate: load, Offered: load, Trials: []int{1, 2, 3}, Accepted: p99 < 0.1 && !over,
				Throughput: sure(done, 0.03), Goodput: sure(done*map[bool]float64{true: 0.6, false: 1}[over], 0.03), P50: sure(p99/5, 0.1), P99: sure(p99, 0.2)})
			switch {
			case p99 < 0.1 && !over:
				c.Rate = load
			case c.Refused == 0:
				c.Refused = load
			}
		}
		s.Curves, s.Capacities = append(s.Curves, l), append(s.Capacities, c)
		s.Configurations = append(s.Configurations, labelOf(name).Settings)
	}
	return &runResult{Scaling: s, SLO: []analysis.SLOResult{{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}}}}
}

func volumeRun(names []string, volumes int) *runResult {
	s := &scaling.Result{}
	for i, name := range names {
		v := scaling.VolumeTrend{Configuration: i, Label: labelOf(name)}
		for k := range volumes {
			rows := 1e5 * math.Pow(3.1, float64(k))
			grown := math.Pow(rows/1e5, 0.4) * float64(i+1)
			v.Cells = append(v.Cells, len(s.Cells))
			s.Curves = append(s.Curves, scaling.LoadCurve{Configuration: i, Label: scaling.Label{Settings: labelOf(name).Settings, Volume: fmt.Sprintf("%dx", k+1)}, Cells: []int{len(s.Cells)}})
			s.Cells = append(s.Cells, scaling.Cell{Configuration: i, Rows: rows, Offered: 400, Trials: []int{1}, Accepted: true, Throughput: sure(400, 0.01), Goodput: sure(400, 0.01),
				P50: sure(0.002*grown, 0.1), P99: sure(0.009*grown, 0.2), CacheHits: map[bool]float64{true: 0.95 - 0.1*float64(k), false: math.NaN()}[i == 0], BytesPerRow: math.NaN()})
		}
		s.Volumes = append(s.Volumes, v)
	}
	return &runResult{Scaling: s}
}

func seriesRun(names []string, alpha, beta float64, ns ...float64) *runResult {
	s := &scaling.Result{}
	for i, name := range names {
		x := scaling.Series{Axis: "api.replicas", Resource: "replicas", Others: labelOf(name)}
		var xs []float64
		for _, n := range ns {
			alpha := alpha * float64(i+1)
			work := n / (1 + alpha*(n-1) + beta*n*(n-1))
			p := scaling.Point{N: n, Work: sure(500*work, 0.03), Speedup: sure(work, 0.06), Efficiency: sure(work/n, 0.06)}
			if n == 1 {
				p.Speedup, p.Efficiency = sure(1, 0), sure(1, 0)
			}
			x.Points, xs = append(x.Points, p), append(xs, 500*work)
		}
		if fit, err := stats.FitUSL(ns, xs); err == nil {
			x.Fit = &fit
		}
		s.Series = append(s.Series, x)
		s.Answer = append(s.Answer, scaling.Statement{Topic: scaling.OnConfigurations, Figure: scaling.FigureSpeedup, Values: scaling.SpeedUp{Series: x}})
	}
	return &runResult{Scaling: s}
}
