package analysis

import (
	"maps"
	"math"
	"slices"
)

// SlowestSlot is the operation with the largest p99 of any slot of so many seconds, in seconds, and the offset of that slot.
type SlowestSlot struct {
	Operation     string
	P99, At, Slot float64
}

func captionOperations(t *Trial) []Values {
	var s SlowestSlot
	for _, name := range slices.Sorted(maps.Keys(t.Timeline.ByOperation)) {
		for i, p99 := range t.Timeline.ByOperation[name] {
			if p99 > s.P99 {
				s = SlowestSlot{name, p99, t.Timeline.At(i), t.Timeline.Width}
			}
		}
	}
	if s.Operation == "" {
		return nil
	}
	return []Values{s}
}

// InFlight is the largest number of hits in flight at the end of any slot of so many seconds, and the offset of that end in seconds.
type InFlight struct{ Hits, At, Slot float64 }

func captionInFlight(t *Trial) []Values {
	f := InFlight{Hits: -1}
	for i, n := range t.Timeline.InFlight {
		if n > f.Hits {
			f = InFlight{n, t.Timeline.At(i) + t.Timeline.Width, t.Timeline.Width}
		}
	}
	if f.Hits < 0 {
		return nil
	}
	return []Values{f}
}

// Lateness is how late the generator sent, in seconds.
type Lateness struct{ P99, Max float64 }

// captionSendLag has nothing to say of a closed loop, in which a hit is due when it is sent.
func captionSendLag(t *Trial) []Values {
	if t.Manifest.Load.Closed > 0 || math.IsNaN(t.SendLag.P99) {
		return nil
	}
	return []Values{Lateness{t.SendLag.P99, t.SendLag.Max}}
}

// LongestSlot is the slot in which a hit took longest on average: its offset and that mean in seconds, and where more of it was spent than
// anywhere else, with the share of that place.
type LongestSlot struct {
	At, Mean float64
	Place    string
	Share    float64
}

func captionStoreTime(t *Trial) []Values {
	var longest LongestSlot
	for i := range t.Timeline.Due {
		means := map[string]float64{}
		for place, v := range t.Timeline.Stores {
			if v[i] > 0 {
				means[place] = v[i]
			}
		}
		if mean := sum(means); mean > longest.Mean {
			longest = LongestSlot{At: t.Timeline.At(i), Mean: mean}
			longest.Place, longest.Share = largest(means)
		}
	}
	if longest.Place == "" {
		return nil
	}
	return []Values{longest}
}

// SizeGrowth is the two classes of sizes of one operation between which the median of the response time grows most.
type SizeGrowth struct{ Small, Large SizeClass }

// MinSizeHits is how many hits the median of a class of sizes needs before a caption speaks of it.
const MinSizeHits = 20

func captionFileSizes(t *Trial) []Values {
	var growth []Values
	most := 0.0
	for i, small := range t.Storage.Sizes {
		for _, large := range t.Storage.Sizes[i+1:] {
			if large.Operation != small.Operation || min(small.Hits, large.Hits) < MinSizeHits {
				continue
			}
			if grew := large.Response.P50 / small.Response.P50; grew > most {
				most, growth = grew, []Values{SizeGrowth{small, large}}
			}
		}
	}
	return growth
}

func (SlowestSlot) values() {}
func (InFlight) values()    {}
func (Lateness) values()    {}
func (LongestSlot) values() {}
func (SizeGrowth) values()  {}
