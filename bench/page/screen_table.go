package page

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// gap stands between two columns; shortestName is what is at least left of a name that had to be shortened.
const (
	gap          = 2
	shortestName = 12
)

// Table writes a table with its columns lined up. One that is too wide loses columns until it fits with its names shortened.
func (s *Screen) Table(t Table) {
	s.Line("")
	if len(t.Rows) == 0 {
		s.Wrap(t.Empty, "", "")
		return
	}
	t = t.forTerminal()
	widths := columnWidths(t)
	for total(widths)-slack(t.Columns, widths) > s.width && len(widths) > 2 {
		drop := dropped(t)
		t, widths = t.at(others(len(widths), drop)), slices.Delete(widths, drop, drop+1)
	}
	for total(widths) > s.width && shorten(t.Columns, widths, total(widths)-s.width, canShorten) {
	}
	for total(widths) > s.width && shorten(t.Columns, widths, total(widths)-s.width, mustShorten) {
	}
	header := make([]Cell, len(t.Columns))
	for i, c := range t.Columns {
		header[i].Text = c.Name
	}
	s.row(t.Columns, widths, header)
	for _, row := range t.Rows {
		s.row(t.Columns, widths, row)
	}
}

func (s *Screen) row(columns Columns, widths []int, row []Cell) {
	var line strings.Builder
	for i, c := range row {
		text := Fit(Plain(c.Text), widths[i])
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
		text = s.Paint(c.State, text)
		if i > 0 {
			line.WriteString(strings.Repeat(" ", gap))
		}
		if columns[i].Number {
			line.WriteString(pad + text)
		} else {
			line.WriteString(text + pad)
		}
	}
	s.Line(line.String())
}

func columnWidths(t Table) []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = utf8.RuneCountInString(c.Name)
	}
	for _, row := range t.Rows {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(Plain(c.Text)))
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
func canShorten(c Column, width int) bool { return !c.Number && !c.Whole && width > shortestName }

// mustShorten is the last resort: any text.
func mustShorten(c Column, width int) bool { return !c.Number && width > shortestName }

// slack is how much narrower the columns could be.
func slack(columns Columns, widths []int) int {
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
func shorten(columns Columns, widths []int, excess int, may func(Column, int) bool) bool {
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

// dropped is the column to do without: the one to spare first, else one from the middle, since the first states what a row is and the last
// what to think of it.
func dropped(t Table) int {
	first := -1
	for i, c := range t.Columns {
		if c.Spare > 0 && (first < 0 || c.Spare < t.Columns[first].Spare) {
			first = i
		}
	}
	if first < 0 {
		return len(t.Columns) / 2
	}
	return first
}

// others are the places of n columns but one.
func others(n, but int) []int {
	var places []int
	for i := range n {
		if i != but {
			places = append(places, i)
		}
	}
	return places
}

// Fit shortens a text in its middle, where names differ least, to so many columns.
func Fit(text string, width int) string {
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
