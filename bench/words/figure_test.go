package words

import (
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scaling"
)

func TestFigureTexts(t *testing.T) {
	equal(t, []text{
		{FigureTitle("cpu"), "CPU"}, {FigureTitle("absent"), ""}, {StoreFigureTitle("redis"), "redis over time"},
		{NotScraped(OfPools), "Nothing was scraped, so nothing is known of connection pools."}, {NotReported(OfCPU), "No process reported its CPU use."},
		{CacheBypassed(1), "The cache was switched off: 1 request went past it."}, {NoneFailed(1), "The one hit did not fail."}, {NoneFailed(3000), "None of 3,000 hits failed."},
		{AxisTitle("load", "ms", true), "load (ms, logarithmic)"}, {AxisTitle("load", "ms", false), "load (ms)"}, {AxisTitle("load", "", true), "load (logarithmic)"}, {AxisTitle("load", "", false), "load"},
		{AxisTime("seconds"), "seconds since the load began"}, {AxisSpeedUp(1, scaling.Replicas), "speed-up against 1 replica (times)"},
		{AxisSlotResponse(1), "response time of the hits due in each second"}, {AxisSlotOperations(0.5), "p99 of each stretch of 500 ms, blank where nothing was due"},
		{AxisSlotSendLag(1), "from when a hit was due to when it was sent, p99 of each second"}, {AxisSlotInFlight(1, false), "hits in flight at the end of each second"},
		{AxisSlotInFlight(1, true), "hits in flight at the end of each second, and open connections of the generator"},
		{AxisStoreCalls(0), "time of one operation inside the API; p50 and p99 estimated from its histogram"},
		{AxisStoreCalls(1), "time of one operation inside the API; p50 and p99 estimated from its histogram; 1 operation that takes less time in all is left out"},
		{MachineHas(2), "; the machine has 2 cores"}, {TimeoutsLeftOut(2), "; left out: hits without an answer, up to 2 s"},
		{CurveName(scaling.Label{}), "all trials"}, {CurveName(scaling.Label{Volume: "3x"}), "volume 3x"}, {KeyFailures("timeout", 1200), "timeout (1,200)"}, {PhaseNotMeasured("warm-up"), "warm-up (not measured)"},
		{Event(&samples.Event{Kind: samples.FaultInjected, Name: "kill redis"}), "fault: kill redis"}, {Event(&samples.Event{Kind: samples.ServiceExited, Name: "redis"}), "redis ended"}, {Event(&samples.Event{Kind: samples.PhaseBegan}), ""},
		{MoreEvents(1), "and 1 more event"}, {MoreEvents(3), "and 3 more events"}, {CallsNote(1, 0), "1 call"}, {CallsNote(3000, 2), "3,000 calls, 2 errors"},
		{HitsNote(&analysis.Operation{Hits: 1}), "1 hit"}, {HitsNote(&analysis.Operation{Hits: 3000, Failures: 30}), "3,000 hits, 30 failed (1 %)"},
		{FailedNote(30, 0), "30"}, {FailedNote(30, 3000), "30 of 3,000 (1 %)"}, {TimeNote(0.0213), "21.3 ms a hit"},
		{CapacityNote(&analysis.Capacity{}), "unknown"}, {CapacityNote(&analysis.Capacity{Refused: 400}), "less than 400/s"}, {CapacityNote(&analysis.Capacity{Rate: 400, AtLeast: true}), "at least 400/s"}, {CapacityNote(&analysis.Capacity{Rate: 400, Refused: 420}), "400/s, broke at 420/s"},
		{Seeding("users", 1200, 5000, 300, 0), "seeding 1,200 of 5,000 rows (users), 300/s"}, {Seeding("users", 1200, 5000, 300, 12500*time.Millisecond), "seeding 1,200 of 5,000 rows (users), 300/s, 13s left"},
	})
}
