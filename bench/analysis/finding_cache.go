package analysis

import (
	"fmt"
	"math"
)

// cacheDrift is how far the hit ratio must move between the first and the last third of the measured time to be named.
const cacheDrift = 0.05

// findCache says what the cache did and whether it was still filling.
func findCache(t *Trial) []Finding {
	return []Finding{{Figure: "cache", Sentence: cacheSentence(t)}}
}

func cacheSentence(t *Trial) string {
	c := &t.Cache
	switch {
	case !c.On && c.Bypassed > 0:
		return fmt.Sprintf("the cache was off: %s reads went past it.", FormatCount(c.Bypassed))
	case !c.On:
		return "no requests to the cache were seen."
	case math.IsNaN(c.HitRatio):
		return fmt.Sprintf("the cache answered nothing: %s errors.", FormatCount(c.Errors))
	}
	sentence := fmt.Sprintf("the cache answers %s of its lookups", FormatRatio(round3(c.HitRatio)))
	if early, late, ok := cacheThirds(t); ok && math.Abs(late-early) >= cacheDrift {
		direction := "still filling"
		if late < early {
			direction = "losing ground"
		}
		sentence += fmt.Sprintf(" and was %s: %s in the first third of the measured time, %s in the last", direction, wholePercent(early), wholePercent(late))
	} else if ok {
		sentence += ", from the beginning of the measured time to its end"
	}
	if low := lowestClass(c); low != nil {
		sentence += fmt.Sprintf("; least for %s keys (%s)", low.Class, FormatRatio(round3(low.HitRatio)))
	}
	if c.Errors > 0 {
		sentence += fmt.Sprintf("; %s lookups ended in an error", FormatCount(c.Errors))
	}
	return sentence + "."
}

func round3(ratio float64) float64 { return math.Round(ratio*1000) / 1000 }

// cacheThirds are the mean hit ratios of the first and the last third of the measured slots.
func cacheThirds(t *Trial) (early, late float64, ok bool) {
	var ratios []float64
	for _, line := range t.Scraped.CacheHitRatio {
		if line.Name != "all" {
			continue
		}
		for i, at := range line.T {
			if measuredSlot(t, int(math.Round(at/t.Timeline.Width))) {
				ratios = append(ratios, line.V[i])
			}
		}
	}
	third := len(ratios) / 3
	if third < 3 {
		return 0, 0, false
	}
	return average(ratios[:third]), average(ratios[len(ratios)-third:]), true
}

// lowestClass is the class with the lowest hit ratio when it is well below the whole.
func lowestClass(c *Cache) *CacheClass {
	var low *CacheClass
	for i := range c.Classes {
		if low == nil || c.Classes[i].HitRatio < low.HitRatio {
			low = &c.Classes[i]
		}
	}
	if low == nil || len(c.Classes) < 2 || c.HitRatio-low.HitRatio < cacheDrift {
		return nil
	}
	return low
}
