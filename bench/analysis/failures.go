package analysis

import (
	"cmp"
	"slices"
	"strings"

	"quintet/bench/samples"
)

// maxExamples is how many examples of a class of failures are kept.
const maxExamples = 5

// failureSums counts failures by class, operation and status.
type failureSums struct {
	classes map[samples.Failure]*failureClass
}

type failureClass struct {
	count    uint64
	byOp     map[uint16]uint64
	byStatus map[int]uint64
	byCause  map[string]uint64
}

func newFailureSums() *failureSums {
	return &failureSums{classes: map[samples.Failure]*failureClass{}}
}

// add counts a failed hit in its class, by operation, status and cause.
func (f *failureSums) add(h *samples.Hit) {
	if h.Failure == samples.OK {
		return
	}
	c := f.classes[h.Failure]
	if c == nil {
		c = &failureClass{byOp: map[uint16]uint64{}, byStatus: map[int]uint64{}, byCause: map[string]uint64{}}
		f.classes[h.Failure] = c
	}
	c.count++
	c.byOp[h.Operation]++
	c.byStatus[int(h.Status)]++
	if h.Cause != samples.NoCause {
		c.byCause[h.Cause.String()]++
	}
}

// count is how many failures of these classes there were.
func (f *failureSums) count(classes ...samples.Failure) uint64 {
	n := uint64(0)
	for _, class := range classes {
		if c := f.classes[class]; c != nil {
			n += c.count
		}
	}
	return n
}

// result lists the classes, the most frequent first, with the examples that the load kept as events.
func (f *failureSums) result(m *samples.Manifest, events []samples.Event) []FailureClass {
	var classes []FailureClass
	for class, c := range f.classes {
		r := FailureClass{Class: class.String(), Count: c.count, ByOp: map[string]uint64{}, ByStatus: c.byStatus, Causes: c.byCause}
		for op, n := range c.byOp {
			r.ByOp[operationName(m, op)] += n
		}
		for _, e := range events {
			if e.Kind == samples.FailureExample && strings.HasPrefix(e.Detail, r.Class+":") && len(r.Examples) < maxExamples {
				r.Examples = append(r.Examples, e.Name+" "+strings.TrimSpace(strings.TrimPrefix(e.Detail, r.Class+":")))
			}
		}
		classes = append(classes, r)
	}
	slices.SortFunc(classes, func(a, b FailureClass) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Class, b.Class))
	})
	return classes
}
