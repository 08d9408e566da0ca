package ledger_test

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// BenchmarkThroughput plays the same load, of writes alone and as fast as eight users can, with and without a ledger in turns: a pair an
// iteration. It reports what the ledger took, in per cent: of the throughput, which says something on an idle machine only, and in CPU for
// each hit, of generator, API and stores together, which on two cores is the same and does not mind other programs. Each is a median with
// its quartiles.
func BenchmarkThroughput(b *testing.B) {
	p := open(b, asItIs, asItIs)
	var mix scenario.Workload
	for _, name := range []string{"messages.send", "notifications.send", "friends.add", "members.add", "users.update"} {
		mix.Mix = append(mix.Mix, scenario.Weight{Operation: name, Weight: 1})
	}
	play := func(seed uint64, keep bool) (rate, cpu float64) {
		source, err := workload.New(mix, p.dataset, seed)
		if err != nil {
			b.Fatal(err)
		}
		schedule, err := load.NewSchedule(scenario.Load{Closed: 8, Phases: []scenario.Phase{{Name: "steady", Duration: 500 * time.Millisecond, Measure: true}}}, seed)
		if err != nil {
			b.Fatal(err)
		}
		k := newBook(b)
		attack := &load.Attack{Schedule: schedule, Source: source, Targets: []string{p.url}, Writer: k.record}
		if keep {
			attack.Ledger = k.Recorder.Write
		}
		began, used := time.Now(), cpuTime(b)
		if _, err := attack.Run(b.Context()); err != nil {
			b.Fatal(err)
		}
		done := attack.Live().Total
		if done.Failed > 0 {
			b.Fatalf("%d of %d writes failed", done.Failed, done.Done)
		}
		return float64(done.Done) / time.Since(began).Seconds(), (cpuTime(b) - used).Seconds() / float64(done.Done)
	}
	play(0, true) // warm
	var rates, cpus, perHit []float64
	for b.Loop() {
		seed := uint64(len(rates)) + 1
		// Which goes first changes from pair to pair, so that a drift cancels out.
		first := seed%2 == 0
		rate, cpu := play(2*seed, first)
		otherRate, otherCPU := play(2*seed+1, !first)
		if !first {
			rate, cpu, otherRate, otherCPU = otherRate, otherCPU, rate, cpu
		}
		perHit = append(perHit, otherCPU)
		rates, cpus = append(rates, 100*(1-rate/otherRate)), append(cpus, 100*(cpu/otherCPU-1))
	}
	slices.Sort(perHit)
	b.ReportMetric(perHit[len(perHit)/2]*1e6, "cpu-us/write")
	for name, costs := range map[string][]float64{"throughput": rates, "cpu": cpus} {
		slices.Sort(costs)
		for quartile, q := range map[string]float64{"q1": 0.25, "median": 0.5, "q3": 0.75} {
			b.ReportMetric(costs[int(q*float64(len(costs)-1))], name+"-"+quartile+"-%")
		}
	}
}

// cpuTime is the CPU that this process has used.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
