package comparison

import (
	"quintet/bench/analysis"
	"quintet/bench/samples/samplestest"
	"quintet/telemetry"
)

// fixedTrial is a trial with what a comparison reads of one.
func fixedTrial() analysis.Trial {
	m := samplestest.Manifest()
	m.Settings["env.DATABASE_PASSWORD"] = "(hidden:f7c4889c)"
	m.Operations, m.Mix = []string{"messages.list", "files.download"}, map[string]float64{"messages.list": 0.75, "files.download": 0.25}
	m.Load.Offered = 600
	return analysis.Trial{
		Manifest: m,
		Measured: 4, Offered: 400, Completed: 398, Failures: 2, Throughput: 99.5, Goodput: 99, Valid: true, Reached: 14, Planned: 14,
		All: analysis.Operation{Hits: 400}, Operations: []analysis.Operation{{Name: "messages.list"}, {Name: "files.download"}},
		MeanCPU: map[string]float64{"api-1": 0.9, "generator": 0.4},
		Checks: []analysis.Check{
			{Kind: analysis.CheckScrapes, OK: true, Doubt: true, Evidence: analysis.Scrapes{Made: 30, Missed: 2}},
			{Kind: analysis.CheckSendLag, OK: true, Doubt: true, Measured: analysis.Quantity{Value: 0.021, Unit: telemetry.Seconds}, Evidence: analysis.SendLag{Busy: 0.4}},
		},
	}
}
