package report

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/words"
)

// pageBudget is how many bytes of figures a page holds at most. A run of very many trials would make a page that no mail takes and no
// phone opens; the figures beyond it lie beside the page, which says so.
const pageBudget = 32 << 20

// shown is a figure as the page shows it, of a trial or of the run (0).
type shown struct {
	page.Figure
	Name  string
	Trial int
}

// place is the section of the page in which a figure stands; within it figures keep their order.
type place int

// What most readers want to see over time comes first; what few need, and what is new and has no place yet, stands further down.
const (
	further place = iota
	overTime
	byOperation
	byStore
	ofFailures
	ofFaults
)

// places is the table of figures whose place is not further.
var places = map[string]place{
	"latency": overTime, "rates": overTime, "storetime": overTime, "cache": overTime, "storage": overTime, "cpu": overTime, "memory": overTime,
	"percentiles": byOperation, "curve": byOperation, "stores": byOperation,
	"operations": byOperation, "heatmap": byOperation,
	"storelatency": byStore, "filesizes": byStore,
	"failures":       ofFailures,
	figure.Scorecard: ofFaults, figure.Blast: ofFaults,
}

// figureBlocks are the blocks of the figures of one place. Those of a store and around a fault stand in their own parts.
func figureBlocks(figures []shown, at place) []page.Block {
	var blocks []page.Block
	for i := range figures {
		name := figures[i].Name
		if own := strings.HasPrefix(name, figure.StoreName("")) || strings.HasPrefix(name, figure.FaultName(0)); places[name] == at && !own {
			blocks = append(blocks, page.Block{Figure: &figures[i].Figure})
		}
	}
	return blocks
}

// show prepares the figures for the page: those of the run and of the trial that decided first, then in order, while the budget lasts.
func show(images []figure.Image, first int, several bool, budget int) []shown {
	figures := make([]shown, len(images))
	for i := range images {
		m := &images[i]
		figures[i] = shown{Name: m.Name, Trial: m.Trial, Figure: page.Figure{
			ID: "figure-" + m.Name, Title: m.Title, Caption: m.Caption, Empty: m.Empty, File: m.File, Beside: words.FigureBeside, Width: m.Width, Height: m.Height,
		}}
		if several && m.Trial > 0 {
			figures[i].ID = fmt.Sprintf("%s-%s", trialID(m.Trial), figures[i].ID)
		}
	}
	for _, ofFirst := range []bool{true, false} {
		for i := range images {
			m := &images[i]
			if size := base64.StdEncoding.EncodedLen(len(m.PNG)); m.Empty == "" && (m.Trial == first || m.Trial == 0) == ofFirst && size <= budget {
				budget -= size
				figures[i].Data = template.HTMLAttr(`src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(m.PNG) + `"`)
			}
		}
	}
	return figures
}

// ofTrial are the figures of one trial.
func ofTrial(figures []shown, number int) []shown {
	var own []shown
	for _, f := range figures {
		if f.Trial == number {
			own = append(own, f)
		}
	}
	return own
}
