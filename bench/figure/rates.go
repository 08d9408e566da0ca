package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawRates shows what was due, sent, answered and wrong in every slot. What is due is broad and pale below the others, so that it can
// be seen where they keep up with it.
func drawRates(t *analysis.Trial) (drawing, string) {
	l := &t.Timeline
	if len(l.Due) == 0 {
		return drawing{}, words.NoHitRecorded
	}
	lines := []line{
		{name: "due", color: lightGrey, width: 5, points: slots(l, l.Due)},
		{name: "sent", color: skyBlue, width: 3, points: slots(l, l.Sent)},
		{name: "done", color: blue, width: 1.25, points: slots(l, l.Done)},
		{name: "failed", color: vermillion, width: 1.75, dash: []float64{5, 2}, points: slots(l, l.Failed)},
	}
	if t.Manifest.Load.Closed > 0 {
		// In a closed loop a hit is due when it is sent.
		lines = lines[1:]
	}
	_, most := span(values(lines))
	return overTime{what: "hits", y: linear(rates, most, 4), lines: lines}.drawing(t), ""
}

// drawInFlight shows how many hits were sent and not yet ended at the end of every slot, and the connections they went over. A
// number that only grows is a queue that will never be worked off.
func drawInFlight(t *analysis.Trial) (drawing, string) {
	lines := drawn([]line{{name: words.KeyInFlight, color: blue, width: 1.75, points: ends(&t.Timeline, t.Timeline.InFlight)}})
	if len(lines) == 0 {
		return drawing{}, words.NoHitRecorded
	}
	for _, s := range t.Scraped.Connections {
		lines = append(lines, line{name: "connections", color: orange, width: 1.5, dash: []float64{5, 2}, points: observed(&t.Timeline, s)})
	}
	_, most := span(values(lines))
	return overTime{what: words.AxisSlotInFlight(t.Timeline.Width, len(t.Scraped.Connections) > 0), y: linear(plain, max(most, 4), 4), lines: lines, height: 90}.drawing(t), ""
}

// ends puts a timeline's values at the end of their slots.
func ends(t *analysis.Timeline, values []float64) []point {
	points := slots(t, values)
	for i := range points {
		points[i].x += t.Width / 2
	}
	return points
}

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
