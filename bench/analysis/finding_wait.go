package analysis

import "fmt"

// waitMatters is how much larger the p99 of response time must be than that of service time.
const waitMatters = 1.5

// findWait says how much of the response time was spent before the hit was even sent: what a generator that waits for answers before
// it sends (coordinated omission) would not have seen.
func findWait(t *Trial) []Finding { return []Finding{{Figure: "curve", Sentence: waitSentence(t)}} }

func waitSentence(t *Trial) string {
	response, service := t.All.Response.P99, t.All.Service.P99
	switch {
	case t.Manifest.Load.Closed > 0:
		return fmt.Sprintf("a closed loop sends when an answer has come, so response and service time are the same (p99 %s) and a stall delays what it should have measured.",
			FormatSeconds(response))
	case response >= waitMatters*service && response-service > 0.001:
		return fmt.Sprintf("p99 is %s from the due time but %s from the moment of sending: a generator that waits for answers would have hidden the difference (coordinated omission).",
			FormatSeconds(response), FormatSeconds(service))
	}
	return fmt.Sprintf("hits left on time (send lag p99 %s), so response and service time agree: p99 %s and %s.",
		FormatSeconds(t.SendLag.P99), FormatSeconds(response), FormatSeconds(service))
}
