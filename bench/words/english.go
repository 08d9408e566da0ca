package words

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence begins with a capital, unless the first word is a name or a percentile, which keep their spelling.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || strings.ContainsAny(first, ".0123456789-") {
		return text
	}
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// Configuration names a configuration behind other words: " with cache off", "" for the only one of a run.
func Configuration(values map[string]string) string {
	if len(values) == 0 {
		return ""
	}
	return " with " + strings.Join(settings(values), ", ")
}

func settings(values map[string]string) []string {
	var parts []string
	for _, axis := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, axis+" "+values[axis])
	}
	return parts
}

// wholePercent writes a ratio without decimals: "71 %". What is not nothing is not 0 %, and what is not all is not 100 %.
func wholePercent(share float64) string {
	switch {
	case share > 0 && share < 0.005:
		return "< 1 %"
	case share >= 0.995 && share < 1:
		return "> 99 %"
	}
	return Ratio(math.Round(share*100) / 100)
}

// verb is the form of a verb that agrees with a number.
func verb[N int | uint64 | float64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
