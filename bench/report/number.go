package report

import (
	"encoding/json"
	"math"
	"time"
)

// Number is a number of report.json, or null: JSON has no word for what does not exist (NaN) or has no bound (Inf).
type Number float64

// MarshalJSON writes null for NaN and infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}

// seconds is a duration as report.json has it.
func seconds(d time.Duration) Number { return Number(d.Seconds()) }

// numbers converts a list; of nothing it is the empty list, never null.
func numbers(values []float64) []Number {
	list := make([]Number, len(values))
	for i, v := range values {
		list[i] = Number(v)
	}
	return list
}

// numbersBy converts the values of a map.
func numbersBy(values map[string]float64) map[string]Number {
	m := make(map[string]Number, len(values))
	for name, v := range values {
		m[name] = Number(v)
	}
	return m
}

// listsBy converts the lists of a map.
func listsBy(values map[string][]float64) map[string][]Number {
	m := make(map[string][]Number, len(values))
	for name, v := range values {
		m[name] = numbers(v)
	}
	return m
}

// each converts every element of a list; of nothing it is the empty list, never null.
func each[A, B any](list []A, convert func(*A) B) []B {
	out := make([]B, len(list))
	for i := range list {
		out[i] = convert(&list[i])
	}
	return out
}

// listed is the list itself, or the empty list instead of nil.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// mapped is the map itself, or the empty map instead of nil.
func mapped[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
