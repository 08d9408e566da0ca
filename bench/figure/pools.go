package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawPools shows how many connections of each store's pool were in use: a pool at its limit makes hits wait before the store
// has even been asked.
func drawPools(t *analysis.Trial) (drawing, string) {
	lines := scrapedLines(t, t.Scraped.Pools)
	switch {
	case len(lines) == 0 && t.Scraped.Scrapes == 0:
		return drawing{}, words.NotScraped(words.OfPools)
	case len(lines) == 0:
		return drawing{}, words.NoPool
	}
	for i := range lines {
		lines[i].dash = dashes[i%len(dashes)]
	}
	_, most := span(values(lines))
	return overTime{what: words.AxisPools, y: linear(plain, max(most, 4), 4), lines: lines, height: 90}.drawing(t), ""
}
