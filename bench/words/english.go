package words

import (
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

// verb is the form of a word that agrees with a number.
func verb[N int | uint64 | float64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Plural is a noun as it stands behind a number.
func Plural[N int | uint64 | float64](n N, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Counted writes a number with its noun: "1 hit", "18,600 hits".
func Counted[N int | uint64 | float64](n N, noun string) string {
	return Count(float64(n)) + " " + Plural(n, noun)
}

// Quoted is a path or word as a shell takes it.
func Quoted(path string) string {
	if path != "" && strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// And joins names: "a", "a and b", "a, b and c".
func And(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// list joins what a function writes of each item: "a, b, c".
func list[T any](items []T, write func(T) string) string {
	var parts []string
	for _, item := range items {
		parts = append(parts, write(item))
	}
	return strings.Join(parts, ", ")
}

// Or is a text, or another one where it is empty.
func Or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// OrAbsent is a text, or Absent where it is empty.
func OrAbsent(text string) string { return Or(text, Absent) }
