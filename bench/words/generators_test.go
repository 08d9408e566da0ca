package words

import (
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// What a split changes is said by how the hits were due, with how far clocks may be apart where that shows in them.
func TestSplitEffects(t *testing.T) {
	generators := []samples.LoadGenerator{{}, {Index: 1, Before: samples.Clock{Offset: -3 * time.Second, Uncertainty: 4 * time.Millisecond}}}
	for name, c := range map[string]struct {
		load samples.Load
		says string
	}{
		"Poisson":  {samples.Load{Arrivals: "poisson"}, "each generator's are Poisson too"},
		"Constant": {samples.Load{Arrivals: "constant"}, "as evenly spaced as their clocks agree (± 4 ms)."},
		"Closed":   {samples.Load{Closed: 64}, "The 64 users of the closed loop were divided among 2 generators."},
	} {
		list := SplitEffects(&samples.Manifest{Load: c.load, Generators: generators})
		if len(list) != 3 || !strings.Contains(list[2], c.says) || !strings.Contains(list[0], "never percentiles") || !strings.Contains(list[1], "its own writes only") {
			t.Errorf("%s: %q, want %q", name, list, c.says)
		}
	}
	declared := SplitEffects(&samples.Manifest{Generators: generators, Declared: []string{"orders.get"}})
	if len(declared) != 4 || !strings.Contains(declared[2], "what the setup had remembered") {
		t.Errorf("with declared operations: %q", declared)
	}
	for want, offset := range map[string]float64{"50 ms ± 4 ms": 0.05, "-1.2 s ± 4 ms": -1.2} {
		if got := ClockOffset(offset, 0.004); got != want {
			t.Errorf("offset %v is %q, want %q", offset, got, want)
		}
	}
}
