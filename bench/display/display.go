package display

import (
	"fmt"
	"io"
	"sync"
	"time"

	"quintet/bench/page"
	"quintet/bench/runner"
)

const (
	// redrawEvery is how often the block on a terminal is drawn, lineEvery how often a line is written where there is no terminal.
	redrawEvery = 250 * time.Millisecond
	lineEvery   = 5 * time.Second
	// maxBlockWidth is as wide as the block gets.
	maxBlockWidth = 100
)

// Display shows what a run does until it is stopped. Make it with Start.
type Display struct {
	done    chan struct{}
	showing sync.WaitGroup
	// notes are lines that stay.
	notes chan string
}

// Start shows a run: on a terminal a block that is drawn over itself, elsewhere a line every 5 s and at every change of stage. A quiet
// display writes nothing.
func Start(w io.Writer, r *runner.Runner, quiet bool) *Display {
	d := &Display{done: make(chan struct{})}
	if quiet {
		return d
	}
	d.notes = make(chan string)
	if screen := ScreenOf(w); screen.Interactive {
		d.showing.Go(func() { d.blocks(w, r, screen.Width) })
	} else {
		d.showing.Go(func() { d.lines(w, r) })
	}
	return d
}

// Note writes a line that stays, above the block on a terminal. It may be called until Stop.
func (d *Display) Note(text string) {
	if d.notes != nil {
		d.notes <- text
	}
}

// Stop ends the display and returns when nothing more will be written. It must be called once.
func (d *Display) Stop() {
	close(d.done)
	d.showing.Wait()
}

func (d *Display) blocks(w io.Writer, r *runner.Runner, width int) {
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	c := canvas{w: w, width: min(width, maxBlockWidth)}
	for {
		select {
		case <-d.done:
			c.draw(nil)
			return
		case text := <-d.notes:
			c.draw(nil)
			fmt.Fprintln(w, page.Plain(text))
		case now := <-ticker.C:
			c.draw(block(lookAt(r, now), c.width))
		}
	}
}

func (d *Display) lines(w io.Writer, r *runner.Runner) {
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	var stage runner.Stage
	trial := 0
	var last time.Time
	for {
		select {
		case <-d.done:
			return
		case text := <-d.notes:
			fmt.Fprintln(w, page.Plain(text))
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
				fmt.Fprintln(w, page.Plain(line(v)))
			}
		}
	}
}
