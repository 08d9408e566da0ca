package words

import (
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/stats"
)

func estimate(v, low, high float64) scaling.Estimate {
	return scaling.Estimate{Value: v, Interval: analysis.Interval{Low: low, High: high}, Trials: 3}
}

// seriesOf is a series of replicas with work by a law, measured at these numbers.
func seriesOf(alpha, beta float64, ns ...float64) scaling.Series {
	x := scaling.Series{Axis: "api.replicas", Resource: "replicas", Basis: scaling.ByThroughput}
	var work []float64
	for _, n := range ns {
		w := 100 * n / (1 + alpha*(n-1) + beta*n*(n-1))
		work = append(work, w)
		x.Points = append(x.Points, scaling.Point{N: n, Work: estimate(w, w, w), Speedup: estimate(w/100, w/100-0.1, w/100+0.1)})
	}
	if fit, err := stats.FitUSL(ns, work); err == nil {
		x.Fit = &fit
	} else {
		x.NoFit = scaling.NoFitFewPoints
	}
	return x
}

func TestStatements(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	off := scaling.Label{Settings: map[string]string{"cache": "off", "api.replicas": "2"}}
	sharp := scaling.LoadPoint{Offered: 100, Throughput: estimate(100, 99, 101), P99: estimate(0.0213, 0.0207, 0.0221)}
	late := scaling.LoadPoint{Offered: 400, Throughput: estimate(250, 240, 260), P99: estimate(1.2, nan, nan)}
	broken := analysis.Refusal{Kind: analysis.RefusedBroken,
		Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99"}, Measured: 0.12}}
	uncertain := analysis.Refusal{Kind: analysis.RefusedUncertain,
		Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99"}, Low: 0.08, High: 0.12, Needed: analysis.Needed{Hits: nan, Seconds: nan}}}
	few := analysis.Refusal{Kind: analysis.RefusedUncertain, Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "failures < 0.1%", Metric: "failures"}, High: 0.0032, Needed: analysis.Needed{Hits: 3838, Seconds: 19.19}}}
	near := analysis.Refusal{Kind: analysis.RefusedUncertain, Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99}, Low: 0.0975, High: 0.102,
		Needed: analysis.Needed{Hits: 34e6, Seconds: 6e5, Distance: 0.00071}}}
	unbounded := analysis.Refusal{Kind: analysis.RefusedUncertain, Objective: analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99"}, Measured: 0.0351, High: inf,
		Needed: analysis.Needed{Hits: 10_198, Seconds: 33.3}}}
	mixed := []bracket.LoadTrials{{Rate: 200, Held: 1, NotShown: 1}, {Rate: 260, Held: 3, NotShown: 3}}
	bounded := seriesOf(0, 0, 1, 2)
	bounded.Bounded, bounded.Fit, bounded.NoFit = true, nil, scaling.NoFitBounded
	others := seriesOf(0.05, 0, 1, 2, 4)
	others.Others = off
	loose := seriesOf(0.0277285, 0.0001044, 1, 18, 36, 72)
	loose.Fit.LeaveLastOut = -0.42
	power := func(v, low, high float64) stats.Trend { return stats.Trend{Exponent: v, Low: low, High: high} }
	grown := scaling.VolumeGrowth{Rate: 100, FromRows: 1000, ToRows: 30_000, FromP99: estimate(0.004, nan, nan), ToP99: estimate(0.02, 0.018, inf),
		P99: power(0.5, 0.4, 0.6), Capacity: power(nan, nan, nan), Volumes: 4, Span: 30, WorkingSet: scaling.WorkingSet{Disk: scaling.DiskGrowth{Kind: scaling.DiskUnknown}}}
	short := grown
	short.Label, short.Rate, short.Doubt, short.Volumes, short.Span, short.P99, short.Capacity = off, 0, scaling.FewAndShortSpan, 2, 2, power(1, -inf, inf), power(-0.5, -0.6, -0.4)
	short.FallsBehind, short.Answered, short.Offered = true, 80, 100
	cases := []row[scaling.Values]{
		{scaling.LargestLoad{Capacity: analysis.Capacity{Rate: 300, Refused: 400}, Refused: broken}, "The capacity is 300 requests/s; at 400 requests/s p99 < 100ms is broken: 120 ms."},
		{scaling.LargestLoad{Label: off, Capacity: analysis.Capacity{Rate: 300, AtLeast: true, Swept: true}, Offered: 360},
			"The capacity with api.replicas 2, cache off is at least 300 requests/s (the largest load tried) in the main phase, 360/s over all measured phases."},
		{scaling.LargestLoad{Label: off, Capacity: analysis.Capacity{Refused: 100}, Refused: broken}, "No load tried holds with api.replicas 2, cache off: at 100 requests/s p99 < 100ms is broken: 120 ms."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{Refused: 100}, Refused: broken}, "No load tried holds: at 100 requests/s p99 < 100ms is broken: 120 ms."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{Refused: 100, Swept: true, Mixed: []bracket.LoadTrials{{Rate: 100, Held: 2, Broke: 1}},
			Tried: []analysis.TriedLoad{{Rate: 100, Acceptance: analysis.Acceptance{Accepted: true, Valid: true}}}}, Refused: broken},
			"No load holds below one that broke an objective: at 100 requests/s p99 < 100ms is broken: 120 ms; the trials at 100 requests/s contradict one another: 2 held, 1 broke an objective."},
		{scaling.LargestLoad{Label: off, Capacity: analysis.Capacity{Unsure: true, Swept: true}}, "The capacity with api.replicas 2, cache off is unknown: no trial says whether its load holds."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{NotShown: 200, Swept: true}, NotShown: few},
			"No load was shown to hold, and none broke an objective: at 200 requests/s failures < 0.1% is not certain: 0 – 0.32 %; to show it takes about 3,840 hits, 20 s at this load."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{NotShown: 250, Refused: 400}, NotShown: unbounded, Refused: broken},
			"No load was shown to hold: at 250 requests/s p99 < 100ms is not certain: 35.1 ms has no interval in a run of this length; to show it takes about 10,200 hits, 34 s at this load; at 400 requests/s p99 < 100ms is broken: 120 ms."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{NotShown: 200, Swept: true}, NotShown: near},
			"No load was shown to hold, and none broke an objective: at 200 requests/s p99 < 100ms is not certain: 97.5 – 102 ms; no run of less than 8 h decides so near the limit; ten times this run would if the share of hits beyond it were 0.071 points from 1 %."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{NotShown: 200, Refused: 400}, NotShown: uncertain, Refused: broken},
			"No load was shown to hold: at 200 requests/s p99 < 100ms is not certain: 80 – 120 ms; at 400 requests/s p99 < 100ms is broken: 120 ms."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{Rate: 300, NotShown: 400, AtLeast: true}, NotShown: uncertain},
			"The capacity is at least 300 requests/s (no load tried broke an objective); 400 requests/s was not shown to hold: p99 < 100ms is not certain: 80 – 120 ms."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{Rate: 238, NotShown: 260, Refused: 400, Mixed: mixed}, NotShown: few, Refused: broken},
			"The capacity is at least 238 requests/s and less than 400 requests/s; 260 requests/s was not shown to hold: failures < 0.1% is not certain: 0 – 0.32 %; to show it takes about 3,840 hits, 20 s at this load; " +
				"at 400 requests/s p99 < 100ms is broken: 120 ms; the trials at 260 requests/s contradict one another: 3 held, 3 were not certain."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{GeneratorBound: true}}, "The capacity is unknown: the generator could not offer enough load."},
		{scaling.LargestLoad{Capacity: analysis.Capacity{Unsure: true}}, "The capacity is unknown: the search did not end."},
		{scaling.LoadResponse{First: sharp, Last: late, KeptUp: &sharp, FellBehind: &late},
			"p99 goes from 21.3 ms (20.7 – 22.1 ms) to 1.2 s as the offered load grows from 100/s to 400/s; throughput keeps up to 100/s and is 250/s (240/s – 260/s) at 400/s offered."},
		{scaling.LoadResponse{Label: off, First: sharp, Last: sharp, KeptUp: &sharp, NotMeasured: 800},
			"With api.replicas 2, cache off, p99 goes from 21.3 ms (20.7 – 22.1 ms) to 21.3 ms (20.7 – 22.1 ms) as the offered load grows from 100/s to 100/s; throughput keeps up with it throughout, so its maximum is at least 100/s; no trial at the highest load, 800/s offered, is valid."},
		{scaling.LoadResponse{First: late, Last: late, FellBehind: &late}, "p99 goes from 1.2 s to 1.2 s as the offered load grows from 400/s to 400/s; throughput does not keep up even at the lowest load: 250/s (240/s – 260/s) of 400/s offered."},
		{scaling.MoreAlike{Configurations: 3}, "The tables have 3 more configurations."},
		{scaling.OneVolume{Label: off, Rate: 100}, "Only one volume with api.replicas 2, cache off at 100/s has valid trials, so the effect of more rows is unknown."},
		{grown, "p99 at 100/s goes from 4 ms to 20 ms (> 18 ms) as the data grows from 1,000 to 30,000 rows: it grows more slowly than the rows (slope 0.5, 95 % interval 0.4 to 0.6); reads from disk were not observed, so where the working set leaves memory is unknown."},
		{short, "p99 with api.replicas 2, cache off goes from 4 ms to 20 ms (> 18 ms) as the data grows from 1,000 to 30,000 rows: chance may explain how it changes with the rows (slope 1, 95 % interval unknown); capacity falls as the rows grow (slope -0.5, 95 % interval -0.6 to -0.4); at the largest volume only 80/s of 100/s offered are answered; reads from disk were not observed, so where the working set leaves memory is unknown; 2 volumes over 2 times the rows are too few for a trend: at least 4 over 10 times are needed."},
		{scaling.SpeedUp{Series: bounded}, "The gain of more replicas is unknown: at some points nearly all of the offered load was answered, so the maximum throughput there is unknown."},
		{scaling.SpeedUp{Series: others}, "Throughput goes from 100/s to 348/s between 1 and 4 replicas (api.replicas 2, cache off): 3.48 times (3.38 to 3.58) for 4 times as many; 3 numbers of replicas were measured; a fit needs at least 4, better 6."},
		{scaling.SpeedUp{Series: seriesOf(0.02, 0.02, 1, 2, 4, 6, 8, 10)}, "Throughput goes from 100/s to 336/s between 1 and 10 replicas: 3.36 times (3.26 to 3.46) for 10 times as many. Contention 2 %, coherency 2 %: by the fit more than 7 replicas would not help; measured to 10."},
		{scaling.SpeedUp{Series: seriesOf(0.05, 0, 1, 2, 3, 4, 6, 8)}, "Throughput goes from 100/s to 593/s between 1 and 8 replicas: 5.93 times (5.83 to 6.03) for 8 times as many. Contention 5 %, coherency 0 %: it still grows at 8 replicas, the largest number measured; by the fit 16 would gain 54 %; nothing is predicted beyond."},
		{scaling.SpeedUp{Series: loose}, "Throughput goes from 100/s to 2,056/s between 1 and 72 replicas: 20.6 times (20.5 to 20.7) for 72 times as many. Contention 2.77 %, coherency 0.0104 %: by the fit 144 replicas would gain nothing over 72; whether they still help there is unknown; measured to 72; a fit of 4 points is rough; without the last point the fit misses it by 42 %, so it predicts poorly."},
		{scaling.SettingEffect{Axis: "cache", From: "on", To: "off", Offered: 100, FromP99: estimate(0.02, nan, nan), ToP99: estimate(0.04, nan, nan), Slower: estimate(2, 1.5, 2.5), Apart: true,
			FromThroughput: estimate(100, 99, 101), ToThroughput: estimate(50, 49, 51), ThroughputChanges: true},
			"With cache off instead of on, p99 at 100/s goes from 20 ms to 40 ms: 2 times (1.5 to 2.5); throughput goes from 100/s (99/s – 101/s) to 50/s (49/s – 51/s)."},
		{scaling.SettingEffect{Axis: "cache", From: "on", To: "off", FromP99: estimate(0.02, nan, nan), ToP99: estimate(0.02, nan, nan), Slower: estimate(1, 0.5, inf)}, "With cache off instead of on, p99 goes from 20 ms to 20 ms: chance may explain the difference."},
		{scaling.SettingEffect{Axis: "cache", From: "on", To: "off", FromP99: estimate(0.1, nan, nan), ToP99: estimate(0.0138, nan, nan), Slower: scaling.Estimate{Value: 0.138, Interval: analysis.Interval{High: 0.42}, Trials: 1}, Apart: true},
			"With cache off instead of on, p99 goes from 100 ms to 13.8 ms: 0.138 times (0 to 0.42); one trial a side, so how much trials differ is unknown."},
		{scaling.TailAt{At: scaling.HeaviestLoad{Label: off, Offered: 400}, Tail: analysis.TailTime{Hits: 80, Of: 8000, From: 0.02, Largest: analysis.TailPlace{Place: "sqlite", Share: 0.4, Usual: 0.1, Time: 0.01, UsualTime: 0.001}}},
			"With api.replicas 2, cache off at 400/s offered, the slowest 1 % (80 hits from 20 ms) spend 40 % of their time in sqlite, against 10 % for all hits (10 ms a hit instead of 1 ms)."},
		{scaling.ResourcesAt{PoolsObserved: true}, "At its heaviest load: CPU use was not observed; no connection pool was exhausted."},
		{scaling.ResourcesAt{CPU: analysis.CPUUse{Total: 1.2, Cores: 2, Sources: []analysis.CoreUse{{Source: "redis", Cores: 0.98}}, Limit: analysis.CPULimitNever}, Threads: []scaling.Thread{{Source: "redis", Cores: 0.98}}, Pools: []scaling.PoolWait{{Store: "postgres", Waiting: 12.5}}, PoolsObserved: true},
			"At its heaviest load: CPU was not used up: 1.2 of 2 cores were in use (redis 0.98 core); redis uses 0.98 core, about the limit of a single thread; 12.5 requests wait for a connection to postgres on average."},
		{scaling.InvalidTrials{Invalid: 1, Trials: 3}, "1 of 3 trials is not valid and left out of everything above."},
		{scaling.InvalidTrials{Invalid: 2, Trials: 3}, "2 of 3 trials are not valid and left out of everything above."},
		{scaling.InvalidTrials{Invalid: 2, Trials: 3, Bounding: 1}, "2 of 3 trials are not valid and left out of everything above, except that the capacity counts 1 of them as a load that was not accepted."},
		{scaling.InvalidTrials{Invalid: 5, Trials: 16, Bounding: 2}, "5 of 16 trials are not valid and left out of everything above, except that the capacity counts 2 of them as loads that were not accepted."},
		{scaling.LoadNotVaried{}, "The offered load was not varied, so the capacity is unknown."},
		{scaling.VolumeNotVaried{Volume: "1x"}, "The data volume was not varied (1x), so the effect of more rows is unknown."},
		{scaling.VolumeNotVaried{}, "The data volume was not varied (as seeded), so the effect of more rows is unknown."},
		{scaling.ResourceNotVaried{}, "No resource (replicas, nodes, connections) was varied, so the gain of more of it is unknown."},
		{scaling.FewRepetitions{Trials: 1, Enough: 6}, "Every point has 1 valid trial, so differences between points may be chance; 6 repetitions would show more."},
		{scaling.UnequalRepetitions{Least: 1, Most: 3}, "Points have 1 to 3 valid trials, so they are not equally certain."},
		{scaling.Unsteady{Trials: 24, Of: 24, Example: analysis.Check{Kind: analysis.CheckDrift, Subject: "steady", OK: true, Doubt: true, Trial: 3, Measured: ratioOf(-0.57), Limit: ratioOf(0.1), Evidence: analysis.Drift{Before: 0.013, After: 0.0056, Chance: 0.001}}},
			"In 24 of 24 trials a measured phase was not steady, so these numbers are averages over something that changed, not what a longer run would show; in trial 3 the median response time drifted by -57 % within phase steady (13 ms to 5.6 ms): the system was not in a steady state."},
		{scaling.EmptyPoints{Points: 1}, "1 point has no valid trial and is missing."},
		{scaling.EmptyPoints{Points: 2}, "2 points have no valid trial and are missing."},
		{scaling.CoarseLoads{Label: off, Rate: 100, Refused: 200}, "The loads are far apart: the capacity with api.replicas 2, cache off lies between 100/s and 200/s; a search would narrow it."},
		{scaling.OneMachine{Cores: 4}, "Generator and stack shared one machine of 4 cores: they compete for its CPU, replicas have no machine of their own, and no network lies between them."},
		{scaling.OneMachine{}, "Generator and stack shared one machine: they compete for its CPU, replicas have no machine of their own, and no network lies between them."},
		{scaling.StandIns{}, "The embedded stack has stand-ins for the stores, so it does not measure how the real stores scale."},
		{scaling.NoFault{}, "No fault was injected, so the run does not cover resilience."},
	}
	equalSentences(t, cases, func(v scaling.Values) string { return Statement(&scaling.Statement{Values: v}) }, "../scaling")
}

