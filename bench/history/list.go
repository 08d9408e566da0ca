package history

import (
	"fmt"
	"slices"
	"strings"

	"quintet/bench/page"
	"quintet/bench/words"
)

const (
	// maxNewest is how many runs of all scenarios stand at the top; the others are folded away below their scenarios.
	maxNewest = 20
	// maxLines is how many lines a scenario shows, maxOpen how many are on the page before those of further scenarios are folded away.
	maxLines, maxOpen = 12, 12
	// maxChanges bounds the changes listed for a line, and for the page.
	maxChanges = 8
)

// history is everything the list's templates need. Fields are exported for them.
type overview struct {
	page.Head
	// Changed heads Changes, the newest of all lines; NoChange says in their place why there are none.
	Changed   page.Entry
	Changes   []changeSentence
	NoChange  string
	Newest    page.Part
	Scenarios []scenarioView
	After     []page.Part
}

// scenarioView is the section of one scenario.
type scenarioView struct {
	ID, Title, Summary string
	// Over and AllTitle head what is folded away: the lines, and All.
	Over, AllTitle string
	Open           bool
	Lines          []lineView
	// More says that there are lines which are not shown.
	More string
	// All is the table of all its runs, nil when they are all among the newest.
	All *page.Table
}

// lineView is one line with its pictures and what happened along it.
type lineView struct {
	Title  string
	Sparks []*sparkline
	// Alone stands in place of the pictures.
	Alone   string
	Changes []changeSentence
	More    string
}

// changeSentence states what happened at which run.
type changeSentence struct {
	Number, Text, State, Page, Run, Date string
}

// Contents is the table of contents.
func (h *overview) Contents() []page.Entry {
	list := append([]page.Entry{h.Changed}, page.Contents(h.Newest)...)
	if h.Served != nil {
		slices.Reverse(list) // who is served looks for a run first
	}
	for _, s := range h.Scenarios {
		list = append(list, page.Entry{ID: s.ID, Title: s.Title})
	}
	return append(list, page.Contents(h.After...)...)
}

// newOverview lays runs out as a page that is a file; parent is the name of the folder they lie in. Runs come newest first.
func newOverview(parent string, runs []Run) *overview {
	h := &overview{Head: page.Head{Mark: overviewMark}}
	h.fill(parent, runs, runs, words.NewestHeading, maxNewest, words.OlderRuns)
	return h
}

// fill lays out runs, which come newest first, and lists the first of them in another order, with what to say of those that are more than the most.
func (h *overview) fill(parent string, runs, ordered []Run, heading string, most int, more func(n int) string) {
	h.Changed = page.Entry{ID: "changes", Title: words.ChangesHeading}
	read, unread := readable(runs)
	lines := trends(runs)
	h.changes(lines)
	h.scenarios(read, lines)
	h.top(read, unread)
	h.Newest = page.Part{ID: "newest", Title: heading, Level: 2, Blocks: []page.Block{{Text: words.NothingReadable}}}
	if listed, _ := readable(ordered); len(listed) > 0 {
		h.Newest.Blocks = []page.Block{page.OwnTable(runsTable(listed[:min(len(listed), most)], heading, len(h.Scenarios) == 1, h.Served != nil))}
		if n := len(listed) - most; n > 0 {
			h.Newest.Blocks = append(h.Newest.Blocks, page.Block{Text: more(n)})
		}
	}
	if len(unread) > 0 {
		h.After = append(h.After, page.TablePart("unread", 2, unreadTable(parent, unread)))
	}
	h.After = append(h.After, page.Part{ID: "definitions", Title: words.DefinitionsHeading, Level: 2, Blocks: []page.Block{{Facts: page.Facts(words.HistoryDefinitions(maxRunsOfLine, falseAlarms, minChange))}}})
}

// readable parts runs that have a report from those whose report could not be read.
func readable(runs []Run) (read, unread []*Run) {
	for i := range runs {
		if runs[i].Problem == "" {
			read = append(read, &runs[i])
		} else {
			unread = append(unread, &runs[i])
		}
	}
	return read, unread
}

// top is the first sentence and the figures below it.
func (h *overview) top(read, unread []*Run) {
	all := uint64(len(read) + len(unread))
	h.Headline, h.Title = words.NoReadableRuns(all), words.Counted(all, "run")
	if len(read) > 0 {
		h.Headline = words.RunsHeadline(all, uint64(len(h.Scenarios)), shortened(words.Or(read[0].Headline, words.NoHeadline)))
		h.Title = words.RunsTitle(all, read[0].began)
		h.Badges = []page.Cell{read[0].judged()}
	}
	counts := map[string]uint64{}
	for _, k := range read {
		counts[k.verdict()]++
	}
	for _, verdict := range []string{"pass", "fail", "invalid"} {
		if n := counts[verdict]; n > 0 {
			h.Facts = append(h.Facts, page.Glance{Value: words.Count(float64(n)), After: words.Judgement(verdict)})
		}
	}
	if n := len(unread); n > 0 {
		h.Facts = append(h.Facts, page.Glance{Value: words.Count(float64(n)), After: words.WithoutReport, Link: "unread"})
	}
}

