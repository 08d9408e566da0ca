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

// runFacts say what measured where: the same for all trials of a run.
func runFacts(res *analysis.Result, m *samples.Manifest) []page.Fact {
	b, c := &m.Build, &m.Machine
	build := words.OrAbsent(b.Version)
	if b.Revision != "" {
		build += ", revision " + b.Revision
	}
	if b.Modified {
		build += ", with changes that are not committed"
	}
	return []page.Fact{
		{Name: "run", Value: words.OrAbsent(res.RunID)}, {Name: "began", Value: words.Time(res.Began)}, {Name: "stack", Value: words.OrAbsent(res.Stack)}, {Name: "seed", Value: fmt.Sprint(m.Seed)},
		{Name: "harness", Value: build}, {Name: "built with", Value: words.OrAbsent(b.Go)},
		{Name: "machine", Value: words.OrAbsent(c.Hostname)}, {Name: "processor", Value: words.OrAbsent(c.CPU)}, {Name: "cores", Value: fmt.Sprint(c.Cores)},
		{Name: "memory", Value: words.Bytes(float64(c.Memory))}, {Name: "system", Value: words.OrAbsent(c.OS)}, {Name: "kernel", Value: words.OrAbsent(c.Kernel)},
	}
}

// trialFacts say how a trial was loaded and observed.
func trialFacts(t *analysis.Trial) []page.Fact {
	m := &t.Manifest
	facts := []page.Fact{{Name: "began", Value: words.Time(m.Began)}, {Name: "state", Value: stateWords(m)}}
	if m.Load.Closed > 0 {
		facts = append(facts, page.Fact{Name: "load", Value: fmt.Sprintf("closed loop of %s users, each as fast as it can", words.Count(float64(m.Load.Closed)))})
	} else {
		facts = append(facts, page.Fact{Name: "load", Value: fmt.Sprintf("open loop, %s arrivals, %s hits in all phases", words.OrAbsent(m.Load.Arrivals), words.Count(float64(m.Load.Offered)))})
	}
	return append(facts,
		page.Fact{Name: "timeout of a request", Value: words.Seconds(m.Load.Timeout.Seconds())},
		page.Fact{Name: "measured time", Value: words.Seconds(t.Measured)},
		page.Fact{Name: "steady from", Value: words.Seconds(t.WarmupEnd)},
		page.Fact{Name: "send lag", Value: fmt.Sprintf("p50 %s, p99 %s, max %s", words.Seconds(t.SendLag.P50), words.Seconds(t.SendLag.P99), words.Seconds(t.SendLag.Max))},
		page.Fact{Name: "metrics scraped", Value: fmt.Sprintf("every %s, %s times", words.Seconds(m.ScrapeInterval.Seconds()), words.Count(float64(t.Scraped.Scrapes)))},
		page.Fact{Name: "load average before", Value: fmt.Sprintf("%.2f", m.Machine.LoadAverage)},
	)
}

// stateWords say how far a trial got.
func stateWords(m *samples.Manifest) string {
	text := map[samples.State]string{
		samples.Running: "cut off", samples.Complete: "complete", samples.Stopped: "interrupted by the user",
		samples.Cut: "ended early because an SLO was broken", samples.Failed: "failed",
	}[m.State]
	if text == "" {
		text = words.OrAbsent(string(m.State))
	}
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text
}

func cpuTable(t *analysis.Trial) page.Table {
	tab := page.Table{Caption: "Mean CPU by process", Empty: "CPU use was not observed.", Columns: page.Join(page.Left("process"), page.Right("CPU"))}
	for _, name := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Cores(t.MeanCPU[name])))
	}
	return tab
}

func servicesTable(m *samples.Manifest) page.Table {
	tab := page.Table{
		Caption: "Services of the stack", Empty: "The trial did not get as far as its stack.",
		Columns: page.Join(page.Left("service", "role", "software", "address"), page.Right("process")),
	}
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
	tab := page.Table{Caption: "Settings", Empty: "The stack ran with its defaults.", Columns: page.Join(page.Left("setting"), page.Prose("value"))}
	for _, name := range slices.Sorted(maps.Keys(m.Settings)) {
		tab.Rows = append(tab.Rows, page.Cells(name, m.Settings[name]))
	}
	return tab
}

func mixTable(m *samples.Manifest) page.Table {
	tab := page.Table{Caption: "Mix of operations", Empty: "The mix was not recorded.", Columns: page.Join(page.Left("operation"), page.Right("share of hits"))}
	names := slices.Sorted(maps.Keys(m.Mix))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case m.Mix[a] > m.Mix[b]:
			return -1
		case m.Mix[a] < m.Mix[b]:
			return 1
		}
		return 0
	})
	for _, name := range names {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Ratio(m.Mix[name])))
	}
	return tab
}

// datasetTable compares what was seeded with what the stores held when counted afterwards.
func datasetTable(m *samples.Manifest) page.Table {
	d := &m.Dataset
	tab := page.Table{
		Caption: "Data set", Empty: "Nothing was seeded.",
		Columns: page.Join(page.Left("kind"), page.Right("seeded", "counted in the stores"), page.Left("outcome")),
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Rows)) {
		counted, ok := d.Verified[kind]
		row := page.Cells(kind, words.Count(float64(d.Rows[kind])), words.Count(float64(counted)), "✓ as seeded")
		row[3].State = "good"
		switch {
		case !ok:
			row[2], row[3] = page.Text(words.Absent), page.Cell{Text: "! not counted", State: "doubt"}
		case counted != d.Rows[kind]:
			row[3] = page.Cell{Text: "✗ differs", State: "bad"}
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// datasetText says which data set it was.
func datasetText(m *samples.Manifest) string {
	d := &m.Dataset
	if d.Volume == "" {
		return ""
	}
	text := fmt.Sprintf("Volume %s", d.Volume)
	took := ""
	if d.Took > 0 {
		took = " in " + words.Seconds(d.Took.Seconds())
	}
	switch {
	case d.Origin == samples.KeptCopy:
		text += fmt.Sprintf(", a copy of what was seeded%s at %s", took, d.Made.UTC().Format("2006-01-02 15:04 UTC"))
	case d.Origin == samples.SeededInPlace && d.NotKept != "":
		text += fmt.Sprintf(", seeded%s into the servers that then took the load (%s)", took, d.NotKept)
	case took != "":
		text += ", seeded" + took
	}
	if d.Fingerprint != "" {
		text += ", fingerprint " + d.Fingerprint
	}
	return text + "."
}
