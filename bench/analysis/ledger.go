package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// WritesFound is what became of the writes of a trial that kept a ledger.
type WritesFound struct{ *samples.Ledger }

func (WritesFound) values() {}

func findWrites(t *Trial) []Values {
	if t.Ledger == nil {
		return nil
	}
	return []Values{WritesFound{t.Ledger}}
}

// ReadBack is what a ledger was read back for; nil when it was not. The check's Measured is the share of writes that were looked for.
type ReadBack struct{ *samples.Ledger }

func (ReadBack) evidence() {}

// checkLedger: of a write that was not looked for nobody can say that it is not lost.
func checkLedger(f *facts) []Check {
	if !f.Manifest.Ledger {
		return nil
	}
	l := f.Manifest.ReadBack
	checked := 0.0
	if l != nil {
		all := l.Acknowledged + l.IndeterminateFound + l.IndeterminateMissing + l.Refused
		checked = 1
		if l.Unchecked > 0 {
			checked = math.Max(0, 1-float64(l.Unchecked)/float64(max(all, l.Unchecked)))
		} else if all == 0 && l.Reason != "" {
			checked = 0
		}
	}
	return []Check{{Kind: CheckLedger, OK: true, Doubt: l == nil || checked < 1 || l.Reason != "", Measured: Quantity{checked, telemetry.Ratio},
		Limit: Quantity{1, telemetry.Ratio}, Evidence: ReadBack{l}}}
}

// lostWrites measures the objective on lost writes: how many are, and at most could be, with those that were not looked for. Nothing was
// measured without a ledger that was read back.
func lostWrites(m *samples.Manifest) (measured, low, high float64) {
	l := m.ReadBack
	if l == nil || l.Acknowledged == 0 && l.Reason != "" {
		return math.NaN(), math.NaN(), math.NaN()
	}
	return float64(l.Lost), float64(l.Lost), float64(l.Lost + l.Unchecked)
}
