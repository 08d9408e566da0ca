package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"quintet/bench/analysis"
	"quintet/telemetry"
)

// Absent is how a number that does not exist is printed.
const Absent = "–"

// significant writes v with three significant digits and no needless zeros: 0.123, 1.2, 21.3, 412, 1,240.
func significant(v float64) string {
	if v == 0 {
		return "0"
	}
	if math.Abs(v) >= 999.5 {
		return Count(v)
	}
	digits := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	text := strconv.FormatFloat(v, 'f', max(0, digits), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Number writes a number without a unit: "0.12", "1.2", "31,000".
func Number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Absent
	}
	return significant(v)
}

// scale is one unit of a ladder: values below Limit are divided by Unit.
type scale struct {
	limit, unit float64
	name        string
}

// scaled writes v in the unit of the ladder that suits its size.
func scaled(v float64, ladder []scale) string {
	switch {
	case math.IsNaN(v):
		return Absent
	case math.IsInf(v, 0):
		return "unknown"
	case v == 0:
		return "0 " + ladder[0].name
	}
	s := ladder[len(ladder)-1]
	for _, step := range ladder {
		if math.Abs(v) < step.limit {
			s = step
			break
		}
	}
	return significant(v/s.unit) + " " + s.name
}

// Seconds writes a duration: "340 µs", "21.3 ms", "1.2 s", "12 min".
func Seconds(s float64) string {
	if s == 0 {
		return "0 ms"
	}
	return scaled(s, []scale{{0.9995e-6, 1e-9, "ns"}, {0.9995e-3, 1e-6, "µs"}, {0.9995, 1e-3, "ms"}, {300, 1, "s"}, {7200, 60, "min"}, {math.Inf(1), 3600, "h"}})
}

// Offset writes an instant of a trial, in seconds since the load began: "0 s", "11 s".
func Offset(s float64) string {
	if s == 0 {
		return "0 s"
	}
	return Seconds(s)
}

// Bytes writes a size: "512 B", "3.1 MB".
func Bytes(b float64) string {
	return scaled(b, []scale{{999.5, 1, "B"}, {999.5e3, 1e3, "kB"}, {999.5e6, 1e6, "MB"}, {math.Inf(1), 1e9, "GB"}})
}

// ByteRate writes bytes per second: "3.1 MB/s".
func ByteRate(perSecond float64) string {
	text := Bytes(perSecond)
	if text == Absent {
		return text
	}
	return text + "/s"
}

// Rate writes events per second: "412/s", "12.4 k/s".
func Rate(perSecond float64) string { return rate(perSecond, "/s") }

// rate writes a number per second, in thousands or millions where it is large, before what it counts.
func rate(perSecond float64, of string) string {
	switch {
	case math.IsNaN(perSecond):
		return Absent
	case math.IsInf(perSecond, 0):
		return "unknown"
	case math.Abs(perSecond) < 9999.5:
		return significant(perSecond) + of
	case math.Abs(perSecond) < 999.5e3:
		return significant(perSecond/1e3) + " k" + of
	}
	return significant(perSecond/1e6) + " M" + of
}

// Ratio writes a share of one: "94 %", "0.02 %".
func Ratio(r float64) string {
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return Absent
	}
	return significant(100*r) + " %"
}

// Availability writes a share of one that may be very near to it: "12 %", "99.97 %". What is missing has two significant digits.
func Availability(r float64) string {
	missing := 100 * (1 - r)
	if !(missing > 0 && missing < 10) {
		return Ratio(r)
	}
	text := strconv.FormatFloat(100*r, 'f', min(5, 1-int(math.Floor(math.Log10(missing)))), 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " %"
}

// Count writes a whole number with its thousands apart: "31,000".
func Count(n float64) string {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return Absent
	}
	text := strconv.FormatFloat(math.Round(math.Abs(n)), 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if n < 0 && text != "0" {
		text = "-" + text
	}
	return text
}

// Cores writes CPU use: "0.9 core", "1.8 cores", "< 0.01 core".
func Cores(c float64) string {
	switch number := coreNumber(c); {
	case number == Absent:
		return Absent
	case c > 1:
		return number + " cores"
	default:
		return number + " core"
	}
}

// CoresOf writes CPU use beside all the cores there are: "0.9 of 2 cores".
func CoresOf(used float64, all int) string {
	return fmt.Sprintf("%s of %d %s", coreNumber(used), all, Plural(all, "core"))
}

func coreNumber(c float64) string {
	switch {
	case math.IsNaN(c) || math.IsInf(c, 0):
		return Absent
	case c > 0 && c < 0.005:
		return "< 0.01"
	}
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(c, 'f', 2, 64), "0"), ".")
}

// Times writes a ratio as a factor: "2.1 times".
func Times(r float64) string {
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return Absent
	}
	return fmt.Sprintf("%s times", significant(math.Round(r*10)/10))
}

// Time is a wall-clock time to the minute, in UTC.
func Time(t time.Time) string {
	if t.IsZero() {
		return Absent
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// round3 keeps three decimals of a ratio, one of its percentage.
func round3(ratio float64) float64 { return math.Round(ratio*1000) / 1000 }

// rough keeps three digits of an estimate of how many.
func rough(n float64) float64 {
	if n < 1000 {
		return n
	}
	unit := math.Pow(10, math.Floor(math.Log10(n))-2)
	return math.Round(n/unit) * unit
}

// plainNumber writes a number with all its digits.
func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// inUnit writes a quantity with its unit.
func inUnit(q analysis.Quantity) string {
	switch q.Unit {
	case telemetry.Seconds:
		return Seconds(q.Value)
	case telemetry.Bytes:
		return Bytes(q.Value)
	case telemetry.BytesPerSecond:
		return ByteRate(q.Value)
	case telemetry.PerSecond:
		return Rate(q.Value)
	case telemetry.Ratio:
		return Ratio(q.Value)
	case telemetry.Cores:
		return Cores(q.Value)
	}
	return Count(q.Value)
}
