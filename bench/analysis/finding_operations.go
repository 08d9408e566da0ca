package analysis

// leastHits is how many hits an operation needs for its p99 to be compared.
const leastHits = 100

// SlowestOperation is the operation with the largest p99 of those that can be compared.
type SlowestOperation struct {
	Operation string
	// P99 is its own in seconds, AllP99 that of all operations together.
	P99, AllP99 float64
	// Place is where its slowest 1 % spend most of their time, "" when that was not recorded, and Share how much of it.
	Place string
	Share float64
}

// findSlowest finds none when fewer than two operations can be compared.
func findSlowest(t *Trial) []Values {
	var slowest *Operation
	compared := 0
	for i := range t.Operations {
		o := &t.Operations[i]
		if o.Hits < leastHits {
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
	place, share := largest(slowest.TailStores)
	return []Values{SlowestOperation{slowest.Name, slowest.Response.P99, t.All.Response.P99, place, share}}
}

func (SlowestOperation) values() {}
