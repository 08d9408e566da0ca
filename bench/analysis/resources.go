package analysis

import (
	"cmp"
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
)

func bySource(t *labelled) string { return t.series.Source }

// result turns the tracks into the lines of the figures.
func (s *scraped) result() Scraped {
	r := Scraped{
		CacheHitRatio: s.cacheRatios(),
		StorageIO: s.series(s.of(named("storage_io_bytes_total")), func(t *labelled) string {
			return direction(t.labels)
		}),
		StoreLatency: s.storeMeans(),
		CPU:          s.series(s.of(named("process_cpu_seconds_total")), bySource),
		Memory:       s.series(s.of(named("process_resident_memory_bytes")), bySource),
		GCPause:      s.series(s.of(named("go_gc_duration_seconds_sum", "go_gc_pause_seconds_total")), bySource),
		Goroutines:   s.series(s.of(named("go_goroutines")), bySource),
		Pools: s.series(s.of(poolInUse), func(t *labelled) string {
			if store := t.labels["store"]; store != "" {
				return store + " (" + t.series.Source + ")"
			}
			return t.series.Source
		}),
		Connections: s.series(s.of(named("generator_connections")), bySource),
	}
	for name, source := range s.sources {
		r.Scrapes += len(source.worked) + len(source.failed)
		r.Missed += len(source.failed)
		for _, at := range source.failed {
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

// meanRates is how fast a counter of each source grew over the measured phases, per second; sources that were not observed are absent.
func (s *scraped) meanRates(metric string) map[string]float64 {
	use := map[string]float64{}
	for _, t := range s.of(named(metric)) {
		covered := time.Duration(0)
		for _, m := range s.axis.measured {
			covered += t.scrapes.covered(m)
		}
		if covered > 0 {
			use[t.series.Source] += t.increase(s.axis.measured) / covered.Seconds()
		}
	}
	return use
}

// otherCPU is how many cores, on average over the measured phases, were busy with something else than generator and stack, or were
// kept from the machine by its host; NaN when that was not observed. own is what generator and stack used.
func (s *scraped) otherCPU(own map[string]float64) float64 {
	total, seen := 0.0, false
	for _, t := range s.of(named(machineBusy, machineStolen)) {
		covered := time.Duration(0)
		for _, m := range s.axis.measured {
			covered += t.scrapes.covered(m)
		}
		if covered > 0 {
			total, seen = total+t.increase(s.axis.measured)/covered.Seconds(), true
		}
	}
	if !seen {
		return math.NaN()
	}
	return math.Max(0, total-sum(own))
}

// poolWaits are the seconds of waiting for each second of the measured phases, by store, over all replicas and pools together.
func (s *scraped) poolWaits() map[string]float64 {
	waits := map[string]float64{}
	for _, t := range s.of(named(poolWaitSeconds)) {
		covered := time.Duration(0)
		for _, m := range s.axis.measured {
			covered += t.scrapes.covered(m)
		}
		if covered > 0 {
			waits[t.labels["store"]] += t.increase(s.axis.measured) / covered.Seconds()
		}
	}
	return waits
}

// meanMemory is the mean resident memory of each source over the measured phases; sources that were not observed are absent.
func meanMemory(t *Trial) map[string]float64 {
	use := map[string]float64{}
	for _, line := range t.Scraped.Memory {
		if v := measuredValues(t, line); len(v) > 0 {
			use[line.Name] = average(v)
		}
	}
	return use
}

// generatorCPU is the generator's mean CPU use in cores, NaN when it was not observed.
func generatorCPU(use map[string]float64) float64 {
	if v, ok := use[GeneratorSource]; ok {
		return v
	}
	return math.NaN()
}

// faultSpans are the stretches in which faults were in force, with a second for things to come back.
func faultSpans(events []samples.Event) []span {
	var faults []span
	for _, e := range events {
		switch e.Kind {
		case samples.FaultInjected:
			faults = append(faults, span{e.At, math.MaxInt64})
		case samples.FaultHealed:
			for i := range faults {
				if faults[i].end == math.MaxInt64 {
					faults[i].end = e.At + time.Second
				}
			}
		}
	}
	return faults
}

// outsideFaults counts the scrapes, and those that failed, which were not made while a fault was in force: a killed
// server cannot be scraped, and that is the point.
func outsideFaults(sources map[string]*scrapes, events []samples.Event) (made, missed int) {
	faults := faultSpans(events)
	count := func(times []time.Duration) int {
		n := 0
		for _, at := range times {
			if !slices.ContainsFunc(faults, func(f span) bool { return f.holds(at) }) {
				n++
			}
		}
		return n
	}
	for _, source := range sources {
		made += count(source.worked) + count(source.failed)
		missed += count(source.failed)
	}
	return made, missed
}
