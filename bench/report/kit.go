package report

import (
	"bytes"
	"embed"

	"quintet/bench/page"
)

//go:embed templates
var templates embed.FS

// The kit of package page under the names of this package.
type (
	table  = page.Table
	cell   = page.Cell
	bar    = page.Bar
	part   = page.Part
	block  = page.Block
	linked = page.Linked
	fact   = page.Fact
	glance = page.Glance
	entry  = page.Entry
	// TerminalOptions says how the terminal's summary is written.
	TerminalOptions = page.Terminal
)

var (
	text, cells               = page.Text, page.Cells
	left, right, whole, prose = page.Left, page.Right, page.Whole, page.Prose
	columns                   = page.Join
	tableBlock, ownTable      = page.TableBlock, page.OwnTable
	folded, anchored          = page.Folded, page.Anchored
	plain, fit, markdown      = page.Plain, page.Fit, page.Markdown
	replace, replaceBy        = page.Replace, page.ReplaceBy
)

func markdownTable(b *bytes.Buffer, t table) { page.MarkdownTable(b, t) }

// screen is a terminal's summary while it is written.
type screen struct{ *page.Screen }

func newScreen(opts TerminalOptions) *screen { return &screen{page.NewScreen(opts)} }

func (s *screen) line(text string)                                  { s.Line(text) }
func (s *screen) wrap(sentence, first, others string)               { s.Wrap(sentence, first, others) }
func (s *screen) paint(state, text string) string                   { return s.Paint(state, text) }
func (s *screen) heading(title string)                              { s.Heading(title) }
func (s *screen) table(t table)                                     { s.Table(t) }
func (s *screen) list(mark, state string, texts []string, most int) { s.List(mark, state, texts, most) }
