package words

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
)

// Store states what a store did in the measured phases of so many seconds, and what that cost.
func Store(s *analysis.Store, measured float64) string {
	if s.Declared {
		return endpoint(s)
	}
	var parts []string
	if calls, errors, seconds := s.Calls(); calls > 0 && measured > 0 {
		text := fmt.Sprintf("the API called it %s, %s on average", Rate(calls/measured), Seconds(seconds/calls))
		if errors > 0 {
			text += fmt.Sprintf("; %s of %s calls failed", Count(errors), Count(calls))
		} else {
			text += "; no call failed"
		}
		parts = append(parts, text+".")
	} else {
		parts = append(parts, "the API did not call it in the measured phases.")
	}
	cpu, memory, least := 0.0, 0.0, ""
	for _, p := range s.Processes {
		cpu += p.CPU
		if math.IsNaN(p.Memory) {
			least = "at least "
			continue
		}
		memory += p.Memory
	}
	switch n := len(s.Processes); {
	case n == 1:
		parts = append(parts, fmt.Sprintf("Its process used %s and held %s%s.", Cores(cpu), least, Bytes(memory)))
	case n > 1:
		parts = append(parts, fmt.Sprintf("Its %d processes together used %s and held %s%s.", n, Cores(cpu), least, Bytes(memory)))
	}
	switch {
	case s.Asked > 0 && s.Missed > 0:
		parts = append(parts, fmt.Sprintf("It did not answer %d of %d requests for its telemetry.", s.Missed, s.Asked))
	case s.Silent:
		parts = append(parts, "It gave no telemetry.")
	}
	return sentence(strings.Join(parts, " "))
}

// durability states what a store that ended under load may have lost of what it acknowledged.
func durability(v analysis.Durability) string {
	ended := fmt.Sprintf("%s ended under load with %s %s", v.Store, v.Setting, v.Value)
	if v.Default {
		ended += ", its default"
	}
	if v.Kill == 0 && v.PowerFailure == 0 {
		return ended + ": it acknowledges a write when its log is on disk, so what it acknowledged is there when it starts again"
	}
	when := fmt.Sprintf("%s before a kill (%s before a power failure)", Seconds(v.Kill), Seconds(v.PowerFailure))
	if v.Kill == 0 {
		when = Seconds(v.PowerFailure) + " before a power failure"
	}
	unless := ""
	if v.Nodes {
		unless = " unless another node has it"
	}
	return fmt.Sprintf("%s: it acknowledges a write before its log is on disk, so what it acknowledged in the last %s may be lost%s", ended, when, unless)
}
