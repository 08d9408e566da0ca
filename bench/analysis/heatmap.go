package analysis

import (
	"math"
	"slices"
	"time"

	"quintet/bench/timeaxis"
)

// The heat map's rows: heatPerDecade to a decade from heatLow, over heatDecades decades. What lies outside counts in the first
// or last row.
const (
	heatPerDecade = 10
	heatDecades   = 8
	heatLow       = 10 * time.Microsecond
)

// heatSums counts hits by the slot they were due in and their response time.
type heatSums struct {
	axis  *timeaxis.Axis
	cells [][]float64
}

func newHeatSums(a *timeaxis.Axis) *heatSums {
	h := &heatSums{axis: a, cells: make([][]float64, a.Slots)}
	for i := range h.cells {
		h.cells[i] = make([]float64, heatPerDecade*heatDecades)
	}
	return h
}

func (h *heatSums) add(due, response time.Duration) {
	row := int(math.Floor(heatPerDecade * math.Log10(float64(max(1, response))/float64(heatLow))))
	h.cells[h.axis.Slot(due)][max(0, min(heatPerDecade*heatDecades-1, row))]++
}

// result leaves out the rows below the fastest and above the slowest hit.
func (h *heatSums) result(slots int) Heatmap {
	first, last := heatPerDecade*heatDecades, -1
	for _, column := range h.cells[:slots] {
		for row, n := range column {
			if n > 0 {
				first, last = min(first, row), max(last, row)
			}
		}
	}
	r := Heatmap{Width: h.axis.Width.Seconds()}
	if last < 0 {
		return r
	}
	for row := first; row <= last+1; row++ {
		r.Bounds = append(r.Bounds, heatBound(row))
	}
	for _, column := range h.cells[:slots] {
		r.Cells = append(r.Cells, slices.Clone(column[first:last+1])) // without the empty rows, which would stay in memory
	}
	return r
}

// heatBound is the response time in seconds at which a row begins.
func heatBound(row int) float64 { return heatLow.Seconds() * math.Pow(10, float64(row)/heatPerDecade) }
