package analysis

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/samples"
)

// queue is an M/M/1 queue: Poisson arrivals, one server with exponential service times.
func queue(rng *rand.Rand, end time.Duration, rate float64, mean time.Duration) []samples.Hit {
	var hits []samples.Hit
	free, at := time.Duration(0), time.Duration(0)
	for {
		at += time.Duration(rng.ExpFloat64() / rate * float64(sec))
		if at >= end {
			return hits
		}
		free = max(at, free) + time.Duration(rng.ExpFloat64()*float64(mean))
		hits = append(hits, hit(at, free-at))
	}
}

// Theory knows an M/M/1 queue: the response time is exponential with mean 1/(mu-lambda). Steady runs of it must look so, their intervals
// hold the truth though neighbouring hits are far from independent, Little's law holds, and no warm-up or drift is seen.
func TestQueueAgainstTheory(t *testing.T) {
	const rate, runs = 500, 16
	const truth = 1 / (1000.0 - rate)
	covered, doubted, mean, inflation := 0, 0, 0.0, 0.0
	for seed := range runs {
		m := manifest()
		m.Phases[0].Offered, m.Phases[1].Offered = 0, 0
		r := &memory{hits: queue(rand.New(rand.NewPCG(uint64(seed), 100)), 35*sec, rate, ms), points: cpuPoints(36*sec, nil)}
		_, trial := trialOf(t, m, r)
		mean += trial.All.Response.Mean / runs
		inflation += float64(trial.All.Hits) / trial.All.Effective / runs
		if in := trial.All.Intervals["p99"]; in.Low <= truth*math.Log(100) && truth*math.Log(100) <= in.High {
			covered++
		}
		for _, c := range trial.Checks {
			if c.Doubt {
				doubted++
			}
		}
	}
	if math.Abs(mean/truth-1) > 0.03 {
		t.Errorf("mean response %v, want %v", mean, truth)
	}
	if covered < 13 {
		t.Errorf("the interval of p99 held the truth in %d of %d runs", covered, runs)
	}
	if inflation < 3 {
		t.Errorf("slow hits come together, yet they count as %v of an independent one", 1/inflation)
	}
	if doubted > 1 {
		t.Errorf("%d doubts about %d steady runs", doubted, runs)
	}
}
