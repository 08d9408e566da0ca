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
