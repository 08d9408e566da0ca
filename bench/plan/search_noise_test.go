package plan

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// queue is a server of known capacity: workers that each take a fixed time for a request, requests arriving by chance (M/D/c).
type queue struct {
	workers int
	service float64 // seconds
}

// run offers a rate for some seconds after a warm-up of a tenth of it and gives the response times, ascending.
func (q queue) run(rng *rand.Rand, rate, seconds float64) []float64 {
	free := make([]float64, q.workers) // when each worker is free again
	for w := range free {
		free[w] = -seconds
	}
	var times []float64
	for at := -seconds / 10; at < seconds; at += rng.ExpFloat64() / rate {
		next := 0
		for w := range free {
			if free[w] < free[next] {
				next = w
			}
		}
		end := math.Max(at, free[next]) + q.service
		free[next] = end
		if at >= 0 {
			times = append(times, end-at)
		}
	}
	slices.Sort(times)
	return times
}

// percentile99 is the p99 with the upper end of its 95 % interval, as if the times were independent.
func percentile99(times []float64) (p99, high float64) {
	n := float64(len(times))
	at := func(rank float64) float64 { return times[min(len(times)-1, max(0, int(math.Ceil(rank))-1))] }
	return at(0.99 * n), at(0.99*n + 1.96*math.Sqrt(n*0.99*0.01))
}

// judge judges a trial as the analysis does: it broke when p99 is beyond the limit or less than 95 % of what was offered was done within
// it, and it is uncertain when only the upper bound of p99 is beyond.
func (q queue) judge(rng *rand.Rand, rate, seconds, limit float64) Outcome {
	times := q.run(rng, rate, seconds)
	p99, high := percentile99(times)
	good := 0
	for _, v := range times {
		if v < limit {
			good++
		}
	}
	holds := p99 < limit && float64(good) >= 0.95*float64(len(times))
	return Outcome{Valid: true, Passed: holds && high < limit, Uncertain: holds && high >= limit}
}

// capacity is the truth: the rate at which p99 over a very long time is the limit.
func (q queue) capacity(limit float64) float64 {
	low, high := 0.3*float64(q.workers)/q.service, float64(q.workers)/q.service
	for range 14 {
		rate := math.Sqrt(low * high)
		if p99, _ := percentile99(q.run(rand.New(rand.NewPCG(1, 2)), rate, 4e5/rate)); p99 < limit {
			low = rate
		} else {
			high = rate
		}
	}
	return low
}

// Against servers of known capacity, with all the noise of trials of 20 s, a search to within 5 % mostly takes at most 14 trials and ends
// within 5 % of the truth. It errs low: of a load near the edge some trial out of four is refused.
func TestSearchOfNoisyServer(t *testing.T) {
	for _, server := range []struct {
		queue
		limit float64
	}{{queue{2, 0.004}, 0.030}, {queue{8, 0.010}, 0.050}, {queue{4, 0.002}, 0.010}} {
		truth := server.capacity(server.limit)
		var trials, errors []float64
		far, long := 0, 0
		const searches = 24
		for seed := range searches {
			rng := rand.New(rand.NewPCG(uint64(seed), 3))
			p := newPlan(t, read(t, wanted))
			n := len(simulate(t, p, func(_ Trial, rate float64) Outcome {
				return server.judge(rng, rate, 20, server.limit)
			}))
			off := capacities(p)[0].Rate/truth - 1
			trials, errors = append(trials, float64(n)), append(errors, off)
			if math.Abs(off) > 0.05 {
				far++
			}
			if n > 14 {
				long++
			}
		}
		slices.Sort(trials)
		slices.Sort(errors)
		t.Logf("%d workers of %g s, p99 < %g s: capacity %.0f/s; median of %d searches: %.0f trials (most %.0f), error %+.1f %% (%+.1f to %+.1f %%)", server.workers, server.service,
			server.limit, truth, searches, trials[searches/2], trials[searches-1], 100*errors[searches/2], 100*errors[0], 100*errors[searches-1])
		if long > searches/4 || trials[searches/2] > 12 {
			t.Errorf("%d of %d searches took more than 14 trials", long, searches)
		}
		if far > searches/2 || math.Abs(errors[searches/2]) > 0.05 || errors[0] < -0.1 || errors[searches-1] > 0.05 {
			t.Errorf("%d of %d searches ended more than 5 %% away", far, searches)
		}
	}
}
