package display

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Screen is what a stream can show.
type Screen struct {
	// Width is in characters.
	Width int
	// Interactive is true for a terminal, Color for one that takes colours, unless none are asked for ($NO_COLOR).
	Interactive, Color bool
}

// defaultWidth is that of a file or a pipe, and of a terminal that does not say its own.
const defaultWidth = 100

// ScreenOf describes the screen that a stream is written to.
func ScreenOf(w io.Writer) Screen {
	s := Screen{Width: defaultWidth}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	s.Interactive, s.Color = true, os.Getenv("NO_COLOR") == ""
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		s.Width = width
	}
	return s
}
