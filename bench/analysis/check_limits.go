package analysis

import (
	"quintet/bench/samples"
	"quintet/telemetry"
)

// GeneratorLimits counts, by cause, the hits that were not sent because the generator was out of something; the check's Measured is
// how many they are together.
type GeneratorLimits struct{ Causes map[string]uint64 }

// checkLimits: a hit that the generator could not send says nothing of the system under test, and the load was not the scenario's.
func checkLimits(f *facts) []Check {
	if f.Manifest.Format < 2 || f.first.all.hits == 0 {
		return nil
	}
	n := f.first.failed.count(samples.Generator)
	e := GeneratorLimits{}
	if c := f.first.failed.classes[samples.Generator]; c != nil {
		e.Causes = c.byCause
	}
	return []Check{{Kind: CheckLimits, OK: n == 0, Measured: Quantity{float64(n), telemetry.Number}, Limit: Quantity{0, telemetry.Number}, Evidence: e}}
}

func (GeneratorLimits) evidence() {}
