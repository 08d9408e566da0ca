package storetest

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"quintet/api/store"
	"quintet/telemetry"
)

// Telemetry holds a store to its backend's metrics: all are told, but for those that say missing, each with its labels and none twice;
// nothing else is told; and what counts does not fall while use uses the store. It returns by how much each metric grew meanwhile,
// summed over its labels.
func Telemetry(t *testing.T, s store.TelemetrySource, metrics []telemetry.Metric, missing string, use func(t *testing.T)) map[string]float64 {
	t.Helper()
	described := map[string]telemetry.Metric{}
	for _, m := range metrics {
		described[m.Name] = m
	}
	if len(described) == 0 {
		t.Fatal("the backend describes no metrics")
	}
	before := readings(t, s, described)
	use(t)
	after := readings(t, s, described)

	grown := map[string]float64{}
	for name, f := range described {
		told := after[name]
		if len(told) == 0 && (f.Missing == "" || f.Missing != missing) {
			t.Errorf("%s is not told", name)
		}
		for labels, value := range told {
			was, known := before[name][labels]
			grown[name] += value - was
			switch {
			case math.IsNaN(value) || math.IsInf(value, 0):
				t.Errorf("%s{%s} is %v", name, labels, value)
			case f.Counter && (value < 0 || known && value < was):
				t.Errorf("%s{%s} fell from %v to %v", name, labels, was, value)
			}
		}
	}
	return grown
}

// readings are the values by figure and labels.
func readings(t *testing.T, s store.TelemetrySource, described map[string]telemetry.Metric) map[string]map[string]float64 {
	t.Helper()
	list, err := s.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) > 1000 {
		t.Errorf("%d readings, which is no bounded number", len(list))
	}
	told := map[string]map[string]float64{}
	for _, r := range list {
		f, known := described[r.Name]
		if !known {
			t.Errorf("%s is told and not in the table", r.Name)
			continue
		}
		names := slices.Sorted(maps.Keys(r.Labels))
		if !slices.Equal(names, slices.Sorted(slices.Values(f.Labels))) {
			t.Errorf("%s has labels %v, the table says %v", r.Name, names, f.Labels)
		}
		var labels strings.Builder
		for _, name := range names {
			labels.WriteString(name + "=" + r.Labels[name] + " ")
		}
		if told[r.Name] == nil {
			told[r.Name] = map[string]float64{}
		}
		if _, twice := told[r.Name][labels.String()]; twice {
			t.Errorf("%s{%s} is told twice", r.Name, labels.String())
		}
		told[r.Name][labels.String()] = r.Value
	}
	return told
}
