package scenario

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// The bounds of what is taken for a scenario and not for a slip of the pen.
const (
	maxRate     = 10_000_000         // per second
	maxDuration = 7 * 24 * time.Hour // of one phase
	maxCount    = 1_000_000_000_000  // rows, steps, users
	maxSize     = 1 << 40            // bytes
	maxVolume   = 1000               // times 1x
)

// number reads a plain decimal number: no sign, no hexadecimal, no infinity.
func number(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// ParseRate reads a rate per second: `400/s`, `0.5/s`. Zero is a rate.
func ParseRate(text string) (float64, error) {
	amount, ok := strings.CutSuffix(text, "/s")
	v, isNumber := number(strings.TrimSpace(amount))
	switch {
	case !ok && isNumber:
		return 0, &mismatch{quote(text) + " without a unit", "a rate such as `" + amount + "/s`"}
	case !ok || !isNumber:
		return 0, &mismatch{quote(text), "a rate per second such as `400/s`"}
	case v > maxRate:
		return 0, &mismatch{quote(text), "a rate of at most `10000000/s`"}
	}
	return v, nil
}

// ParseDuration reads a duration as Go writes it: `1m30s`, `250ms`. It is not negative; zero is written `0s`.
func ParseDuration(text string) (time.Duration, error) {
	v, err := time.ParseDuration(text)
	_, isNumber := number(text)
	switch {
	case isNumber: // "0" as well, so that every duration shows its unit
		return 0, &mismatch{quote(text) + " without a unit", "a duration such as `" + text + "s`"}
	case err != nil:
		return 0, &mismatch{quote(text), "a duration such as `30s` or `1m30s`"}
	case v < 0 || v > maxDuration:
		return 0, &mismatch{quote(text), "a duration from `0s` to `168h`"}
	}
	return v, nil
}

// ParseRatio reads a ratio between 0 and 1: `0.1%` or `0.001`.
func ParseRatio(text string) (float64, error) {
	amount, percent := strings.CutSuffix(text, "%")
	v, ok := number(strings.TrimSpace(amount))
	if !ok {
		return 0, &mismatch{quote(text), "a ratio such as `0.1%` or `0.001`"}
	}
	limit := 1.0
	if percent {
		limit = 100
	}
	if v > limit {
		return 0, &mismatch{quote(text), "a ratio from 0 to 1, or a percentage from `0%` to `100%`"}
	}
	return v / limit, nil
}

// ParseCount reads a whole number, at least 0; digits may be grouped by underscores.
func ParseCount(text string) (int64, error) {
	digits := strings.ReplaceAll(text, "_", "")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, &mismatch{quote(text), "a whole number such as `64`"}
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || v > maxCount {
		return 0, &mismatch{quote(text), "a whole number of at most " + strconv.Itoa(maxCount)}
	}
	return v, nil
}

// sizes are the units of sizes; longer suffixes come before those they end in.
var sizes = []struct {
	suffix string
	bytes  float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1},
}

// ParseSize reads a size in bytes: `64KiB`, `10MB`, `30B` or plain `30`.
func ParseSize(text string) (float64, error) {
	for _, unit := range sizes {
		amount, ok := strings.CutSuffix(text, unit.suffix)
		if !ok {
			continue
		}
		v, ok := number(strings.TrimSpace(amount))
		if !ok {
			break
		}
		if v *= unit.bytes; v > maxSize {
			return 0, &mismatch{quote(text), "a size of at most `1024GiB`"}
		}
		return v, nil
	}
	return 0, &mismatch{quote(text), "a size such as `64KiB`, `10MB` or `300B`"}
}

// ParseByteRate reads bytes per second: `64KiB/s`, `1MB/s`.
func ParseByteRate(text string) (float64, error) {
	amount, ok := strings.CutSuffix(text, "/s")
	v, err := ParseSize(strings.TrimSpace(amount))
	if !ok || err != nil {
		return 0, &mismatch{quote(text), "bytes per second such as `64KiB/s`"}
	}
	return v, nil
}

// ParseVolume reads a factor over the 1x data set: `1x`, `0.1x`, `30x`.
func ParseVolume(text string) (float64, error) {
	amount, ok := strings.CutSuffix(text, "x")
	v, isNumber := number(amount)
	switch {
	case !ok && isNumber:
		return 0, &mismatch{quote(text) + " without a unit", "a volume such as `" + amount + "x`"}
	case !ok || !isNumber:
		return 0, &mismatch{quote(text), "a volume such as `1x`, `0.1x` or `10x`"}
	case v <= 0 || v > maxVolume:
		return 0, &mismatch{quote(text), "a volume above `0x`, at most `1000x`"}
	}
	return v, nil
}

// parse reads a parameter of this unit into base units, and returns what such a value looks like.
func (u Unit) parse(text string) (float64, error) {
	switch u {
	case Rate:
		return ParseRate(text)
	case Duration:
		v, err := ParseDuration(text)
		return v.Seconds(), err
	case Count:
		v, err := ParseCount(text)
		return float64(v), err
	case ByteRate:
		return ParseByteRate(text)
	default:
		return ParseRatio(text)
	}
}

// example is how a parameter of this unit is written.
func (u Unit) example() string {
	switch u {
	case Rate:
		return "400/s"
	case Duration:
		return "30s"
	case Count:
		return "4"
	case ByteRate:
		return "64KiB/s"
	default:
		return "0.1%"
	}
}

// formatRate writes a rate so that ParseRate reads it back, to nine digits: enough for any schedule, and no trailing noise
// from a scaling.
func formatRate(v float64) string {
	// Nine digits of a finite number always parse.
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 9, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64) + "/s"
}

// formatSize writes a size as a reader likes it, to two decimals.
func formatSize(v float64) string {
	unit := "B"
	switch {
	case v >= 1<<20:
		v, unit = v/(1<<20), "MiB"
	case v >= 10_000 || v >= 1024 && math.Mod(v, 1024) == 0: // 4000B rather than 3.91KiB
		v, unit = v/(1<<10), "KiB"
	}
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + unit
}
