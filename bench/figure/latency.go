package figure

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// drawLatency shows percentiles of the response time in every slot, and the limits of the SLOs over all operations where they fit.
func drawLatency(t *analysis.Trial) (drawing, string) {
	l := &t.Timeline
	slowest, name := l.P999, "p99.9"
	if hitsInSlot(l) < 1000 {
		// Of fewer hits than a thousand the p99.9 is the slowest: the line says so.
		slowest, name = l.Max, "max"
	}
	var lines []line
	for _, p := range []struct {
		name   string
		values []float64
	}{{name, slowest}, {"p99", l.P99}, {"p90", l.P90}, {"p50", l.P50}} {
		lines = append(lines, line{name: p.name, color: percentileColors[p.name], width: 1.75, points: slots(l, p.values)})
	}
	lines = drawn(lines)
	if len(lines) == 0 {
		return drawing{}, words.NoHitRecorded
	}
	all := values(lines)
	_, largest := span(all)
	var limits []line
	for _, s := range overAll(t.SLO) {
		if s.Limit > 2*largest {
			continue
		}
		all = append(all, s.Limit)
		limits = append(limits, line{name: s.Expression, color: percentileColor(s.Quantile), width: 1, dash: []float64{5, 3},
			points: []point{{0, s.Limit}, {end(t), s.Limit}}})
	}
	return overTime{what: words.AxisSlotResponse(l.Width), y: fitting(seconds, all, 5), lines: append(limits, lines...), height: 160}.drawing(t), ""
}

// hitsInSlot is how many hits a slot has that has any, in the median.
func hitsInSlot(l *analysis.Timeline) float64 {
	var hits []float64
	for _, due := range l.Due {
		if due > 0 {
			hits = append(hits, due*l.Width)
		}
	}
	if len(hits) == 0 {
		return math.NaN()
	}
	return stats.Median(hits)
}
