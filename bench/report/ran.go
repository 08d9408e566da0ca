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
