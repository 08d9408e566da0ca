package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// saturated is the share of all cores from which CPU counts as the limit.
const saturated = 0.9

// findSaturation says whether CPU was the limit, and whose.
func findSaturation(t *Trial) []Finding {
	return []Finding{{Figure: "cpu", Sentence: cpuSentence(t)}}
}

func cpuSentence(t *Trial) string {
	cores := float64(t.Manifest.Machine.Cores)
	if len(t.MeanCPU) == 0 || cores <= 0 {
		return "CPU use was not observed."
	}
	total := 0.0
	var sources []string
	for source, c := range t.MeanCPU {
		total += c
		sources = append(sources, source)
	}
	slices.SortFunc(sources, func(a, b string) int {
		switch {
		case t.MeanCPU[a] > t.MeanCPU[b]:
			return -1
		case t.MeanCPU[a] < t.MeanCPU[b]:
			return 1
		}
		return strings.Compare(a, b)
	})
	var uses []string
	for _, s := range sources[:min(3, len(sources))] {
		uses = append(uses, s+" "+FormatCores(t.MeanCPU[s]))
	}
	if t.OtherCPU > shared*cores {
		total += t.OtherCPU
		uses = append(uses, "other programs "+FormatCores(t.OtherCPU))
	}
	who := strings.Join(uses, ", ")
	if total >= saturated*cores {
		return fmt.Sprintf("CPU is the limit: %s of %s were in use (%s).", FormatCores(total), FormatCores(cores), who)
	}
	if peak, at := peakCPU(t); peak >= saturated*cores {
		return fmt.Sprintf("CPU is the limit at times: %s of %s on average (%s), but %s at %s.", FormatCores(total), FormatCores(cores), who, FormatCores(peak), FormatOffset(at))
	}
	return fmt.Sprintf("CPU is not the limit: %s of %s were in use (%s).", FormatCores(total), FormatCores(cores), who)
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
