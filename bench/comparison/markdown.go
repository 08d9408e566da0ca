package comparison

import (
	"bytes"
	"fmt"

	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/words"
)

// encodeMarkdown is a comparison as a comment on a pull request: the answer, what decides, and the rest folded away.
func encodeMarkdown(c *compare.Comparison) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "### %s: %s\n\n%s\n", outcomeCell(c.Outcome).Text, page.Markdown(words.On(c.Scenario, c.Stack)), page.Markdown(words.Comparison(c)))
	if len(c.Heads) > 1 {
		b.WriteString("\n")
		for i := range c.Heads {
			h := &c.Heads[i]
			fmt.Fprintf(&b, "- **%s** %s\n", outcomeCell(h.Outcome).Text, page.Markdown(words.Head(c, h)))
		}
	}
	for h := range c.Heads {
		head := &c.Heads[h]
		for i := range head.Pairs {
			p := &head.Pairs[i]
			decides, others := rowsTables(c, p)
			fmt.Fprintf(&b, "\n**%s**\n\n", page.Markdown(words.PairTitle(c, head, p)))
			page.MarkdownTable(&b, decides)
			folded := []struct {
				summary string
				table   page.Table
			}{{words.OthersHeading, others}, {words.DifferencesHeading, differencesTable(p.Changed)}}
			for _, f := range folded {
				if len(f.table.Rows) > 0 {
					fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n", f.summary)
					page.MarkdownTable(&b, f.table)
					b.WriteString("\n</details>\n")
				}
			}
		}
	}
	if len(c.Warnings) > 0 {
		b.WriteString("\n")
		for _, w := range words.ComparisonWarnings(c) {
			fmt.Fprintf(&b, "> ⚠ %s\n>\n", page.Markdown(w))
		}
	}
	fmt.Fprintf(&b, "\n<sub>%s</sub>\n", page.Markdown(words.ComparisonNote(c)))
	return b.Bytes(), nil
}
