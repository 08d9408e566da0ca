package analysis

import "quintet/bench/scraped"

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

// ResponseTimes are the response times of all hits, of a trial without an operation that stands out.
type ResponseTimes Quantiles

func captionPercentiles(t *Trial) []Values {
	if slowest := findSlowest(t); slowest != nil {
		return slowest
	}
	return []Values{ResponseTimes(t.All.Response)}
}

// ResponseSpread are the response times of all hits, from most to the slowest.
type ResponseSpread Quantiles

// KeepingUp is whether a trial answered what it was offered, in hits per second.
type KeepingUp struct {
	Offered, Throughput, Goodput float64
	// InFlight is the largest number of hits in flight at the end of a measured slot, At the offset of that end, Slot its length in seconds.
	InFlight, At, Slot float64
	Behind             bool
}

// keptUp is the least share of the offered load that a system that keeps up answers.
const keptUp = 0.95

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

// StoreTime is where most of all hits' time goes, and how much of it.
type StoreTime struct {
	Place string
	Share float64
	Tail  TailTime
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

// StorageUse is what object storage moved in so many measured seconds, in bytes. Slowest is the slowest class of sizes, nil when none has
// enough hits.
type StorageUse struct {
	ReadBytes, WrittenBytes, Seconds float64
	Slowest                          *SizeClass
}

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

// BusiestCall is the operation of a store that takes most of the stores' time, and its share of it.
type BusiestCall struct {
	scraped.StoreLatency
	Share float64
}

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

// MemoryGrowth is the process whose resident memory grew most from the first to the last quarter of the measured time, in bytes, of those
// that grew notably; of all when none did.
type MemoryGrowth struct {
	Source   string
	From, To float64
	// Notable says that it grew enough to be named.
	Notable bool
}

func captionMemory(t *Trial) []Values {
	var m MemoryGrowth
	for _, line := range t.Scraped.Memory {
		v := measuredValues(t, line)
		if len(v) < 4 {
			continue
		}
		quarter := len(v) / 4
		g := MemoryGrowth{Source: line.Name, From: average(v[:quarter]), To: average(v[len(v)-quarter:])}
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

// GCPauses is the process that garbage collection stopped for the largest share of the measured time.
type GCPauses struct {
	Source string
	Share  float64
}

func captionGC(t *Trial) []Values {
	p := GCPauses{Share: -1}
	for _, line := range t.Scraped.GCPause {
		if v := average(measuredValues(t, line)); v > p.Share {
			p = GCPauses{line.Name, v}
		}
	}
	if p.Source == "" {
		return nil
	}
	return []Values{p}
}

func (ResponseTimes) values()  {}
func (ResponseSpread) values() {}
func (KeepingUp) values()      {}
func (StoreTime) values()      {}
func (StorageUse) values()     {}
func (BusiestCall) values()    {}
func (MemoryGrowth) values()   {}
func (GCPauses) values()       {}
