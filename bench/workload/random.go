package workload

import (
	"math"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// The purposes that randomness is drawn for. They are part of the data: renumbering them changes every data set.
const (
	forUser uint64 = iota + 1
	forGroup
	forConversation
	forConversationSize
	forMessage
	forNotificationSize
	forNotification
	forDegree
	forPairing
	forRepair
	forGroupSize
	forMember
	forFile
	forFileContent
	forRequest
	forSpread
	forUpload
	forReadBack
)

// z99 is the 99 % quantile of the standard normal distribution.
const z99 = 2.3263478740408408

// lognormal is a lognormal distribution truncated at its top.
type lognormal struct {
	median, sigma float64
	// top is the share of the untruncated distribution that is kept.
	top float64
}

func newLognormal(median, sigma, roof float64) lognormal {
	l := lognormal{median, sigma, 1}
	if roof > 0 && sigma > 0 {
		l.top = 0.5 * math.Erfc(-math.Log(roof/median)/sigma/math.Sqrt2)
	}
	return l
}

// at returns the value at a quantile in [0, 1) of the truncated distribution.
func (l lognormal) at(u float64) float64 {
	// The clamp keeps the inverse finite; it cuts off one draw in 10^15.
	u = min(max(u*l.top, 1e-15), 1-1e-15)
	return l.median * math.Exp(l.sigma*math.Sqrt2*math.Erfinv(2*u-1))
}

// sizes draws sizes in bytes, at least 1.
type sizes struct {
	constant int64
	law      lognormal
	roof     float64
}

func newSizes(d scenario.Distribution) sizes {
	if d.Kind != "lognormal" {
		return sizes{constant: max(1, int64(d.Median))}
	}
	median := max(1, d.Median)
	sigma := 0.0
	if d.P99 > median {
		sigma = math.Log(d.P99/median) / z99
	}
	return sizes{law: newLognormal(median, sigma, d.Max), roof: d.Max}
}

func (s sizes) draw(d *splitmix.Sequence) int64 {
	if s.constant > 0 {
		return s.constant
	}
	v := math.Round(s.law.at(d.Float()))
	if s.roof > 0 {
		v = min(v, s.roof)
	}
	return max(1, int64(v))
}
