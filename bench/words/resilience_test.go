package words

import (
	"math"
	"testing"

	"quintet/bench/resilience"
	"quintet/bench/samples"
)

// median is an estimate of so many equal repetitions.
func median(v float64, n int) resilience.Estimate {
	return resilience.Estimate{Value: v, Low: v, High: v, N: n}
}

func shareOf(v float64) resilience.Share {
	return resilience.Share{Due: 1000, Good: uint64(1000 * v), Value: v, Low: v - 0.01, High: v + 0.01}
}

// killed is a row of a fault that hurts two operations.
func killed() resilience.Row {
	return resilience.Row{
		Label: "kill redis", Kind: "kill", Target: "redis", For: 5, Times: 1, Availability: shareOf(0.88), Noticed: median(0.02, 1), Serving: median(0.4, 1), Recovery: median(2.2, 1),
		Operations: []resilience.RowImpact{
			{Name: "users.get", InForce: shareOf(0.998), Noticed: 1, Recovery: median(1, 1)}, {Name: "sessions.create", InForce: shareOf(0), Noticed: 1, Recovery: median(2.2, 1)},
			{Name: "messages.list", InForce: shareOf(0.999)},
		},
	}
}

// tolerated is a row of a fault that slows requests down and breaks nothing.
func tolerated(times int) resilience.Row {
	r := killed()
	r.Times, r.Unnoticed, r.P99Rose, r.P99Before, r.P99, r.Availability = times, times, times, median(0.012, times), median(1.9, times), shareOf(1)
	r.Operations = []resilience.RowImpact{{Name: "users.get", InForce: shareOf(1), Limited: true}, {Name: "messages.list", InForce: shareOf(1)}, {Name: "messages.send", InForce: shareOf(0.9)}}
	return r
}

