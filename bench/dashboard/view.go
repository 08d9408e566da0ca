package dashboard

import (
	"maps"
	"slices"
)

// kind is how a view is drawn: the name of one of Grafana's panel plugins.
type kind string

const (
	lines  kind = "timeseries"
	stat   kind = "stat"
	table  kind = "table"
	heat   kind = "heatmap"
	bars   kind = "bargauge"
	states kind = "state-timeline"
)

// view is one panel.
type view struct {
	kind kind
	// title names it; about states what it shows and what to look for, in a sentence or two.
	title, about string
	// unit is Grafana's name of the unit of the values.
	unit string
	// width is in columns of 24; 0 shares the row's rest evenly. height in rows; 0 means the kind's usual.
	width, height int
	queries       []query
	// limits are where the colour changes, in order. They are drawn as dashed lines where values are lines, unless quiet.
	limits []limit
	quiet  bool
	// share says that values are parts of a whole, 0 to 1; stacked that lines are laid upon one another; log that they span decades.
	share, stacked, log bool
	// words are shown for values.
	words map[string]word
	// columns names the columns of a table by the queries they come from, after the label that its rows have in common.
	columns []column
}

// query is one query of a view.
type query struct {
	expr, legend string
	// now says that only the latest value is asked for, not those over time.
	now bool
}

// limit is a colour that holds from a value on; -Inf is the first one's.
type limit struct {
	from  float64
	color string
}

// word is what is shown for a value.
type word struct{ text, color string }

// column of a table.
type column struct{ name, unit string }

// The colours, which people with any kind of colour vision can tell apart (Okabe and Ito's), as everywhere in this project.
const (
	fine    = "#009E73"
	warning = "#E69F00"
	broken  = "#D55E00"
	neutral = "#0072B2"
	muted   = "#999999"
)

// below is fine until the first limit, a warning until the second, broken from there.
func below(warn, worst float64) []limit {
	return []limit{{0, fine}, {warn, warning}, {worst, broken}}
}

// above is broken until the first limit, a warning until the second, fine from there.
func above(least, good float64) []limit {
	return []limit{{0, broken}, {least, warning}, {good, fine}}
}

// present is for what has no good or bad amount: grey while there is none.
func present() []limit { return []limit{{0, muted}, {1e-9, neutral}} }

// panel is the view as Grafana's panel, without its place.
func (v view) panel() Panel {
	p := Panel{
		Type: string(v.kind), Title: v.title, Description: v.about, Datasource: &prometheus,
		FieldConfig: &FieldConfig{Defaults: v.field(), Overrides: v.overrides()}, Options: v.options(),
	}
	for i, q := range v.queries {
		t := Target{
			RefID: string(rune('A' + i)), Datasource: prometheus, Expr: q.expr, LegendFormat: q.legend, Format: "time_series",
			Instant: q.now, Range: !q.now, EditorMode: "code",
		}
		switch v.kind {
		case table:
			t.Format = "table"
		case heat:
			t.Format = "heatmap"
		}
		p.Targets = append(p.Targets, t)
	}
	if v.kind == table {
		p.Transformations = v.transformations()
	}
	return p
}

func (v view) field() Field {
	f := Field{
		Unit: v.unit, NoValue: "no data", Color: map[string]any{"mode": "palette-classic-by-name"}, Mappings: []Mapping{},
		Thresholds: Thresholds{Mode: "absolute"},
	}
	if v.kind != lines {
		f.Color = map[string]any{"mode": "thresholds"}
	}
	for i, l := range v.limits {
		step := Threshold{Color: l.color}
		if i > 0 {
			step.Value = &l.from
		}
		f.Thresholds.Steps = append(f.Thresholds.Steps, step)
	}
	if v.kind == lines || v.share {
		zero := 0.0
		f.Min = &zero
	}
	if v.share {
		one := 1.0
		f.Max = &one
	}
	if v.log {
		f.Min = nil
	}
	if len(v.words) > 0 {
		m := Mapping{Type: "value", Options: map[string]MappingResult{}}
		for i, value := range slices.Sorted(maps.Keys(v.words)) {
			m.Options[value] = MappingResult{Text: v.words[value].text, Color: v.words[value].color, Index: i}
		}
		f.Mappings = append(f.Mappings, m)
	}
	f.Custom = v.custom()
	return f
}

