package report

// table is what the page and the terminal both write as rows and columns. Its fields are exported for the templates.
type table struct {
	// Caption names the table for those who cannot see where it stands; Empty stands in its place when it has no rows.
	Caption, Empty string
	// Quiet says that the heading above it names it already: the caption is then only read out, not seen.
	Quiet   bool
	Columns []column
	Rows    [][]cell
}

// column is one column. Numbers are set to the right, so that they line up.
type column struct {
	Name   string
	Number bool
	// Prose is text that may wrap; other cells stay on one line.
	Prose bool
	// Whole is text that a terminal must not shorten.
	Whole bool
}

// cell is what stands in one row of a column. The zero cell is empty.
type cell struct {
	Text string
	// Note is set small below the text and is not copied with it: the interval of a number.
	Note string
	// Link is the anchor of the page that the text leads to, Page another page.
	Link, Page string
	// State is "good", "bad" or "doubt" where the cell judges; the text says the same in words.
	State string
	Bar   *bar
}

func text(s string) cell { return cell{Text: s} }

// cells are cells of plain text.
func cells(texts ...string) []cell {
	row := make([]cell, len(texts))
	for i, s := range texts {
		row[i].Text = s
	}
	return row
}

// pick is the table with only the columns of these names, in this order; what is not there is left out.
func (t table) pick(names ...string) table {
	var at []int
	picked := table{Caption: t.Caption, Empty: t.Empty}
	for _, name := range names {
		for i, c := range t.Columns {
			if c.Name == name {
				at = append(at, i)
				picked.Columns = append(picked.Columns, c)
			}
		}
	}
	for _, row := range t.Rows {
		var few []cell
		for _, i := range at {
			few = append(few, row[i])
		}
		picked.Rows = append(picked.Rows, few)
	}
	return picked
}

// left, right, whole and prose make columns.
func left(names ...string) []column { return columnsOf(column{}, names) }

func right(names ...string) []column { return columnsOf(column{Number: true}, names) }

func whole(names ...string) []column { return columnsOf(column{Whole: true}, names) }

func prose(names ...string) []column { return columnsOf(column{Prose: true}, names) }

func columnsOf(like column, names []string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = like
		columns[i].Name = name
	}
	return columns
}

// columns puts groups of columns beside one another.
func columns(groups ...[]column) []column {
	var all []column
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}
