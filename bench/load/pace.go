package load

import "time"

// Pace implements vegeta.Pacer. It waits itself, so that vegeta has nothing to wait for: vegeta would sleep through an
// interrupt, and as coarsely as the runtime's timers are. After the last hit it waits for the end of the schedule, since a load whose
// last seconds are empty still lasts as long.
func (p *play) Pace(_ time.Duration, hits uint64) (time.Duration, bool) {
	now := p.now()
	wait, stop := p.Schedule.Pace(now, hits)
	if stop {
		p.waitUntil(p.Schedule.Duration())
		return 0, true
	}
	if wait > 0 {
		return 0, !p.waitUntil(now + wait)
	}
	return 0, p.stopped()
}

// Rate implements vegeta.Pacer.
func (p *play) Rate(elapsed time.Duration) float64 { return p.Schedule.Rate(elapsed) }

func (p *play) stopped() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

// nap is the last part of a wait, which is slept through by the clock of the operating system: the runtime rounds timers of an
// idle process up to a millisecond, which every response time would contain.
const nap = 2 * time.Millisecond

// waitUntil waits for an offset and returns true, or false as soon as no more hits are to be sent.
func (p *play) waitUntil(at time.Duration) bool {
	if wait := at - p.now() - nap; wait > nap/2 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-p.stop:
			return false
		}
	}
	if wait := at - p.now(); wait > 0 {
		sleep(wait)
	}
	return !p.stopped()
}
