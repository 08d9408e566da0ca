package report

import (
	"bytes"
	"fmt"
	"strings"

	"quintet/bench/compare"
	"quintet/bench/words"
)

// comparisonMarkdown is a comparison as a comment on a pull request: the answer, what decides, and the rest folded away.
func comparisonMarkdown(c *compare.Comparison) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "### %s: %s on %s\n\n%s\n", outcomeCell(c.Outcome).Text, markdown(c.Scenario), markdown(c.Stack), markdown(words.Comparison(c)))
	if len(c.Heads) > 1 {
		b.WriteString("\n")
		for i := range c.Heads {
			h := &c.Heads[i]
			fmt.Fprintf(&b, "- **%s** %s\n", outcomeCell(h.Outcome).Text, markdown(words.Head(c, h)))
		}
	}
	for h := range c.Heads {
		head := &c.Heads[h]
		for i := range head.Pairs {
			p := &head.Pairs[i]
			decides, others := rowsTables(c, p)
			fmt.Fprintf(&b, "\n**%s**\n\n", markdown(pairTitle(c, head, p)))
			markdownTable(&b, decides)
			folded := []struct {
				summary string
				table   table
			}{{"Everything else", others}, {"What differs between the sides", differencesTable("", "", p.Changed)}}
			for _, f := range folded {
				if len(f.table.Rows) > 0 {
					fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n", f.summary)
					markdownTable(&b, f.table)
					b.WriteString("\n</details>\n")
				}
			}
		}
	}
	if len(c.Warnings) > 0 {
		b.WriteString("\n")
		for _, w := range words.ComparisonWarnings(c) {
			fmt.Fprintf(&b, "> ⚠ %s\n>\n", markdown(w))
		}
	}
	fmt.Fprintf(&b, "\n<sub>%s</sub>\n", markdown(comparisonNote(c)))
	return b.Bytes(), nil
}

// comparisonNote says in one line how the outcome came about.
func comparisonNote(c *compare.Comparison) string {
	return fmt.Sprintf("One observation is one trial, or one search for capacity. Better or worse: Mann-Whitney P below %s after Holm, and a shift of more than %s. The same: the whole %s interval within that. Else unsure.",
		strings.TrimSuffix(fmt.Sprintf("%.3g", c.Options.Alpha), ".0"), words.Ratio(c.Options.Margin), words.Ratio(1-2*c.Options.Alpha))
}

func markdownTable(b *bytes.Buffer, t table) {
	names, rules := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i], rules[i] = markdown(c.Name), "---"
		if c.Number {
			rules[i] = "--:"
		}
	}
	fmt.Fprintf(b, "| %s |\n| %s |\n", strings.Join(names, " | "), strings.Join(rules, " | "))
	for _, row := range t.Rows {
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = markdown(strings.Join(strings.Fields(c.Text), " "))
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(texts, " | "))
	}
}

// markdown takes the meaning from characters that Markdown or HTML would read as more than themselves. A name that somebody chose
// must not become a link, a mention or the end of a cell.
func markdown(text string) string {
	var b strings.Builder
	for _, r := range plain(text) {
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
