package analysis

// minCompared is how many hits an operation needs for its p99 to be compared.
const minCompared = 100

// SlowestOperation is the operation with the largest p99 of those that can be compared, which have MinHits hits or more.
type SlowestOperation struct {
	Operation string
	// P99 is its own in seconds, AllP99 that of all operations together.
	P99, AllP99 float64
	// LeftOut is how many operations have too few hits to be compared, MinHits how many it takes.
	LeftOut, MinHits int
	// Place is where its slowest 1 % spend more of their time than anywhere else, "" when that was not recorded or they are too few, Share
	// how much of it, and TailHits how many they are.
	Place    string
	Share    float64
	TailHits uint64
}

// findSlowest finds none when fewer than two operations can be compared.
func findSlowest(t *Trial) []Values {
	var slowest *Operation
	compared, leftOut := 0, 0
	for i := range t.Operations {
		o := &t.Operations[i]
		if o.Hits < minCompared {
			leftOut++
			continue
		}
		compared++
		if slowest == nil || o.Response.P99 > slowest.Response.P99 {
			slowest = o
		}
	}
	if compared < 2 {
		return nil
	}
	v := SlowestOperation{Operation: slowest.Name, P99: slowest.Response.P99, AllP99: t.All.Response.P99, LeftOut: leftOut, MinHits: minCompared, TailHits: slowest.TailHits}
	if place, share := largest(slowest.TailStores); slowest.TailHits >= minTailHits && 2*slowest.TailHits <= slowest.Hits && place != PlaceUnknown {
		v.Place, v.Share = place, share
	}
	return []Values{v}
}

func (SlowestOperation) values() {}
