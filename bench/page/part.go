package page

import (
	"html/template"
	"strings"
)

// Head is what every page begins with; a page's data embed it, and have a method Contents beside it.
type Head struct {
	// Title is what a browser's tab and a bookmark show, Headline the sentence that answers.
	Title, Headline string
	// Mark is an element by which a page is known again, "" for none.
	Mark template.HTML
	// Alert stands above everything else, nil for none.
	Alert *Alert
	// Badges are the verdict in capitals, Facts the figures of the first ten seconds.
	Badges []Cell
	Facts  []Glance
	// Served is of a page that this program serves; nil for one that is a file, which holds its style.
	Served *Served
}

// Served is what a page loads beside itself: addresses relative to its own.
type Served struct {
	Styles, Scripts []string
	// Refresh is after how many seconds a browser without script loads it again, 0 for never.
	Refresh int
	// Ways lead to the server's other pages. Above is what else stands above the headline, already HTML.
	Ways  []Way
	Above template.HTML
}

// Way is a link to another page of a server. Here says that it is the page that is shown.
type Way struct {
	Text, Page string
	Here       bool
}

// Alert is a sentence that must not be missed, with what there is to say of it.
type Alert struct {
	Text string
	List []string
}

// Part is one section of a page: a heading and its blocks.
type Part struct {
	// ID is the part's anchor, unique on the page; Level that of its heading.
	ID, Title string
	Level     int
	Blocks    []Block
}

// Block is one piece of a part. Exactly one of its contents is set; with a Summary it is folded away below it.
type Block struct {
	Summary string
	Text    string
	Table   *Table
	Figure  *Figure
	Facts   []Fact
	List    []string
	Code    string
	// Findings are sentences with the figures that show them.
	Findings []Linked
}

// Linked is a sentence and the anchor it leads to, "" when none, with what is there.
type Linked struct{ Text, Link, Label string }

// Fact is a name and what is known under it.
type Fact struct{ Name, Value string }

// Facts are facts of any list of names and values.
func Facts[F ~struct{ Name, Value string }](list []F) []Fact {
	facts := make([]Fact, len(list))
	for i, f := range list {
		facts[i] = Fact(f)
	}
	return facts
}

// Glance is one of the figures below a page's headline: a value with words before or after it, and the anchor that it leads to.
type Glance struct{ Before, Value, After, Link string }

// String is the figure as a terminal has it.
func (g Glance) String() string { return strings.TrimSpace(g.Before + " " + g.Value + " " + g.After) }

// Entry is a line of a table of contents.
type Entry struct{ ID, Title string }

// Figure is a picture with its caption.
type Figure struct {
	// ID is its anchor.
	ID, Title, Caption string
	// Empty says in its place why there is none. File is where it lies when the page does not hold it, and Beside says so.
	Empty, File, Beside string
	Width, Height       int
	// Data is the src attribute that holds the picture itself, "" when it is a file beside the page, or words. It is made of nothing but
	// base64; as a URL the template would escape every plus sign in it.
	Data template.HTMLAttr
}

// Alt is the figure in words for those who cannot see it.
func (f *Figure) Alt() string {
	if f.Caption == "" {
		return f.Title
	}
	return f.Title + ": " + f.Caption
}

// TableBlock is the block of a table.
func TableBlock(t Table) Block { return Block{Table: &t} }

// TablePart is a part that is named after its table.
func TablePart(id string, level int, t Table) Part {
	return Part{ID: id, Title: t.Caption, Level: level, Blocks: []Block{OwnTable(t)}}
}

// OwnTable is the block of a table that its part names.
func OwnTable(t Table) Block {
	t.Quiet = true
	return Block{Table: &t}
}

// Folded folds a block away, unless it holds nothing but a sentence in place of a table.
func Folded(summary string, b Block) Block {
	if b.Table == nil || len(b.Table.Rows) > 0 {
		b.Summary = summary
	}
	return b
}

// Anchored gives parts the anchors and the level of where they stand.
func Anchored(prefix string, level int, parts []Part) []Part {
	for i := range parts {
		parts[i].ID, parts[i].Level = prefix+parts[i].ID, level
	}
	return parts
}

// Contents are the lines of a table of contents for parts.
func Contents(parts ...Part) []Entry {
	list := make([]Entry, len(parts))
	for i, p := range parts {
		list[i] = Entry{p.ID, p.Title}
	}
	return list
}
