package report

import (
	"fmt"
	"maps"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

func cpuTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.CPUTable(), page.Left("process"), page.Right("CPU"))
	for _, name := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Cores(t.MeanCPU[name])))
	}
	return tab
}

func servicesTable(m *samples.Manifest) page.Table {
	tab := page.NewTable(words.ServicesTable(), page.Left("service", "role", "software", "address"), page.Right("process"))
	for _, s := range m.Services {
		pid := words.Absent
		if s.PID > 0 {
			pid = fmt.Sprint(s.PID)
		}
		tab.Rows = append(tab.Rows, page.Cells(s.Name, s.Role, words.OrAbsent(s.Software), words.OrAbsent(s.Address), pid))
	}
	return tab
}

func settingsTable(m *samples.Manifest) page.Table {
	tab := page.NewTable(words.SettingsTable(), page.Left("setting"), page.Prose("value"))
	for _, name := range slices.Sorted(maps.Keys(m.Settings)) {
		tab.Rows = append(tab.Rows, page.Cells(name, m.Settings[name]))
	}
	return tab
}

func mixTable(m *samples.Manifest) page.Table {
	tab := page.NewTable(words.MixTable(), page.Left("operation"), page.Right("share of hits"))
	for _, name := range largestFirst(m.Mix) {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Ratio(m.Mix[name])))
	}
	return tab
}

// datasetTable compares what was seeded with what the stores held when counted afterwards.
func datasetTable(d *samples.Dataset) page.Table {
	tab := page.NewTable(words.DatasetTable(), page.Left("kind"), page.Right("seeded", "counted in the stores"), page.Left("outcome"))
	for _, kind := range slices.Sorted(maps.Keys(d.Rows)) {
		counted, ok := d.Verified[kind]
		row := page.Cells(kind, words.Count(float64(d.Rows[kind])), words.Count(float64(counted)), "")
		switch {
		case !ok:
			row[2], row[3] = page.Text(words.Absent), page.Doubt(words.NotCounted)
		case counted != d.Rows[kind]:
			row[3] = page.Bad(words.Differs)
		default:
			row[3] = page.Good(words.AsSeeded)
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

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