func TestFaultStatements(t *testing.T) {
	nan := math.NaN()
	change := func(f func(*resilience.Row)) resilience.Row {
		r := killed()
		f(&r)
		return r
	}
	cases := []row[resilience.Values]{
		{resilience.FaultEffect{Row: killed()}, "Killing redis for 5 s cost 100 % of sessions.create, 0.2 % of users.get, 12 % of all hits, while it was in force; " +
			"it was noticed within 100 ms, redis served again 400 ms after its end, all was good again 2.2 s after its end."},
		{resilience.FaultEffect{Row: change(func(r *resilience.Row) {
			r.Times, r.Recovery, r.Noticed, r.Serving = 3, median(0, 3), median(0.4, 3), median(0, 3)
			r.Configuration = map[string]string{"cache": "off"}
		})}, "Killing redis for 5 s with cache off cost 100 % of sessions.create, 0.2 % of users.get, 12 % of all hits, while it was in force; " +
			"it was noticed after 400 ms, redis served again when it ended, all was good again when it ended (medians of 3 repetitions)."},
		{resilience.FaultEffect{Row: change(func(r *resilience.Row) { r.NotRecovered, r.AtLeast = 1, 23 })},
			"Killing redis for 5 s cost 100 % of sessions.create, 0.2 % of users.get, 12 % of all hits, while it was in force; it was noticed within 100 ms, redis served again 400 ms after its end, the system had not recovered 23 s after its end."},
		{resilience.FaultEffect{Row: change(func(r *resilience.Row) {
			r.Times, r.HoldNotReached, r.Serving, r.Operations, r.Availability = 2, 1, median(nan, 0), nil, shareOf(1)
		})}, "Killing redis for 5 s cost nothing while it was in force; it was noticed within 100 ms, it was not seen to stay inside its objectives for the whole hold time afterwards in 1 of 2 repetitions (medians of 2 repetitions)."},
		{resilience.FaultEffect{Row: change(func(r *resilience.Row) {
			r.Kind, r.Params, r.Serving = "latency", map[string]float64{"delay": 0.2}, median(nan, 0)
			r.Operations = append(r.Operations[:0:0], r.Operations[1], r.Operations[1], r.Operations[1], r.Operations[1])
		})}, "Latency of 200 ms on redis for 5 s cost 100 % of sessions.create, 100 % of sessions.create, 100 % of sessions.create and hits of 1 operation more, 12 % of all hits, while it was in force; it was noticed within 100 ms, all was good again 2.2 s after its end."},
		{resilience.NotNoticed{Row: change(func(r *resilience.Row) { r.Kind, r.For = "flush", 0 })}, "Flushing redis was not noticed by any operation."},
		{resilience.NotNoticed{Row: change(func(r *resilience.Row) { r.Times = 3 })}, "Killing redis for 5 s was not noticed by any operation in any of 3 repetitions."},
		{resilience.NotNoticed{Row: tolerated(1)}, "Killing redis for 5 s broke no objective: p99 rose from 12 ms to 1.9 s while it was in force, inside the limits."},
		{resilience.NotNoticed{Row: func() resilience.Row { r := tolerated(3); r.Operations = nil; return r }()},
			"Killing redis for 5 s broke no objective in any of 3 repetitions: p99 rose from 12 ms to 1.9 s while it was in force, which no objective limits."},
		{resilience.StaysBad{Trial: 2, Metastable: resilience.Metastable{Since: 23, Last: 0.12, Before: 0.9991, Slots: 10}}, "The system stays bad although the cause is gone (metastable): " +
			"in the last 10 s of trial 2, which ended 23 s after the last fault was healed, 12 % of the hits due were good; before the first fault 99.91 % were."},
		{resilience.BudgetSpent{Share: 0.01, Rows: []resilience.Row{change(func(r *resilience.Row) { r.BudgetSpent, r.BurnRate = median(2.4, 1), median(12, 1) })}},
			"Of the error budget of a trial, 1 % of its hits, kill redis took 240 %; the highest burn rate was 12 times during kill redis, at which the budget of 30 days lasts 60 h."},
		{resilience.BudgetSpent{Share: 0.05, Rows: []resilience.Row{
			change(func(r *resilience.Row) { r.BudgetSpent, r.BurnRate = median(0.12, 3), median(0.8, 3) }),
			change(func(r *resilience.Row) {
				r.Label, r.BudgetSpent, r.BurnRate, r.Configuration = "pause redis", median(0.05, 3), median(0.9, 3), map[string]string{"cache": "off"}
			}),
			change(func(r *resilience.Row) { r.Label, r.BudgetSpent = "flush redis", median(0, 3) }), change(func(*resilience.Row) {}), change(func(*resilience.Row) {}),
		}}, "Of the error budget of a trial, 5 % of its hits, kill redis took 12 %, pause redis with cache off took 5 %, flush redis took 0 % and 2 other faults at most as much each."},
		{resilience.WritesKept{Acknowledged: 5210, Trials: 2}, "All 5,210 acknowledged writes were found as they were written."},
		{resilience.WritesKept{Acknowledged: 42_320, Trials: 18, Others: true}, "All 42,320 acknowledged writes of the 18 other trials were found as they were written."},
		{resilience.WritesKept{Acknowledged: 5, Trials: 1, Others: true}, "All 5 acknowledged writes of the other trial were found as they were written."},
		{resilience.WritesAmiss{Faults: []string{"kill cassandra"}, Acknowledged: 1044, Lost: 15, Stale: 2, Twice: 1, Fault: "kill cassandra", LostFrom: -0.1, LostTo: 0.02},
			"Of 1,044 acknowledged writes (kill cassandra) 15 were lost, 2 were stale, 1 was found twice; those lost were acknowledged between 100 ms before kill cassandra and 20 ms after it."},
		{resilience.WritesAmiss{Faults: []string{"kill cassandra"}, Configuration: map[string]string{"cassandra.commitlog_sync": "periodic"}, Acknowledged: 9, Twice: 1, LostFrom: nan, LostTo: nan},
			"Of 9 acknowledged writes (kill cassandra with cassandra.commitlog_sync periodic) 1 was found twice."},
		{resilience.WritesAmiss{Faults: []string{"kill redis", "flush redis"}, Acknowledged: 10, Stale: 2, LostFrom: nan, LostTo: nan}, "Of 10 acknowledged writes (kill redis, flush redis) 2 were stale."},
		{resilience.WritesAmiss{Faults: []string{"kill redis"}, Acknowledged: 10, Lost: 1, Fault: "kill redis", LostFrom: -0.02, LostTo: -0.02},
			"Of 10 acknowledged writes (kill redis) 1 was lost; the lost one was acknowledged 20 ms before kill redis."},
		{resilience.NoTrials{}, "No trial with a fault is valid, so none of this must be believed."},
		{resilience.InvalidTrials{Invalid: 1, Trials: 6}, "1 of 6 trials is not valid and left out."},
		{resilience.OneRepetition{Times: 2, Some: true}, "Some faults were injected no more than twice each, so how much one time differs from the next is unknown; three repetitions would show it."},
		{resilience.OneRepetition{Times: 1}, "Faults were injected no more than once each, so how much one time differs from the next is unknown; three repetitions would show it."},
		{resilience.EndsBefore{Labels: []string{"kill redis"}, Load: true}, "The end of the load cut short the observation of kill redis before a recovery was seen for the whole hold time."},
		{resilience.EndsBefore{Labels: []string{"kill redis", "pause redis"}, Next: true, Load: true}, "The load or the next fault cut short the observation of kill redis, pause redis before a recovery was seen for the whole hold time."},
		{resilience.EndsBefore{Labels: []string{"kill redis"}, Next: true}, "The next fault cut short the observation of kill redis before a recovery was seen for the whole hold time."},
		{resilience.Overlapping{Labels: []string{"kill redis"}}, "Kill redis overlapped with other faults: the cost of each alone is unknown."},
		{resilience.OutBefore{Labels: []string{"kill redis"}}, "The system was out of its objectives before kill redis began, so its own cost is unknown."},
		{resilience.OnlyProcesses{}, "A kill -9 ends a process and leaves the machine running: the operating system keeps what it was given to write, so the run does not cover a power failure."},
		{resilience.StandIns{}, "The embedded stack has stand-ins for the stores, so it does not show how the real stores fail."},
		{resilience.NotRead{}, "Acknowledged writes were not read back, so whether any is lost is unknown."},
		{resilience.FewHits{Operations: []string{"sessions.create", "friends.add"}, Between: []float64{0.5123, 0.25}}, "Instants of operations with few hits are coarse, because between two hits nothing is seen: " +
			"sessions.create has one every 512 ms on average, friends.add has one every 250 ms on average."},
		{resilience.WideSlots{Width: 0.2}, "Instants are known to 200 ms: the run is too long for finer slots."},
	}
	equalSentences(t, cases, func(v resilience.Values) string { return FaultStatement(&resilience.Statement{Values: v}) }, "../resilience")
	for _, topic := range resilience.Topics() {
		if FaultTopic(topic) == string(topic) {
			t.Errorf("topic %s has no heading", topic)
		}
	}
}

