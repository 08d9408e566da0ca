package resilience

import (
	"time"

	"quintet/bench/stats"
)

// recovery is what became of one fault in one series of stretches out of the objectives.
type recovery struct {
	outcome            Outcome
	noticed, recovered time.Duration
}

// until is how far a fault is observed: to the end of the load, or to the beginning of the next fault behind its end.
func (w *Watch) until(fault int) (end time.Duration, next bool) {
	healed := w.windows[fault].healed(w.reached)
	for _, other := range w.windows[fault+1:] {
		if other.Inject > healed {
			return other.Inject, true
		}
	}
	return w.reached, false
}

// follow looks for when a fault was noticed, and when all was good again: from its heal on, each stretch that begins within the hold time moves
// that instant to its end. When all was good for the hold time from the heal on, it is the end of the last stretch before.
func (w *Watch) follow(fault int, stretches []stats.Stretch) recovery {
	inject, healed := w.windows[fault].Inject, w.windows[fault].healed(w.reached)
	until, next := w.until(fault)
	r := recovery{outcome: Unnoticed, noticed: none, recovered: none}
	good, reaches := healed, false
	for _, s := range stretches {
		begin, end := w.at(s.Begin), w.at(s.End)
		// What begins in the slot in which the next fault does is that one's.
		if end <= inject || begin >= min(until, good+w.hold) || next && begin+w.width > until {
			continue
		}
		if r.noticed < 0 {
			r.noticed = max(begin, inject)
		}
		r.recovered = min(end, until)
		if end >= good {
			good, reaches = end, end >= until
		}
	}
	switch {
	case r.noticed < 0:
		return r
	case reaches:
		r.outcome, r.recovered = NotRecovered, none
	case good+w.hold > until:
		r.outcome, r.recovered = HoldNotReached, none
	default:
		r.outcome = Recovered
	}
	return r
}

// alreadyOut reports whether the system was out of its objectives when a fault was injected: for a second or more, since a bad hit of chance
// shortly before becomes a part of what the fault did.
func (w *Watch) alreadyOut(fault int, stretches []stats.Stretch) bool {
	inject := w.windows[fault].Inject
	for _, s := range stretches {
		if w.at(s.Begin) < inject-max(2*w.width, time.Second) && w.at(s.End) > inject {
			return true
		}
	}
	return false
}

// seconds is an instant as an offset in seconds, NaN for none.
func seconds(at time.Duration) float64 {
	if at < 0 {
		return nan
	}
	return at.Seconds()
}
