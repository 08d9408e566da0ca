package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// The widths between which a terminal's summary adapts.
const (
	narrowest = 80
	widest    = 200
)

// maxWarnings is how many warnings a terminal shows; the page has all.
const maxWarnings = 8

// screen is a terminal's summary while it is written.
type screen struct {
	out   bytes.Buffer
	width int
	color bool
}

func newScreen(opts TerminalOptions) *screen {
	return &screen{width: min(max(opts.Width, narrowest), widest), color: opts.Color}
}

// summary writes everything, reasons of invalidity first.
func (s *screen) summary(res *analysis.Result, together *scaling.Result) {
	s.line("")
	if !res.Valid {
		s.wrap(s.paint("bad", "INVALID: these numbers must not be believed."), "", "")
		s.list("✗ ", "bad", res.InvalidReasons, mostReasons)
		s.line("")
	}
	var glance []string
	for _, b := range badges(res) {
		glance = append(glance, s.paint(b.State, b.Text))
	}
	for _, f := range tenSeconds(res) {
		glance = append(glance, plain(f.String()))
	}
	s.wrap(plain(res.Headline), "", "")
	s.wrap(strings.Join(glance, " · "), "", "")

	if together != nil {
		s.answer(together)
	}
	if found := foundCapacities(res, together); len(found) > 0 {
		s.table(capacityTable(found).pick("configuration", "capacity", "refused at", "how sure"))
	}
	several := len(res.Trials) > 1
	names := []string{"objective", "measured", "95 % interval", "limit", "margin", "outcome"}
	if several {
		names = append(names, "trial")
	}
	s.table(runObjectives(res).pick(names...))
	switch {
	case together != nil:
		s.table(pointsTable(together).pick("configuration", "offered", "throughput", "goodput", "p50", "p99", "trials", "load"))
	case several:
		s.table(trialsTable(res))
	}
	if t := deciding(res); t != nil && t.All.Hits > 0 {
		title := ""
		if several {
			title = trialTitle(t)
		}
		s.heading(title)
		s.table(operationsTable(t).pick("operation", "hits", "failures", "p50", "p90", "p99", "max", "top store"))
	}
	if len(res.Warnings) > 0 {
		s.line("")
		s.list("! ", "doubt", res.Warnings, maxWarnings)
	}
	s.line("")
}

// answer writes what the trials say together on load, volume and configurations, and what stands in the way; the rest is in the report.
func (s *screen) answer(of *scaling.Result) {
	s.line("")
	for _, st := range of.Answer {
		if st.About != "unknown" {
			s.wrap(plain(st.Text), "→ ", "  ")
		}
	}
}

func (s *screen) heading(title string) {
	if title != "" {
		s.line("")
		s.wrap(plain(title), "", "")
	}
}

// list writes one sentence after the other, each behind a mark.
func (s *screen) list(mark, state string, texts []string, most int) {
	for _, text := range texts[:min(len(texts), most)] {
		s.wrap(plain(text), s.paint(state, mark), strings.Repeat(" ", utf8.RuneCountInString(mark)))
	}
	if more := len(texts) - most; more > 0 {
		s.line(fmt.Sprintf("  and %d more, in the report", more))
	}
}

// line writes one line.
func (s *screen) line(text string) { s.out.WriteString(strings.TrimRight(text, " ") + "\n") }

// wrap writes a sentence within the width, its first line behind one prefix and the others behind another.
func (s *screen) wrap(sentence, first, others string) {
	line, length := first, visible(first)
	for i, word := range pieces(sentence) {
		n := visible(word)
		switch {
		case i == 0:
		case length+1+n > s.width:
			s.line(line)
			line, length = others, visible(others)
		default:
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	s.line(line)
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

// paint colours a text that judges; without colours it is the text itself.
func (s *screen) paint(state, text string) string {
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

// plain takes control characters out of a text: what a scenario or a server wrote must not move the cursor of whoever reads it.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
