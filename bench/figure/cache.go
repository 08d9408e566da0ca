package figure

import (
	"fmt"

	"quintet/bench/analysis"
)

// drawCache shows the hit rate of the cache in every slot, all classes together as a strong line.
func drawCache(t *analysis.Trial) (drawing, string) {
	var lines []line
	for i, s := range t.Scraped.CacheHitRatio {
		l := line{name: s.Name, color: others[i%len(others)], width: 1.5, dash: dashes[i/len(others)%len(dashes)], points: observed(&t.Timeline, s)}
		if s.Name == "all" {
			l.color, l.width, l.dash = ink, 2.5, nil
		}
		lines = append(lines, l)
	}
	lines = drawn(lines)
	switch {
	case len(lines) > 0:
	case t.Cache.Bypassed > 0:
		return drawing{}, fmt.Sprintf("The cache was switched off: %s went past it.", count(t.Cache.Bypassed, "request"))
	case t.Scraped.Scrapes == 0:
		return drawing{}, notScraped("the cache")
	default:
		return drawing{}, "The cache was not asked for anything."
	}
	return overTime{what: "answered from the cache, by class of keys", y: linear(percent, 1, 5), lines: lines}.drawing(t), ""
}
