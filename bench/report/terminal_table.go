package report

import (
	"strings"
	"unicode/utf8"
)

// gap stands between two columns; shortestName is what is left of a name that had to be shortened.
const (
	gap          = 2
	shortestName = 12
)

// table writes a table with its columns lined up. One that is too wide first has its texts shortened, the longest first, and then
// loses columns from the middle: the first says what a row is, the last what to think of it.
func (s *screen) table(t table) {
	s.line("")
	if len(t.Rows) == 0 {
		s.wrap(t.Empty, "", "")
		return
	}
	widths := columnWidths(t)
	for total(widths) > s.width && shorten(t.Columns, widths, total(widths)-s.width) {
	}
	for total(widths) > s.width && len(widths) > 3 {
		t, widths = without(t, widths, dropped(t))
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

// shorten takes up to excess columns from the widest column of text; numbers are never shortened. It reports whether it could.
func shorten(columns []column, widths []int, excess int) bool {
	widest := -1
	for i, c := range columns {
		if !c.Number && widths[i] > shortestName && (widest < 0 || widths[i] > widths[widest]) {
			widest = i
		}
	}
	if widest < 0 {
		return false
	}
	second := shortestName
	for i, c := range columns {
		if !c.Number && i != widest && widths[i] < widths[widest] {
			second = max(second, widths[i])
		}
	}
	widths[widest] = max(widths[widest]-excess, min(second, widths[widest]-1))
	return true
}

// dropped is the column that a narrow terminal does without: the first that is not among the most important.
func dropped(t table) int {
	for _, name := range []string{"repetition", "p90", "cache hits", "p50", "95 % interval", "hits", "goodput", "margin"} {
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
