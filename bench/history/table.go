package history

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// runsTable has one row a run, its main numbers first. Its scenario is named where there are several; capacity is a column where a run
// searched for it, and so are labels where one has any. With picked each can be chosen.
func runsTable(runs []*Run, caption string, ofOneScenario, picked bool) page.Table {
	searched := slices.ContainsFunc(runs, func(k *Run) bool { return len(k.Capacities) > 0 })
	labelled := slices.ContainsFunc(runs, func(k *Run) bool { return len(k.Notes.Labels) > 0 })
	what := page.Whole("scenario")
	if ofOneScenario {
		what = page.Whole("stack")
	}
	numbers := page.Right("p99", "throughput", "goodput", "failures")
	if searched {
		numbers = page.Right("p99", "throughput", "goodput", "failures", "capacity")
	}
	var labels page.Columns
	if labelled {
		labels = page.Prose("labels")
	}
	tab := page.NewTable(words.RunsTable(caption), page.Whole("run"), what, page.Whole("verdict"), labels, numbers,
		page.Prose("configuration"), page.Left("data"), page.Right("duration"), page.Whole("commit"), page.Prose("remarks"))
	for _, k := range runs {
		list := k.configurations()
		stack := shortened(words.OrAbsent(k.Stack))
		row := []page.Cell{k.link(), {Text: shortened(words.OrAbsent(k.Scenario)), Note: words.OnStack(stack)}, k.judged()}
		if ofOneScenario {
			row[1] = page.Text(stack)
		}
		if picked {
			row[0].Pick = &page.Pick{Name: "run", Value: k.Folder, Label: words.ChooseRun(k.Name)}
		}
		if labelled {
			row = append(row, page.Text(strings.Join(k.Notes.Labels, ", ")))
		}
		row = append(row, tailCell(list), spread(list, func(m *measured) float64 { return m.throughput }, words.Rate),
			spread(list, func(m *measured) float64 { return m.goodput }, words.Rate), failuresCell(list))
		if searched {
			row = append(row, capacityCell(list))
		}
		tab.Rows = append(tab.Rows, append(row, configurationCell(k, list), dataCell(k), page.Text(words.Seconds(k.lasted())),
			commitCell(&k.Build), page.Cell{Text: remarks(k), Note: shortened(k.Notes.Text)}))
	}
	return tab
}

// link is a run by its date, with its folder below, leading to its page where it has one.
func (k *Run) link() page.Cell {
	c := page.Cell{Text: words.Time(k.began), Note: k.Name}
	if k.began.IsZero() {
		c = page.Cell{Text: k.Name}
	}
	c.Page = k.Address
	return c
}

// verdict is that of the report; one of a run that is not valid is none.
func (k *Run) verdict() string {
	if !k.Valid {
		return "invalid"
	}
	return k.Verdict
}

// Judged is the verdict and validity of a run, or what it is without.
func (k *Run) Judged() page.Cell {
	switch {
	case k.GoesOn:
		return page.Text(words.GoingOn)
	case k.Unreported:
		return page.Unknown(words.NoReport)
	case k.Problem != "":
		return page.Bad("corrupt")
	}
	return k.judged()
}

// Heading names a run by its scenario, stack and date.
func (k *Run) Heading() string {
	return words.RunTitle(shortened(k.Scenario), shortened(k.Stack), k.began)
}

// judged has verdict and validity in one.
func (k *Run) judged() page.Cell {
	verdict := k.verdict()
	if verdict == "pass" {
		return page.Good(words.Judged(verdict))
	}
	return page.Bad(words.Judged(verdict))
}

// configurationCell names what a run varied: its only configuration, or the values along each axis.
func configurationCell(k *Run, list []measured) page.Cell {
	if len(list) == 1 {
		c := page.Text(shortened(words.OrAbsent(list[0].configuration)))
		if n := len(list[0].trials); n > 1 {
			c.Note = words.Trials(n)
		}
		return c
	}
	values := map[string][]string{}
	for i := range k.Trials {
		for axis, value := range k.Trials[i].Configuration {
			if len(k.Capacities) > 0 && axis == "rate" {
				continue
			}
			if !slices.Contains(values[axis], value) {
				values[axis] = append(values[axis], value)
			}
		}
	}
	var axes []string
	for _, axis := range slices.Sorted(maps.Keys(values)) {
		axes = append(axes, words.AxisValues(axis, values[axis]))
	}
	c := page.Text(shortened(words.OrAbsent(strings.Join(axes, " × "))))
	if len(list) > 1 {
		c.Note = words.Configurations(len(list), len(k.Trials))
	}
	return c
}

