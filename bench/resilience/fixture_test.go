package resilience

import (
	"math/rand/v2"
	"time"

	"quintet/bench/samples"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// manifest is a trial of so many seconds, all measured, with the objectives p99 < 100ms and failures < 0.1%, and these faults.
func manifest(length time.Duration, faults ...samples.Fault) *samples.Manifest {
	return &samples.Manifest{
		Operations: []string{"users.get", "messages.list"}, Hold: 10 * sec, Faults: faults,
		Phases: []samples.Phase{{Name: "steady", End: length, Measure: true}},
		SLO: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001},
		},
	}
}

// kill is a planned fault, events are its record.
func kill(at, lasts time.Duration) samples.Fault {
	return samples.Fault{Label: "kill redis", Kind: "kill", Target: "redis", At: at, For: lasts}
}

func events(number int, inject, heal, serving time.Duration) []samples.Event {
	list := []samples.Event{
		{At: inject, Kind: samples.FaultInjected, Fault: number}, {At: inject + 3*ms, Kind: samples.FaultEffective, Fault: number},
		{At: heal, Kind: samples.FaultHealed, Fault: number},
	}
	if serving > 0 {
		list = append(list, samples.Event{At: serving, Kind: samples.FaultServing, Fault: number})
	}
	return list
}

// server answers hits of Poisson arrivals: each takes about 5 ms; bad says which are failures.
type server struct {
	rate   float64
	length time.Duration
	bad    func(rng *rand.Rand, due time.Duration, operation uint16) bool
}

// play gives all hits of a trial to a function, with their response time and whether they are good.
func (s server) play(seed uint64, add func(*samples.Hit, time.Duration, bool)) {
	rng := rand.New(rand.NewPCG(seed, 99))
	for due := time.Duration(0); ; {
		due += time.Duration(rng.ExpFloat64() / s.rate * 1e9)
		if due >= s.length {
			return
		}
		h := samples.Hit{Due: due, Sent: due, End: due + 5*ms + time.Duration(rng.IntN(3000))*time.Microsecond, Operation: uint16(rng.IntN(2))}
		good := !s.bad(rng, due, h.Operation)
		if !good {
			h.Failure, h.End = samples.Timeout, due+sec
		}
		add(&h, h.Response(), good)
	}
}

// seldom is what goes wrong anyhow: a quarter of what the objectives allow.
func seldom(rng *rand.Rand) bool { return rng.Float64() < 0.0025 }
