package compare

import (
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// Objectives that differ only in their fault are rows of their own, each with what was measured of it.
func TestObjectivesOnFaultsAreRows(t *testing.T) {
	objectives := []samples.SLO{
		{Metric: "availability", Comparison: ">", Limit: 0.9}, {Metric: "availability", Fault: "kill redis", Comparison: ">", Limit: 0.9},
		{Metric: "availability", Fault: "kill redis", Operation: "users.get", Comparison: ">", Limit: 0.9},
	}
	trial := &analysis.Trial{}
	for i, o := range objectives {
		trial.SLO = append(trial.SLO, analysis.SLOResult{SLO: o, Measured: float64(i + 1)})
	}
	list := comparedMetrics(objectives, nil)
	for i, o := range objectives {
		if c := list[i]; c.metric != o.Metric || c.fault != o.Fault || c.operation != o.Operation || !c.primary || !c.higher || c.of(trial) != float64(i+1) {
			t.Errorf("row %d is %+v with %v", i, c, c.of(trial))
		}
	}
	if v := objectiveValue(trial, samples.SLO{Metric: "availability", Fault: "pause redis"}); !math.IsNaN(v) {
		t.Errorf("an objective that was not measured is %v", v)
	}
}
