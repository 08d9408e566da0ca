package analysis

import (
	"math"

	"quintet/bench/scraped"
)

// cacheDrift is how far the hit ratio must move between the first and the last third of the measured time to be named.
const cacheDrift = 0.05

// CacheUse is what the cache did, and how its hit ratio moved.
type CacheUse struct {
	// On says that the cache was asked; when it was not, Bypassed counts the reads that went past it.
	On               bool
	Bypassed, Errors float64
	// HitRatio is NaN when the cache answered nothing. First and Last are the ratios of the first and the last third of the measured
	// time, NaN when it is too short; Drifted says that they differ enough to be named, and neither says what was between them.
	HitRatio, First, Last float64
	Drifted               bool
	// Class is the class of keys with the lowest hit ratio when that is well below the whole, "" otherwise.
	Class      string
	ClassRatio float64
}

func findCacheUse(t *Trial) CacheUse {
	c := &t.Cache
	u := CacheUse{On: c.On, Bypassed: c.Bypassed, Errors: c.Errors, HitRatio: c.HitRatio}
	u.First, u.Last = cacheThirds(t)
	u.Drifted = math.Abs(u.Last-u.First) >= cacheDrift
	if low := lowestClass(c); low != nil {
		u.Class, u.ClassRatio = low.Class, low.HitRatio
	}
	return u
}

func (CacheUse) values() {}

// cacheThirds are the mean hit ratios of the first and the last third of the measured slots; NaN when there are too few.
func cacheThirds(t *Trial) (first, last float64) {
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
		return math.NaN(), math.NaN()
	}
	return average(ratios[:third]), average(ratios[len(ratios)-third:])
}

// lowestClass is the class with the lowest hit ratio when it is well below the whole.
func lowestClass(c *scraped.Cache) *scraped.CacheClass {
	var low *scraped.CacheClass
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
