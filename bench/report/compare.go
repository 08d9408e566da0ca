package report

import (
	"fmt"
	"io"
	"path/filepath"

	"quintet/bench/compare"
	"quintet/bench/words"
)

// ComparisonFiles are the names of the files that WriteComparison writes, each with its path; "" leaves one out.
type ComparisonFiles struct{ HTML, JSON, Markdown string }

// In names the usual three files in a folder, for those that have no name yet.
func (f ComparisonFiles) In(dir string) ComparisonFiles {
	for name, path := range map[string]*string{"compare.html": &f.HTML, "compare.json": &f.JSON, "compare.md": &f.Markdown} {
		if *path == "" {
			*path = filepath.Join(dir, name)
		}
	}
	return f
}

// WriteComparison writes a comparison as a page, as numbers and as Markdown for a pull request, each file at once. The same
// comparison gives the same bytes.
func WriteComparison(files ComparisonFiles, c *compare.Comparison) error {
	for _, f := range []struct {
		path   string
		encode func(*compare.Comparison) ([]byte, error)
	}{{files.HTML, encodeComparison}, {files.JSON, encodeComparisonDocument}, {files.Markdown, comparisonMarkdown}} {
		if f.path == "" {
			continue
		}
		text, err := f.encode(c)
		if err != nil {
			return err
		}
		if err := replace(f.path, text); err != nil {
			return err
		}
	}
	return nil
}

// ComparisonTerminal writes a comparison for a terminal, in the manner of benchstat: one table of what decides and one of everything else for
// each configuration, then warnings, and the sentence that answers last, where a reader looks first.
func ComparisonTerminal(w io.Writer, c *compare.Comparison, opts TerminalOptions) error {
	s := newScreen(opts)
	s.comparison(c)
	if _, err := s.WriteTo(w); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

func (s *screen) comparison(c *compare.Comparison) {
	for h := range c.Heads {
		head := &c.Heads[h]
		for i := range head.Pairs {
			p := &head.Pairs[i]
			s.heading(pairTitle(c, head, p))
			decides, others := rowsTables(c, p)
			s.table(decides)
			if len(others.Rows) > 0 {
				s.table(others)
			}
			if hint := words.WithinRuns(c, &p.Within); hint != "" && p.Outcome == compare.Unsure {
				s.line("")
				s.wrap(hint, "", "")
			}
			if len(p.Changed) > 0 {
				s.line("")
				s.wrap(plain(words.Changed(p.Changed)), "", "")
			}
		}
	}
	if warnings := words.ComparisonWarnings(c); len(warnings) > 0 {
		s.line("")
		s.list("! ", "doubt", warnings, maxWarnings)
	}
	s.line("")
	if len(c.Heads) > 1 {
		for i := range c.Heads {
			h := &c.Heads[i]
			o := outcomeCell(h.Outcome)
			s.wrap(plain(words.Head(c, h)), s.paint(o.State, o.Text)+" ", "")
		}
		s.line("")
	}
	o := outcomeCell(c.Outcome)
	s.wrap(plain(words.Comparison(c)), s.paint(o.State, o.Text)+" ", "")
}
