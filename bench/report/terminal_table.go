package report

import (
	"strings"
	"unicode/utf8"
)

// gap stands between two columns; shortestName is what is at least left of a name that had to be shortened.
const (
	gap          = 2
	shortestName = 12
)

// dispensable are the columns that a narrow terminal does without, the first of them first. An objective's own words name its limit.
var dispensable = []string{"repetition", "limit", "cache hits", "margin", "p50", "goodput", "hits", "95 % interval", "p90"}

// table writes a table with its columns lined up. One that is too wide loses columns until it fits with its names shortened.
func (s *screen) table(t table) {
	s.line("")
	if len(t.Rows) == 0 {
		s.wrap(t.Empty, "", "")
		return
	}
	widths := columnWidths(t)
	for total(widths)-slack(t.Columns, widths) > s.width && len(widths) > 2 {
		t, widths = without(t, widths, dropped(t))
	}
	for total(widths) > s.width && shorten(t.Columns, widths, total(widths)-s.width, canShorten) {
	}
	for total(widths) > s.width && shorten(t.Columns, widths, total(widths)-s.width, mustShorten) {
	}
	header := make([]cell, len(t.Columns))
	for i, c := range t.Columns {
		header[i].Text = c.Name
	}
	s.row(t.Columns, widths, header)
	for _, row := range t.Rows {
		s.row(t.Columns, widths, row)
	}
}

func (s *screen) row(columns []column, widths []int, row []cell) {
	var line strings.Builder
	for i, c := range row {
		text := fit(plain(c.Text), widths[i])
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
		text = s.paint(c.State, text)
		if i > 0 {
			line.WriteString(strings.Repeat(" ", gap))
		}
		if columns[i].Number {
			line.WriteString(pad + text)
		} else {
			line.WriteString(text + pad)
		}
	}
	s.line(line.String())
}

func columnWidths(t table) []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = utf8.RuneCountInString(c.Name)
	}
	for _, row := range t.Rows {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(plain(c.Text)))
		}
	}
	return widths
}

func total(widths []int) int {
	sum := gap * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

// canShorten reports whether a column has names that can be made shorter; numbers and verdicts never are.
func canShorten(c column, width int) bool { return !c.Number && !c.Whole && width > shortestName }

// mustShorten is the last resort: any text.
func mustShorten(c column, width int) bool { return !c.Number && width > shortestName }

// slack is how much narrower the columns could be.
func slack(columns []column, widths []int) int {
	sum := 0
	for i, c := range columns {
		if canShorten(c, widths[i]) {
			sum += widths[i] - shortestName
		}
	}
	return sum
}

// shorten takes up to excess from the widest of the columns that may be shortened, at most until another is the widest. It reports
// whether there was one.
func shorten(columns []column, widths []int, excess int, may func(column, int) bool) bool {
	widest, second := -1, shortestName
	for i, c := range columns {
		switch {
		case !may(c, widths[i]):
		case widest < 0 || widths[i] > widths[widest]:
			if widest >= 0 {
				second = widths[widest]
			}
			widest = i
		case widths[i] < widths[widest]:
			second = max(second, widths[i])
		}
	}
	if widest < 0 {
		return false
	}
	widths[widest] = max(widths[widest]-excess, min(second, widths[widest]-1))
	return true
}

// dropped is the column to do without: the first that is dispensable, else one from the middle, since the first says what a row is
// and the last what to think of it.
func dropped(t table) int {
	for _, name := range dispensable {
		for i, c := range t.Columns {
			if c.Name == name {
				return i
			}
		}
	}
	return len(t.Columns) / 2
}

func without(t table, widths []int, drop int) (table, []int) {
	var few table
	var left []int
	for i, c := range t.Columns {
		if i != drop {
			few.Columns, left = append(few.Columns, c), append(left, widths[i])
		}
	}
	for _, row := range t.Rows {
		var cells []cell
		for i, c := range row {
			if i != drop {
				cells = append(cells, c)
			}
		}
		few.Rows = append(few.Rows, cells)
	}
	return few, left
}

// fit shortens a text in its middle, where names differ least, to so many columns.
func fit(text string, width int) string {
	runes := []rune(text)
	if len(runes) <= width {
		return text
	}
	if width < 3 {
		return string(runes[:max(0, width)])
	}
	head := (width - 1) / 2
	return string(runes[:head]) + "…" + string(runes[len(runes)-(width-1-head):])
}