func TestTopics(t *testing.T) {
	_, topics := declared(t, "../scaling", "", "Topic")
	if len(topics) != len(scaling.Topics()) {
		t.Errorf("an answer goes through %v, the topics are %v", scaling.Topics(), topics)
	}
	for _, topic := range scaling.Topics() {
		if Topic(topic) == string(topic) {
			t.Errorf("topic %s has no heading", topic)
		}
	}
}

func TestLabel(t *testing.T) {
	l := scaling.Label{Settings: map[string]string{"cache": "off", "api.replicas": "2"}, Volume: "10x"}
	equal(t, []text{{Label(l), "api.replicas 2, cache off, volume 10x"}})
	if got := Label(scaling.Label{}); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestVolumeTexts(t *testing.T) {
	power := func(v, low, high float64) string {
		return growth("p99", stats.Trend{Exponent: v, Low: low, High: high})
	}
	disk := func(kind scaling.DiskKind) string {
		return diskGrowth(scaling.DiskGrowth{Kind: kind, Before: 2e4, After: 5e6, BeforeRows: 2000, AfterRows: 3000})
	}
	cache := func(kind scaling.CacheKind) string {
		return WorkingSet(scaling.WorkingSet{Cache: scaling.CacheFall{Kind: kind, Lookups: 416, Before: 0.9, After: 0.6, BeforeRows: 3000, AfterRows: 10_000}, Disk: scaling.DiskGrowth{Kind: scaling.DiskUnknown}})
	}
	const unobserved = "reads from disk were not observed, so where the working set leaves memory is unknown"
	equal(t, []text{
		{power(0.5, 0.4, 0.6), "p99 grows more slowly than the rows (slope 0.5, 95 % interval 0.4 to 0.6)"},
		{power(1.1, 1, 1.2), "p99 grows at least as fast as the rows (slope 1.1, 95 % interval 1 to 1.2)"},
		{power(0.8, 0.5, 1.1), "p99 grows with the rows, possibly as fast (slope 0.8, 95 % interval 0.5 to 1.1)"},
		{power(0.1, -0.1, 0.3), "chance may explain how p99 changes with the rows (slope 0.1, 95 % interval -0.1 to 0.3)"},
		{power(-0.5, -0.6, -0.4), "p99 falls as the rows grow (slope -0.5, 95 % interval -0.6 to -0.4)"},
		{disk(scaling.DiskUnknown), unobserved},
		{disk(scaling.DiskJumps), "reads from disk rise from 20 kB/s to 5 MB/s between 2,000 and 3,000 rows: the working set leaves memory there"},
		{disk(scaling.DiskAlways), "reads from disk are 5 MB/s at the largest volume and 20 kB/s at the smallest: the working set fits in memory at neither"},
		{disk(scaling.DiskGrows), "reads from disk rise from 20 kB/s to 5 MB/s without a step: the working set leaves memory gradually"},
		{disk(scaling.DiskNever), "reads from disk stay near zero (5 MB/s at the largest volume): the working set fits in the machine's memory at every volume, so larger ones are not covered"},
		{cache(scaling.CacheUnknown), unobserved},
		{cache(scaling.CacheHolds), "the API's cache still answers 60 % of lookups at the largest volume (90 % at the smallest); " + unobserved},
		{cache(scaling.CacheFalls), "the hit ratio of the API's cache goes from 90 % to 60 % between 3,000 and 10,000 rows: keys were evicted there, so the requested keys outgrow the cache; " + unobserved},
		{cache(scaling.CacheChance), "the hit ratio of the API's cache goes from 90 % to 60 % between 3,000 and 10,000 rows, which chance explains in 416 lookups; " + unobserved},
		{cache(scaling.CacheMisses), "the hit ratio of the API's cache goes from 90 % to 60 % between 3,000 and 10,000 rows in 416 lookups: first lookups of more keys, or a full cache; evictions were not observed; " + unobserved},
		{cache(scaling.CacheFills), "the hit ratio of the API's cache goes from 90 % to 60 % between 3,000 and 10,000 rows in 416 lookups: no key was evicted, so the cache was not full and more lookups were the first of their key; " + unobserved},
		{TrendDoubt("", 4, 30), ""},
		{TrendDoubt(scaling.FewVolumes, 3, 30), "3 volumes are too few for a trend: at least 4 are needed"},
		{TrendDoubt(scaling.ShortSpan, 5, 4), "4 times the rows is too short a range for a trend: at least 10 times are needed"},
		{TrendDoubt(scaling.FewAndShortSpan, 1, 4), "1 volume over 4 times the rows are too few for a trend: at least 4 over 10 times are needed"},
	})
	_, disks := declared(t, "../scaling", "", "DiskKind")
	for _, k := range disks {
		if k != string(scaling.DiskUnknown) && disk(scaling.DiskKind(k)) == unobserved {
			t.Errorf("disk %s has no words", k)
		}
	}
	_, doubts := declared(t, "../scaling", "", "TrendDoubt")
	for _, k := range doubts {
		if TrendDoubt(scaling.TrendDoubt(k), 2, 2) == "" {
			t.Errorf("doubt %s has no words", k)
		}
	}
}
