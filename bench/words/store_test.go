package words

import (
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
)

func TestStore(t *testing.T) {
	calls := []scraped.StoreLatency{{Count: 100, Mean: 0.002}, {Count: 20, Errors: 3, Mean: 0.005}}
	one := []analysis.Process{{CPU: 0.25, Memory: 5e6}}
	for _, c := range []struct {
		store analysis.Store
		want  string
	}{
		{analysis.Store{Latency: calls[:1], Processes: one}, "The API called it 3.33/s, 2 ms on average; no call failed. Its process used 0.25 core and held 5 MB."},
		{analysis.Store{Latency: calls, Processes: append(one, analysis.Process{CPU: 1, Memory: math.NaN()})},
			"The API called it 4/s, 2.5 ms on average; 3 of 120 calls failed. Its 2 processes together used 1.25 cores and held at least 5 MB."},
		{analysis.Store{Asked: 8, Missed: 1}, "The API did not call it in the measured phases. It did not answer 1 of 8 requests for its telemetry."},
		{analysis.Store{Silent: true}, "The API did not call it in the measured phases. It gave no telemetry."},
	} {
		if got := Store(&c.store, 30); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}
