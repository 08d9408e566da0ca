package analysis_test

import (
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// Whatever was recorded, its result can be said in whole sentences without a number that does not exist.
func TestEveryResultHasWords(t *testing.T) {
	for name, r := range analysis.Odd() {
		sentences := append([]string{words.Headline(r)}, words.RunDetails(r, r.Warnings)...)
		sentences = append(sentences, words.RunDetails(r, r.InvalidReasons)...)
		for i := range r.Findings {
			sentences = append(sentences, words.Finding(r, &r.Findings[i]))
		}
		for i := range r.Checks {
			c := words.RunCheck(r, &r.Checks[i])
			if c.Name == "" || c.Measured == "" || c.Limit == "" {
				t.Errorf("%s: check without name, measured or limit: %+v", name, c)
			}
			sentences = append(sentences, c.Detail)
		}
		for _, trial := range r.Trials {
			for _, values := range trial.Captions {
				sentences = append(sentences, words.Caption(values))
			}
		}
		for _, s := range sentences {
			malformed := false
			for _, bad := range []string{"NaN", "%!", "Inf", "..", "  "} {
				malformed = malformed || strings.Contains(s, bad)
			}
			if malformed || !strings.HasSuffix(s, ".") {
				t.Errorf("%s: malformed sentence %q", name, s)
			}
		}
	}
}
