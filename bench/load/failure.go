package load

import (
	"strconv"
	"strings"
	"sync/atomic"

	"quintet/bench/samples"
)

// maxExamples is how many failures of each class and operation leave an example.
const maxExamples = 5

// examples counts the failures that could have left an example, by operation and class.
type examples [][samples.Failures]atomic.Int64

func (e *examples) init(operations int) { *e = make(examples, operations) }

// want reports whether one more example of this failure is wanted, and counts it.
func (e examples) want(h *samples.Hit) bool {
	if int(h.Operation) >= len(e) || int(h.Failure) >= len(e[0]) {
		return false
	}
	return e[h.Operation][h.Failure].Add(1) <= maxExamples
}

// exampleOf says in one line of bounded length what a failed hit looked like.
func exampleOf(h *samples.Hit, method, path, why string) string {
	if why == "" && h.Status != 0 {
		why = "status " + strconv.Itoa(int(h.Status))
	}
	return h.Failure.String() + ": " + method + " " + bounded(path, 120) + " -> " + bounded(why, 240)
}

// bounded is the beginning of a text, on one line.
func bounded(text string, longest int) string {
	cut := ""
	if len(text) > longest {
		text, cut = text[:longest], "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return ' '
		}
		return r
	}, text) + cut
}

// BeginOf is the event with which a phase begins.
func BeginOf(p samples.Phase) samples.Event {
	return samples.Event{At: p.Start, Kind: samples.PhaseBegan, Name: p.Name, Detail: describe(p)}
}

// describe says in one line what a phase does.
func describe(p samples.Phase) string {
	until := ""
	if p.UntilSteady != nil {
		until = ", until steady"
	}
	if p.Shape == "" {
		return "closed loop for " + (p.End - p.Start).String() + until
	}
	return p.Shape + ", " + strconv.FormatUint(p.Offered, 10) + " hits in " + (p.End - p.Start).String() + until
}
