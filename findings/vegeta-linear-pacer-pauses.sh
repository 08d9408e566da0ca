#!/usr/bin/env bash
# The LinearPacer of vegeta 12.13.0, asked when each hit of a ramp is due by a clock that is computed, so no machine is too slow for it.
#
# Expected: a ramp from r/s that grows by s/s every second has r*t + s*t*t/2 hits after t seconds, give or take two, from the first second on.
# Seen:     one hit, then nothing for 2/r seconds, then the 2*s/r/r hits of that time back to back: from 1/s with +1000/s two silent seconds
#           and 2,000 hits without a pause, from 2/s one second and 500, from 10/s still 0.2 s and 20. After that it keeps to the line. The
#           first hit leaves at once and is not taken for the first hit of the line, so the second has two intervals to wait, of the length
#           that an interval has at the start. From 0/s there is no pause at all, whatever the slope: 0 means "as fast as possible".
# So:       what a server does in the first 2/r seconds of such a ramp is its answer to a burst, not to the ramp.
#
# Needs go; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > go.mod <<'GO'
module finding
go 1.24
require github.com/tsenart/vegeta/v12 v12.13.0
GO
cat > main.go <<'GO'
package main

import (
	"fmt"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// ramp prints the hits of each of the first four seconds, and the longest row of hits without a pause between them.
func ramp(start int, slope float64) {
	p := vegeta.LinearPacer{StartAt: vegeta.Rate{Freq: start, Per: time.Second}, Slope: slope}
	var seconds [4]int
	var now time.Duration
	row, longest := 0, 0
	for hits := uint64(0); hits < 50_000; hits++ {
		wait, _ := p.Pace(now, hits)
		if now += wait; now >= 4*time.Second {
			break
		}
		if row++; wait > 0 {
			row = 1
		}
		longest = max(longest, row)
		seconds[now/time.Second]++
	}
	fmt.Println(start, slope, seconds, longest)
}

func main() {
	ramp(1, 10)
	ramp(1, 1000)
	ramp(2, 1000)
	ramp(10, 1000)
	ramp(0, 1000)
}
GO
go mod tidy >/dev/null 2>&1
go run . | tee seen

# start, slope, hits of each second, longest row; the line itself has 501 1501 2501 3501 from 1/s
diff - seen <<'SEEN'
1 10 [1 0 46 36] 21
1 1000 [1 0 4501 3501] 2001
2 1000 [1 2002 2502 3502] 501
10 1000 [509 1510 2510 3510] 21
0 1000 [50000 0 0 0] 50000
SEEN
echo "as seen before"
