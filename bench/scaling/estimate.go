package scaling

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// Estimate is a number with its 95 % interval, from so many trials. Of one trial the interval is that within the trial; of several it
// is Student's, from how much they differ, which is what another trial would show too.
type Estimate struct {
	Value float64 `json:"value"`
	analysis.Interval
	Trials int `json:"trials"`
}

// none is the estimate of nothing.
func none() Estimate {
	return Estimate{Value: math.NaN(), Interval: analysis.Interval{Low: math.NaN(), High: math.NaN()}}
}

// once is how many times as large a number is as itself: exactly.
func once() Estimate { return Estimate{Value: 1, Interval: analysis.Interval{Low: 1, High: 1}} }

// rateEstimate is the mean of a rate over trials.
func rateEstimate(trials []*analysis.Trial, of func(*analysis.Trial) (float64, analysis.Interval)) Estimate {
	if len(trials) == 0 {
		return none()
	}
	if len(trials) == 1 {
		v, in := of(trials[0])
		return Estimate{v, in, 1}
	}
	var values []float64
	for _, t := range trials {
		v, _ := of(t)
		values = append(values, v)
	}
	mean, half := stats.MeanInterval(values, analysis.Confidence)
	return Estimate{mean, analysis.Interval{Low: math.Max(0, mean-half), High: mean + half}, len(trials)}
}

// percentileEstimate is a percentile, "p50" or "p99" of Operation.Intervals, of the response time over all hits of all trials together; percentiles are never averaged. Its
// interval with several trials is as wide as the trials' own percentiles differ, on the scale of logarithms, since they differ
// by factors.
func percentileEstimate(trials []*analysis.Trial, q float64, intervalName string) Estimate {
	if len(trials) == 0 {
		return none()
	}
	var runs []stats.WeighedRun
	var logs []float64
	for _, t := range trials {
		runs = append(runs, stats.WeighedRun{Times: t.All.Times})
		if own := t.All.Times.Quantile(q); own > 0 {
			logs = append(logs, math.Log(own))
		}
	}
	e := Estimate{Value: stats.PooledQuantile(runs, q), Trials: len(trials)}
	switch {
	case len(trials) == 1:
		e.Interval = trials[0].All.Intervals[intervalName]
	case len(logs) < 2:
		e.Interval = analysis.Interval{Low: math.NaN(), High: math.NaN()}
	default:
		_, half := stats.MeanInterval(logs, analysis.Confidence)
		e.Interval = analysis.Interval{Low: e.Value / math.Exp(half), High: e.Value * math.Exp(half)}
	}
	return e
}

// meanOf is the mean over trials of what is known of them, NaN when nothing is.
func meanOf(trials []*analysis.Trial, of func(*analysis.Trial) float64) float64 {
	var values []float64
	for _, t := range trials {
		if v := of(t); !math.IsNaN(v) && !math.IsInf(v, 0) {
			values = append(values, v)
		}
	}
	return stats.Mean(values)
}

// against is how many times as large an estimate is as another. The interval divides the ends of the two intervals crosswise: it is
// wider than one that assumes that the two err independently, and needs no such assumption.
func (e Estimate) against(base Estimate) Estimate {
	r := Estimate{Value: e.Value / base.Value, Interval: analysis.Interval{Low: e.Low / base.High, High: math.Inf(1)}, Trials: min(e.Trials, base.Trials)}
	if base.Low > 0 {
		r.High = e.High / base.Low
	}
	if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
		return none()
	}
	return r
}

// times multiplies by a constant.
func (e Estimate) times(factor float64) Estimate {
	return Estimate{e.Value * factor, analysis.Interval{Low: e.Low * factor, High: e.High * factor}, e.Trials}
}

// holds reports whether a value lies in the interval.
func (e Estimate) holds(v float64) bool { return e.Low <= v && v <= e.High }
