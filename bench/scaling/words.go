package scaling

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quintet/bench/analysis"
)

func requestRate(perSecond float64) string {
	return strings.TrimSuffix(analysis.FormatRate(perSecond), "/s") + " requests/s"
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func wholePercent(share float64) string { return analysis.FormatRatio(math.Round(share*100) / 100) }

// ofConfiguration names a configuration within a sentence: " with cache off", "" for the only one.
func ofConfiguration(values map[string]string) string {
	if len(values) == 0 {
		return ""
	}
	var parts []string
	for axis, value := range values {
		parts = append(parts, axis+" "+value)
	}
	slices.Sort(parts)
	return " with " + strings.Join(parts, ", ")
}

// sentence begins with a capital, unless the first word is a name or a percentile, which keep their spelling.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || strings.ContainsAny(first, ".0123456789-") {
		return text
	}
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
