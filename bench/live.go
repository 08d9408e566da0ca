package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"quintet/bench/runner"
	"quintet/bench/seed"
)

const (
	// redrawEvery is how often the block on a terminal is drawn, lineEvery how often a line is written where there is no terminal.
	redrawEvery = 250 * time.Millisecond
	lineEvery   = 5 * time.Second
	// widestBlock is as wide as the block gets.
	widestBlock = 100
)

// live shows what a run is doing, on standard error, until it is stopped.
type live struct {
	done    chan struct{}
	showing sync.WaitGroup
	// notes are lines that stay.
	notes chan string
}

// note writes a line that stays, above the block on a terminal. It may be called until stop.
func (l *live) note(text string) {
	if l.notes != nil {
		l.notes <- text
	}
}

// startLive shows a run: on a terminal a block that is drawn over itself, elsewhere a line every 5 s and at every change of stage.
func startLive(t terminal, r *runner.Runner, quiet bool) *live {
	l := &live{done: make(chan struct{})}
	if quiet {
		return l
	}
	l.notes = make(chan string)
	if width, ok := terminalWidth(t.stderr); ok {
		l.showing.Go(func() { l.blocks(t.stderr, r, width) })
	} else {
		l.showing.Go(func() { l.lines(t.stderr, r) })
	}
	return l
}

// stop ends the display and returns when nothing more will be written.
func (l *live) stop() {
	close(l.done)
	l.showing.Wait()
}

// terminalWidth is the width of a terminal, false for anything else.
func terminalWidth(w io.Writer) (int, bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

func (l *live) blocks(w io.Writer, r *runner.Runner, width int) {
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	c := canvas{w: w, width: min(width, widestBlock)}
	for {
		select {
		case <-l.done:
			c.draw(nil)
			return
		case text := <-l.notes:
			c.draw(nil)
			fmt.Fprintln(w, text)
		case now := <-ticker.C:
			c.draw(block(lookAt(r, now), c.width))
		}
	}
}

func (l *live) lines(w io.Writer, r *runner.Runner) {
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	var stage runner.Stage
	trial := 0
	var last time.Time
	for {
		select {
		case <-l.done:
			return
		case text := <-l.notes:
			fmt.Fprintln(w, text)
		case now := <-ticker.C:
			v := lookAt(r, now)
			changed := v.Stage != stage || v.Trial.Number != trial
			if changed {
				stage, trial = v.Stage, v.Trial.Number
				if stage == runner.Loading {
					last = now // there is nothing to tell of a load that has just begun
					continue
				}
			}
			if v.Stage != "" && (changed || now.Sub(last) >= lineEvery) {
				last = now
				fmt.Fprintln(w, line(v))
			}
		}
	}
}

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
		b.WriteString("\r" + clip(text, c.width-1) + "\x1b[K\n")
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

// seedBar shows how far seeding has come.
type seedBar struct {
	canvas
	terminal bool
	quiet    bool
	last     time.Time
	// needs says how much disk it is going to take; empty when nobody knows.
	needs string
}

func startSeedBar(t terminal, quiet bool) *seedBar {
	b := &seedBar{quiet: quiet, canvas: canvas{w: t.stderr}}
	b.width, b.terminal = terminalWidth(t.stderr)
	return b
}

// show is called by one goroutine at a time.
func (b *seedBar) show(p seed.Progress) {
	now, every := time.Now(), lineEvery
	if b.terminal {
		every = redrawEvery
	}
	if b.quiet || now.Sub(b.last) < every {
		return
	}
	b.last = now
	text := seedLine(p)
	if b.needs != "" {
		text += ", " + b.needs
	}
	if b.terminal {
		part := float64(p.Done) / float64(max(1, p.Rows))
		b.draw([]string{bar(part, max(10, b.width/4)) + " " + text})
	} else {
		fmt.Fprintln(b.w, text)
	}
}

// stop takes the bar away.
func (b *seedBar) stop() {
	if b.terminal && !b.quiet {
		b.draw(nil)
	}
}
