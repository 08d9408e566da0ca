package analysis

import (
	"testing"

	"quintet/bench/samples"
)

// The objective on lost writes counts those that were found to be lost; those that were not looked for leave it open.
func TestLostWrites(t *testing.T) {
	for name, c := range map[string]struct {
		found     samples.Ledger
		ok        bool
		low, high float64
	}{
		"None":      {samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 9}}, true, 0, 0},
		"Some":      {samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 6, Lost: 3}}, false, 3, 3},
		"Unchecked": {samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Confirmed: 7, Unchecked: 2}}, true, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			m, r := manifest(), healthy()
			ledger(&c.found)(&m, r)
			_, trial := trialOf(t, m, r)
			got := trial.SLO[len(trial.SLO)-1]
			if got.OK != c.ok || got.Measured != c.low || got.Low != c.low || got.High != c.high || trial.Ledger.Acknowledged != 9 {
				t.Errorf("%+v", got)
			}
		})
	}
}