// custom are the plugin's own settings of fields.
func (v view) custom() map[string]any {
	switch v.kind {
	case lines:
		style, stacking, fill, scale := "off", "none", 0, map[string]any{"type": "linear"}
		if !v.quiet && len(v.limits) > 1 {
			style = "dashed"
		}
		if v.stacked {
			stacking, fill = "normal", 40
		}
		if v.log {
			scale = map[string]any{"type": "log", "log": 10}
		}
		return map[string]any{
			"drawStyle": "line", "lineInterpolation": "linear", "lineWidth": 1, "fillOpacity": fill, "showPoints": "auto", "pointSize": 4,
			"spanNulls": false, "stacking": map[string]any{"mode": stacking, "group": "A"},
			"thresholdsStyle": map[string]any{"mode": style}, "scaleDistribution": scale,
		}
	case states:
		return map[string]any{"lineWidth": 0, "fillOpacity": 80}
	case table:
		return map[string]any{"align": "auto", "filterable": true, "inspect": false, "cellOptions": map[string]any{"type": "auto"}}
	case heat:
		return map[string]any{"scaleDistribution": map[string]any{"type": "linear"}}
	}
	return nil
}

// options are the plugin's own.
func (v view) options() map[string]any {
	tooltip := map[string]any{"mode": "multi", "sort": "desc"}
	reduce := map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false}
	switch v.kind {
	case lines:
		return map[string]any{
			"legend":  map[string]any{"displayMode": "table", "placement": "bottom", "showLegend": true, "calcs": []string{"mean", "max", "lastNotNull"}},
			"tooltip": tooltip,
		}
	case stat:
		return map[string]any{
			"colorMode": "value", "graphMode": "area", "justifyMode": "auto", "orientation": "auto", "textMode": "auto", "wideLayout": true,
			"showPercentChange": false, "percentChangeColorMode": "standard", "reduceOptions": reduce,
		}
	case bars:
		return map[string]any{
			"displayMode": "basic", "orientation": "horizontal", "showUnfilled": true, "valueMode": "color", "namePlacement": "auto",
			"sizing": "auto", "minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300, "reduceOptions": reduce,
			"legend": map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": []string{}},
		}
	case states:
		return map[string]any{
			"mergeValues": true, "showValue": "auto", "alignValue": "left", "rowHeight": 0.9,
			"legend":  map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
			"tooltip": map[string]any{"mode": "single", "sort": "none"},
		}
	case table:
		return map[string]any{"showHeader": true, "cellHeight": "sm", "frameIndex": 0}
	case heat:
		return map[string]any{
			"calculate": false, "cellGap": 1, "showValue": "never", "exemplars": map[string]any{"color": "rgba(255,0,255,0.7)"},
			"color": map[string]any{
				"mode": "scheme", "scheme": "YlGnBu", "steps": 64, "exponent": 0.5, "fill": neutral, "scale": "exponential", "reverse": true,
			},
			"legend": map[string]any{"show": true}, "yAxis": map[string]any{"axisPlacement": "left", "unit": v.unit},
			"rowsFrame": map[string]any{"layout": "auto"}, "filterValues": map[string]any{"le": 1e-9},
			"tooltip": map[string]any{"mode": "single", "yHistogram": true, "showColorScale": true},
		}
	}
	return nil
}

// overrides give each column of a table its unit, and percentiles their colours.
func (v view) overrides() []Override {
	list := []Override{}
	if v.kind == table {
		for _, c := range v.columns {
			list = append(list, Override{Matcher{"byName", c.name}, []Property{{"unit", c.unit}}})
		}
		return list
	}
	if v.kind != lines {
		return list
	}
	for _, c := range [][2]string{{"p50", "#56B4E9"}, {"p90", "#0072B2"}, {"p99", "#D55E00"}, {"due", "#999999"}, {"failed", "#D55E00"}} {
		for _, q := range v.queries {
			if q.legend == c[0] {
				list = append(list, Override{Matcher{"byName", c[0]}, []Property{{"color", map[string]any{"mode": "fixed", "fixedColor": c[1]}}}})
			}
		}
	}
	return list
}

// transformations make one table of the answers: they are joined by the label that is not a value, and columns get their names.
func (v view) transformations() []Transformation {
	names, order := map[string]any{}, map[string]any{}
	for i, c := range v.columns {
		names["Value #"+string(rune('A'+i))] = c.name
		order["Value #"+string(rune('A'+i))] = i + 1
	}
	return []Transformation{
		{"merge", map[string]any{}},
		{"organize", map[string]any{"excludeByName": map[string]any{"Time": true}, "renameByName": names, "indexByName": order}},
	}
}
