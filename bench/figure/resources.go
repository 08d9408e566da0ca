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
