package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// drawCPU shows the CPU use of every process, with all cores of the machine as a line where that does not press the rest flat.
func drawCPU(t *analysis.Trial) (drawing, string) {
	lines := scrapedLines(t, t.Scraped.CPU)
	if len(lines) == 0 {
		return drawing{}, noProcess(t, words.OfCPU)
	}
	_, most := span(values(lines))
	note := ""
	if all := float64(t.Manifest.Machine.Cores); all > 0 && all <= 4*max(most, 0.5) {
		lines = append(lines, line{name: words.Counted(all, "core"), color: ink, width: 1, dash: []float64{6, 4}, points: []point{{0, all}, {end(t), all}}})
		most = max(most, all)
	} else if all > 0 {
		note = words.MachineHas(all)
	}
	return overTime{what: words.AxisCPU, note: note, y: linear(cores, most, 4), lines: lines}.drawing(t), ""
}

// drawMemory shows the resident memory of every process.
func drawMemory(t *analysis.Trial) (drawing, string) {
	return drawProcesses(t, t.Scraped.Memory, words.OfMemory, words.AxisMemory, sizes)
}

// drawGC shows how long garbage collection stopped each process in every second.
func drawGC(t *analysis.Trial) (drawing, string) {
	return drawProcesses(t, t.Scraped.GCPause, words.OfCollection, words.AxisCollection, stopped)
}

// drawGoroutines shows how many goroutines each process ran: those that pile up wait for something.
func drawGoroutines(t *analysis.Trial) (drawing, string) {
	return drawProcesses(t, t.Scraped.Goroutines, words.OfGoroutines, words.AxisGoroutines, plain)
}

func drawProcesses(t *analysis.Trial, series []scraped.Series, subject, what string, ladder []unit) (drawing, string) {
	lines := scrapedLines(t, series)
	if len(lines) == 0 {
		return drawing{}, noProcess(t, subject)
	}
	_, most := span(values(lines))
	return overTime{what: what, y: linear(ladder, most, 4), lines: lines}.drawing(t), ""
}

// noProcess are the words for a figure of processes that has no line.
func noProcess(t *analysis.Trial, subject string) string {
	if t.Scraped.Scrapes == 0 {
		return words.NotScraped(subject)
	}
	return words.NotReported(subject)
}

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
