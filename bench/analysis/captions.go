package analysis

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"quintet/bench/stats"
)

// captions say what to notice in each figure, computed from the trial; "" when there is nothing to draw. Names are FigureNames.
var captions = map[string]func(*Trial) string{
	"percentiles":  captionPercentiles,
	"curve":        waitSentence,
	"latency":      captionLatency,
	"heatmap":      captionHeatmap,
	"rates":        captionRates,
	"stores":       captionStores,
	"cache":        captionCache,
	"storage":      captionStorage,
	"storelatency": captionStoreLatency,
	"cpu":          captionCPU,
	"memory":       captionMemory,
	"gc":           captionGC,
	"failures":     failureSentence,
}

// captionsOf is empty for a trial without measured hits, whose figures say so themselves.
func captionsOf(t *Trial) map[string]string {
	texts := map[string]string{}
	if t.All.Hits == 0 {
		return texts
	}
	for name, caption := range captions {
		if text := caption(t); text != "" {
			texts[name] = sentence(text)
		}
	}
	return texts
}

// sentence begins with a capital, unless the first word is a name or a percentile, which keep their spelling.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || strings.ContainsAny(first, ".0123456789-") {
		return text
	}
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

func captionPercentiles(t *Trial) string {
	if worst := slowest(t); worst != nil && comparableOperations(t) > 1 {
		return slowestSentence(t, worst)
	}
	r := t.All.Response
	return fmt.Sprintf("half of the requests take less than %s, 99 %% less than %s.", FormatSeconds(r.P50), FormatSeconds(r.P99))
}

func captionLatency(t *Trial) string {
	var parts []string
	for _, f := range findPhases(t) {
		parts = append(parts, sentence(f.Sentence))
	}
	return strings.Join(parts, " ")
}

// captionHeatmap says in which band most hits lie.
func captionHeatmap(t *Trial) string {
	r := t.All.Response
	text := fmt.Sprintf("half of the hits take less than %s and nine in ten less than %s; the slowest took %s", FormatSeconds(r.P50), FormatSeconds(r.P90), FormatSeconds(r.Max))
	if r.P50 > 0 && r.Max > 100*r.P50 {
		text += fmt.Sprintf(", %s the median", FormatTimes(r.Max/r.P50))
	}
	return text + "."
}

func captionRates(t *Trial) string {
	due, worst, at := 0.0, 0.0, 0.0
	for i, d := range t.Timeline.Due {
		if !measuredSlot(t, i) {
			continue
		}
		due += d
		if behind := t.Timeline.InFlight[i]; behind > worst {
			worst, at = behind, t.Timeline.At(i)
		}
	}
	if t.Measured > 0 && t.Manifest.Load.Closed == 0 && t.Throughput < 0.95*float64(t.Offered)/t.Measured {
		return fmt.Sprintf("the system did not keep up: %s answered of %s offered; up to %s were in flight, at %s.",
			FormatRate(t.Throughput), FormatRate(float64(t.Offered)/t.Measured), FormatCount(worst), FormatOffset(at))
	}
	return fmt.Sprintf("%s answered in the measured phases (%s correct and inside the latency SLOs), and never more than %s in flight at the end of a slot.",
		FormatRate(t.Throughput), FormatRate(t.Goodput), FormatCount(worst))
}

func captionStores(t *Trial) string {
	store, part := largest(t.All.Stores)
	if store == "" {
		return ""
	}
	return fmt.Sprintf("%s of all time is spent %s; %s", wholePercent(part), place(store), tailStores(t))
}

func captionCache(t *Trial) string {
	if !t.Cache.On && t.Cache.Bypassed == 0 {
		return ""
	}
	return cacheSentence(t)
}

func captionStorage(t *Trial) string {
	if t.Storage.ReadBytes+t.Storage.WrittenBytes == 0 || t.Measured == 0 {
		return ""
	}
	text := fmt.Sprintf("%s read and %s written in the measured phases (%s and %s)", FormatBytes(t.Storage.ReadBytes), FormatBytes(t.Storage.WrittenBytes),
		FormatByteRate(t.Storage.ReadBytes/t.Measured), FormatByteRate(t.Storage.WrittenBytes/t.Measured))
	var worst *SizeClass
	for i := range t.Storage.Sizes {
		if s := &t.Storage.Sizes[i]; s.Hits >= 20 && (worst == nil || s.Response.P50 > worst.Response.P50) {
			worst = s
		}
	}
	if worst != nil {
		text += fmt.Sprintf("; slowest is %s of %s with a median of %s", worst.Operation, worst.Class, FormatSeconds(worst.Response.P50))
	}
	return text + "."
}

func captionStoreLatency(t *Trial) string {
	total := 0.0
	for _, s := range t.StoreLatency {
		total += s.Mean * s.Count
	}
	if total == 0 {
		return ""
	}
	most := t.StoreLatency[0]
	return fmt.Sprintf("%s of the stores' time is %s of %s: %s calls, mean %s, p99 %s.", wholePercent(most.Mean*most.Count/total), most.Operation, most.Store,
		FormatCount(most.Count), FormatSeconds(most.Mean), FormatSeconds(most.P99))
}

func captionCPU(t *Trial) string {
	if len(t.MeanCPU) == 0 {
		return ""
	}
	return cpuSentence(t)
}

// captionMemory names the process that grew most from the first to the last quarter of the measured time.
func captionMemory(t *Trial) string {
	name, grew, from, to := "", 0.0, 0.0, 0.0
	for _, line := range t.Scraped.Memory {
		v := measuredValues(t, line)
		if len(v) < 4 {
			continue
		}
		quarter := len(v) / 4
		early, late := average(v[:quarter]), average(v[len(v)-quarter:])
		if name == "" || late-early > grew {
			name, grew, from, to = line.Name, late-early, early, late
		}
	}
	switch {
	case name == "":
		return ""
	case grew > 0.1*from && grew > 8e6:
		return fmt.Sprintf("%s grows most, from %s to %s within the measured time.", name, FormatBytes(from), FormatBytes(to))
	}
	return fmt.Sprintf("no process grows notably in the measured time; %s moves from %s to %s.", name, FormatBytes(from), FormatBytes(to))
}

func captionGC(t *Trial) string {
	name, most := "", -1.0
	for _, line := range t.Scraped.GCPause {
		if v := average(measuredValues(t, line)); v > most {
			name, most = line.Name, v
		}
	}
	if name == "" {
		return ""
	}
	if most < 0.001 {
		return fmt.Sprintf("garbage collection stops %s for %s of the time, the most of all processes: no matter.", name, FormatRatio(most))
	}
	return fmt.Sprintf("garbage collection stops %s for %s of the time, the most of all processes.", name, FormatRatio(most))
}

// measuredValues are a line's values in measured slots.
func measuredValues(t *Trial, line Series) []float64 {
	var v []float64
	for i, at := range line.T {
		if measuredSlot(t, int(math.Round(at/t.Timeline.Width))) {
			v = append(v, line.V[i])
		}
	}
	return v
}

// average of nothing is NaN.
func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func median(x []float64) float64 { return stats.Median(x) }
