package load

import (
	"fmt"
	"math"
)

// maxSteps is far more steps than anybody can tell apart in a figure.
const maxSteps = 10_000

// steps is a stair of so many equally long and equally high steps, the first at one rate and the last at another.
func steps(p map[string]float64, seconds float64) (curve, error) {
	count := p["count"]
	if count < 1 || count > maxSteps || count != math.Trunc(count) {
		return nil, fmt.Errorf("count is %g, want a whole number from 1 to %d", count, maxSteps)
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