// Every kind of fault is the subject of a sentence; one without words of its own goes by its label.
func TestDoing(t *testing.T) {
	params := map[string]float64{"delay": 0.2, "rate": 65536, "share": 0.1}
	for kind, want := range map[string]string{
		"kill": "killing x", "pause": "pausing x", "restart": "restarting x", "latency": "latency of 200 ms on x", "blackhole": "a black hole before x",
		"reset": "resetting every connection of x", "bandwidth": "a bandwidth of 65.5 kB/s for x", "flush": "flushing x", "cpu": "a CPU share of 10 % for x",
		"full": "a full disk of x", "errors": "errors in 10 % of the calls of x", "exec": "the label",
	} {
		if got := Doing(&resilience.Row{Label: "the label", Kind: kind, Target: "x", Params: params}); got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
	}
}

func TestScorecardTexts(t *testing.T) {
	row := killed()
	unnoticed, never, short, atOnce := row, row, row, row
	unnoticed.Unnoticed = 1
	never.NotRecovered, never.AtLeast = 1, 23
	short.HoldNotReached = 1
	atOnce.Recovery = median(0, 1)
	written, slow, unlimited := row, tolerated(1), tolerated(1)
	unlimited.Operations = unlimited.Operations[1:2]
	spent, sparse, late := row, row, row
	late.Noticed = median(2.5, 1)
	spent.BudgetSpent = median(0.5, 1)
	sparse.Resolution = 0.48
	sparse.Operations = []resilience.RowImpact{{Name: "friends.add", Noticed: 1, Resolution: 0.48}, {Name: "users.get", Noticed: 1, Resolution: 0.1}, {Name: "groups.get", Resolution: 2}}
	written.Writes = &samples.LedgerCounts{Acknowledged: 1044, Lost: 15}
	cell := func(o resilience.RowImpact, r resilience.Row) string { return OperationRecovery(&r, &o) }
	equal(t, []text{
		{Recovery(&row), "2.2 s"}, {Recovery(&unnoticed), "not needed"}, {Recovery(&never), "not within 23 s"}, {Recovery(&short), "not shown"}, {Recovery(&atOnce), "at once"},
		{BudgetNote(&row), ""}, {BudgetNote(&spent), "50 % of budget"}, {Notice(&sparse), "≤ 480 ms"}, {Notice(&late), "2.5 s"},
		{KnownTo(&sparse.Operations[0]), "known to 480 ms"}, {KnownTo(&sparse.Operations[1]), ""}, {KnownTo(&sparse.Operations[2]), ""},
		{Notice(&row), "≤ 100 ms"}, {Notice(&unnoticed), "no"}, {Serving(&row), "400 ms"},
		{FaultNote(&row), "recovered after 2.2 s"}, {FaultNote(&unnoticed), "not noticed"}, {FaultNote(&never), "recovered: not within 23 s"}, {FaultNote(&atOnce), "recovered at once"},
		{FaultNote(&slow), "inside its limits; p99 rose to 1.9 s"}, {BlastColumn(&slow), "all: 100 %"}, {BlastColumn(&unlimited), "all: no limit"},
		{Good(&slow.Operations[0]), "100 %"}, {Good(&slow.Operations[1]), "no limit"}, {Good(&slow.Operations[2]), "90 %"},
		{FaultNote(&written), "recovered after 2.2 s; lost 15 of 1,044 writes"},
		{cell(row.Operations[0], row), "1 s"}, {cell(row.Operations[2], row), "not needed"},
		{cell(resilience.RowImpact{Noticed: 1, NotRecovered: 1}, never), "not within 23 s"}, {cell(resilience.RowImpact{Noticed: 1, NotRecovered: 1}, row), "not shown"},
		{FaultVerdict(&row), "no objective"}, {FaultVerdict(&resilience.Row{Verdict: resilience.Broken}), "broken"}, {FaultVerdict(&resilience.Row{Verdict: resilience.Holds}), "holds"},
		{FaultVerdict(&resilience.Row{Verdict: resilience.Unknown}), "not judged"},
		{EstimateRange(resilience.Estimate{Value: 2, Low: 1, High: 3, N: 3}), "1 – 3 s"}, {EstimateRange(median(2, 1)), ""}, {ShareRange(shareOf(0.5)), "49 – 51 %"}, {ShareRange(resilience.Share{}), ""},
	})
}

