package words

import (
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

// slowGofakes3 is a tail whose largest part is as large as usual, while another rose.
var slowGofakes3 = analysis.TailTime{Hits: 243, Of: 24243, From: 0.0032, Largest: analysis.TailPlace{Place: analysis.PlaceNetwork, Share: 0.35, Usual: 0.35, Time: 0.00149, UsualTime: 0.00024},
	Risen: []analysis.TailPlace{{Place: "gofakes3", Share: 0.192, Usual: 0.051, Time: 0.00082, UsualTime: 0.000035}}}

// sentenceCases are values of every kind with their sentences.
var sentenceCases = []row[analysis.Values]{
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.032, AtOnce: true, Recovery: analysis.NotRecovered}, "p99 rose 1.6x when phase rush began (20 ms to 32 ms) and did not recover."},
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.041, AtOnce: true, Recovery: analysis.Recovered, After: 3}, "p99 rose 2.1x when phase rush began (20 ms to 41 ms) and recovered after 3 s."},
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.06, AtOnce: true, Recovery: analysis.RecoveredAtEnd}, "p99 rose 3x when phase rush began (20 ms to 60 ms) and recovered only at the end."},
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.14, AtOnce: true, Recovery: analysis.Recovered, After: 7}, "p99 rose 7x when phase rush began (20 ms to 140 ms) and recovered after 7 s."},
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.14, Recovery: analysis.Recovered, After: 17}, "p99 rose 7x in phase rush (20 ms to 140 ms) and recovered 17 s into the phase."},
	{analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.14, Recovery: analysis.NotRecovered}, "p99 rose 7x in phase rush (20 ms to 140 ms) and did not recover."},
	{analysis.PhaseFall{Phase: "calm", Before: 0.024, P99: 0.006}, "p99 fell from 24 ms to 6 ms in phase calm."},
	{analysis.PhaseFall{Phase: "fault and after", Before: 0.024, P99: 0.006}, "p99 fell from 24 ms to 6 ms in phase “fault and after”."},
	{analysis.PhasesAlike{Low: 0.0059, High: 0.0063, Alike: true}, "p99 stayed between 5.9 ms and 6.3 ms in all measured phases; none stands out."},
	{analysis.PhasesAlike{Low: 0.0059, High: 0.0163}, "p99 was between 5.9 ms and 16.3 ms in the measured phases."},
	{analysis.P99OverTime{P99: 0.006, Typical: 0.0059, Worst: 0.0061, Slot: 1, Even: true}, "p99 was even: 5.9 ms in a typical second and at most 6.1 ms."},
	{analysis.P99OverTime{P99: 0.006, Typical: 0.0059, Worst: 0.059, WorstAt: 20, Slot: 10, Peaks: true}, "p99 was 5.9 ms in a typical 10 s and peaked at 59 ms, 20 s into the load."},
	{analysis.P99OverTime{P99: 0.006, Typical: 0.0059, Worst: 0.016, Slot: 1}, "p99 was 5.9 ms in a typical second and at most 16 ms."},
	{analysis.P99OverTime{P99: 0.006, Short: true}, "p99 is 6 ms; the measured time is too short to show how it developed."},

	{analysis.TailTime{Unsaid: analysis.TailNotRecorded}, "It was not recorded where the slowest hits spend their time."},
	{analysis.TailTime{Unsaid: analysis.TailFew, Hits: 4, Of: 400}, "The slowest 1 % are 4 hits, too few to say where such hits spend their time."},
	{analysis.TailTime{Unsaid: analysis.TailTied, Hits: 4000, Of: 4000}, "Most hits took as long as the slowest 1 %, so nothing sets those apart."},
	{analysis.TailTime{Hits: 30, Of: 3000, From: 0.09, Largest: analysis.TailPlace{Place: "sqlite", Share: 0.89, Usual: 0.64, Time: 0.08, UsualTime: 0.004}, Explains: true},
		"The slowest 1 % (30 hits from 90 ms) spend 89 % of their time in sqlite, against 64 % for all hits (80 ms a hit instead of 4 ms): most of what they take longer."},
	{analysis.TailTime{Hits: 20, Of: 2000, From: 1.2, Largest: analysis.TailPlace{Place: analysis.PlaceWait, Share: 0.99, Usual: 0.9, Time: 1.3, UsualTime: 0.05}, Explains: true},
		"The slowest 1 % (20 hits from 1.2 s) spend 99 % of their time waiting to be sent, against 90 % for all hits (1.3 s a hit instead of 50 ms): most of what they take longer."},
	{slowGofakes3, "The slowest 1 % (243 hits from 3.2 ms) spend 35 % of their time between client and API, against 35 % for all hits (1.49 ms a hit instead of 240 µs); " +
		"more than usual is spent in gofakes3 (19 % against 5 %, 820 µs instead of 35 µs)."},
	{analysis.TailTime{Hits: 1200, Of: 3000, From: 0.09, Largest: analysis.TailPlace{Place: analysis.PlaceAPI, Share: 0.6, Usual: 0.6, Time: 0.06, UsualTime: 0.02}},
		"The slowest 40 % (1,200 hits from 90 ms) spend 60 % of their time in the API itself, against 60 % for all hits (60 ms a hit instead of 20 ms)."},
	{analysis.TailOperation{Operation: "messages.send", Share: 0.97, Usual: 0.05, Of: 0.01}, "97 % of the slowest 1 % are messages.send, which is 5 % of all hits."},
	{analysis.SlowestOperation{Operation: "messages.send", P99: 0.09, AllP99: 0.006, Place: "sqlite", Share: 0.89, TailHits: 12},
		"messages.send is the slowest operation: p99 90 ms, 15 times that of all operations together; its slowest hits (12) spend 89 % of their time in sqlite."},
	{analysis.SlowestOperation{Operation: "messages.send", P99: 0.007, AllP99: 0.006, LeftOut: 1, MinHits: 100}, "messages.send is the slowest operation of those with at least 100 hits: p99 7 ms."},
	{analysis.SlowestOperation{Operation: "messages.send", P99: 0.007, AllP99: 0.006}, "messages.send is the slowest operation: p99 7 ms."},
	{analysis.Wait{Response: 0.006, Service: 0.004, SendLag: 0.0019}, "Hits were sent on time (send lag p99 1.9 ms); p99 is 6 ms from the due time and 4 ms from sending."},
	{analysis.Wait{Response: 0.12, Service: 0.1, SendLag: 0.021, Late: true}, "Hits were sent late (send lag p99 21 ms); p99 is 120 ms from the due time and 100 ms from sending."},
	{analysis.Wait{Response: 1.2, Service: 0.005, Matters: true, Late: true, ByGenerator: true},
		"p99 is 1.2 s from the due time but 5 ms from sending: hits left late, for which the generator may be the cause."},
	{analysis.Wait{Response: 0.006, Service: 0.006, SendLag: 0.0003, Agree: true}, "Hits were sent on time (send lag p99 300 µs), so response and service time agree: p99 6 ms and 6 ms."},
	{analysis.Wait{Response: 1.2, Service: 0.005, Matters: true},
		"p99 is 1.2 s from the due time but 5 ms from sending: a generator that waits for answers would have hidden the difference (coordinated omission)."},
	{analysis.Wait{Response: 0.006, Closed: true},
		"A closed loop sends a hit when the previous answer has come, so response and service time are the same (p99 6 ms) and a stall delays the hits that would have measured it."},

	{analysis.CacheUse{}, "No lookups of the cache were seen."},
	{analysis.CacheUse{Bypassed: 12345}, "The cache was off: 12,345 reads bypassed it."},
	{analysis.CacheUse{On: true, Errors: 7, HitRatio: math.NaN()}, "The cache answered nothing: 7 errors."},
	{analysis.CacheUse{On: true, HitRatio: 0.9, First: math.NaN(), Last: math.NaN()}, "The cache answered 90 % of its lookups."},
	{analysis.CacheUse{On: true, HitRatio: 0.667, First: 0.4, Last: 0.8, Drifted: true},
		"The cache answered 66.7 % of its lookups and its hit ratio was rising: 40 % in the first third of the measured time, 80 % in the last."},
	{analysis.CacheUse{On: true, HitRatio: 0.6, First: 0.8, Last: 0.4, Drifted: true, Errors: 3},
		"The cache answered 60 % of its lookups and its hit ratio was falling: 80 % in the first third of the measured time, 40 % in the last; 3 lookups ended in an error."},
	{analysis.CacheUse{On: true, HitRatio: 0.9, First: 0.9, Last: 0.91, Class: "user", ClassRatio: 0.5},
		"The cache answered 90 % of its lookups, about as many in the first third of the measured time as in the last; lowest for user keys (50 %)."},

	{analysis.CPUUse{}, "CPU use was not observed."},
	{analysis.CPUUse{Total: 0.8, Cores: 2, Sources: []analysis.CoreUse{{Source: "api-1", Cores: 0.5}, {Source: "generator", Cores: 0.3}}, Limit: analysis.CPULimitNever},
		"CPU was not used up: 0.8 of 2 cores were in use (api-1 0.5 core, generator 0.3 core)."},
	{analysis.CPUUse{Total: 1.9, Cores: 2, Sources: []analysis.CoreUse{{Source: "api-1", Cores: 1.2}}, Others: 0.7, Limit: analysis.CPULimitAlways},
		"CPU was nearly used up: 1.9 of 2 cores were in use (api-1 1.2 cores, other programs 0.7 core)."},
	{analysis.CPUUse{Total: 1.2, Cores: 2, Sources: []analysis.CoreUse{{Source: "api-1", Cores: 1.2}}, Peak: 1.95, PeakAt: 12, Limit: analysis.CPULimitAtTimes},
		"CPU was nearly used up at times: 1.2 of 2 cores were in use on average (api-1 1.2 cores), but 1.95 cores at 12 s."},

	{analysis.Durability{Store: "Cassandra", Setting: "cassandra.commitlog_sync", Value: "periodic", Default: true, Kill: 0.2, PowerFailure: 10, Nodes: true},
		"Cassandra ended under load with cassandra.commitlog_sync periodic, its default: it acknowledges a write before its log is on disk, so what it acknowledged in the last 200 ms before a kill (10 s before a power failure) may be lost unless another node has it."},
	{analysis.Durability{Store: "Redis", Setting: "redis.appendfsync", Value: "no", PowerFailure: 30},
		"Redis ended under load with redis.appendfsync no: it acknowledges a write before its log is on disk, so what it acknowledged in the last 30 s before a power failure may be lost."},
	{analysis.Durability{Store: "Cassandra", Setting: "cassandra.commitlog_sync", Value: "batch"},
		"Cassandra ended under load with cassandra.commitlog_sync batch: it acknowledges a write when its log is on disk, so what it acknowledged is there when it starts again."},

	{analysis.Failed{Hits: 3000}, "None of 3,000 requests failed."},
	{analysis.Failed{Failures: 60, Hits: 3000, Class: "timeout", ClassCount: 33, Operation: "messages.list", OperationCount: 33},
		"60 of 3,000 requests failed (2 %), 55 % as timeouts, all of them in messages.list."},
	{analysis.Failed{Failures: 2, Hits: 400, Class: "status", ClassCount: 2}, "2 of 400 requests failed (0.5 %), all as wrong status."},

	{analysis.ResponseTimes{P50: 0.002, P99: 0.02}, "Half of the requests take at most 2 ms, 99 % at most 20 ms."},
	{analysis.ResponseSpread{P50: 0.002, P90: 0.004, Max: 0.1}, "Half of the hits take at most 2 ms and nine in ten at most 4 ms; the slowest took 100 ms."},
	{analysis.ResponseSpread{P50: 0.002, P90: 0.004, Max: 1}, "Half of the hits take at most 2 ms and nine in ten at most 4 ms; the slowest took 1 s, 500 times the median."},
	{analysis.KeepingUp{Offered: 100, Throughput: 99.5, Goodput: 99, InFlight: 7, Slot: 1},
		"Throughput was 99.5/s and goodput (correct and within the latency SLOs) 99/s; at most 7 hits were in flight at the end of a second."},
	{analysis.KeepingUp{Offered: 100, Throughput: 50, InFlight: 1500, At: 34, Slot: 1, Behind: true}, "Within the measured phases 50/s of 100/s offered were answered; at most 1,500 hits were in flight at the end of a second, 34 s into the load."},
	{analysis.StoreTime{Place: "sqlite", Share: 0.6, Tail: analysis.TailTime{Unsaid: analysis.TailFew, Hits: 9}},
		"60 % of all time is spent in sqlite; the slowest 1 % are 9 hits, too few to say where such hits spend their time."},
	{analysis.StorageUse{ReadBytes: 3e7, WrittenBytes: 9e6, Seconds: 30}, "30 MB read and 9 MB written in the measured phases (1 MB/s and 300 kB/s)."},
	{analysis.StorageUse{ReadBytes: 3e7, WrittenBytes: 9e6, Seconds: 30, Slowest: &analysis.SizeClass{Operation: "files.upload", Class: "1–4 MiB", Response: analysis.Quantiles{P50: 0.04}}},
		"30 MB read and 9 MB written in the measured phases (1 MB/s and 300 kB/s); of sizes with at least 20 successful hits the largest median is that of files.upload of 1–4 MiB, 40 ms."},
	{analysis.BusiestCall{StoreLatency: scraped.StoreLatency{Store: "sqlite", Operation: "messages.newest", Count: 20000, Mean: 0.0008, P99: 0.011}, Share: 0.4},
		"40 % of the stores' time is messages.newest of sqlite: 20,000 calls, mean 800 µs, p99 11 ms."},
	{analysis.SlowestSlot{Operation: "messages.send", P99: 0.09, At: 12, Slot: 1}, "The largest p99 of a second is that of messages.send, 90 ms, at 12 s."},
	{analysis.InFlight{Hits: 1500, At: 40, Slot: 10}, "At most 1,500 hits were in flight at the end of a slot of 10 s, 40 s into the load."},
	{analysis.InFlight{Hits: 1, At: 1, Slot: 1}, "At most 1 hit was in flight at the end of a second, 1 s into the load."},
	{analysis.Lateness{P99: 0.0003, Max: 0.021}, "99 % of hits were sent within 300 µs of their due time; the latest was 21 ms late."},
	{analysis.LongestSlot{At: 12, Mean: 0.09, Place: "sqlite", Share: 0.51}, "Hits took longest 12 s into the load: 90 ms on average, most of it in sqlite."},
	{analysis.LongestSlot{At: 12, Mean: 0.09, Place: "sqlite", Share: 0.5}, "Hits took longest 12 s into the load: 90 ms on average, 50 % of it in sqlite, more than anywhere else."},
	{analysis.SizeGrowth{Small: analysis.SizeClass{Operation: "files.download", Class: "< 4 KiB", Response: analysis.Quantiles{P50: 0.004}}, Large: analysis.SizeClass{Class: "1–4 MiB", Response: analysis.Quantiles{P50: 0.04}}},
		"The median of successful files.download is 4 ms for < 4 KiB and 40 ms for 1–4 MiB."},
	{analysis.MemoryGrowth{Source: "api-1", From: 4e7, To: 9e7, Notable: true}, "Resident memory grew notably in api-1, from 40 MB in the first quarter of the measured time to 90 MB in the last."},
	{analysis.MemoryGrowth{Source: "api-1", From: 4e7, To: 4.1e7}, "Resident memory grew notably in no process; in api-1 it went from 40 MB in the first quarter of the measured time to 41 MB in the last."},
	{analysis.GCPauses{Source: "api-1", Share: 0.004}, "Garbage collection stopped api-1 for 0.4 % of the time, more than any other process that reports it."},
	{analysis.WritesFound{Ledger: &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 5210, Confirmed: 5210}}}, "Of 5,210 acknowledged writes none was lost."},
	{analysis.WritesFound{Ledger: &samples.Ledger{}}, "No write was acknowledged."},
	{analysis.WritesFound{Ledger: &samples.Ledger{Reason: "the disk is full."}}, "The writes were not looked for: the disk is full."},
	{analysis.WritesFound{Ledger: &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 1044, Lost: 2}, LostAt: []float64{19.9114, 20.0021}}},
		"Of 1,044 acknowledged writes 2 were lost, acknowledged from 19.911 s to 20.002 s into the load."},
	{analysis.WritesFound{Ledger: &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9, Lost: 1, Stale: 3, Hidden: 2, Duplicated: 1, Phantom: 2, Unchecked: 1}, LostAt: []float64{2}, HiddenFor: 31}},
		"Of 9 acknowledged writes 1 was lost, acknowledged 2.000 s into the load; of 1 an older version was found; 2 were stored and not shown by the API, up to 31 s or more after the acknowledgement; " +
			"1 was found twice; 2 were found although the API had refused them; 1 could not be looked for."},
	{analysis.WritesFound{Ledger: &samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 9000, Lost: 2000}, LostAt: []float64{1, 1.5}}},
		"Of 9,000 acknowledged writes 2,000 were lost, the first 2 of them acknowledged from 1.000 s to 1.500 s into the load."},
}

func TestSentence(t *testing.T) { equalSentences(t, sentenceCases, Sentence, "../analysis") }

// A finding names its trial where a run has several.
func TestFindingInARun(t *testing.T) {
	f := &analysis.Finding{Trial: 2, Values: analysis.Failed{Hits: 3000}}
	one := &analysis.Result{Trials: make([]analysis.Trial, 1)}
	equal(t, []text{{Finding(one, f), "None of 3,000 requests failed."}})
	two := &analysis.Result{Trials: make([]analysis.Trial, 2)}
	m := &two.Trials[1].Manifest
	m.Trial, m.Repetition, m.Configuration = 2, 3, map[string]string{"cache": "off", "api.replicas": "2"}
	equal(t, []text{{Finding(two, f), "Trial 2 (api.replicas 2, cache off, repetition 3): None of 3,000 requests failed."}})
}

func TestCaption(t *testing.T) {
	values := []analysis.Values{analysis.PhaseFall{Phase: "calm", Before: 0.024, P99: 0.006}, analysis.Failed{Hits: 10}}
	equal(t, []text{{Caption(values), "p99 fell from 24 ms to 6 ms in phase calm. None of 10 requests failed."}})
}
