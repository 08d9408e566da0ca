package page

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The widths between which a terminal's text adapts.
const (
	Narrowest = 80
	Widest    = 200
)

// Terminal states how to write for a terminal. The zero value is the narrowest without colours.
type Terminal struct {
	// Width in columns; what lies outside 80..200 counts as the nearer of them.
	Width int
	Color bool
}

// Screen collects text for a terminal: tables, lists and sentences within its width. Make it with NewScreen.
type Screen struct {
	out   bytes.Buffer
	width int
	color bool
}

// NewScreen makes an empty Screen.
func NewScreen(t Terminal) *Screen {
	return &Screen{width: min(max(t.Width, Narrowest), Widest), color: t.Color}
}

// WriteTo implements io.WriterTo.
func (s *Screen) WriteTo(w io.Writer) (int64, error) { return s.out.WriteTo(w) }

// Heading writes a title with an empty line above it; of "" nothing.
func (s *Screen) Heading(title string) {
	if title != "" {
		s.Line("")
		s.Wrap(Plain(title), "", "")
	}
}

// List writes one sentence after the other, each behind a mark; those beyond the most that there may be are counted in the words of more.
func (s *Screen) List(mark, state string, texts []string, most int, more func(left int) string) {
	for _, text := range texts[:min(len(texts), most)] {
		s.Wrap(Plain(text), s.Paint(state, mark), strings.Repeat(" ", utf8.RuneCountInString(mark)))
	}
	if left := len(texts) - most; left > 0 {
		s.Line("  " + more(left))
	}
}

// Line writes one line.
func (s *Screen) Line(text string) { s.out.WriteString(strings.TrimRight(text, " ") + "\n") }

// Wrap writes a sentence within the width, its first line behind one prefix and the others behind another.
func (s *Screen) Wrap(sentence, first, others string) {
	line, length := first, visible(first)
	for i, word := range pieces(sentence) {
		n := visible(word)
		switch {
		case i == 0:
		case length+1+n > s.width:
			s.Line(line)
			line, length = others, visible(others)
		default:
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	s.Line(line)
}

// pieces are the words of a sentence between which a line may end: a number stays with its unit.
func pieces(sentence string) []string {
	var list []string
	joins := false
	for _, word := range strings.Fields(sentence) {
		if joins {
			list[len(list)-1] += " " + word
		} else {
			list = append(list, word)
		}
		joins = strings.Trim(word, "0123456789.,(") == "" && !strings.HasSuffix(word, ",") && !strings.HasSuffix(word, ".")
	}
	return list
}

// Paint colours a text that judges; without colours it is the text itself.
func (s *Screen) Paint(state, text string) string {
	code := map[string]string{"good": "\x1b[1;36m", "bad": "\x1b[1;33m", "doubt": "\x1b[33m"}[state]
	if !s.color || code == "" {
		return text
	}
	return code + text + "\x1b[0m"
}

// visible is how many columns a text takes, without colours.
func visible(text string) int {
	n, escape := 0, false
	for _, r := range text {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		default:
			n++
		}
	}
	return n
}

// Plain takes control characters out of a text: what a scenario or a server wrote must not move the cursor of whoever reads it.
func Plain(text string) string { return withoutControls(text, "") }

// PlainLines is Plain of a text of several lines, such as the words of several mistakes; line ends and tabulators stay.
func PlainLines(text string) string { return withoutControls(text, "\n\t") }

func withoutControls(text, but string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune(but, r) {
			return ' '
		}
		return r
	}, text)
}