// spread is a number of all configurations, from the least to the largest.
func spread(list []measured, of func(*measured) float64, format func(float64) string) page.Cell {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range list {
		if v := of(&list[i]); !math.IsNaN(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	switch {
	case low > high:
		return page.Text(words.Absent)
	case format(low) == format(high):
		return page.Text(format(low))
	}
	return page.Text(words.Range(format(low), format(high)))
}

// tailCell is the p99 of a run; that of one configuration with its interval.
func tailCell(list []measured) page.Cell {
	c := spread(list, func(m *measured) float64 { return m.p99 }, words.Seconds)
	if len(list) == 1 && !math.IsNaN(list[0].low) {
		c.Note = words.Interval("p99", list[0].low, list[0].high)
	}
	return c
}

func failuresCell(list []measured) page.Cell {
	failures, hits := failed(list)
	if hits == 0 {
		return page.Text(words.Absent)
	}
	c := page.Text(words.Count(float64(failures)))
	if failures > 0 {
		c.Note = words.Ratio(float64(failures) / float64(hits))
	}
	return c
}

// capacityCell is the capacity that was found, or in which direction it lies.
func capacityCell(list []measured) page.Cell {
	var found []string
	for i := range list {
		m := &list[i]
		if m.search {
			found = append(found, words.CapacityBound(&m.capacity.Capacity))
		}
	}
	switch {
	case len(found) == 0:
		return page.Text(words.Absent)
	case len(found) == 1:
		return page.Text(found[0])
	}
	c := spread(list, func(m *measured) float64 {
		if m.capacity.Rate == 0 {
			return math.NaN()
		}
		return m.capacity.Rate
	}, words.Rate)
	if slices.ContainsFunc(list, func(m measured) bool { return !m.bounded() }) {
		c.Note = words.NotOfEvery
	}
	return c
}

// dataCell is the volume of the data with the seed.
func dataCell(k *Run) page.Cell {
	var volumes, seeds []string
	for i := range k.Trials {
		r := &k.Trials[i].Record
		if v := r.Dataset.Volume; v != "" && !slices.Contains(volumes, v) {
			volumes = append(volumes, v)
		}
		if s := fmt.Sprint(r.Seed); !slices.Contains(seeds, s) {
			seeds = append(seeds, s)
		}
	}
	c := page.Text(shortened(words.OrAbsent(strings.Join(volumes, ", "))))
	if seeds != nil {
		c.Note = words.Seeds(shortened(strings.Join(seeds, ", ")))
	}
	return c
}

func commitCell(b *samples.Build) page.Cell {
	c := page.Text(b.Revision)
	if b.Revision == "" {
		c.Text = words.OrAbsent(b.Version)
	}
	if len(c.Text) > 12 {
		c.Text = strings.ToValidUTF8(c.Text[:12], "")
	}
	if b.Modified {
		c.Note = words.WithChanges
	}
	return c
}

// remarks say why a run is not valid or what it broke, and how many warnings it has.
func remarks(k *Run) string {
	var parts []string
	switch {
	case !k.Valid && len(k.InvalidReasons) > 0:
		parts = append(parts, shortened(k.InvalidReasons[0]))
	case k.Verdict == "fail":
		for _, o := range k.SLO {
			if !o.OK {
				parts = append(parts, words.BrokenBy(shortened(o.Expression), &o))
			}
		}
	}
	if n := uint64(len(k.Warnings)); n > 0 {
		parts = append(parts, words.Warnings(n))
	}
	return strings.Join(parts, " ")
}

// unreadTable has one row a run whose report could not be read, with what to do about it.
func unreadTable(parent string, runs []*Run) page.Table {
	tab := page.NewTable(words.UnreadTable(), page.Whole("run", "what"), page.Prose("why", "what to do"))
	for _, k := range runs {
		dir := words.Quoted(parent + "/" + k.Name)
		row := []page.Cell{{Text: k.Name, Page: k.Address, Note: ofWhat(k)}, page.Bad("corrupt"), page.Text(shortened(k.Problem)), page.Text(words.ReportAgain(dir))}
		switch {
		case k.GoesOn:
			row[1], row[2], row[3] = page.Text(words.GoingOn), page.Text(words.MeasuredNow), page.Text(words.WatchIt)
		case k.Unreported:
			row[1], row[3] = page.Unknown(words.NoReport), page.Text(words.ReportNow(dir))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// ofWhat states what a run is of, as far as that is known.
func ofWhat(k *Run) string {
	if k.Scenario == "" {
		return ""
	}
	return shortened(words.On(k.Scenario, k.Stack))
}
