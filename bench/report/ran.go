package report

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// when writes a wall-clock time as the page has it.
func when(t time.Time) string {
	if t.IsZero() {
		return words.Absent
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// runFacts say what measured where: the same for all trials of a run.
func runFacts(res *analysis.Result, m *samples.Manifest) []fact {
	b, c := &m.Build, &m.Machine
	build := orAbsent(b.Version)
	if b.Revision != "" {
		build += ", revision " + b.Revision
	}
	if b.Modified {
		build += ", with changes that are not committed"
	}
	return []fact{
		{Name: "run", Value: orAbsent(res.RunID)}, {Name: "began", Value: when(res.Began)}, {Name: "stack", Value: orAbsent(res.Stack)}, {Name: "seed", Value: fmt.Sprint(m.Seed)},
		{Name: "harness", Value: build}, {Name: "built with", Value: orAbsent(b.Go)},
		{Name: "machine", Value: orAbsent(c.Hostname)}, {Name: "processor", Value: orAbsent(c.CPU)}, {Name: "cores", Value: fmt.Sprint(c.Cores)},
		{Name: "memory", Value: words.Bytes(float64(c.Memory))}, {Name: "system", Value: orAbsent(c.OS)}, {Name: "kernel", Value: orAbsent(c.Kernel)},
	}
}

// trialFacts say how a trial was loaded and observed.
func trialFacts(t *analysis.Trial) []fact {
	m := &t.Manifest
	facts := []fact{{Name: "began", Value: when(m.Began)}, {Name: "state", Value: stateWords(m)}}
	if m.Load.Closed > 0 {
		facts = append(facts, fact{Name: "load", Value: fmt.Sprintf("closed loop of %s users, each as fast as it can", words.Count(float64(m.Load.Closed)))})
	} else {
		facts = append(facts, fact{Name: "load", Value: fmt.Sprintf("open loop, %s arrivals, %s hits in all phases", orAbsent(m.Load.Arrivals), words.Count(float64(m.Load.Offered)))})
	}
	return append(facts,
		fact{Name: "timeout of a request", Value: words.Seconds(m.Load.Timeout.Seconds())},
		fact{Name: "measured time", Value: words.Seconds(t.Measured)},
		fact{Name: "steady from", Value: words.Seconds(t.WarmupEnd)},
		fact{Name: "send lag", Value: fmt.Sprintf("p50 %s, p99 %s, max %s", words.Seconds(t.SendLag.P50), words.Seconds(t.SendLag.P99), words.Seconds(t.SendLag.Max))},
		fact{Name: "metrics scraped", Value: fmt.Sprintf("every %s, %s times", words.Seconds(m.ScrapeInterval.Seconds()), words.Count(float64(t.Scraped.Scrapes)))},
		fact{Name: "load average before", Value: fmt.Sprintf("%.2f", m.Machine.LoadAverage)},
	)
}

// stateWords say how far a trial got.
func stateWords(m *samples.Manifest) string {
	words := map[samples.State]string{
		samples.Running: "cut off", samples.Complete: "complete", samples.Stopped: "interrupted by the user",
		samples.Cut: "ended early because an SLO was broken", samples.Failed: "failed",
	}[m.State]
	if words == "" {
		words = orAbsent(string(m.State))
	}
	if m.Reason != "" {
		words += ": " + m.Reason
	}
	return words
}

func cpuTable(t *analysis.Trial) table {
	tab := table{Caption: "Mean CPU by process", Empty: "CPU use was not observed.", Columns: columns(left("process"), right("CPU"))}
	for _, name := range slices.Sorted(maps.Keys(t.MeanCPU)) {
		tab.Rows = append(tab.Rows, cells(name, words.Cores(t.MeanCPU[name])))
	}
	return tab
}

func servicesTable(m *samples.Manifest) table {
	tab := table{
		Caption: "Services of the stack", Empty: "The trial did not get as far as its stack.",
		Columns: columns(left("service", "role", "software", "address"), right("process")),
	}
	for _, s := range m.Services {
		pid := words.Absent
		if s.PID > 0 {
			pid = fmt.Sprint(s.PID)
		}
		tab.Rows = append(tab.Rows, cells(s.Name, s.Role, orAbsent(s.Software), orAbsent(s.Address), pid))
	}
	return tab
}

func settingsTable(m *samples.Manifest) table {
	tab := table{Caption: "Settings", Empty: "The stack ran with its defaults.", Columns: columns(left("setting"), prose("value"))}
	for _, name := range slices.Sorted(maps.Keys(m.Settings)) {
		tab.Rows = append(tab.Rows, cells(name, m.Settings[name]))
	}
	return tab
}

func mixTable(m *samples.Manifest) table {
	tab := table{Caption: "Mix of operations", Empty: "The mix was not recorded.", Columns: columns(left("operation"), right("share of hits"))}
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
		tab.Rows = append(tab.Rows, cells(name, words.Ratio(m.Mix[name])))
	}
	return tab
}

// datasetTable compares what was seeded with what the stores held when counted afterwards.
func datasetTable(m *samples.Manifest) table {
	d := &m.Dataset
	tab := table{
		Caption: "Data set", Empty: "Nothing was seeded.",
		Columns: columns(left("kind"), right("seeded", "counted in the stores"), left("outcome")),
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Rows)) {
		counted, ok := d.Verified[kind]
		row := cells(kind, words.Count(float64(d.Rows[kind])), words.Count(float64(counted)), "✓ as seeded")
		row[3].State = "good"
		switch {
		case !ok:
			row[2], row[3] = text(words.Absent), cell{Text: "! not counted", State: "doubt"}
		case counted != d.Rows[kind]:
			row[3] = cell{Text: "✗ differs", State: "bad"}
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
