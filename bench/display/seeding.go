package display

import (
	"fmt"
	"io"
	"math"
	"time"

	"quintet/bench/seed"
	"quintet/bench/words"
)

// SeedBar shows the progress of seeding. Make it with NewSeedBar.
type SeedBar struct {
	// Needs, when not empty, is written behind the progress: how much disk the data is going to take.
	Needs string

	canvas
	interactive, quiet bool
	last               time.Time
}

// NewSeedBar returns a bar on a stream; a quiet one writes nothing.
func NewSeedBar(w io.Writer, quiet bool) *SeedBar {
	s := ScreenOf(w)
	return &SeedBar{quiet: quiet, interactive: s.Interactive, canvas: canvas{w: w, width: s.Width}}
}

// Show draws the progress when it is time to. It must be called by one goroutine at a time.
func (b *SeedBar) Show(p seed.Progress) {
	now, every := time.Now(), lineEvery
	if b.interactive {
		every = redrawEvery
	}
	if b.quiet || now.Sub(b.last) < every {
		return
	}
	b.last = now
	text := seedLine(p)
	if b.Needs != "" {
		text += ", " + b.Needs
	}
	if b.interactive {
		part := float64(p.Done) / float64(max(1, p.Rows))
		b.draw([]string{bar(part, max(10, b.width/4)) + " " + text})
	} else {
		fmt.Fprintln(b.w, text)
	}
}

// Stop takes the bar away.
func (b *SeedBar) Stop() {
	if b.interactive && !b.quiet {
		b.draw(nil)
	}
}

// seedLine is the progress in words, with the time that is left.
func seedLine(p seed.Progress) string {
	return words.Seeding(p.Kind, float64(p.Done), float64(p.Rows), math.Round(p.Rate()), p.Left())
}
