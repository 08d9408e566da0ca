package analysis

import "fmt"

// leastHits is how many hits an operation needs for its p99 to be compared.
const leastHits = 100

// slowest is the operation with the largest p99, nil when none has enough hits.
func slowest(t *Trial) *Operation {
	var worst *Operation
	for i := range t.Operations {
		o := &t.Operations[i]
		if o.Hits >= leastHits && (worst == nil || o.Response.P99 > worst.Response.P99) {
			worst = o
		}
	}
	return worst
}

// comparableOperations counts the operations with enough hits.
func comparableOperations(t *Trial) int {
	n := 0
	for _, o := range t.Operations {
		if o.Hits >= leastHits {
			n++
		}
	}
	return n
}

// findOperations names the slowest operation and what it waits for.
func findOperations(t *Trial) []Finding {
	worst := slowest(t)
	if worst == nil || comparableOperations(t) < 2 {
		return nil
	}
	return []Finding{{Figure: "percentiles", Sentence: slowestSentence(t, worst)}}
}

func slowestSentence(t *Trial, worst *Operation) string {
	ratio := worst.Response.P99 / t.All.Response.P99
	sentence := fmt.Sprintf("%s is the slowest operation with p99 %s", worst.Name, FormatSeconds(worst.Response.P99))
	if ratio >= 1.5 {
		sentence += fmt.Sprintf(", %s that of all together", FormatTimes(ratio))
	}
	if store, part := largest(worst.TailStores); store != "" {
		sentence += fmt.Sprintf("; its slowest 1 %% spend %s of their time %s", wholePercent(part), place(store))
	}
	return sentence + "."
}
