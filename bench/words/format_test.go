package words

import (
	"math"
	"testing"
)

func TestFormat(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	equal(t, []text{
		{Seconds(0.0213), "21.3 ms"}, {Seconds(0.1), "100 ms"}, {Seconds(0.00034), "340 µs"}, {Seconds(1.2), "1.2 s"},
		{Seconds(0), "0 ms"}, {Seconds(nan), "–"}, {Seconds(inf), "unknown"}, {Seconds(60), "60 s"},
		{Seconds(720), "12 min"}, {Seconds(0.99996), "1 s"}, {Seconds(0.0009999), "1 ms"}, {Seconds(5e-7), "500 ns"},
		{Seconds(-0.002), "-2 ms"}, {Seconds(36000), "10 h"},
		{Rate(412.3), "412/s"}, {Rate(12_400), "12.4 k/s"}, {Rate(1240), "1,240/s"}, {Rate(0), "0/s"}, {Rate(2e6), "2 M/s"},
		{Rate(nan), "–"}, {Ratio(0.94), "94 %"}, {Ratio(0.0002), "0.02 %"}, {Ratio(1), "100 %"}, {Ratio(0), "0 %"},
		{Count(31000), "31,000"}, {Count(999), "999"}, {Count(1234567.4), "1,234,567"}, {Count(-1000), "-1,000"}, {Count(-0.2), "0"},
		{Bytes(512), "512 B"}, {Bytes(3_100_000), "3.1 MB"}, {Bytes(0), "0 B"}, {ByteRate(3_100_000), "3.1 MB/s"}, {ByteRate(nan), "–"},
		{Bytes(999_600), "1 MB"}, {Cores(0.9), "0.9 core"}, {Cores(1.84), "1.84 cores"}, {Cores(1), "1 core"}, {Cores(0), "0 core"}, {CoresOf(0.9, 2), "0.9 of 2 cores"}, {CoresOf(1, 1), "1 of 1 core"}, {CoresOf(nan, 2), "– of 2 cores"}, {CoresOf(0.001, 2), "< 0.01 of 2 cores"}, {Cores(0.001), "< 0.01 core"}, {requestRate(412.3), "412 requests/s"}, {requestRate(12_400), "12.4 k requests/s"}, {requestRate(nan), "–"}, {equalP(0.012), "= 0.012"}, {equalP(0.0001), "< 0.001"},
		{Metric("p99", 0.05), "50 ms"}, {Metric("failures", 0.001), "0.1 %"}, {Metric("goodput", 500), "500/s"},
		{Interval("p99", 0.0207, 0.0221), "20.7 – 22.1 ms"}, {Interval("p99", 0.0207, inf), "> 20.7 ms"}, {Interval("p99", 0, inf), "unknown"},
		{Interval("p99", nan, nan), "–"}, {Times(2.13), "2.1 times"}, {Margin(0.787, "<"), "78.7 % inside"}, {Margin(-0.12, "<"), "12 % over"}, {Margin(25.1/45-1, ">"), "44.2 % below"}, {Margin(0.1, ">="), "10 % inside"},
	})
}

// Every kind of objective is written in its own unit: value, limit and interval alike.
func TestMetricsOfObjectives(t *testing.T) {
	for _, c := range []struct {
		metric                 string
		value, low, high       float64
		written, interval, one string
	}{
		{"p99", 0.0213, 0.0207, 0.0221, "21.3 ms", "20.7 – 22.1 ms", "> 20.7 ms"},
		{"p99.9", 1.2, 0.9, 1.5, "1.2 s", "900 ms – 1.5 s", "> 900 ms"},
		{"mean", 0.00034, 0.00033, 0.00035, "340 µs", "330 – 350 µs", "> 330 µs"},
		{"max", 2, 2, 2, "2 s", "2 – 2 s", "> 2 s"},
		{"failures", 0.001, 0.0005, 0.002, "0.1 %", "0.05 – 0.2 %", "> 0.05 %"},
		{"throughput", 412, 400, 420, "412/s", "400/s – 420/s", "> 400/s"},
		{"goodput", 412, 400, 420, "412/s", "400/s – 420/s", "> 400/s"},
		{"availability", 0.99912, 0.999, 0.9995, "99.912 %", "99.9 – 99.95 %", "> 99.9 %"},
		{"recovery", 0.95, 0.95, 14, "0.95 s", "0.95 – 14 s", "> 0.95 s"},
		{"recovery", 13.99789, 0, 600, "14 s", "0 s – 10 min", "unknown"},
		{"lost", 339, 339, 1339, "339", "339 – 1,339", "> 339"},
	} {
		if got := Metric(c.metric, c.value); got != c.written {
			t.Errorf("%s is %q, want %q", c.metric, got, c.written)
		}
		if got := Interval(c.metric, c.low, c.high); got != c.interval {
			t.Errorf("%s: interval %q, want %q", c.metric, got, c.interval)
		}
		if got := Interval(c.metric, c.low, math.Inf(1)); got != c.one {
			t.Errorf("%s: interval without an end %q, want %q", c.metric, got, c.one)
		}
	}
}
