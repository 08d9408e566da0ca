package analysis

import (
	"fmt"
	"math"
)

// What is worth naming of the tail: a store whose share in it is so much larger than usual, an operation that makes up so much
// more of it than of all hits.
const (
	tailStoreMore     = 1.25
	tailOperationMost = 0.5
	tailOperationMore = 1.2
)

// findTail says what makes the slowest 1 % slow: where their time goes, against where time goes usually, and which operation
// they are.
func findTail(t *Trial) []Finding {
	if t.Tail.Store == "" {
		return []Finding{{Figure: "stores", Sentence: "where the slowest hits spend their time was not recorded."}}
	}
	return append([]Finding{{Figure: "stores", Sentence: tailStores(t)}}, tailOperations(t)...)
}

func tailStores(t *Trial) string {
	where := place(t.Tail.Store)
	share, usual := wholePercent(t.Tail.Share), wholePercent(t.Tail.Usual)
	if t.Tail.Share > tailStoreMore*t.Tail.Usual {
		return fmt.Sprintf("the slowest 1 %% (from %s) spend %s of their time %s, against %s over all hits: that is what makes them slow.",
			FormatSeconds(t.Tail.From), share, where, usual)
	}
	return fmt.Sprintf("the slowest 1 %% (from %s) spend %s of their time %s, about as all hits do (%s): nothing else makes them slow.",
		FormatSeconds(t.Tail.From), share, where, usual)
}

// place is where time goes, for a sentence.
func place(store string) string {
	switch store {
	case "app":
		return "in the API itself"
	case networkTime:
		return "between client and API"
	case noAnswerTime:
		return "waiting for an answer that never came"
	}
	return "in " + store
}

func wholePercent(share float64) string { return FormatRatio(math.Round(share*100) / 100) }

func tailOperations(t *Trial) []Finding {
	name, most := "", uint64(0)
	for op, n := range t.Tail.Operations {
		if n > most || n == most && op < name {
			name, most = op, n
		}
	}
	inTail, usual := float64(most)/float64(t.Tail.Hits), 0.0
	for _, o := range t.Operations {
		if o.Name == name {
			usual = float64(o.Hits) / float64(t.All.Hits)
		}
	}
	if inTail < tailOperationMost || inTail < tailOperationMore*usual || len(t.Operations) < 2 {
		return nil
	}
	return []Finding{{Figure: "percentiles", Sentence: fmt.Sprintf("%s of the slowest 1 %% are %s, which is %s of all hits.",
		wholePercent(inTail), name, wholePercent(usual))}}
}
