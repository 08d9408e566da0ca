package figure

import (
	"quintet/bench/analysis"
)

// drawSendLag shows how late the generator sent: late sends are the generator's fault or that of a system that let its
// connections fill, and they are part of the response time.
func drawSendLag(t *analysis.Trial) (drawing, string) {
	if t.Manifest.Load.Closed > 0 {
		return drawing{}, "In a closed loop a hit is due when it is sent, so there is no send lag."
	}
	lag := line{name: "p99", color: percentileColors["p99"], width: 1.75, points: slots(&t.Timeline, t.Timeline.SendLagP99)}
	lines := drawn([]line{lag})
	if len(lines) == 0 {
		return drawing{}, noHits
	}
	return overTime{what: "from when a hit was due to when it was sent, p99 of " + eachSlot(t), y: fitting(seconds, values(lines), 4), lines: lines, height: 90}.drawing(t), ""
}
