package analysis

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// saturated is the share of all cores from which CPU counts as the limit.
const saturated = 0.9

// CPUUse is how many cores were in use and by whom, on average over the measured phases.
type CPUUse struct {
	// Total is of Cores; both are 0 when CPU use was not observed.
	Total float64
	Cores int
	// Sources are the three processes that used most, the largest first. Others is what other programs used, 0 when that does not matter.
	Sources []CoreUse
	Others  float64
	// Peak is the largest use in a measured slot and PeakAt when it was, in seconds.
	Peak, PeakAt float64
	Limit        CPULimit
}

// CoreUse is how many cores a process used.
type CoreUse struct {
	Source string
	Cores  float64
}

// CPULimit reports whether CPU was the limit.
type CPULimit string

// The answers. At times means that the peak reached it and the average did not.
const (
	CPULimitNever   CPULimit = "never"
	CPULimitAtTimes CPULimit = "at times"
	CPULimitAlways  CPULimit = "always"
)

// FindCPUUse reports whether CPU was the limit, and whose.
func FindCPUUse(t *Trial) CPUUse {
	cores := float64(t.Manifest.Machine.Cores)
	if len(t.MeanCPU) == 0 || cores <= 0 {
		return CPUUse{}
	}
	u := CPUUse{Cores: t.Manifest.Machine.Cores, Others: t.others(), Limit: CPULimitNever}
	for _, source := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		u.Sources = append(u.Sources, CoreUse{source, t.MeanCPU[source]})
	}
	u.Total = sum(t.MeanCPU) + u.Others
	slices.SortStableFunc(u.Sources, func(a, b CoreUse) int { return cmp.Compare(b.Cores, a.Cores) })
	u.Sources = u.Sources[:min(3, len(u.Sources))]
	u.Peak, u.PeakAt = peakCPU(t)
	switch {
	case u.Total >= saturated*cores:
		u.Limit = CPULimitAlways
	case u.Peak >= saturated*cores:
		u.Limit = CPULimitAtTimes
	}
	return u
}

// peakCPU is the largest use of all sources together in a measured slot, and when it was.
func peakCPU(t *Trial) (peak, at float64) {
	totals := map[float64]float64{}
	for _, line := range t.Scraped.CPU {
		for i, when := range line.T {
			totals[when] += line.V[i]
		}
	}
	at = math.NaN()
	for when, total := range totals {
		if measuredSlot(t, int(math.Round(when/t.Timeline.Width))) && (total > peak || total == peak && when < at) {
			peak, at = total, when
		}
	}
	return peak, at
}

func (CPUUse) values() {}
