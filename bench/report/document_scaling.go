package report

import (
	"math"

	"quintet/bench/scaling"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// scalingOf fills Scaling; nil when the trials differ in nothing.
func scalingOf(s *scaling.Result) *Scaling {
	if s == nil {
		return nil
	}
	settings := func(at int) map[string]string { return mapped(s.Configurations[at]) }
	return &Scaling{
		Axes: each(s.Axes, func(a *scaling.Axis) Axis { return Axis{Name: a.Name, Values: listed(a.Values)} }),
		Points: each(s.Cells, func(c *scaling.Cell) Point {
			return Point{Configuration: settings(c.Configuration), Volume: c.Volume, Rows: Number(c.Rows), Offered: Number(c.Offered), Users: c.Users,
				Throughput: estimate(c.Throughput), Goodput: estimate(c.Goodput), P50: estimate(c.P50), P99: estimate(c.P99), Accepted: c.Accepted, Uncertain: c.Uncertain,
				Trials: counted(c.Trials), LeftOut: counted(c.LeftOut), CPU: Number(c.CPU), Memory: Number(c.Memory), CacheHits: Number(c.CacheHits), BytesPerRow: Number(c.BytesPerRow), DiskReads: Number(c.DiskReads)}
		}),
		Capacities: each(s.Capacities, capacity),
		Ratings: each(s.Ratings, func(r *scaling.Rating) Rating {
			return Rating{Configuration: settings(r.Configuration), Volume: r.Volume, Work: estimate(r.Work), Basis: string(r.Basis), AtLeast: r.AtLeast,
				Speedup: estimate(r.Speedup), PerCPU: Number(r.PerCPU), PerGB: Number(r.PerGB)}
		}),
		Ladders: each(s.Series, scalingSeries),
		Volumes: each(s.Volumes, func(v *scaling.VolumeTrend) Volume {
			return Volume{Configuration: settings(v.Configuration), Rate: Number(v.Rate), Span: Number(v.Span), P50: trendOf(v.P50), P99: trendOf(v.P99),
				Throughput: trendOf(v.Throughput), Capacity: trendOf(v.Capacity), Doubt: words.TrendDoubt(v.Doubt, len(v.Cells), v.Span), WorkingSet: words.WorkingSet(v.WorkingSet)}
		}),
		Answer: each(s.Answer, func(a *scaling.Statement) Statement {
			return Statement{About: string(a.Topic), Text: words.Statement(a), Figure: a.Figure}
		}),
		LeftOut: each(s.LeftOut, func(l *scaling.LeftOut) int { return l.Trial }),
		Doubts:  listed(words.Doubts(s)),
	}
}

func scalingSeries(l *scaling.Series) Ladder {
	d := Ladder{Axis: l.Axis, Others: words.Label(l.Others), NoFit: words.NoFit(l), Reading: words.SpeedUp(l),
		Steps: each(l.Points, func(s *scaling.Point) Step {
			return Step{N: Number(s.N), Work: estimate(s.Work), AtLeast: s.AtLeast, Speedup: estimate(s.Speedup), Efficiency: estimate(s.Efficiency)}
		}),
		Demands: each(l.Demands, func(d *scaling.Demand) Demand { return Demand{Load: Number(d.Load), N: Number(d.N)} }),
	}
	if u := l.Fit; u != nil {
		d.Fit = &Fit{Alpha: Number(u.Alpha), Beta: Number(u.Beta), Gamma: Number(u.Gamma), AlphaInterval: ends(u.AlphaInterval), BetaInterval: ends(u.BetaInterval),
			GammaInterval: ends(u.GammaInterval), Points: u.Points, From: Number(u.From), To: Number(u.To), Residuals: numbers(l.Residuals), LeaveLastOut: Number(u.LeaveLastOut),
			Peak: Number(math.NaN()), Roof: Number(u.Roof())}
		if peak, near := u.Peak(); near {
			d.Fit.Peak = Number(peak)
		}
	}
	return d
}

func estimate(e scaling.Estimate) Estimate {
	return Estimate{Value: Number(e.Value), Low: Number(e.Low), High: Number(e.High), Trials: e.Trials}
}

func ends(in [2]float64) Interval { return Interval{Number(in[0]), Number(in[1])} }

func trendOf(t stats.Trend) Trend {
	return Trend{Slope: Number(t.Exponent), Low: Number(t.Low), High: Number(t.High), R2: Number(t.R2)}
}

// counted is a list of numbers of trials, never null.
func counted(trials []int) []int { return append([]int{}, trials...) }
