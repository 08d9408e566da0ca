package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

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
