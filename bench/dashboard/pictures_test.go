package dashboard_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"image/png"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/bench/dashboard"
	"quintet/bench/figure"
)

// draw draws a dashboard into grafana/pictures, its variables filled in for all of the time, its panels as they look over a part of it. Rows
// in which nothing has data are left out. Rates are over as short a time as the run allows: the twenty seconds of Grafana's would be all of it.
func draw(t *testing.T, p prometheus, d dashboard.Dashboard, all, w window, rates string, chosen map[string]string) {
	t.Helper()
	values := p.values(t, d, all, chosen)
	values["__rate_interval"] = rates
	board := figure.Board{Title: d.Title, Length: w.to.Sub(w.from).Seconds()}
	var section []figure.Panel
	bottom := 0
	flush := func() {
		if len(section) < 2 {
			return // a heading and nothing below it
		}
		x, y, tall := 0, bottom, 0
		for _, panel := range section {
			if x+panel.W > 24 {
				x, y, tall = 0, y+tall, 0
			}
			panel.X, panel.Y = x, y
			x, tall = x+panel.W, max(tall, panel.H)
			board.Panels = append(board.Panels, panel)
		}
		bottom = y + tall
	}
	for _, panel := range d.Panels {
		if panel.Type == "row" {
			flush()
			section = []figure.Panel{{Title: panel.Title, W: panel.GridPos.W, H: panel.GridPos.H}}
			continue
		}
		if shown := picture(panel, p.look(t, panel, w, all.to, values), w); !shown.Heading() {
			section = append(section, shown)
		}
	}
	flush()
	b, err := board.PNG()
	if err != nil {
		t.Fatal(err)
	}
	// The drawing board is in a hurry; a picture that stays need not be.
	drawn, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, drawn); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "grafana/pictures", d.UID+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, small.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d kB", path, small.Len()/1000)
}

// picture is a panel with its data.
func picture(panel dashboard.Panel, answers []asked, w window) figure.Panel {
	f := panel.FieldConfig.Defaults
	out := figure.Panel{Title: panel.Title, W: panel.GridPos.W, H: panel.GridPos.H, Unit: f.Unit}
	switch panel.Type {
	case "table":
		out.Text = tableOf(panel, answers)
		return out
	case "heatmap":
		out.Cells = cellsOf(answers, w)
		return out
	}
	for _, a := range answers {
		for _, s := range a.Data.Result {
			l := figure.BoardLine{Name: legend(a.query, s.Metric)}
			for _, v := range s.Values {
				at, y := sample([]byte("[" + string(v[0]) + "," + string(v[1]) + "]"))
				value, err := strconv.ParseFloat(y, 64)
				if err != nil {
					value = math.NaN()
				}
				x := at - float64(w.from.UnixMilli())/1000
				if n := len(l.X); n > 0 && x-l.X[n-1] > 1.5 {
					l.X, l.Y = append(l.X, l.X[n-1]+1), append(l.Y, math.NaN())
				}
				l.X, l.Y = append(l.X, x), append(l.Y, value)
			}
			if slices.ContainsFunc(l.Y, func(v float64) bool { return !math.IsNaN(v) }) {
				out.Lines = append(out.Lines, l)
			}
		}
	}
	switch panel.Type {
	case "timeseries":
		custom := f.Custom
		out.Stacked = custom["stacking"].(map[string]any)["mode"] == "normal"
		out.Log = custom["scaleDistribution"].(map[string]any)["type"] == "log"
		if custom["thresholdsStyle"].(map[string]any)["mode"] != "off" {
			for _, step := range f.Thresholds.Steps[1:] {
				out.Limits = append(out.Limits, *step.Value)
			}
		}
	case "stat":
		if len(out.Lines) > 0 {
			out.Big = written(f, latest(out.Lines[0].Y))
		}
		out.Lines = nil
	default:
		out.Rows = rowsOf(panel, out.Lines, w)
		out.Lines = nil
	}
	return out
}

// legend fills in the name of a series.
func legend(q dashboard.Target, labels map[string]string) string {
	name := q.LegendFormat
	for key, value := range labels {
		name = strings.ReplaceAll(name, "{{"+key+"}}", value)
	}
	// A label that a series does not have is empty.
	return strings.TrimSpace(regexp.MustCompile(`{{\w+}}`).ReplaceAllString(name, ""))
}

func latest(values []float64) float64 {
	for _, v := range slices.Backward(values) {
		if !math.IsNaN(v) {
			return v
		}
	}
	return math.NaN()
}

// color is that of a value by the thresholds.
func color(f dashboard.Field, v float64) uint32 {
	hex := ""
	for _, step := range f.Thresholds.Steps {
		if step.Value == nil || v >= *step.Value {
			hex = step.Color
		}
	}
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return uint32(n)
}

