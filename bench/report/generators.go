package report

import (
	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// generatorsPart is the section on several generators, without blocks for a trial of one.
func generatorsPart(t *analysis.Trial) page.Part {
	p := page.Part{ID: "generators", Title: words.GeneratorsHeading}
	if len(t.Generators) > 0 {
		p.Blocks = []page.Block{page.TableBlock(generatorsTable(t.Generators)), {List: words.SplitEffects(&t.Manifest)}}
	}
	return p
}

// generatorsTable has a row a generator.
func generatorsTable(list []analysis.Generator) page.Table {
	tab := page.NewTable(words.GeneratorsTable(), page.Left("generator", "state", "host"), page.Right("hits", "CPU", "send lag p99", "send lag max", "began late by", "clock offset"))
	for i := range list {
		g := &list[i]
		state := page.Good(string(g.State))
		if g.State != samples.Complete && g.State != samples.Stopped {
			state = page.Bad(string(g.State))
		}
		row := []page.Cell{page.Text(words.GeneratorName(g.Index)), state, page.Text(words.OrAbsent(g.Host))}
		tab.Rows = append(tab.Rows, append(row, page.Cells(words.Count(float64(g.Hits)), words.Cores(g.CPU), words.Seconds(g.LagP99), words.Seconds(g.LagMax),
			words.Seconds(g.Late), words.ClockOffset(g.ClockOffset, g.ClockUncertainty))...))
	}
	return tab
}
