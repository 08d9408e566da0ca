package words

import (
	"fmt"

	"quintet/bench/analysis"
)

// durability states what a store that ended under load may have lost of what it acknowledged.
func durability(v analysis.Durability) string {
	ended := fmt.Sprintf("%s ended under load with %s %s", v.Store, v.Setting, v.Value)
	if v.Default {
		ended += ", its default"
	}
	if v.Kill == 0 && v.PowerFailure == 0 {
		return ended + ": it acknowledges a write when its log is on disk, so what it acknowledged is there when it starts again"
	}
	when := fmt.Sprintf("%s before a kill (%s before a power failure)", Seconds(v.Kill), Seconds(v.PowerFailure))
	if v.Kill == 0 {
		when = Seconds(v.PowerFailure) + " before a power failure"
	}
	unless := ""
	if v.Nodes {
		unless = " unless another node has it"
	}
	return fmt.Sprintf("%s: it acknowledges a write before its log is on disk, so what it acknowledged in the last %s may be lost%s", ended, when, unless)
}
