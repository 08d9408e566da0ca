package page

import (
	"bytes"
	"fmt"
	"strings"
)

// MarkdownTable writes a table with all its columns; the first row of Markdown is its head.
func MarkdownTable(b *bytes.Buffer, t Table) {
	names, rules := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i], rules[i] = Markdown(c.Name), "---"
		if c.Number {
			rules[i] = "--:"
		}
	}
	fmt.Fprintf(b, "| %s |\n| %s |\n", strings.Join(names, " | "), strings.Join(rules, " | "))
	for _, row := range t.Rows {
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = Markdown(strings.Join(strings.Fields(c.Text), " "))
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(texts, " | "))
	}
}

// Markdown takes the meaning from characters that Markdown or HTML would read as more than themselves. A name that somebody chose
// must not become a link, a mention or the end of a cell.
func Markdown(text string) string {
	var b strings.Builder
	for _, r := range Plain(text) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@':
			b.WriteString("&#64;")
		case strings.ContainsRune("\\`*_[]|~#", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
