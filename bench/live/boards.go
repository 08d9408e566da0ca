package live

import (
	"cmp"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
	"quintet/telemetry"
)

// board is the small figures of one store, or of what happened around one fault, with the titles of the report's. They come with the verdict so
// far, which is what works their values out.
type board struct {
	Title  string  `json:"title"`
	Panels []panel `json:"panels"`
}

// panel is one of them: lines over slots of Width seconds that begin at From.
type panel struct {
	Title string `json:"title"`
	// Unit is as a chart's, and so is Log.
	Unit  string      `json:"unit"`
	Log   bool        `json:"log,omitempty"`
	From  number      `json:"from"`
	Width number      `json:"width"`
	Lines []panelLine `json:"lines"`
	// More says how many lines are left out, "" when none is.
	More string `json:"more,omitempty"`
}

// panelLine is a line with a value a slot.
type panelLine struct {
	Name   string   `json:"name"`
	Values []number `json:"v"`
}

// maxLines is how many lines a panel has, those that are highest: as many as the report draws.
const maxLines = 8

// units are those of the analysis as the script knows them.
var units = map[telemetry.Unit]string{
	telemetry.Number: "", telemetry.Seconds: "s", telemetry.Bytes: "B", telemetry.Ratio: "ratio", telemetry.Cores: "cores", telemetry.PerSecond: "/s", telemetry.BytesPerSecond: "B/s",
}

// boards are those of all stores of a trial, then of all faults that there were.
func boards(t *analysis.Trial) []board {
	var list []board
	for i := range t.Stores {
		s := &t.Stores[i]
		b := board{Title: words.StoreFigureTitle(s.Name)}
		for _, p := range s.Panels {
			b.Panels = append(b.Panels, storePanel(p, t.Timeline.Width, len(t.Timeline.Due)))
		}
		if len(b.Panels) > 0 {
			list = append(list, b)
		}
	}
	if t.Resilience == nil {
		return list
	}
	for i := range t.Resilience.Faults {
		f := &t.Resilience.Faults[i]
		u := &f.CloseUp
		if len(u.Due) == 0 {
			continue
		}
		from, width := number(u.From), number(u.Width)
		list = append(list, board{words.FaultFigureTitle(f.Label), []panel{
			{Title: words.AxisHitsInSlots("1/s", u.Width), Unit: "/s", From: from, Width: width, Lines: []panelLine{{words.DuePerSecond, numbers(u.Due)}, {words.GoodPerSecond, numbers(u.Good)}}},
			{Title: words.AxisP99InSlots, Unit: "s", Log: true, From: from, Width: width, Lines: []panelLine{{"p99", numbers(u.P99)}}},
		}})
	}
	return list
}

// storePanel lays the lines of a panel out in slots.
func storePanel(p scraped.StorePanel, width float64, slots int) panel {
	lines := slices.Clone(p.Lines)
	own := panel{Title: p.Title, Unit: units[p.Unit], Width: number(width)}
	if left := len(lines) - maxLines; left > 0 {
		slices.SortStableFunc(lines, func(a, b scraped.Series) int { return cmp.Compare(slices.Max(b.V), slices.Max(a.V)) })
		lines, own.More = lines[:maxLines], words.More(left)
	}
	for _, l := range lines {
		line := panelLine{l.Name, make([]number, slots)}
		for i := range line.Values {
			line.Values[i] = number(math.NaN())
		}
		for i, at := range l.T {
			if slot := int(math.Round(at / width)); slot < slots {
				line.Values[slot] = number(l.V[i])
			}
		}
		own.Lines = append(own.Lines, line)
	}
	return own
}

func numbers(values []float64) []number {
	list := make([]number, len(values))
	for i, v := range values {
		list[i] = number(v)
	}
	return list
}
