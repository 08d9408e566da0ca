package report

import (
	"fmt"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/words"
)

// measuredParts are the sections of what was measured in one trial, from what most readers want to what few need. Anchors begin
// with prefix.
func measuredParts(t *analysis.Trial, figures []shown, prefix string, level int) []page.Part {
	stores := []page.Block{page.TableBlock(storeLatencyTable(t.StoreLatency, "Store operations as the API measured them", false)), page.Folded("Where the time of each operation goes, in numbers", page.TableBlock(timesTable(t))), page.TableBlock(cacheTable(t)), page.TableBlock(sizesTable(t))}
	parts := []page.Part{
		{ID: "time", Title: "Over time", Blocks: figureBlocks(figures, overTime)},
		{ID: "operations", Title: "Operations", Blocks: slices.Concat(operationBlocks(t), figureBlocks(figures, byOperation))},
		{ID: "phases", Title: "Phases", Blocks: []page.Block{page.OwnTable(phasesTable(t))}},
		{ID: "stores", Title: "Stores, cache and files", Blocks: slices.Concat(stores, figureBlocks(figures, byStore))},
	}
	for i := range t.Stores {
		parts = append(parts, storePart(t, &t.Stores[i], figures))
	}
	parts = append(parts, []page.Part{
		{ID: "failures", Title: "Failures", Blocks: slices.Concat(failureBlocks(t), figureBlocks(figures, ofFailures))},
		{ID: "further", Title: "Further over time", Blocks: figureBlocks(figures, further)},
		{ID: "scrapes", Title: "Scrape gaps", Blocks: []page.Block{page.OwnTable(gapsTable(t))}},
	}...)
	parts = slices.DeleteFunc(parts, func(p page.Part) bool { return len(p.Blocks) == 0 })
	return page.Anchored(prefix, level, parts)
}

// ranParts are the sections of what a trial was: what ran, and on which data.
func ranParts(t *analysis.Trial, prefix string, level int) []page.Part {
	m := &t.Manifest
	return page.Anchored(prefix, level, []page.Part{
		{ID: "ran", Title: "What ran", Blocks: []page.Block{
			{Facts: trialFacts(t)}, page.TableBlock(servicesTable(m)), page.TableBlock(settingsTable(m)), page.TableBlock(mixTable(m)), page.TableBlock(cpuTable(t)), page.TableBlock(connectionsTable(t)),
		}},
		{ID: "data", Title: "Data set", Blocks: datasetBlocks(t)},
	})
}

func operationBlocks(t *analysis.Trial) []page.Block {
	return []page.Block{page.OwnTable(operationsTable(t)), page.Folded("Intervals, one number in each cell", page.TableBlock(intervalsTable(t)))}
}

func failureBlocks(t *analysis.Trial) []page.Block {
	blocks := []page.Block{page.OwnTable(failuresTable(t))}
	for _, f := range t.Failed {
		if len(f.Examples) > 0 {
			blocks = append(blocks, page.Block{Summary: fmt.Sprintf("Examples: %s", f.Class), List: f.Examples})
		}
	}
	return blocks
}

func datasetBlocks(t *analysis.Trial) []page.Block {
	m := &t.Manifest
	var blocks []page.Block
	if text := datasetText(m); text != "" {
		blocks = append(blocks, page.Block{Text: text})
	}
	blocks = append(blocks, page.OwnTable(datasetTable(m)))
	if len(m.Dataset.Assumptions) > 0 {
		blocks = append(blocks, page.Block{Summary: "Assumptions behind the data", List: m.Dataset.Assumptions})
	}
	return blocks
}

// findingsOf are the findings of some trials (0 is the run) with links to the figures that are on the page.
func findingsOf(res *analysis.Result, figures []shown, trials ...int) []page.Linked {
	var list []page.Linked
	for _, f := range res.Findings {
		if !slices.Contains(trials, f.Trial) {
			continue
		}
		l := page.Linked{Text: words.Sentence(f.Values)}
		for i := range figures {
			if s := &figures[i]; s.Name == f.Figure && s.Trial == f.Trial {
				l.Link, l.Label = s.ID, s.Title
			}
		}
		list = append(list, l)
	}
	return list
}
