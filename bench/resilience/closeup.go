package resilience

import (
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

const (
	// maxCloseUp is how many slots a close-up has at most; of what lasts longer they are wider.
	maxCloseUp = 600
	// leadShare is how much of a close-up's length stands before the fault and behind its end, at least leadLeast.
	leadShare = 5
	leadLeast = 2 * time.Second
)

// closeUp is what a CloseUp is made of.
type closeUp struct {
	from, width time.Duration
	slots       []tally
	response    []stats.Sketch
}

// Look prepares the second pass over the hits, from shortly before each fault to shortly behind its recovery.
func (w *Watch) Look(t *Trial) {
	w.closeUp = nil
	for i := range w.windows {
		end := w.shown(i, &t.Faults[i])
		lead := max(leadLeast, (end-w.windows[i].Inject)/leadShare)
		c := &closeUp{from: max(0, w.windows[i].Inject-lead).Truncate(slotWidth), width: slotWidth}
		length := min(end+lead, w.reached) - c.from
		if n := (length + slotWidth - 1) / slotWidth; n > maxCloseUp {
			c.width = slotWidth * ((n + maxCloseUp - 1) / maxCloseUp)
		}
		n := int(max(0, length) / c.width)
		c.slots, c.response = make([]tally, n), make([]stats.Sketch, n)
		w.closeUp = append(w.closeUp, c)
	}
}

// shown is how far a close-up reaches: until all was good again, or to the end of the observation when that was not seen.
func (w *Watch) shown(i int, f *Fault) time.Duration {
	if f.Outcome == NotRecovered || f.Outcome == HoldNotReached {
		end, _ := w.until(i)
		return end
	}
	end := w.inForce[i][0].to
	for _, at := range []float64{f.Recovered, f.Serving} {
		if at >= 0 {
			end = max(end, time.Duration(at*1e9))
		}
	}
	return end
}

// AddAgain counts a hit of the second pass.
func (w *Watch) AddAgain(h *samples.Hit, response time.Duration, good bool) {
	for _, c := range w.closeUp {
		if h.Due < c.from {
			continue
		}
		if i := int((h.Due - c.from) / c.width); i < len(c.slots) {
			c.slots[i].add(good)
			c.response[i].Record(response)
		}
	}
}

// Looked puts the close-ups into the faults, once all hits were added again.
func (w *Watch) Looked(t *Trial) {
	for i, c := range w.closeUp {
		up := CloseUp{From: c.from.Seconds(), Width: c.width.Seconds()}
		for k, s := range c.slots {
			up.Due = append(up.Due, float64(s.due)/up.Width)
			up.Good = append(up.Good, float64(s.due-s.bad)/up.Width)
			up.P99 = append(up.P99, c.response[k].Quantile(0.99))
		}
		t.Faults[i].CloseUp = up
	}
}
