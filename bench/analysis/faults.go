package analysis

import (
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
)

// faultSpans are the stretches in which faults were in force or their services not serving yet, with a second for things to come back.
func faultSpans(events []samples.Event) []timeaxis.Span {
	var faults []timeaxis.Span
	at := map[int]int{}
	for _, e := range events {
		switch e.Kind {
		case samples.FaultInjected:
			at[e.Fault] = len(faults)
			faults = append(faults, timeaxis.Span{Start: e.At, End: math.MaxInt64})
		case samples.FaultHealed, samples.FaultServing:
			if i, ok := at[e.Fault]; ok {
				faults[i].End = e.At + time.Second
			}
		}
	}
	return faults
}

// outsideFaults counts the scrapes, and those that failed, which were not made while a fault was in force: a killed
// server cannot be scraped, and that is the point.
func outsideFaults(sources map[string]*scraped.Scrapes, events []samples.Event) (made, missed int) {
	faults := faultSpans(events)
	count := func(times []time.Duration) int {
		n := 0
		for _, at := range times {
			if !slices.ContainsFunc(faults, func(f timeaxis.Span) bool { return f.Holds(at) }) {
				n++
			}
		}
		return n
	}
	for _, source := range sources {
		made += count(source.Worked) + count(source.Failed)
		missed += count(source.Failed)
	}
	return made, missed
}
