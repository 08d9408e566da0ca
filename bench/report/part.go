package report

import (
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/words"
)

// measuredParts are the sections of what was measured in one trial, from what most readers want to what few need. Anchors begin
// with prefix.
func measuredParts(t *analysis.Trial, figures []shown, prefix string, level int) []page.Part {
	stores := []page.Block{page.TableBlock(storeLatencyTable(t.StoreLatency, false)), page.Folded(words.TimesHeading, page.TableBlock(timesTable(t))), page.TableBlock(cacheTable(t)), page.TableBlock(sizesTable(t))}
	parts := []page.Part{
		{ID: "time", Title: words.OverTimeHeading, Blocks: figureBlocks(figures, overTime)},
		{ID: "operations", Title: words.OperationsHeading, Blocks: slices.Concat(operationBlocks(t), figureBlocks(figures, byOperation))},
		page.TablePart("phases", level, phasesTable(t)),
		generatorsPart(t),
		{ID: "stores", Title: words.StoresHeading, Blocks: slices.Concat(stores, figureBlocks(figures, byStore))},
	}
	for i := range t.Stores {
		parts = append(parts, storePart(t, &t.Stores[i], figures))
	}
	parts = append(parts, []page.Part{
		ledgerPart(t),
		{ID: "failures", Title: words.FailuresHeading, Blocks: slices.Concat(failureBlocks(t), figureBlocks(figures, ofFailures))},
		{ID: "further", Title: words.FurtherHeading, Blocks: figureBlocks(figures, further)},
		page.TablePart("scrapes", level, gapsTable(t)),
	}...)
	parts = slices.DeleteFunc(parts, func(p page.Part) bool { return len(p.Blocks) == 0 })
	return page.Anchored(prefix, level, parts)
}

// ranParts are the sections of what a trial was: what ran, and on which data.
func ranParts(t *analysis.Trial, prefix string, level int) []page.Part {
	m := &t.Manifest
	return page.Anchored(prefix, level, []page.Part{
		{ID: "ran", Title: words.RanHeading, Blocks: []page.Block{
			{Facts: page.Facts(words.TrialFacts(t))}, page.TableBlock(servicesTable(m)), page.TableBlock(settingsTable(m)), page.TableBlock(mixTable(m)), page.TableBlock(cpuTable(t)), page.TableBlock(connectionsTable(t)),
		}},
		datasetPart(t),
	})
}

func operationBlocks(t *analysis.Trial) []page.Block {
	blocks := []page.Block{page.OwnTable(operationsTable(t)), page.Folded(words.IntervalsHeading, page.TableBlock(intervalsTable(t)))}
	if slices.ContainsFunc(t.Operations, func(o analysis.Operation) bool { return o.Steps > 0 }) {
		blocks = append([]page.Block{{Text: words.StepsApart}}, blocks...)
	}
	if t.Manifest.Trace != nil {
		blocks = append(blocks, page.TableBlock(slowestTable(t)))
	}
	return blocks
}

func failureBlocks(t *analysis.Trial) []page.Block {
	blocks := []page.Block{page.OwnTable(failuresTable(t))}
	for _, f := range t.Failed {
		if len(f.Examples) > 0 {
			blocks = append(blocks, page.Block{Summary: words.ExamplesHeading(f.Class), List: f.Examples})
		}
	}
	return blocks
}

func datasetPart(t *analysis.Trial) page.Part {
	d := &t.Manifest.Dataset
	p := page.TablePart("data", 0, datasetTable(d))
	if text := words.Dataset(d); text != "" {
		p.Blocks = append([]page.Block{{Text: text}}, p.Blocks...)
	}
	if len(d.Assumptions) > 0 {
		p.Blocks = append(p.Blocks, page.Block{Summary: words.AssumptionsHeading, List: d.Assumptions})
	}
	return p
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
