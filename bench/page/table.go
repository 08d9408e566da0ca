package page

import (
	"math"
	"slices"
)

// Table is rows and columns for a page, a terminal and Markdown. All three are written from the same one; what a column says of itself
// decides where it stands.
type Table struct {
	// Caption names the table for those who cannot see where it stands; Empty stands in its place when it has no rows.
	Caption, Empty string
	// Quiet says that the heading above it names it already: the caption is then only read out, not seen.
	Quiet   bool
	Columns Columns
	Rows    [][]Cell
}

// NewTable makes a table without rows from the text that names it.
func NewTable(text struct{ Caption, Empty string }, columns ...Columns) Table {
	return Table{Caption: text.Caption, Empty: text.Empty, Columns: Join(columns...)}
}

// Column is one column. Numbers are set to the right, so that they line up.
type Column struct {
	Name   string
	Number bool
	// Prose is text that may wrap; other cells stay on one line.
	Prose bool
	// Whole is text that a terminal must not shorten.
	Whole bool
	// PageOnly leaves the column out of a terminal, AtEnd has it after the others there.
	PageOnly, AtEnd bool
	// Spare is the place of the column among those that a narrow terminal does without, from 1; 0 is kept as long as any other has one.
	Spare int
}

// Cell is what stands in one row of a column. The zero Cell is empty.
type Cell struct {
	Text string
	// Note is set small below the text and is not copied with it: the interval of a number. Only a page has it.
	Note string
	// Link is the anchor of the page that the text leads to, Page another page.
	Link, Page string
	// State is "good", "bad" or "doubt" where the cell judges; the text says the same in words.
	State string
	Bar   *Bar
	// Pick is a checkbox before the text, nil for none. Only a page that is served has any.
	Pick *Pick
}

// Pick is a checkbox of the form with the id "pick", where Name is chosen with Value. Label names what it chooses.
type Pick struct {
	Name, Value, Label string
	Checked            bool
}

// Bar shows a value against its limit. All are per cent of the bar's width. Only a page has it.
type Bar struct {
	// Value is the length of the bar, Limit where the limit stands, Low and High how far the interval reaches.
	Value, Limit, Low, High float64
	// Open says that the interval has no upper end; Bad that the limit is broken.
	Open, Bad bool
	// Label says in words what the bar shows.
	Label string
}

// Span is how long the interval is.
func (b *Bar) Span() float64 { return math.Round(10*(b.High-b.Low)) / 10 }

// Text is a cell of plain text.
func Text(s string) Cell { return Cell{Text: s} }

// Cells are cells of plain text.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, s := range texts {
		row[i].Text = s
	}
	return row
}

// Good, Bad, Doubt and Unknown make cells that judge. Their marks are no colours, so that a judgement is read without any: what holds, what
// is broken, what holds with a reservation, and what could not be judged.
func Good(text string) Cell    { return Cell{Text: "✓ " + text, State: "good"} }
func Bad(text string) Cell     { return Cell{Text: "✗ " + text, State: "bad"} }
func Doubt(text string) Cell   { return Cell{Text: "! " + text, State: "doubt"} }
func Unknown(text string) Cell { return Cell{Text: "? " + text, State: "doubt"} }

// Columns are the columns of a table, in the order of a page.
type Columns []Column

// Left, Right, Whole and Prose make columns of text, of numbers, of text that is never shortened, and of text that wraps.
func Left(names ...string) Columns  { return columnsOf(Column{}, names) }
func Right(names ...string) Columns { return columnsOf(Column{Number: true}, names) }
func Whole(names ...string) Columns { return columnsOf(Column{Whole: true}, names) }
func Prose(names ...string) Columns { return columnsOf(Column{Prose: true}, names) }

func columnsOf(like Column, names []string) Columns {
	columns := make(Columns, len(names))
	for i, name := range names {
		columns[i] = like
		columns[i].Name = name
	}
	return columns
}

// Join puts groups of columns beside one another.
func Join(groups ...Columns) Columns { return slices.Concat(groups...) }

// PageOnly is the columns left out of a terminal.
func (c Columns) PageOnly() Columns {
	return c.each(func(c *Column) { c.PageOnly = true })
}

// AtEnd is the columns after all others in a terminal.
func (c Columns) AtEnd() Columns {
	return c.each(func(c *Column) { c.AtEnd = true })
}

// Spare is the columns as those that a narrow terminal does without, at this place from 1.
func (c Columns) Spare(place int) Columns {
	return c.each(func(c *Column) { c.Spare = place })
}

func (c Columns) each(change func(*Column)) Columns {
	c = slices.Clone(c)
	for i := range c {
		change(&c[i])
	}
	return c
}

// at is the table with the columns at these places, in that order.
func (t Table) at(places []int) Table {
	picked := Table{Caption: t.Caption, Empty: t.Empty}
	for _, i := range places {
		picked.Columns = append(picked.Columns, t.Columns[i])
	}
	for _, row := range t.Rows {
		few := make([]Cell, 0, len(places))
		for _, i := range places {
			few = append(few, row[i])
		}
		picked.Rows = append(picked.Rows, few)
	}
	return picked
}

// forTerminal is the table without what only a page has.
func (t Table) forTerminal() Table {
	var places []int
	for _, atEnd := range []bool{false, true} {
		for i, c := range t.Columns {
			if !c.PageOnly && c.AtEnd == atEnd {
				places = append(places, i)
			}
		}
	}
	return t.at(places)
}
