package analysis

import (
	"math"
	"testing"
)

func TestFormat(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct{ got, want string }{
		{FormatSeconds(0.0213), "21.3 ms"}, {FormatSeconds(0.1), "100 ms"}, {FormatSeconds(0.00034), "340 µs"}, {FormatSeconds(1.2), "1.2 s"},
		{FormatSeconds(0), "0 ms"}, {FormatSeconds(nan), "–"}, {FormatSeconds(inf), "unknown"}, {FormatSeconds(60), "60 s"},
		{FormatSeconds(720), "12 min"}, {FormatSeconds(0.99996), "1 s"}, {FormatSeconds(0.0009999), "1 ms"}, {FormatSeconds(5e-7), "500 ns"},
		{FormatSeconds(-0.002), "-2 ms"}, {FormatSeconds(36000), "10 h"},
		{FormatRate(412.3), "412/s"}, {FormatRate(12_400), "12.4 k/s"}, {FormatRate(1240), "1,240/s"}, {FormatRate(0), "0/s"}, {FormatRate(2e6), "2 M/s"},
		{FormatRate(nan), "–"}, {FormatRatio(0.94), "94 %"}, {FormatRatio(0.0002), "0.02 %"}, {FormatRatio(1), "100 %"}, {FormatRatio(0), "0 %"},
		{FormatCount(31000), "31,000"}, {FormatCount(999), "999"}, {FormatCount(1234567.4), "1,234,567"}, {FormatCount(-1000), "-1,000"}, {FormatCount(-0.2), "0"},
		{FormatBytes(512), "512 B"}, {FormatBytes(3_100_000), "3.1 MB"}, {FormatBytes(0), "0 B"}, {FormatByteRate(3_100_000), "3.1 MB/s"}, {FormatByteRate(nan), "–"},
		{FormatBytes(999_600), "1 MB"}, {FormatCores(0.9), "0.9 core"}, {FormatCores(1.84), "1.84 cores"}, {FormatCores(1), "1 core"}, {FormatCores(0), "0 core"},
		{FormatMetric("p99", 0.05), "50 ms"}, {FormatMetric("failures", 0.001), "0.1 %"}, {FormatMetric("goodput", 500), "500/s"},
		{FormatInterval("p99", 0.0207, 0.0221), "20.7 – 22.1 ms"}, {FormatInterval("p99", 0.0207, inf), "> 20.7 ms"}, {FormatInterval("p99", 0, inf), "unknown"},
		{FormatInterval("p99", nan, nan), "–"}, {FormatTimes(2.13), "2.1 times"}, {FormatMargin(0.787), "78.7 % inside"}, {FormatMargin(-0.12), "12 % over"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
