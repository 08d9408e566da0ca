package figure

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/telemetry"
)

// stores are two stores of a made-up trial: one with a panel of each unit, one that nothing is known of.
func (w world) stores() []analysis.Store {
	line := func(name string, from, by float64) scraped.Series {
		s := scraped.Series{Name: name}
		for at := 0; at < w.seconds; at += w.width {
			if at < w.seconds/2 || at > w.seconds/2+3*w.width { // asked in vain for a while
				s.T, s.V = append(s.T, float64(at)), append(s.V, from+by*math.Abs(math.Sin(float64(at)/9)))
			}
		}
		return s
	}
	var tables []scraped.Series
	for i := range 14 {
		tables = append(tables, line(fmt.Sprintf("a_table_with_a_long_name_%d 127.0.0.1", i), float64(i), 1))
	}
	return []analysis.Store{
		{Name: "sqlite", Latency: []scraped.StoreLatency{{Store: "sqlite", Operation: "get", Count: 99, Mean: 0.001}}, Panels: []scraped.StorePanel{
			{Title: "Calls of the API", Unit: telemetry.PerSecond, Lines: []scraped.Series{line("get", 100, 40), line("put", 20, 4)}},
			{Title: "Time of a call, mean", Unit: telemetry.Seconds, Lines: []scraped.Series{line("mean", 0.0004, 0.0002)}},
			{Title: "Found in its own cache", Unit: telemetry.Ratio, Lines: []scraped.Series{line("found", 0.8, 0.1)}},
			{Title: "Resident memory", Unit: telemetry.Bytes, Lines: []scraped.Series{line("sqlite", 1e9, 3e8)}},
			{Title: "Disk", Unit: telemetry.BytesPerSecond, Lines: []scraped.Series{line("read", 0, 0), line("written", 1e6, 1e6)}},
			{Title: "CPU", Unit: telemetry.Cores, Lines: []scraped.Series{line("sqlite", 0.2, 0.3)}},
			{Title: "Tasks that wait, by pool", Unit: telemetry.Number, Lines: tables},
		}},
		{Name: "miniredis"},
	}
}
