package comparison

import (
	"fmt"

	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/words"
)

// view is everything the comparison's template needs. Fields are exported for it.
type view struct {
	page.Head
	// Sentences answer for each head where there are several.
	Sentences []page.Cell
	Pairs     []pairView
	After     []page.Part
}

// pairView is the section of one pair: a picture of its changes and parts around it.
type pairView struct {
	ID, Title string
	Outcome   page.Cell
	Decides   page.Table
	Forest    *forest
	Parts     []page.Part
}

// Contents is the table of contents.
func (p *view) Contents() []page.Entry {
	var list []page.Entry
	for _, v := range p.Pairs {
		list = append(list, page.Entry{ID: v.ID, Title: v.Title})
	}
	return append(list, page.Contents(p.After...)...)
}

func encodePage(c *compare.Comparison) ([]byte, error) { return Page(c, nil) }

// Page is the page of a comparison, a file or, unless served is nil, as a server shows it.
func Page(c *compare.Comparison, served *page.Served) ([]byte, error) {
	v := newView(c)
	v.Served = served
	return page.Encode(templates, "compare.html", v, style)
}

// Style is what the page's style has beside the kit's.
func Style() string { return style }

// newView lays a comparison out as a page.
func newView(c *compare.Comparison) *view {
	o := outcomeCell(c.Outcome)
	p := &view{Head: page.Head{
		Title:    words.ComparisonTitle(o.Text, c),
		Headline: words.Comparison(c), Badges: []page.Cell{o}, Facts: facts(c),
	}}
	if len(c.Refused) > 0 {
		p.Alert = &page.Alert{Text: words.Incomparable}
	}
	for i := range c.Refused {
		p.Alert.List = append(p.Alert.List, words.Refused(&c.Refused[i]))
	}
	for i := range c.Heads {
		h := &c.Heads[i]
		if len(c.Heads) > 1 {
			s := outcomeCell(h.Outcome)
			s.Note = words.Head(c, h)
			p.Sentences = append(p.Sentences, s)
		}
		for j := range h.Pairs {
			p.Pairs = append(p.Pairs, viewPair(c, h, &h.Pairs[j], fmt.Sprintf("pair-%d", len(p.Pairs)+1)))
		}
	}
	warnings := page.Part{ID: "warnings", Title: words.WarningsHeading, Level: 2, Blocks: []page.Block{{List: words.ComparisonWarnings(c)}}}
	if len(c.Warnings) == 0 {
		warnings.Blocks = []page.Block{{Text: words.NoWarnings}}
	}
	p.After = []page.Part{warnings, {ID: "definitions", Title: words.DefinitionsHeading, Level: 2, Blocks: []page.Block{{Facts: page.Facts(words.ComparisonDefinitions(c))}}}}
	return p
}

func facts(c *compare.Comparison) []page.Glance {
	var hits uint64
	least := 0
	for i := range c.Heads {
		for j := range c.Heads[i].Pairs {
			p := &c.Heads[i].Pairs[j]
			hits += p.Base.Hits + p.Head.Hits
			if n := min(p.Base.Trials, p.Head.Trials); i+j == 0 || n < least {
				least = n
			}
		}
	}
	facts := []page.Glance{
		{Value: fmt.Sprint(least), After: words.Plural(least, "repetition") + " " + words.ASide}, {Value: words.Count(float64(hits)), After: words.Plural(hits, "request")},
		{Before: words.SameWithin, Value: words.Ratio(c.Options.Margin)},
	}
	if n := uint64(len(c.Warnings)); n > 0 {
		facts = append(facts, page.Glance{Value: fmt.Sprint(n), After: words.Plural(n, "warning"), Link: "warnings"})
	}
	return facts
}

func viewPair(c *compare.Comparison, h *compare.Head, p *compare.Pair, id string) pairView {
	v := pairView{ID: id, Title: words.PairTitle(c, h, p), Outcome: outcomeCell(p.Outcome), Forest: newForest(c, p)}
	decides, others := rowsTables(c, p)
	v.Decides = decides
	more := page.Part{ID: id + "-others", Title: words.SearchesHeading, Level: 3, Blocks: []page.Block{page.OwnTable(valuesTable(p))}}
	if !p.Base.Searches {
		others.Empty = words.NothingElse
		more.Title, more.Blocks = words.MeasuredHeading, []page.Block{page.OwnTable(others)}
		if text := words.WithinRuns(c, &p.Within); text != "" {
			more.Blocks = append(more.Blocks, page.Block{Text: text})
		}
		more.Blocks = append(more.Blocks, page.Folded(words.ValuesHeading, page.TableBlock(valuesTable(p))))
	}
	sides := page.TablePart(id+"-sides", 3, sidesTable(c, h, p))
	sides.Blocks = append(sides.Blocks, page.TableBlock(differencesTable(p.Changed)))
	v.Parts = []page.Part{more, sides}
	return v
}
