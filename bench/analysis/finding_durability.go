package analysis

import (
	"slices"
	"strconv"
	"strings"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// findDurability finds the stores with such a setting that ended.
func findDurability(t *Trial) []Values {
	var found []Values
	for i := range t.Manifest.Backends {
		b := &t.Manifest.Backends[i]
		if b.Durability == nil {
			continue
		}
		if !slices.ContainsFunc(t.Events, func(e samples.Event) bool { return serverEnded(&t.Manifest, b, &e) }) {
			continue
		}
		value, set := t.Manifest.Settings[b.Durability.Setting]
		if !set {
			value = b.Durability.Default
		}
		lost := b.Durability.Unsynced[value]
		found = append(found, Durability{Store: b.Title, Setting: b.Durability.Setting, Value: value, Default: value == b.Durability.Default,
			Kill: lost.Kill.Seconds(), PowerFailure: lost.PowerFailure.Seconds(), Nodes: b.Durability.Nodes})
	}
	return found
}

// serverEnded reports whether a server of a backend ended with an event: by itself, or by a fault.
func serverEnded(m *samples.Manifest, b *telemetry.Backend, e *samples.Event) bool {
	switch e.Kind {
	case samples.ServiceExited:
		return serverOf(b, e.Name)
	case samples.FaultInjected:
		if e.Fault < 1 || e.Fault > len(m.Faults) {
			return false
		}
		f := &m.Faults[e.Fault-1]
		return (f.Kind == "kill" || f.Kind == "restart") && slices.ContainsFunc(f.Services, func(service string) bool { return serverOf(b, service) })
	}
	return false
}

// serverOf reports whether a service is a backend's server, or a node of it.
func serverOf(b *telemetry.Backend, service string) bool {
	rest, ok := strings.CutPrefix(service, b.Name)
	if !ok || rest == "" {
		return ok
	}
	number, ok := strings.CutPrefix(rest, "-")
	_, err := strconv.Atoi(number)
	return ok && err == nil
}

// findWrites finds what became of the writes that were read back.
func findWrites(t *Trial) []Values {
	if t.Ledger == nil {
		return nil
	}
	return []Values{WritesFound{t.Ledger}}
}
