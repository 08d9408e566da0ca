package display

import (
	"fmt"
	"io"
	"strings"

	"quintet/bench/page"
)

// canvas draws lines over those it drew before.
type canvas struct {
	w     io.Writer
	width int
	drawn int
}

func (c *canvas) draw(lines []string) {
	var b strings.Builder
	if c.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", c.drawn)
	}
	for _, text := range lines {
		b.WriteString("\r" + clip(page.Plain(text), c.width-1) + "\x1b[K\n")
	}
	b.WriteString("\x1b[J")
	c.drawn = len(lines)
	io.WriteString(c.w, b.String())
}

// clip shortens a line to a width, so that a terminal never wraps it.
func clip(text string, width int) string {
	runes := []rune(text)
	if len(runes) <= width {
		return text
	}
	return string(runes[:max(0, width-1)]) + "…"
}

// bar is how much of something is done.
func bar(part float64, width int) string {
	full := int(max(0, min(1, part))*float64(width) + 0.5)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}
