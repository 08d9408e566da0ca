package samples

import (
	"regexp"
	"testing"
)

// Every hit has a traceparent of its own as W3C Trace Context has it, the same in every run of the seed; the steps of a sequence share a trace.
func TestTraceParent(t *testing.T) {
	valid := regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-01$`)
	traces, spans := map[string]bool{}, map[string]bool{}
	for _, seed := range []uint64{0, 1, 1 << 63} {
		trace := &Trace{Seed: seed}
		for seq := range uint64(1000) {
			for step := range uint8(3) {
				got := valid.FindStringSubmatch(trace.Parent(seq, step))
				if got == nil || got[1] != trace.ID(seq) || spans[got[2]] || traces[got[1]] != (step > 0) {
					t.Fatalf("hit %d, step %d of seed %d is %s", seq, step, seed, trace.Parent(seq, step))
				}
				traces[got[1]], spans[got[2]] = true, true
			}
		}
	}
	const want = "00-600e12370a971bcd979a96714bf104d9-c06123ee08f81473-01"
	if got := (&Trace{Seed: 42}).Parent(7, 0); got != want {
		t.Errorf("hit 7 of seed 42 has %s, want %s", got, want)
	}
}
