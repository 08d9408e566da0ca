package words

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/telemetry"
)

// CheckText is a validity check in words: what it looks at, what was measured, where its limit is, and a sentence.
type CheckText struct{ Name, Measured, Limit, Detail string }

// atMost and atLeast word a check's limit.
func atMost(c *analysis.Check) string  { return "at most " + inUnit(c.Limit) }
func atLeast(c *analysis.Check) string { return "at least " + inUnit(c.Limit) }

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

// list joins what a function writes of each item: "a, b, c".
func list[T any](items []T, write func(T) string) string {
	var parts []string
	for _, item := range items {
		parts = append(parts, write(item))
	}
	return strings.Join(parts, ", ")
}