func TestFaultCaptions(t *testing.T) {
	f := resilience.Fault{Label: "kill redis", Outcome: resilience.Recovered, Availability: 0.12, Recovery: 2.2, Observed: 23, Cost: 1240.4}
	unnoticed, never, short := f, f, f
	unnoticed.Outcome, never.Outcome, short.Outcome = resilience.Unnoticed, resilience.NotRecovered, resilience.HoldNotReached
	slow := unnoticed
	slow.P99Rose, slow.P99Before, slow.P99, slow.Operations = true, 0.012, 1.9, []resilience.Impact{{Limited: true}}
	other, paused := killed(), killed()
	paused.Kind = "pause"
	other.Availability, other.Unnoticed = shareOf(1), 1
	equal(t, []text{
		{FaultCaption(&f), "12 % of the hits due while kill redis was in force (shaded) were answered rightly and in time; all was good again 2.2 s after its end. 1,240 hits more than usual were bad in all."},
		{FaultCaption(&unnoticed), "Kill redis was not noticed by any operation; the shaded time is while it was in force."},
		{FaultCaption(&never), "12 % of the hits due while kill redis was in force (shaded) were answered rightly and in time; the system had not recovered 23 s after its end. 1,240 hits more than usual were bad in all."},
		{FaultCaption(&short), "12 % of the hits due while kill redis was in force (shaded) were answered rightly and in time; the system was good again for less than the hold time when the observation ended. 1,240 hits more than usual were bad in all."},
		{FaultsCaption(&resilience.Result{Rows: []resilience.Row{other, killed()}}), "Killing redis for 5 s cost most while in force: 88 % of all hits were answered rightly and in time. 1 of 2 faults was not noticed by any operation."},
		{FaultsCaption(&resilience.Result{Rows: []resilience.Row{killed(), paused}}), "Killing redis for 5 s, pausing redis for 5 s cost most while in force: 88 % of all hits were answered rightly and in time."},
		{FaultsCaption(&resilience.Result{Rows: []resilience.Row{paused, paused, paused, paused}}),
			"Pausing redis for 5 s, pausing redis for 5 s, pausing redis for 5 s and 1 other fault cost most while in force: 88 % of all hits were answered rightly and in time."},
		{FaultsCaption(&resilience.Result{Rows: []resilience.Row{tolerated(1), killed()}}), "Killing redis for 5 s cost most while in force: 88 % of all hits were answered rightly and in time."},
		{FaultsCaption(&resilience.Result{}), ""},
		{FaultCaption(&slow), "Kill redis broke no objective: p99 rose from 12 ms to 1.9 s while it was in force, inside the limits (shaded)."},
	})
}
