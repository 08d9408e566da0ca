package live

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/scraped"
	"quintet/telemetry"
)

// A store and a fault have the lines that the report draws of them, the highest of many, slot by slot.
func TestBoards(t *testing.T) {
	many := scraped.StorePanel{Title: "Calls of the API", Unit: telemetry.PerSecond}
	for i := range 10 {
		many.Lines = append(many.Lines, scraped.Series{Name: fmt.Sprint("call ", i), T: []float64{0, 4}, V: []float64{float64(i), 1}})
	}
	trial := &analysis.Trial{
		Timeline: analysis.Timeline{Width: 2, Due: make([]float64, 3)},
		Stores:   []analysis.Store{{Name: "silent"}, {Name: "redis", Panels: []scraped.StorePanel{many}}},
		Resilience: &resilience.Trial{Faults: []resilience.Fault{
			{Label: "to come"},
			{Label: "kill redis", CloseUp: resilience.CloseUp{From: 3, Width: 0.1, Due: []float64{100, 100}, Good: []float64{100, 0}, P99: []float64{0.01, 0.5}}},
		}},
	}
	list := boards(trial)
	if len(list) != 2 || list[0].Title != "redis over time" || list[1].Title != "Around the fault: kill redis" {
		t.Fatalf("found %+v", list)
	}
	calls := list[0].Panels[0]
	if len(calls.Lines) != maxLines || calls.Lines[0].Name != "call 9" || calls.Lines[maxLines-1].Name != "call 2" || calls.More != "and 2 more" {
		t.Errorf("found %+v", calls)
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"title":"Calls of the API","unit":"/s","from":0,"width":2,"lines":[{"name":"call 9","v":[9,null,1]},`,
		`"unit":"/s","from":3,"width":0.1,"lines":[{"name":"due","v":[100,100]},{"name":"good","v":[100,0]}]}`,
		`"unit":"s","log":true,"from":3,"width":0.1,"lines":[{"name":"p99","v":[0.01,0.5]}]}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
