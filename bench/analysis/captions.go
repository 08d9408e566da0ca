package analysis

import (
	"maps"
	"math"
	"slices"

	"quintet/bench/stats"
)

// FigureNames are the figures of a trial that have a caption, in the order of a report.
func FigureNames() []string {
	var names []string
	for _, c := range captions {
		names = append(names, c.figure)
	}
	return names
}

// captions say what to notice in each figure of a trial, in the order of a report; nothing when there is nothing to draw.
var captions = []struct {
	figure string
	of     func(*Trial) []Values
}{

	{"percentiles", captionPercentiles},
	{"curve", func(t *Trial) []Values { return []Values{findWait(t)} }},
	{"latency", findPhases},
	{"operations", captionOperations},
	{"heatmap", func(t *Trial) []Values { return []Values{ResponseSpread(t.All.Response)} }},
	{"rates", func(t *Trial) []Values { return []Values{findKeepingUp(t)} }},
	{"inflight", captionInFlight},
	{"sendlag", captionSendLag},
	{"stores", captionStores},
	{"storetime", captionStoreTime},
	{"cache", captionCache},
	{"storage", captionStorage},
	{"filesizes", captionFileSizes},
	{"storelatency", captionStoreLatency},
	{"cpu", captionCPU},
	{"memory", captionMemory},
	{"gc", captionGC},
	{"failures", func(t *Trial) []Values { return []Values{findFailed(t)} }},
}

// captionsOf is empty for a trial without measured hits, whose figures say so themselves.
func captionsOf(t *Trial) map[string][]Values {
	all := map[string][]Values{}
	if t.All.Hits == 0 {
		return all
	}
	for _, c := range captions {
		if values := c.of(t); len(values) > 0 {
			all[c.figure] = values
		}
	}
	return all
}

// captionPercentiles is the slowest operation, or the response times of all hits where there is none.
func captionPercentiles(t *Trial) []Values {
	if slowest := findSlowest(t); slowest != nil {
		return slowest
	}
	return []Values{ResponseTimes(t.All.Response)}
}

// keptUp is the least share of the offered load that a system that keeps up answers.
const keptUp = 0.95

// findKeepingUp holds throughput against the offered load and finds the slot of the measured phases that ended with the most hits in flight.
// A closed loop offers only what it is answered, so it is never behind.
func findKeepingUp(t *Trial) KeepingUp {
	k := KeepingUp{Offered: float64(t.Offered) / t.Measured, Throughput: t.Throughput, Goodput: t.Goodput, Slot: t.Timeline.Width}
	for i, inFlight := range t.Timeline.InFlight {
		if measuredSlot(t, i) && inFlight > k.InFlight {
			k.InFlight, k.At = inFlight, t.Timeline.At(i)+t.Timeline.Width
		}
	}
	k.Behind = t.Measured > 0 && t.Manifest.Load.Closed == 0 && t.Throughput < keptUp*k.Offered
	return k
}

func captionStores(t *Trial) []Values {
	place, part := largest(t.All.Stores)
	if place == "" {
		return nil
	}
	return []Values{StoreTime{place, part, FindTail(t)}}
}

func captionCache(t *Trial) []Values {
	if !t.Cache.On && t.Cache.Bypassed == 0 {
		return nil
	}
	return []Values{findCacheUse(t)}
}

// captionStorage sums up the bytes moved. Only classes of sizes with MinSizeHits successful hits can be the slowest.
func captionStorage(t *Trial) []Values {
	u := StorageUse{ReadBytes: t.Storage.ReadBytes, WrittenBytes: t.Storage.WrittenBytes, Seconds: t.Measured}
	if u.ReadBytes+u.WrittenBytes == 0 || t.Measured == 0 {
		return nil
	}
	for i := range t.Storage.Sizes {
		if s := &t.Storage.Sizes[i]; s.Hits >= MinSizeHits && (u.Slowest == nil || s.Response.P50 > u.Slowest.Response.P50) {
			u.Slowest = s
		}
	}
	return []Values{u}
}

// captionStoreLatency is the kind of call that took the largest part of the time in stores: the first, by the order of StoreLatency.
func captionStoreLatency(t *Trial) []Values {
	total := 0.0
	for _, s := range t.StoreLatency {
		total += s.Mean * s.Count
	}
	if total == 0 {
		return nil
	}
	most := t.StoreLatency[0]
	return []Values{BusiestCall{most, most.Mean * most.Count / total}}
}

func captionCPU(t *Trial) []Values {
	if len(t.MeanCPU) == 0 {
		return nil
	}
	return []Values{FindCPUUse(t)}
}

// captionMemory compares the means of the first and the last quarter of the measured time, so that one point decides nothing, and needs four
// points. Growth is notable from 10 % and 8 MB on.
func captionMemory(t *Trial) []Values {
	var m MemoryGrowth
	for _, line := range t.Scraped.Memory {
		v := measuredValues(t, line)
		if len(v) < 4 {
			continue
		}
		quarter := len(v) / 4
		g := MemoryGrowth{Source: line.Name, From: stats.Mean(v[:quarter]), To: stats.Mean(v[len(v)-quarter:])}
		grew := g.To - g.From
		g.Notable = grew > 0.1*g.From && grew > 8e6
		// A large process may grow by more than a small one without growing notably.
		if m.Source == "" || g.Notable && !m.Notable || g.Notable == m.Notable && grew > m.To-m.From {
			m = g
		}
	}
	if m.Source == "" {
		return nil
	}
	return []Values{m}
}

func captionGC(t *Trial) []Values {
	p := GCPauses{Share: -1}
	for _, line := range t.Scraped.GCPause {
		if v := stats.Mean(measuredValues(t, line)); v > p.Share {
			p = GCPauses{line.Name, v}
		}
	}
	if p.Source == "" {
		return nil
	}
	return []Values{p}
}

// captionOperations is the largest p99 that any operation had in any slot, all phases included.
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

// captionInFlight is the slot of any phase that ended with the most hits in flight.
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

// captionSendLag has nothing to say of a closed loop, in which a hit is due when it is sent.
func captionSendLag(t *Trial) []Values {
	if t.Manifest.Load.Closed > 0 || math.IsNaN(t.SendLag.P99) {
		return nil
	}
	return []Values{Lateness{t.SendLag.P99, t.SendLag.Max}}
}

// captionStoreTime is the slot in which a hit took longest on average, with the place that took the largest part of it.
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

// MinSizeHits is how many hits the median of a class of sizes needs before a caption speaks of it.
const MinSizeHits = 20

// captionFileSizes is the pair of size classes of one operation whose medians differ by the largest factor.
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
