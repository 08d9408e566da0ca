package analysis

import "fmt"

// findFailures says how many hits failed, how, and where.
func findFailures(t *Trial) []Finding {
	return []Finding{{Figure: "failures", Sentence: failureSentence(t)}}
}

func failureSentence(t *Trial) string {
	if len(t.Failed) == 0 {
		return fmt.Sprintf("none of %s requests failed.", FormatCount(float64(t.All.Hits)))
	}
	top := t.Failed[0]
	sentence := fmt.Sprintf("%s of %s requests failed (%s), %s as %s", FormatCount(float64(t.All.Failures)), FormatCount(float64(t.All.Hits)),
		FormatRatio(float64(t.All.Failures)/float64(t.All.Hits)), proportion(top.Count, t.All.Failures), failureWords(top.Class))
	name, most := "", uint64(0)
	for op, n := range top.ByOp {
		if n > most || n == most && op < name {
			name, most = op, n
		}
	}
	if name != "" {
		sentence += fmt.Sprintf(", %s of them in %s", proportion(most, top.Count), name)
	}
	return sentence + "."
}

// proportion is "all" or a share.
func proportion(n, of uint64) string {
	if n == of {
		return "all"
	}
	return wholePercent(float64(n) / float64(of))
}
