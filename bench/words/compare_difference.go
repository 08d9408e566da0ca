package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"quintet/bench/compare"
	"quintet/bench/samples"
)

// DifferenceText is a difference in words: what differs, and what each side has of it, "" for nothing.
type DifferenceText struct{ What, Base, Head string }

// Difference words one.
func Difference(d *compare.Difference) DifferenceText {
	what := differenceName(d)
	if d.Within != "" {
		what += ", within the " + string(d.Within)
	}
	return DifferenceText{what, thing(d.Base), thing(d.Head)}
}

func differenceName(d *compare.Difference) string {
	switch d.Kind {
	case compare.DifferentSetting:
		return "setting " + d.Name
	case compare.DifferentSoftware:
		return "software as " + d.Name
	case compare.DifferentAsked:
		return "asked: " + d.Name
	case compare.DifferentTimeout:
		return "timeout of a request"
	}
	return string(d.Kind)
}

// thing is what a side has of something in which two differ.
func thing(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return fmt.Sprint(v)
	case []string:
		return strings.Join(v, ", ")
	case compare.Bytes:
		return Bytes(float64(v))
	case time.Duration:
		return v.String()
	case compare.RunKind:
		if v == compare.RunOfSearch {
			return "a search for capacity"
		}
		return "trials at given loads"
	case samples.Search:
		return fmt.Sprintf("from %s to %s within %s, %d %s", requestRate(v.From), requestRate(v.To), Ratio(v.Resolution), v.Confirmations, Plural(v.Confirmations, "confirmation"))
	case compare.Dataset:
		return dataset(v)
	case compare.Mix:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+" "+Ratio(v[name]))
		}
		return strings.Join(parts, ", ")
	case compare.Load:
		return load(v)
	case compare.Build:
		if v.Modified {
			return v.Name + ", modified"
		}
		return v.Name
	case []map[string]string:
		return configurations(v)
	}
	return fmt.Sprint(v)
}

func dataset(d compare.Dataset) string {
	text := d.Volume
	for _, kind := range slices.Sorted(maps.Keys(d.Rows)) {
		text += fmt.Sprintf(", %s %s", Count(float64(d.Rows[kind])), kind)
	}
	if d.Fingerprint != "" {
		text += ", fingerprint " + d.Fingerprint
	}
	return text
}

func load(l compare.Load) string {
	var phases []string
	for _, p := range l.Phases {
		text := fmt.Sprintf("%s %s %s", p.Name, p.Shape, p.Length)
		if !p.Measure {
			text += " not measured"
		}
		if p.Offered > 0 {
			text += fmt.Sprintf(" of %s hits", Count(float64(p.Offered)))
		}
		phases = append(phases, text)
	}
	if l.Closed > 0 {
		return fmt.Sprintf("%d closed-loop users, %s", l.Closed, strings.Join(phases, "; "))
	}
	return l.Arrivals + ", " + strings.Join(phases, "; ")
}

// NotComparable says in what sides differ that makes them not comparable, a line each.
func NotComparable(e *compare.NotComparable) string {
	lines := []string{e.Error()}
	for i := range e.Differences {
		lines = append(lines, Refused(&e.Differences[i]))
	}
	return strings.Join(lines, "\n  ")
}

// Refused says in what sides differ that makes them not comparable.
func Refused(difference *compare.Difference) string {
	d := Difference(difference)
	return fmt.Sprintf("%s: base has %s, head has %s", d.What, Or(d.Base, "nothing"), Or(d.Head, "nothing"))
}

// maxChanged is how many differences a sentence names; tables have all.
const maxChanged = 6

// Changed lists what else differs between two sides: what the comparison is about, if it is about anything.
func Changed(differences []compare.Difference) string {
	var parts []string
	for i := range differences[:min(len(differences), maxChanged)] {
		d := Difference(&differences[i])
		parts = append(parts, fmt.Sprintf("%s (base %s, head %s)", d.What, Or(d.Base, Absent), Or(d.Head, Absent)))
	}
	text := "The sides differ in " + strings.Join(parts, ", ")
	if more := len(differences) - maxChanged; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + "."
}
