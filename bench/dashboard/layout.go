package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"quintet/telemetry"
)

// prometheus is the data source that grafana/provisioning provides.
var prometheus = Source{Type: "prometheus", UID: "prometheus"}

// row is a title and the views below it, which stand side by side as far as there is room.
type row struct {
	title string
	views []view
}

// columns is how wide Grafana's grid is.
const columns = 24

// usual are the heights of the kinds.
func (v view) usual() int {
	switch v.kind {
	case stat:
		return 4
	case states:
		return 6
	}
	return 9
}

// lay places rows below one another.
func lay(rows []row) []Panel {
	var panels []Panel
	y := 0
	place := func(p Panel, at GridPos) {
		p.ID, p.GridPos = len(panels)+1, at
		panels = append(panels, p)
	}
	open := false
	for _, r := range rows {
		place(Panel{Type: "row", Title: r.title, Collapsed: &open, Panels: &[]Panel{}}, GridPos{0, y, columns, 1})
		y++
		x, height := 0, 0
		for i, v := range r.views {
			width := v.width
			if width == 0 {
				width = columns / min(len(r.views), 2)
			}
			if x+width > columns {
				x, y, height = 0, y+height, 0
			}
			h := v.height
			if h == 0 {
				h = v.usual()
			}
			// The last one takes what would stay empty.
			if i == len(r.views)-1 {
				width = columns - x
			}
			place(v.panel(), GridPos{x, y, width, h})
			x, height = x+width, max(height, h)
		}
		y += height
	}
	return panels
}

// board is a dashboard before it is laid out.
type board struct {
	uid, title, about string
	variables         []Variable
	rows              []row
	// since is where the axis of time begins ("now-15m").
	since string
}

// tag is on all dashboards, and finds them for the links between them. The harness puts the same on its annotations.
const tag = "quintet"

func (b board) dashboard() Dashboard {
	return Dashboard{
		UID: b.uid, Title: b.title, Description: b.about, Tags: []string{tag}, SchemaVersion: 41, Version: 1, GraphTooltip: 1,
		Refresh: "5s", Timezone: "browser", Time: Span{b.since, "now"},
		Links: []Link{{
			Title: "Quintet", Type: "dashboards", Tags: []string{tag}, AsDropdown: true, KeepTime: true, Icon: "external link",
			Tooltip: "The other dashboards, at the same time range",
		}},
		Annotations: Annotations{List: []AnnotationQuery{{
			Name: "Runs, phases and faults", Datasource: Source{"grafana", "-- Grafana --"}, Enable: true, IconColor: neutral, Type: "tags",
			Target: &AnnotationTarget{Limit: 500, MatchAny: true, Tags: []string{tag}, Type: "tags"},
		}}},
		Templating: Templating{List: b.variables}, Panels: lay(b.rows),
	}
}

// All are the dashboards, in the order in which the README shows them. Backends have a row each on that of the stores.
func All(backends []telemetry.Backend) []Dashboard {
	return []Dashboard{Overview(), Stores(backends), CacheAndStorage(), BenchmarkRun(), ComparingRuns()}
}

// JSON is the dashboard as Grafana reads it from a file.
func (d Dashboard) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("encode dashboard %s: %w", d.UID, err)
	}
	return b.Bytes(), nil
}

// several is a variable of which any number of values can be chosen, all of them to begin with.
func several(name, label, about, query string) Variable {
	v := single(name, label, about, query)
	v.Multi, v.IncludeAll, v.AllValue = true, true, ".*"
	v.Current = &Option{Text: []string{"All"}, Value: []string{"$__all"}}
	return v
}

// single is a variable of one value, the first to begin with.
func single(name, label, about, query string) Variable {
	return Variable{
		Name: name, Label: label, Description: about, Type: "query", Datasource: prometheus,
		Query: VariableQuery{query, "PrometheusVariableQueryEditor-VariableQuery"},
		// Values are asked for again when the time range changes, because runs and replicas come and go; natural order.
		Refresh: 2, Sort: 7,
	}
}

// The variables that several dashboards have.
func replicaVariable() Variable {
	return several("replica", "Replica", "The replicas of the API that are looked at.", `label_values(app_build_info, instance)`)
}

func routeVariable() Variable {
	return several("route", "Route", "The routes of the API that are looked at.", `label_values(http_requests_in_flight, route)`)
}

func storeVariable() Variable {
	return several("store", "Store", "The stores that are looked at, by what really answered.",
		`label_values({__name__=~"`+calls+`(_count)?"}, store)`)
}

func runVariable(name, label, about string, newestFirst bool) Variable {
	v := single(name, label, about, `label_values(bench_run_info, run)`)
	if newestFirst {
		// Ids of runs begin with their time.
		v.Sort = 2
	}
	return v
}
