package analysis

// Failed is how many hits failed, how most of them did, and where. Class is "" when none failed; Operation had most of that class.
type Failed struct {
	Failures, Hits             uint64
	Class, Operation           string
	ClassCount, OperationCount uint64
}

func findFailed(t *Trial) Failed {
	f := Failed{Failures: t.All.Failures, Hits: t.All.Hits}
	if len(t.Failed) > 0 {
		f.Class, f.ClassCount = t.Failed[0].Class, t.Failed[0].Count
		f.Operation, f.OperationCount = mostFrequent(t.Failed[0].ByOp)
	}
	return f
}

// mostFrequent is the operation with the largest count, of equal ones the first by name; "" when there is none.
func mostFrequent(counts map[string]uint64) (operation string, count uint64) {
	for op, n := range counts {
		if n > count || n == count && op < operation {
			operation, count = op, n
		}
	}
	return operation, count
}

func (Failed) values() {}
