package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawStorage shows the bytes that the API read from object storage and wrote to it in every slot.
func drawStorage(t *analysis.Trial) (drawing, string) {
	var lines []line
	for _, s := range t.Scraped.StorageIO {
		l := line{name: s.Name, color: blue, width: 1.75, points: observed(&t.Timeline, s)}
		if s.Name == "written" {
			l.color, l.dash = orange, []float64{7, 2}
		}
		lines = append(lines, l)
	}
	lines = drawn(lines)
	_, most := span(values(lines))
	switch {
	case len(lines) == 0 && t.Scraped.Scrapes == 0:
		return drawing{}, words.NotScraped(words.OfStorage)
	case most == 0:
		return drawing{}, words.NoStorageBytes
	}
	return overTime{what: words.AxisStorage, y: linear(byteRates, most, 4), lines: lines}.drawing(t), ""
}
