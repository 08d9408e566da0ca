package scrape

import (
	"math"
	"strings"
	"time"
)

// Live is what the latest scrapes say.
type Live struct {
	// CacheHitRatio is over the last interval of all sources; NaN when nothing was looked up.
	CacheHitRatio float64
	// StorageBytes is bytes per second to and from object storage over the last interval; NaN when no source says.
	StorageBytes float64
	// CPU is cores in use over the last interval, Memory resident bytes, by source. Sources that were not seen are absent.
	CPU, Memory map[string]float64
	// Telemetry says of each collector that was asked whether it worked last.
	Telemetry map[string]bool
	// Scrapes counts all scrapes so far, Gaps those that failed, collectors left out; LastGap states what went wrong with the latest
	// of a source or collector that is down now, "" when none is.
	Scrapes, Gaps int
	LastGap       string
}

// growth is what happened to the figures of Live between two scrapes of a source.
type growth struct {
	hits, lookups, storage, cpu, memory float64
	hasStorage, hasCPU, hasMemory       bool
}

// counter adds the growth of a counter to the numbers that the live view shows.
func (g *growth) counter(v *value, by float64) {
	switch v.metric {
	case "cache_requests_total":
		switch {
		case strings.Contains(v.labels, `result="hit"`), strings.Contains(v.labels, `result="negative_hit"`):
			g.hits += by
			g.lookups += by
		case strings.Contains(v.labels, `result="miss"`):
			g.lookups += by
		}
	case "storage_io_bytes_total":
		g.storage, g.hasStorage = g.storage+by, true
	case "process_cpu_seconds_total":
		g.cpu, g.hasCPU = g.cpu+by, true
	}
}

func (g *growth) gauge(v *value) {
	if v.metric == "process_resident_memory_bytes" {
		g.memory, g.hasMemory = v.value, true
	}
}

// look is a source as its latest scrape saw it.
type look struct {
	growth
	// over is the time since the scrape before that worked, 0 when there was none.
	over       time.Duration
	made, gaps int
	gap        error
	// process is what its process used, nil when that is not known.
	process []Value
}

// look notes how a scrape went.
func (s *source) look(at time.Duration, gap error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest.made++
	s.latest.gap = gap
	if gap != nil {
		s.latest.gaps++
		return
	}
	s.latest.growth, s.latest.over = s.grown, 0
	if s.hasWorked {
		s.latest.over = at - s.worked
	}
	s.worked, s.hasWorked, s.grown = at, true, growth{}
}

// Live returns what the latest scrapes say. Safe for concurrent use.
func (s *Scraper) Live() Live {
	l := Live{StorageBytes: math.NaN(), CPU: map[string]float64{}, Memory: map[string]float64{}, Telemetry: map[string]bool{}}
	for _, c := range s.collectors {
		c.mu.Lock()
		if c.asked {
			l.Telemetry[c.Name] = c.gap == nil
		}
		if c.gap != nil {
			l.LastGap = c.gap.Error()
		}
		c.mu.Unlock()
	}
	hits, lookups, storage, hasStorage := 0.0, 0.0, 0.0, false
	for _, src := range s.sources {
		src.mu.Lock()
		now := src.latest
		src.mu.Unlock()
		l.Scrapes, l.Gaps = l.Scrapes+now.made, l.Gaps+now.gaps
		if now.gap != nil {
			l.LastGap = src.name + ": " + now.gap.Error()
			continue
		}
		if now.hasMemory {
			l.Memory[src.name] = now.memory
		}
		if now.over <= 0 {
			continue
		}
		seconds := now.over.Seconds()
		hits, lookups = hits+now.hits, lookups+now.lookups
		if now.hasStorage {
			storage, hasStorage = storage+now.storage/seconds, true
		}
		if now.hasCPU {
			l.CPU[src.name] = now.cpu / seconds
		}
	}
	l.CacheHitRatio = hits / lookups
	if hasStorage {
		l.StorageBytes = storage
	}
	return l
}