// changes lists the newest changes of all lines; breaks are listed at their lines only.
func (h *overview) changes(lines []*trend) {
	type change struct {
		t *trend
		m mark
	}
	var all []change
	longest := 0
	for _, t := range lines {
		longest = max(longest, t.comparable())
		for _, m := range t.marks {
			if m.metric != "" {
				all = append(all, change{t, m})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b change) int {
		return b.t.points[b.m.at].run.began.Compare(a.t.points[a.m.at].run.began)
	})
	for _, c := range all[:min(len(all), maxChanges)] {
		sentence := c.t.sentence(c.m)
		sentence.Text = words.LineChange(shortened(c.t.scenario), shortened(c.t.stack), shortened(c.t.configuration), sentence.Text)
		h.Changes = append(h.Changes, sentence)
	}
	switch {
	case len(all) > 0:
	case longest < minForChange:
		h.NoChange = words.ShortLines(minForChange, longest)
	default:
		h.NoChange = words.NoLevelChange
	}
}

// sentence is a mark with the run at which it lies.
func (t *trend) sentence(m mark) changeSentence {
	k := t.points[m.at].run
	return changeSentence{Text: m.words, State: m.state, Page: k.Address, Run: k.Name, Date: words.Time(k.began)}
}

// scenarios makes a section a scenario, that with the newest run first.
func (h *overview) scenarios(read []*Run, lines []*trend) {
	var names []string
	of := map[string][]*Run{}
	for _, k := range read {
		if of[k.Scenario] == nil {
			names = append(names, k.Scenario)
		}
		of[k.Scenario] = append(of[k.Scenario], k)
	}
	shown := 0
	for i, name := range names {
		runs := of[name]
		v := scenarioView{ID: scenarioID(i, name), Title: shortened(words.Or(name, words.NamelessScenario)), Over: words.OverAllRuns}
		v.Summary = words.ScenarioRuns(uint64(len(runs)), runs[0].began)
		var own []*trend
		for _, t := range lines {
			if t.scenario == name {
				own = append(own, t)
			}
		}
		v.Open = shown == 0 || shown+min(len(own), maxLines) <= maxOpen
		for _, t := range own[:min(len(own), maxLines)] {
			v.Lines = append(v.Lines, t.view())
			shown++
		}
		if more := uint64(len(own) - len(v.Lines)); more > 0 {
			v.More = words.MoreLines(more)
		}
		if h.Served == nil && len(read) > maxNewest {
			all := runsTable(runs, words.RunsOf(v.Title), true, false)
			all.Quiet = true
			v.All, v.AllTitle = &all, words.NewestFirst(all.Caption)
		}
		h.Scenarios = append(h.Scenarios, v)
	}
}

// scenarioID is a scenario's anchor: its name where that can be one.
func scenarioID(i int, name string) string {
	if name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" {
		return "scenario-" + name
	}
	return fmt.Sprintf("other-%d", i+1)
}

// view is the line as the page shows it. Of many marks only the newest are listed and numbered.
func (t *trend) view() lineView {
	v := lineView{Title: words.LineTitle(shortened(t.stack), shortened(t.configuration), t.search)}
	if n := uint64(len(t.marks)); n > maxChanges {
		v.More = words.EarlierChanges(n - maxChanges)
		t.marks = t.marks[n-maxChanges:]
	}
	for _, metric := range t.metrics() {
		if s := newSparkline(t, metric); s != nil {
			v.Sparks = append(v.Sparks, s)
		}
	}
	if v.Sparks == nil {
		v.Alone = t.alone()
	}
	for i, m := range t.marks {
		sentence := t.sentence(m)
		sentence.Number = fmt.Sprint(i + 1)
		v.Changes = append(v.Changes, sentence)
	}
	return v
}

// alone is what there is to say of a line that is none: its newest numbers.
func (t *trend) alone() string {
	p := &t.points[len(t.points)-1]
	var numbers []string
	for _, metric := range t.metrics() {
		value := metric.format(metric.of(p))
		if t.search {
			value = words.CapacityBound(&p.capacity.Capacity)
		}
		numbers = append(numbers, metric.name+" "+value)
	}
	return words.LoneRun(numbers, p.run.began)
}
