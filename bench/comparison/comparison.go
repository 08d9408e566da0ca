package comparison

import (
	"embed"
	"fmt"
	"io"
	"path/filepath"

	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/words"
)

var (
	//go:embed templates
	templates embed.FS
	//go:embed templates/compare.css
	style string
)

// maxWarnings is how many warnings a terminal shows; the page has all.
const maxWarnings = 8

// Files are the names of the files that Write writes, each with its path; "" leaves one out.
type Files struct{ HTML, JSON, Markdown string }

// In names the usual three files in a folder, for those that have no name yet.
func (f Files) In(dir string) Files {
	for name, path := range map[string]*string{"compare.html": &f.HTML, "compare.json": &f.JSON, "compare.md": &f.Markdown} {
		if *path == "" {
			*path = filepath.Join(dir, name)
		}
	}
	return f
}

// Write writes a comparison as a page, as numbers and as Markdown for a pull request, each file at once. The same
// comparison gives the same bytes.
func Write(files Files, c *compare.Comparison) error {
	for _, f := range []struct {
		path   string
		encode func(*compare.Comparison) ([]byte, error)
	}{{files.HTML, encodePage}, {files.JSON, encodeDocument}, {files.Markdown, encodeMarkdown}} {
		if f.path == "" {
			continue
		}
		text, err := f.encode(c)
		if err != nil {
			return err
		}
		if err := page.Replace(f.path, text); err != nil {
			return err
		}
	}
	return nil
}

// Terminal writes a comparison for a terminal, in the manner of benchstat: one table of what decides and one of everything else for
// each configuration, then warnings, and the sentence that answers last, where a reader looks first.
func Terminal(w io.Writer, c *compare.Comparison, opts page.Terminal) error {
	s := page.NewScreen(opts)
	write(s, c)
	if _, err := s.WriteTo(w); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

func write(s *page.Screen, c *compare.Comparison) {
	for h := range c.Heads {
		head := &c.Heads[h]
		for i := range head.Pairs {
			p := &head.Pairs[i]
			s.Heading(words.PairTitle(c, head, p))
			decides, others := rowsTables(c, p)
			s.Table(decides)
			if len(others.Rows) > 0 {
				s.Table(others)
			}
			if hint := words.WithinRuns(c, &p.Within); hint != "" && p.Outcome == compare.Unsure {
				s.Line("")
				s.Wrap(hint, "", "")
			}
			if len(p.Changed) > 0 {
				s.Line("")
				s.Wrap(page.Plain(words.Changed(p.Changed)), "", "")
			}
		}
	}
	if warnings := words.ComparisonWarnings(c); len(warnings) > 0 {
		s.Line("")
		s.List("! ", "doubt", warnings, maxWarnings, words.MoreInReport)
	}
	s.Line("")
	if len(c.Heads) > 1 {
		for i := range c.Heads {
			h := &c.Heads[i]
			o := outcomeCell(h.Outcome)
			s.Wrap(page.Plain(words.Head(c, h)), s.Paint(o.State, o.Text)+" ", "")
		}
		s.Line("")
	}
	o := outcomeCell(c.Outcome)
	s.Wrap(page.Plain(words.Comparison(c)), s.Paint(o.State, o.Text)+" ", "")
}
