package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is one mistake in a scenario. It prints as `file:line: field: found X, want Y`, or with `-set key=value` in place of
// file:line when the value came from an override.
type Error struct {
	File string
	Line int
	// Override is the "key=value" that brought the value in, empty for what stands in the file.
	Override string
	// Field is the path of the field, e.g. "load.phases.steady.rate"; empty for the file as a whole.
	Field string
	// Found and Want say what is there and what would be right; Want may be empty.
	Found, Want string
	// Meant is the name that was probably meant, or empty.
	Meant string
}

// Error implements error: file and line, or the -set, then the field, what was found and what would be right.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.Override != "":
		fmt.Fprintf(&b, "-set %s: ", e.Override)
	case e.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", e.File, e.Line)
	default:
		fmt.Fprintf(&b, "%s: ", e.File)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, "%s: ", e.Field)
	}
	fmt.Fprintf(&b, "found %s", e.Found)
	if e.Want != "" {
		fmt.Fprintf(&b, ", want %s", e.Want)
	}
	if e.Meant != "" {
		fmt.Fprintf(&b, "; did you mean `%s`?", e.Meant)
	}
	return b.String()
}

// join sorts mistakes by where they are (overrides first) and joins them; nil when there are none.
func join(list []*Error) error {
	slices.SortStableFunc(list, func(a, b *Error) int { return cmp.Compare(a.at(), b.at()) })
	errs := make([]error, 0, len(list))
	said := map[string]bool{}
	for _, e := range list {
		// One value can be looked at twice, for itself and as part of something else; once is enough for the reader.
		if text := e.Error(); !said[text] {
			said[text] = true
			errs = append(errs, e)
		}
	}
	return errors.Join(errs...)
}

func (e *Error) at() int {
	if e.Override != "" {
		return -1
	}
	return e.Line
}

// mismatch is a value that does not read as its unit; the caller adds its position.
type mismatch struct{ found, want string }

func (w *mismatch) Error() string { return "found " + w.found + ", want " + w.want }

// Misfit is what the vocabulary finds wrong with a parameter of a phase or a field of an operation. Meant is the name that was probably meant, or
// empty.
type Misfit struct{ Param, Found, Want, Meant string }

func (m *Misfit) Error() string { return m.Param + ": found " + m.Found + ", want " + m.Want }

// quote sets a value apart from the sentence around it, cut to what a terminal line bears.
func quote(text string) string {
	const limit = 80
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "..."
	}
	return "`" + text + "`"
}

// oneOf lists what may stand in a place: "`a`, `b` or `c`".
func oneOf(names []string) string { return enumerate(names, " or ") }

// enumerate lists names with a word before the last.
func enumerate(names []string, last string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + last + quoted[len(quoted)-1]
}
