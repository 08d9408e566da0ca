package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawSendLag shows how late the generator sent: late sends are the generator's fault or that of a system that let its
// connections fill, and they are part of the response time.
func drawSendLag(t *analysis.Trial) (drawing, string) {
	if t.Manifest.Load.Closed > 0 {
		return drawing{}, words.NoSendLag
	}
	lag := line{name: "p99", color: percentileColors["p99"], width: 1.75, points: slots(&t.Timeline, t.Timeline.SendLagP99)}
	lines := drawn([]line{lag})
	if len(lines) == 0 {
		return drawing{}, words.NoHitRecorded
	}
	return overTime{what: words.AxisSlotSendLag(t.Timeline.Width), y: fitting(seconds, values(lines), 4), lines: lines, height: 90}.drawing(t), ""
}
