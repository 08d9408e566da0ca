package report

import (
	"fmt"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// measuredParts are the sections of what was measured in one trial, from what most readers want to what few need. Anchors begin
// with prefix.
func measuredParts(t *analysis.Trial, figures []shown, prefix string, level int) []part {
	stores := []block{tableBlock(storeLatencyTable(t.StoreLatency, "Store operations as the API measured them", false)), folded("Where the time of each operation goes, in numbers", tableBlock(timesTable(t))), tableBlock(cacheTable(t)), tableBlock(sizesTable(t))}
	parts := []part{
		{ID: "time", Title: "Over time", Blocks: figureBlocks(figures, overTime)},
		{ID: "operations", Title: "Operations", Blocks: slices.Concat(operationBlocks(t), figureBlocks(figures, byOperation))},
		{ID: "phases", Title: "Phases", Blocks: []block{ownTable(phasesTable(t))}},
		{ID: "stores", Title: "Stores, cache and files", Blocks: slices.Concat(stores, figureBlocks(figures, byStore))},
	}
	for i := range t.Stores {
		parts = append(parts, storePart(t, &t.Stores[i], figures))
	}
	parts = append(parts, []part{
		{ID: "failures", Title: "Failures", Blocks: slices.Concat(failureBlocks(t), figureBlocks(figures, ofFailures))},
		{ID: "further", Title: "Further over time", Blocks: figureBlocks(figures, further)},
		{ID: "scrapes", Title: "Scrape gaps", Blocks: []block{ownTable(gapsTable(t))}},
	}...)
	parts = slices.DeleteFunc(parts, func(p part) bool { return len(p.Blocks) == 0 })
	return anchored(prefix, level, parts)
}

// ranParts are the sections of what a trial was: what ran, and on which data.
func ranParts(t *analysis.Trial, prefix string, level int) []part {
	m := &t.Manifest
	return anchored(prefix, level, []part{
		{ID: "ran", Title: "What ran", Blocks: []block{
			{Facts: trialFacts(t)}, tableBlock(servicesTable(m)), tableBlock(settingsTable(m)), tableBlock(mixTable(m)), tableBlock(cpuTable(t)),
		}},
		{ID: "data", Title: "Data set", Blocks: datasetBlocks(t)},
	})
}

func operationBlocks(t *analysis.Trial) []block {
	return []block{ownTable(operationsTable(t)), folded("Intervals, one number in each cell", tableBlock(intervalsTable(t)))}
}

func failureBlocks(t *analysis.Trial) []block {
	blocks := []block{ownTable(failuresTable(t))}
	for _, f := range t.Failed {
		if len(f.Examples) > 0 {
			blocks = append(blocks, block{Summary: fmt.Sprintf("Examples: %s", f.Class), List: f.Examples})
		}
	}
	return blocks
}

func datasetBlocks(t *analysis.Trial) []block {
	m := &t.Manifest
	var blocks []block
	if text := datasetText(m); text != "" {
		blocks = append(blocks, block{Text: text})
	}
	blocks = append(blocks, ownTable(datasetTable(m)))
	if len(m.Dataset.Assumptions) > 0 {
		blocks = append(blocks, block{Summary: "Assumptions behind the data", List: m.Dataset.Assumptions})
	}
	return blocks
}

// findingsOf are the findings of some trials (0 is the run) with links to the figures that are on the page.
func findingsOf(res *analysis.Result, figures []shown, trials ...int) []linked {
	var list []linked
	for _, f := range res.Findings {
		if !slices.Contains(trials, f.Trial) {
			continue
		}
		l := linked{Text: words.Sentence(f.Values)}
		for i := range figures {
			if s := &figures[i]; s.Name == f.Figure && s.Trial == f.Trial {
				l.Link, l.Label = s.ID, s.Title
			}
		}
		list = append(list, l)
	}
	return list
}
