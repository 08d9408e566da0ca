package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
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
		return drawing{}, words.CacheBypassed(t.Cache.Bypassed)
	case t.Scraped.Scrapes == 0:
		return drawing{}, words.NotScraped(words.OfCache)
	default:
		return drawing{}, words.CacheNotAsked
	}
	return overTime{what: words.AxisCacheHits, y: linear(percent, 1, 5), lines: lines}.drawing(t), ""
}
