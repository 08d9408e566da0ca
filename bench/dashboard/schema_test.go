package dashboard_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"quintet/api/server"
	"quintet/bench/dashboard"
)

// published compiles the JSON schema made from Grafana's published types.
func published(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata/schema", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Panels' types as their plugins name them, beside the schemas of their options.
func plugins(t *testing.T) map[string][2]*jsonschema.Schema {
	all := map[string][2]*jsonschema.Schema{"stat": {published(t, "stat")}, "bargauge": {published(t, "bargauge")}}
	for plugin, name := range map[string]string{"timeseries": "timeseries", "table": "table", "heatmap": "heatmap", "state-timeline": "statetimeline"} {
		all[plugin] = [2]*jsonschema.Schema{published(t, name), published(t, name+".field")}
	}
	return all
}

// TestPublishedTypes holds the files against the types that Grafana publishes: no field that it does not know, none missing that it
// needs, every choice one that there is.
func TestPublishedTypes(t *testing.T) {
	schema, plugins := published(t, "dashboard"), plugins(t)
	for name, d := range read(t) {
		if err := schema.Validate(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, p := range d["panels"].([]any) {
			p := p.(map[string]any)
			if p["type"] == "row" {
				continue
			}
			plugin, known := plugins[p["type"].(string)]
			if !known {
				t.Errorf("%s: %v is of type %v, which is no panel of today", name, p["title"], p["type"])
				continue
			}
			if err := plugin[0].Validate(p["options"]); err != nil {
				t.Errorf("%s: options of %v: %v", name, p["title"], err)
			}
			custom := p["fieldConfig"].(map[string]any)["defaults"].(map[string]any)["custom"]
			switch {
			case plugin[1] == nil && custom != nil:
				t.Errorf("%s: %v has settings of fields, which its type has not", name, p["title"])
			case plugin[1] != nil:
				if err := plugin[1].Validate(custom); err != nil {
					t.Errorf("%s: fields of %v: %v", name, p["title"], err)
				}
			}
		}
	}
}

// TestSchemaRefuses keeps the check above from passing whatever it is given.
func TestSchemaRefuses(t *testing.T) {
	schema := published(t, "dashboard")
	for what, change := range map[string]func(d map[string]any){
		"a field that is not there": func(d map[string]any) { d["rows"] = []any{} },
		"no schema version":         func(d map[string]any) { delete(d, "schemaVersion") },
		"a tooltip that is none":    func(d map[string]any) { d["graphTooltip"] = 7.0 },
		"a place without a width": func(d map[string]any) {
			delete(d["panels"].([]any)[1].(map[string]any)["gridPos"].(map[string]any), "w")
		},
	} {
		d := read(t)["quintet-overview.json"]
		change(d)
		if schema.Validate(d) == nil {
			t.Errorf("%s was not noticed", what)
		}
	}
}

// TestPanels holds the panels to what types cannot say.
func TestPanels(t *testing.T) {
	uids := map[string]bool{}
	for _, d := range dashboard.All(server.Telemetry()) {
		if uids[d.UID] || len(d.UID) > 40 {
			t.Errorf("uid %q is taken or too long", d.UID)
		}
		uids[d.UID] = true
		if d.SchemaVersion != 41 {
			t.Errorf("%s: schema version %d, Grafana 12.1 has 41", d.UID, d.SchemaVersion)
		}
		variables := map[string]bool{}
		for _, v := range d.Templating.List {
			if variables[v.Name] || v.Description == "" || v.Datasource.UID != "prometheus" {
				t.Errorf("%s: variable %q is taken, has no description or no data source", d.UID, v.Name)
			}
			variables[v.Name] = true
		}
		ids, titles, used := map[int]bool{}, map[string]bool{}, map[string]bool{}
		taken := map[[2]int]string{}
		section := ""
		for _, p := range d.Panels {
			if ids[p.ID] || p.ID < 1 {
				t.Errorf("%s: id %d of %s is taken", d.UID, p.ID, p.Title)
			}
			ids[p.ID] = true
			occupy(t, d.UID, p, taken)
			if p.Type == "row" {
				section = p.Title
				continue
			}
			if name := section + "/" + p.Title; p.Title == "" || titles[name] {
				t.Errorf("%s: title %q is taken", d.UID, name)
			} else {
				titles[name] = true
			}
			checkPanel(t, d.UID, p)
			refs := map[string]bool{}
			for _, q := range p.Targets {
				if refs[q.RefID] || q.Datasource.UID != "prometheus" {
					t.Errorf("%s: %s: query %q is taken or has no data source", d.UID, p.Title, q.RefID)
				}
				refs[q.RefID] = true
				for _, name := range variablesOf(q.Expr) {
					used[name] = true
					if !variables[name] && !strings.HasPrefix(name, "__") {
						t.Errorf("%s: %s uses $%s, which is no variable", d.UID, p.Title, name)
					}
				}
			}
		}
		for name := range variables {
			if !used[name] {
				t.Errorf("%s: variable %s is used by no query", d.UID, name)
			}
		}
	}
}

// occupy notes the cells of a panel's place.
func occupy(t *testing.T, uid string, p dashboard.Panel, taken map[[2]int]string) {
	t.Helper()
	at := p.GridPos
	if at.X < 0 || at.X+at.W > 24 || at.W < 3 || at.H < 1 {
		t.Errorf("%s: %s does not fit the grid: %+v", uid, p.Title, at)
	}
	for x := at.X; x < at.X+at.W; x++ {
		for y := at.Y; y < at.Y+at.H; y++ {
			if other := taken[[2]int{x, y}]; other != "" {
				t.Fatalf("%s: %s lies on %s", uid, p.Title, other)
			}
			taken[[2]int{x, y}] = p.Title
		}
	}
}

// units are those that panels may have, by Grafana's ids of units.
var units = []string{"s", "bytes", "Bps", "reqps", "ops", "short", "percentunit", "x"}

// checkPanel looks for what a reader needs.
func checkPanel(t *testing.T, uid string, p dashboard.Panel) {
	t.Helper()
	f := p.FieldConfig.Defaults
	if len(p.Description) < 20 || !strings.HasSuffix(p.Description, ".") {
		t.Errorf("%s: %s has no description: %q", uid, p.Title, p.Description)
	}
	if !slices.Contains(units, f.Unit) {
		t.Errorf("%s: %s has unit %q", uid, p.Title, f.Unit)
	}
	steps := f.Thresholds.Steps
	if len(steps) < 2 || steps[0].Value != nil {
		t.Errorf("%s: %s has thresholds %+v, want a first without a value and more", uid, p.Title, steps)
	}
	for i := 1; i < len(steps); i++ {
		if steps[i].Value == nil || i > 1 && *steps[i].Value < *steps[i-1].Value {
			t.Errorf("%s: %s has thresholds out of order", uid, p.Title)
		}
	}
	if len(p.Targets) == 0 || len(p.Targets) > 26 {
		t.Errorf("%s: %s has %d queries", uid, p.Title, len(p.Targets))
	}
	names := map[string]bool{}
	for _, q := range p.Targets {
		if p.Type != "table" && p.Type != "heatmap" && len(p.Targets) > 1 && (q.LegendFormat == "" || names[q.LegendFormat]) {
			t.Errorf("%s: %s has several queries, and one without a name of its own: %q", uid, p.Title, q.LegendFormat)
		}
		names[q.LegendFormat] = true
		if p.Type == "table" != q.Instant {
			t.Errorf("%s: %s: only tables ask for the latest value alone", uid, p.Title)
		}
	}
}
