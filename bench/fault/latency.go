package fault

import (
	"context"
	"time"

	"quintet/api/store/faulty"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// latency delays the answers of a service: on the link to it, for a share of the connections, or where no network is in front of it inside
// the API, for a share of the calls.
func latency() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "latency", Partial: true, Params: []scenario.FaultParam{
			{Name: "delay", Unit: scenario.Duration, Required: true},
			{Name: "jitter", Unit: scenario.Duration},
			{Name: "share", Unit: scenario.Ratio, Default: 1},
		}},
		can:   linkOrSpoil,
		needs: needLinkOrSpoil,
		check: func(f scenario.Fault) (found, want string) {
			if f.Params["jitter"] > f.Params["delay"] {
				return "a jitter above the delay", "one that is at most the delay: no answer comes before its question"
			}
			if f.Params["delay"] < minDelay.Seconds() {
				return "a delay below 1ms", "at least `1ms`"
			}
			if f.Params["share"] == 0 {
				return "a share of 0", "a share above `0%`"
			}
			return "", ""
		},
		inject: func(ctx context.Context, f scenario.Fault, s stack.Service) (force, error) {
			delay, jitter, share := seconds(f, "delay"), seconds(f, "jitter"), f.Params["share"]
			if !has[stack.Linker](s) {
				return spoil(s, faulty.Fault{Delay: delay, Jitter: jitter, Share: share})
			}
			seen := slow(delay - jitter)
			if share < 1 {
				// Which connections are delayed is drawn.
				seen = acknowledged
			}
			return disturb(ctx, s, stack.Disturbance{Kind: stack.Latency, Delay: delay, Jitter: jitter, Share: share}, seen)
		},
	}
}

// minDelay is the resolution of a link's clock.
const minDelay = time.Millisecond

// acknowledged takes the link's word for it.
func acknowledged(context.Context, stack.Linker) (string, error) {
	return "the link says that it is in force", nil
}

// linkOrSpoil reports whether something is in front of a service that can be disturbed.
func linkOrSpoil(s stack.Service) bool { return has[stack.Linker](s) || has[stack.Spoiler](s) }

func needLinkOrSpoil(s stack.Service, n *stack.Needs) {
	if has[stack.Linker](s) {
		linked(s, n)
	} else {
		n.Spoil = true
	}
}
