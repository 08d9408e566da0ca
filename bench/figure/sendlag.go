package figure

import (
	"fmt"

	"quintet/bench/analysis"
	"quintet/bench/words"
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

func captionSendLag(t *analysis.Trial) string {
	if t.Manifest.Load.Closed > 0 || !isNumber(t.SendLag.P99) {
		return ""
	}
	return fmt.Sprintf("99 %% of hits were sent within %s of when they were due; the latest was %s late.",
		words.Seconds(t.SendLag.P99), words.Seconds(t.SendLag.Max))
}
