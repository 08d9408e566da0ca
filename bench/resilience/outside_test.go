package resilience

import (
	"slices"
	"testing"
	"time"

	"quintet/bench/stats"
)

// A stretch ends where all was good for the hold time, as far as there were hits to see it by.
func TestStretchEndsWhereAllWasGood(t *testing.T) {
	w := &Watch{width: 100 * time.Millisecond, hold: 3 * time.Second}
	whole := stats.Stretch{Begin: 10, End: 100}
	for name, c := range map[string]struct {
		good []int // slots with a good hit, between the bad ones in 10, 20, 60 and 99
		want []stats.Stretch
	}{
		"GoodForTheHoldTime": {[]int{21, 30, 40, 45, 59, 70}, []stats.Stretch{{Begin: 10, End: 21}, {Begin: 60, End: 100}}},
		"HardlyAnyHits":      {[]int{30, 40, 50, 70}, []stats.Stretch{whole}},
		"NotForSoLong":       {[]int{11, 12, 13, 14, 15, 16}, []stats.Stretch{whole}},
	} {
		slots := make([]tally, 110)
		for _, i := range []int{10, 20, 60, 99} {
			slots[i].add(false)
		}
		for _, i := range c.good {
			slots[i].add(true)
		}
		if got := w.parted(slots, whole); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
