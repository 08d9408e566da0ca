package scraped

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
)

// Elsewhere is the line of the generators that are not on the machine of the stack, and so take nothing from it.
const Elsewhere = "generators elsewhere"

// bySource has several generators be one line, of all of them together, and those elsewhere another: what each of them used is a number, not
// a line among a thousand.
func bySource(elsewhere []string) func(*labelled) string {
	return func(t *labelled) string {
		switch source := t.series.Source; {
		case slices.Contains(elsewhere, source):
			return Elsewhere
		case strings.HasPrefix(source, samples.SourcePrefix):
			return strings.TrimSuffix(samples.SourcePrefix, "-")
		default:
			return source
		}
	}
}

// Lines turns the tracks into the lines of the figures. The sources elsewhere are of generators on other machines than the stack's.
func (s *Tracks) Lines(elsewhere ...string) Lines { return s.LinesFrom(0, elsewhere...) }

// LinesFrom is Lines from a slot on.
func (s *Tracks) LinesFrom(slot int, elsewhere ...string) Lines {
	bySource := bySource(elsewhere)
	r := Lines{
		CacheHitRatio: s.cacheRatios(slot),
		StorageIO: s.seriesFrom(slot, s.of(named("storage_io_bytes_total")), func(t *labelled) string {
			return direction(t.labels)
		}),
		StoreLatency: s.storeMeans(slot),
		CPU:          s.seriesFrom(slot, s.of(named("process_cpu_seconds_total")), bySource),
		Memory:       s.seriesFrom(slot, s.of(named("process_resident_memory_bytes")), bySource),
		GCPause:      s.seriesFrom(slot, s.of(named("go_gc_duration_seconds_sum", "go_gc_pause_seconds_total")), bySource),
		Goroutines:   s.seriesFrom(slot, s.of(named("go_goroutines")), bySource),
		Pools: s.seriesFrom(slot, s.of(poolInUse), func(t *labelled) string {
			if store := t.labels["store"]; store != "" {
				return store + " (" + t.series.Source + ")"
			}
			return t.series.Source
		}),
		Connections: s.seriesFrom(slot, s.of(named("generator_connections")), bySource),
	}
	for name, source := range s.Sources {
		r.Scrapes += len(source.Worked) + len(source.Failed)
		r.Missed += len(source.Failed)
		for _, at := range source.Failed {
			r.Gaps = append(r.Gaps, Gap{Source: name, At: at.Seconds()})
		}
	}
	slices.SortFunc(r.Gaps, func(a, b Gap) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Source, b.Source)) })
	return r
}

// direction is the reader's word for which way the bytes of object storage went.
func direction(labels map[string]string) string {
	switch labels["direction"] {
	case "read", "download", "out", "get":
		return "read"
	}
	return "written"
}

// StorageIO is how many bytes object storage moved in the measured phases, as the API counted them; not counted when the API was not
// scraped.
func (s *Tracks) StorageIO() (read, written float64, counted bool) {
	counters := s.of(named("storage_io_bytes_total"))
	for _, t := range counters {
		if direction(t.labels) == "read" {
			read += t.increase(s.axis.Measured)
		} else {
			written += t.increase(s.axis.Measured)
		}
	}
	return read, written, len(counters) > 0
}

// MeanCPU is how many cores each source used, on average over the measured phases; sources that were not observed are absent.
func (s *Tracks) MeanCPU() map[string]float64 {
	return s.meanRates(sourceOf, "process_cpu_seconds_total")
}

// DiskReads is how many bytes a second each source read from disk, on average over the measured phases.
func (s *Tracks) DiskReads() map[string]float64 { return s.meanRates(sourceOf, processRead) }

// DiskWrites is how many bytes a second each source wrote to disk, on average over the measured phases.
func (s *Tracks) DiskWrites() map[string]float64 { return s.meanRates(sourceOf, processWritten) }

func sourceOf(t *labelled) string { return t.series.Source }

// meanRates are how fast counters grew over the measured phases, per second, those that share a name together; of what was not observed there is
// none.
func (s *Tracks) meanRates(name func(*labelled) string, metrics ...string) map[string]float64 {
	rates := map[string]float64{}
	for _, t := range s.of(named(metrics...)) {
		covered := time.Duration(0)
		for _, m := range s.axis.Measured {
			covered += t.scrapes.covered(m)
		}
		if covered > 0 {
			rates[name(t)] += t.increase(s.axis.Measured) / covered.Seconds()
		}
	}
	return rates
}

// OtherCPU is how many cores, on average over the measured phases, were busy with something else than generator and stack, or were
// kept from the machine by its host; NaN when that was not observed. own is what generator and stack used.
func (s *Tracks) OtherCPU(own float64) float64 {
	total, seen := s.meanRates(func(*labelled) string { return "" }, machineBusy, machineStolen)[""]
	if !seen {
		return math.NaN()
	}
	return math.Max(0, total-own)
}

// PoolWaits are the seconds of waiting for each second of the measured phases, by store, over all replicas and pools together.
func (s *Tracks) PoolWaits() map[string]float64 {
	return s.meanRates(func(t *labelled) string { return t.labels["store"] }, poolWaitSeconds)
}
