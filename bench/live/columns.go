package live

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// chart is a figure over time. Its title and axis are those of the report's figure of that name.
type chart struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Axis  string `json:"axis"`
	// Unit is what the script writes behind numbers: "s", "/s", "B", "B/s", "ratio", "cores" or "".
	Unit string `json:"unit"`
	// Log has a logarithmic axis, Stacked puts lines upon one another.
	Log     bool `json:"log,omitempty"`
	Stacked bool `json:"stacked,omitempty"`
	// timeline and lines say where its lines come from; the heat map has neither.
	timeline func(*analysis.Timeline) []line
	lines    func(*scraped.Lines) []scraped.Series
}

// line is one line of a timeline.
type line struct {
	name   string
	values []float64
}

// charts are all figures, in the order of the page.
func charts(width float64) []chart {
	return []chart{
		{ID: "rates", Axis: "hits", Unit: "/s", timeline: func(t *analysis.Timeline) []line {
			return []line{{"due", t.Due}, {"sent", t.Sent}, {"done", t.Done}, {words.GoodPerSecond, t.Goodput}, {"failed", t.Failed}}
		}},
		{ID: "latency", Axis: words.AxisSlotResponse(width), Unit: "s", Log: true, timeline: func(t *analysis.Timeline) []line {
			return []line{{"p50", t.P50}, {"p90", t.P90}, {"p99", t.P99}, {"p99.9", t.P999}, {"max", t.Max}}
		}},
		{ID: "heatmap", Axis: words.ResponseTime, Unit: "s", Log: true},
		{ID: "storetime", Axis: words.AxisResponseTime, Unit: "s", Stacked: true, timeline: func(t *analysis.Timeline) []line { return named(t.Stores) }},
		{ID: "operations", Axis: words.AxisSlotOperations(width), Unit: "s", Log: true, timeline: func(t *analysis.Timeline) []line { return named(t.ByOperation) }},
		{ID: "inflight", Axis: words.AxisSlotInFlight(width, true), timeline: func(t *analysis.Timeline) []line { return []line{{words.KeyInFlight, t.InFlight}} }, lines: connections},
		{ID: "sendlag", Axis: words.AxisSlotSendLag(width), Unit: "s", timeline: func(t *analysis.Timeline) []line { return []line{{"p99", t.SendLagP99}} }},
		{ID: "cache", Axis: words.AxisCacheHits, Unit: "ratio", lines: func(l *scraped.Lines) []scraped.Series { return l.CacheHitRatio }},
		{ID: "storage", Axis: words.AxisStorage, Unit: "B/s", lines: func(l *scraped.Lines) []scraped.Series { return l.StorageIO }},
		{ID: "cpu", Axis: words.AxisCPU, Unit: "cores", lines: func(l *scraped.Lines) []scraped.Series { return l.CPU }},
		{ID: "memory", Axis: words.AxisMemory, Unit: "B", lines: func(l *scraped.Lines) []scraped.Series { return l.Memory }},
		{ID: "pools", Axis: words.AxisPools, lines: func(l *scraped.Lines) []scraped.Series { return l.Pools }},
		{ID: "gc", Axis: words.AxisCollection, Unit: "s/s", lines: func(l *scraped.Lines) []scraped.Series { return l.GCPause }},
		{ID: "goroutines", Axis: words.AxisGoroutines, lines: func(l *scraped.Lines) []scraped.Series { return l.Goroutines }},
	}
}

// connections are those of the generators.
func connections(l *scraped.Lines) []scraped.Series {
	list := slices.Clone(l.Connections)
	for i := range list {
		if list[i].Name = words.LiveConnectionsOf(list[i].Name); len(list) == 1 {
			list[i].Name = words.LiveConnections
		}
	}
	return list
}

// named are the lines of a map, in the order of their names.
func named(lines map[string][]float64) []line {
	var list []line
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		list = append(list, line{name, lines[name]})
	}
	return list
}

// column is where a line's values stand in a row. Columns are never moved or taken away, so that old rows stay true when a line is new.
type column struct {
	Chart int    `json:"chart"`
	Name  string `json:"name"`
}

// columns are those that there are so far.
type columns struct {
	list []column
	at   map[column]int
}

// index is the place of a line in rows.
func (c *columns) index(chart int, name string) int {
	key := column{chart, name}
	i, ok := c.at[key]
	if !ok {
		if c.at == nil {
			c.at = map[column]int{}
		}
		i = len(c.list)
		c.at[key], c.list = i, append(c.list, key)
	}
	return i
}

// number is written with five digits, NaN and infinities as null.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, v, 'g', 5, 64), nil
}

// row is what there is of one slot.
type row struct {
	Values []number `json:"v"`
	// Heat is where the column of the heat map begins, in seconds, and how many hits each of its rows has; a row is a tenth of a decade.
	Heat []number `json:"h,omitempty"`
}

// set puts a value into a column.
func (r *row) set(i int, v float64) {
	for len(r.Values) <= i {
		r.Values = append(r.Values, number(math.NaN()))
	}
	r.Values[i] = number(v)
}

// rows are those of the slots from first on.
func (c *columns) rows(all []chart, g *analysis.Growing, timeline *analysis.Timeline, lines *scraped.Lines, first int) []row {
	rows := make([]row, max(0, len(timeline.Due)-first))
	for i := range all {
		if all[i].timeline != nil {
			for _, l := range all[i].timeline(timeline) {
				at := c.index(i, l.name)
				for slot := range rows {
					rows[slot].set(at, l.values[first+slot])
				}
			}
		}
		if all[i].lines != nil {
			for _, s := range all[i].lines(lines) {
				at := c.index(i, s.Name)
				for k, t := range s.T {
					if slot := int(math.Round(t/timeline.Width)) - first; slot >= 0 && slot < len(rows) {
						rows[slot].set(at, s.V[k])
					}
				}
			}
		}
	}
	for slot := range rows {
		if heat := g.Heat(first + slot); len(heat.Bounds) > 0 {
			rows[slot].Heat = append(rows[slot].Heat, number(heat.Bounds[0]))
			for _, n := range heat.Counts {
				rows[slot].Heat = append(rows[slot].Heat, number(n))
			}
		}
	}
	return rows
}
