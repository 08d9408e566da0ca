package resilience

import (
	"math"
	"slices"

	"quintet/bench/stats"
)

// Estimate is the median of N repetitions. From six on Low and High are its 95 % interval by order statistics; of fewer they are the least
// and the greatest. NaN without any.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// estimate is the median of what a function says of each, those of which it says nothing left out.
func estimate[T any](items []T, of func(T) float64) Estimate {
	var values []float64
	for _, item := range items {
		if v := of(item); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return Estimate{nan, nan, nan, 0}
	}
	slices.Sort(values)
	n := len(values)
	e := Estimate{stats.Median(values), values[0], values[n-1], n}
	if low, high := stats.Ranks(uint64(n), 0.5, confidence); low > 0 && high <= uint64(n) {
		e.Low, e.High = values[low-1], values[high-1]
	}
	return e
}

// together pools shares. Of one it keeps the interval; of several it is Student's over their values, and no narrower than that of as many
// independent hits.
func together[T any](items []T, of func(T) Share) Share {
	var values []float64
	s := Share{Value: nan, Low: nan, High: nan}
	for _, item := range items {
		one := of(item)
		if one.Due == 0 {
			continue
		}
		values = append(values, one.Value)
		s.Due, s.Good = s.Due+one.Due, s.Good+one.Good
		s.Low, s.High = one.Low, one.High
	}
	if len(values) == 0 {
		return s
	}
	s.Value = float64(s.Good) / float64(s.Due)
	if len(values) > 1 {
		_, half := stats.MeanInterval(values, confidence)
		low, high := stats.Wilson(s.Good, s.Due, confidence)
		s.Low, s.High = math.Max(0, math.Min(low, s.Value-half)), math.Min(1, math.Max(high, s.Value+half))
	}
	return s
}