// written is a value in its unit, or the word for it.
func written(f dashboard.Field, v float64) string {
	for _, m := range f.Mappings {
		if word, ok := m.Options[strconv.FormatFloat(v, 'g', -1, 64)]; ok {
			return word.Text
		}
	}
	short := func(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
	switch {
	case f.Unit == "percentunit":
		return strconv.FormatFloat(100*v, 'f', 2, 64) + " %"
	case f.Unit == "s" && math.Abs(v) >= 1:
		return short(v) + " s"
	case f.Unit == "s":
		return short(1000*v) + " ms"
	case f.Unit == "bytes":
		return strconv.FormatFloat(v/1000, 'f', 1, 64) + " kB"
	case f.Unit == "Bps":
		return strconv.FormatFloat(v/1000, 'f', 1, 64) + " kB/s"
	case f.Unit == "reqps" || f.Unit == "ops":
		return strconv.FormatFloat(v, 'f', 1, 64) + "/s"
	}
	return short(v)
}

// rowsOf are states over time; of bars, one stretch as long as the latest value's share.
func rowsOf(panel dashboard.Panel, lines []figure.BoardLine, w window) []figure.BoardRow {
	f := panel.FieldConfig.Defaults
	var rows []figure.BoardRow
	for _, l := range lines {
		row := figure.BoardRow{Name: l.Name}
		if panel.Type == "bargauge" {
			v := latest(l.Y)
			row.Spans = []figure.BoardSpan{{To: max(0.005, v) * w.to.Sub(w.from).Seconds(), Text: written(f, v), Ground: color(f, v)}}
			rows = append(rows, row)
			continue
		}
		for i, v := range l.Y {
			if math.IsNaN(v) {
				continue
			}
			text, n := written(f, v), len(row.Spans)
			if n > 0 && row.Spans[n-1].Text == text && l.X[i]-row.Spans[n-1].To < 0.5 {
				row.Spans[n-1].To = l.X[i] + 1
				continue
			}
			row.Spans = append(row.Spans, figure.BoardSpan{From: l.X[i], To: l.X[i] + 1, Text: text, Ground: color(f, v)})
		}
		rows = append(rows, row)
	}
	return rows
}

// cellsOf are the counts between the bounds of classic buckets.
func cellsOf(answers []asked, w window) []figure.BoardCell {
	type column struct{ bounds, counts []float64 }
	columns := map[float64]*column{}
	for _, a := range answers {
		sorted := slices.SortedFunc(slices.Values(a.Data.Result), func(x, y series) int { return cmp.Compare(bound(x), bound(y)) })
		for _, s := range sorted {
			for _, v := range s.Values {
				at, text := sample([]byte("[" + string(v[0]) + "," + string(v[1]) + "]"))
				n, err := strconv.ParseFloat(text, 64)
				if err != nil || math.IsInf(bound(s), 1) {
					continue
				}
				c := columns[at]
				if c == nil {
					c = &column{}
					columns[at] = c
				}
				c.bounds, c.counts = append(c.bounds, bound(s)), append(c.counts, n)
			}
		}
	}
	var cells []figure.BoardCell
	for _, at := range slices.Sorted(maps.Keys(columns)) {
		c, x := columns[at], at-float64(w.from.UnixMilli())/1000
		below := 0.0
		for i, n := range c.counts {
			low := c.bounds[0] / 2
			if i > 0 {
				low = c.bounds[i-1]
			}
			cells = append(cells, figure.BoardCell{From: x, To: x + 1, Low: low, High: c.bounds[i], Count: n - below})
			below = n
		}
	}
	return cells
}

func bound(s series) float64 {
	v, err := strconv.ParseFloat(s.Metric["le"], 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}

// tableOf joins answers by their labels, as Grafana does.
func tableOf(panel dashboard.Panel, answers []asked) [][]string {
	names := panel.Transformations[1].Options["renameByName"].(map[string]any)
	head, cells := []string{""}, map[string][]string{}
	for i, a := range answers {
		head = append(head, names["Value #"+a.query.RefID].(string))
		f := panel.FieldConfig.Defaults
		for _, o := range panel.FieldConfig.Overrides {
			if o.Matcher.Options == head[i+1] {
				f.Unit = o.Properties[0].Value.(string)
			}
		}
		for _, s := range a.Data.Result {
			key := strings.Join(slices.Collect(func(yield func(string) bool) {
				for _, name := range slices.Backward(slices.Sorted(maps.Keys(s.Metric))) {
					if !yield(s.Metric[name]) {
						return
					}
				}
			}), " ")
			if cells[key] == nil {
				cells[key] = make([]string, len(answers))
			}
			_, text := sample(json.RawMessage(s.Value))
			if v, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(v) {
				cells[key][i] = written(f, v)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	out := [][]string{head}
	for _, key := range slices.Sorted(maps.Keys(cells)) {
		out = append(out, append([]string{key}, cells[key]...))
	}
	return out
}

// load is the window in which a run was under load, so that a picture neither begins with the time in which nothing ran nor ends with an
// API that is gone.
func (p prometheus) load(t *testing.T, run string, w window) window {
	t.Helper()
	return loaded(p.overTime(t, `bench_stage{run="`+run+`",stage="load"} == 1`, w.from, w.to, time.Second).Data.Result, w)
}

// loaded is from the first to the last instant that any of these series has, and the whole window when they have none.
func loaded(stages []series, w window) window {
	first, last := math.Inf(1), math.Inf(-1)
	for _, s := range stages {
		for _, v := range s.Values {
			at, err := strconv.ParseFloat(string(v[0]), 64)
			if err != nil {
				continue
			}
			first, last = min(first, at), max(last, at)
		}
	}
	if math.IsInf(first, 1) {
		return w
	}
	return window{time.UnixMilli(int64(1000 * first)), time.UnixMilli(int64(1000 * last))}
}

// A picture shows what was while there was load: an instant later no replica is up.
func TestPicturesShowTheLoad(t *testing.T) {
	at := func(s int64) [2]json.RawMessage {
		return [2]json.RawMessage{json.RawMessage(strconv.FormatInt(s, 10)), json.RawMessage(`"1"`)}
	}
	all := window{time.Unix(100, 0), time.Unix(160, 0)}
	if got := loaded(nil, all); got != all {
		t.Errorf("without a stage of load: %v", got)
	}
	if got := loaded([]series{{Values: [][2]json.RawMessage{at(110), at(111), at(129)}}}, all); !got.from.Equal(time.Unix(110, 0)) || !got.to.Equal(time.Unix(129, 0)) {
		t.Errorf("from %v to %v", got.from, got.to)
	}
}
