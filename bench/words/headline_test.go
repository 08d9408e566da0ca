package words

import (
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func TestHeadline(t *testing.T) {
	p99 := analysis.SLOResult{SLO: samples.SLO{Metric: "p99", Limit: 0.1}, Measured: 0.0059, OK: true}
	slow := analysis.SLOResult{SLO: samples.SLO{Metric: "p90", Operation: "messages.list", Limit: 0.001}, Measured: 0.0057}
	// run is one of so many trials, of which the last decides.
	run := func(trials int, h analysis.Headline, objectives int) *analysis.Result {
		r := &analysis.Result{Scenario: "chat", Stack: "embedded", Headline: h, Deciding: trials, SLO: make([]analysis.SLOResult, objectives), Trials: make([]analysis.Trial, trials)}
		for i := range r.Trials {
			r.Trials[i] = analysis.Trial{Manifest: samples.Manifest{Trial: i + 1}, Throughput: 100, All: analysis.Operation{Hits: 2000, Response: analysis.Quantiles{P99: 0.0059}},
				Reached: 20, Planned: 35, Tail: analysis.Tail{Hits: 20, Places: []analysis.TailPlace{{Place: "sqlite", Share: 0.6}}}}
		}
		return r
	}
	with := func(r *analysis.Result, change func(*analysis.Result)) *analysis.Result {
		change(r)
		return r
	}
	const tail = " The slowest 1 % spend most of their time in sqlite (60 %)."
	in := func(trial string) string {
		return " In " + trial + " the slowest 1 % spend most of their time in sqlite (60 %)."
	}
	stopped := analysis.Check{Evidence: analysis.Reached{State: samples.Failed, Reason: "no free port", Began: true}, Measured: secondsOf(35), Limit: secondsOf(35), Trial: 2}
	for name, c := range map[string]struct {
		r    *analysis.Result
		want string
	}{
		"Held":        {run(1, analysis.Headline{Kind: analysis.HeadlineHeld, Objective: p99}, 2), "chat holds its SLOs on embedded at 100 requests/s: p99 5.9 ms (limit 100 ms)." + tail},
		"HeldInMany":  {run(3, analysis.Headline{Kind: analysis.HeadlineHeld, Objective: p99}, 2), "chat holds its SLOs on embedded in 3 trials: p99 5.9 ms in the worst (limit 100 ms)." + in("trial 3")},
		"Broken":      {run(1, analysis.Headline{Kind: analysis.HeadlineBroken, Objective: slow, Broken: 1}, 2), "chat breaks 1 of its 2 SLOs on embedded at 100 requests/s: p90 of messages.list 5.7 ms (limit 1 ms)." + tail},
		"BrokenOnly":  {run(1, analysis.Headline{Kind: analysis.HeadlineBroken, Objective: slow, Broken: 1}, 1), "chat breaks its SLO on embedded at 100 requests/s: p90 of messages.list 5.7 ms (limit 1 ms)." + tail},
		"NoObjective": {run(1, analysis.Headline{Kind: analysis.HeadlineNoObjectives}, 0), "chat ran on embedded at 100 requests/s with p99 5.9 ms; it has no SLOs." + tail},
		"Interrupted": {with(run(1, analysis.Headline{Kind: analysis.HeadlineHeld, Objective: p99}, 1), func(r *analysis.Result) { r.Trials[0].Manifest.State = samples.Stopped }),
			"chat holds its SLOs on embedded at 100 requests/s: p99 5.9 ms (limit 100 ms), interrupted after 20 s of 35 s." + tail},
		"EndedEarly": {with(run(1, analysis.Headline{Kind: analysis.HeadlineHeld, Objective: p99}, 1), func(r *analysis.Result) { r.Trials[0].Manifest.State = samples.Cut }),
			"chat holds its SLOs on embedded at 100 requests/s: p99 5.9 ms (limit 100 ms), ended after 20 s of 35 s." + tail},
		"Invalid": {with(run(1, analysis.Headline{Kind: analysis.HeadlineInvalid, Invalid: 1}, 1), func(r *analysis.Result) { r.InvalidReasons = []analysis.Check{stopped} }),
			"chat on embedded is not valid: The run failed after 35 s of 35 s (no free port)."},
		"InvalidMany": {with(run(3, analysis.Headline{Kind: analysis.HeadlineInvalid, Invalid: 2}, 1), func(r *analysis.Result) { r.InvalidReasons = []analysis.Check{stopped, stopped} }),
			"chat on embedded is not valid: 2 of 3 trials are not valid. Trial 2: The run failed after 35 s of 35 s (no free port)."},
		"NoTrials": {&analysis.Result{Headline: analysis.Headline{Kind: analysis.HeadlineInvalid}, InvalidReasons: []analysis.Check{{Evidence: analysis.NoTrials{}}}},
			"the run on an unknown stack is not valid: The run has no trial that could be read."},
		"Capacity": {with(run(2, analysis.Headline{Kind: analysis.HeadlineCapacity}, 1), func(r *analysis.Result) {
			r.Capacities = []analysis.Capacity{{Configuration: map[string]string{"cache": "on"}, Rate: 800, Refused: 840}, {Configuration: map[string]string{"cache": "off"}, Rate: 400, AtLeast: true}}
		}), "chat on embedded sustains 800 requests/s with cache on; at least 400 requests/s (the search's upper end) with cache off with every SLO held." + in("trial 2")},
		"NoCapacity": {with(run(2, analysis.Headline{Kind: analysis.HeadlineCapacity}, 1), func(r *analysis.Result) {
			r.Verdict, r.Capacities = "fail", []analysis.Capacity{{Refused: 100}}
		}), "chat on embedded sustains less than 100 requests/s with every SLO held."},
	} {
		if got := Headline(c.r); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

func TestTailSentence(t *testing.T) {
	tail := func(place string, share float64) analysis.TailTime {
		return analysis.TailTime{Hits: 20, Of: 2000, Largest: analysis.TailPlace{Place: place, Share: share}}
	}
	for _, c := range []struct {
		tail analysis.TailTime
		of   string
		want string
	}{
		{analysis.TailTime{Unsaid: analysis.TailNotRecorded}, "", "It was not recorded where the slowest hits spend their time."},
		{analysis.TailTime{Unsaid: analysis.TailFew, Hits: 1}, "in trial 2 ", "In trial 2 the slowest 1 % are 1 hit, too few to say where such hits spend their time."},
		{tail("redis", 0.712), "", "The slowest 1 % spend most of their time in redis (71 %)."},
		{tail(analysis.PlaceWait, 0.99), "", "The slowest 1 % spend most of their time waiting to be sent (99 %)."},
		{tail(analysis.PlaceAPI, 0.712), "", "The slowest 1 % spend most of their time in the API itself (71 %)."},
		{tail(analysis.PlaceNetwork, 0.712), "", "The slowest 1 % spend most of their time between client and API (71 %)."},
		{tail(analysis.PlaceNoAnswer, 0.712), "", "The slowest 1 % spend most of their time waiting for an answer that never came (71 %)."},
		{tail(analysis.PlaceUnknown, 0.4), "", "The slowest 1 % spend more time where answers do not say than anywhere else (40 %)."},
		// Half of the time or less is not most of it.
		{tail(analysis.PlaceNetwork, 0.5), "in trial 4 ", "In trial 4 the slowest 1 % spend more time between client and API than anywhere else (50 %)."},
		{slowGofakes3, "", "The slowest 1 % spend more time between client and API than anywhere else (35 %), and more than usual in gofakes3 (19 % against 5 %)."},
	} {
		if got := tailSentence(c.tail, c.of); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

// Objectives on faults name what they are about; what was not seen to end has no number.
func TestObjectivesOnFaults(t *testing.T) {
	for want, o := range map[string]analysis.SLOResult{
		"availability 99.97 % (limit 99 %)": {SLO: samples.SLO{Metric: "availability", Comparison: ">", Limit: 0.99}, Measured: 0.9997},
		"availability of messages.list during kill redis 12 % (limit 99 %)": {SLO: samples.SLO{Metric: "availability", Operation: "messages.list", Fault: "kill redis",
			Comparison: ">", Limit: 0.99}, Measured: 0.12},
		"availability while a fault was in force 90 % (limit 95.5 %)": {SLO: samples.SLO{Metric: "availability", Fault: "fault", Comparison: ">", Limit: 0.955}, Measured: 0.9},
		"recovery from kill redis not within 23 s (limit 10 s)": {SLO: samples.SLO{Metric: "recovery", Fault: "kill redis", Comparison: "<", Limit: 10},
			Measured: math.NaN(), Low: 23, High: math.Inf(1)},
		"recovery 2.4 s (limit 10 s)": {SLO: samples.SLO{Metric: "recovery", Comparison: "<", Limit: 10}, Measured: 2.4, Low: 2.4, High: 2.4},
		"lost 15 (limit 0)":           {SLO: samples.SLO{Metric: "lost", Comparison: "=", Limit: 0}, Measured: 15, Low: 15, High: 15},
	} {
		if got := objective(&o, ""); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestAvailability(t *testing.T) {
	for want, r := range map[string]float64{"100 %": 1, "99.97 %": 0.9997, "99.9992 %": 0.999992, "95 %": 0.95, "90.2 %": 0.902, "43 %": 0.43, "0 %": 0, "–": math.NaN()} {
		if got := Availability(r); got != want {
			t.Errorf("Availability(%v) = %s, want %s", r, got, want)
		}
	}
}
