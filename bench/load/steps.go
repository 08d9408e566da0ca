package load

import (
	"fmt"
	"math"

	"quintet/bench/scenario"
)

// maxSteps is far more steps than anybody can tell apart in a figure.
const maxSteps = 10_000

// steps is a stair of so many equally long and equally high steps, the first at one rate and the last at another.
func steps(p map[string]float64, seconds float64) (curve, error) {
	count := p["count"]
	if count < 1 || count > maxSteps || count != math.Trunc(count) {
		return nil, &scenario.Misfit{Param: "count", Found: fmt.Sprintf("`%g`", count), Want: fmt.Sprintf("a whole number from 1 to %d", maxSteps)}
	}
	var stair linear
	for i := range int(count) {
		level := p["from"]
		if count > 1 {
			level += (p["to"] - p["from"]) * float64(i) / (count - 1)
		}
		stair = stair.then(level, level, seconds/count)
	}
	return stair, nil
}
