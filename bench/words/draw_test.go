package words

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// drawn is a run of one trial with everything about it drawn at random, and what is true of it by construction.
type drawn struct {
	m      samples.Manifest
	hits   []samples.Hit
	points []samples.Point
	events []samples.Event
	// damage is what the reader of hits says when it has read these; others is how many cores other programs use.
	damage error
	others float64
	// generators are the cores that each of several generators uses, NaN of one that was not observed.
	generators []float64
	// cpu is how many cores each process uses all the time, ratio the cache's hit ratio at an offset in seconds, memory the bytes of each.
	cpu    map[string]float64
	ratio  func(at float64) float64
	memory map[string]func(at float64) float64
	// gc is the share of the time that garbage collection stops each process.
	gc map[string]float64
}

func (d *drawn) Hits(f func(*samples.Hit) error) error {
	for i := range d.hits {
		h := d.hits[i]
		if err := f(&h); err != nil {
			return err
		}
	}
	return d.damage
}

func (d *drawn) Points(f func(*samples.Point) error) error {
	for i := range d.points {
		if err := f(&d.points[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *drawn) Events() ([]samples.Event, error) { return d.events, nil }

// draw makes the same run of the same seed. Each kind of trouble is in about one of a few runs.
func draw(seed uint64) *drawn {
	r := rand.New(rand.NewPCG(seed, 12))
	one := func(in int) bool { return r.IntN(in) == 0 }
	d := &drawn{m: samples.Manifest{
		Format: samples.FormatVersion, Scenario: "drawn", Stack: "embedded", Trial: 1, Trials: 1, Repetition: 1, State: samples.Complete,
		Stores: []string{"app", "sqlite", "miniredis", "gofakes3", "total"}, Services: []samples.Service{{Name: "sqlite"}, {Name: "miniredis"}, {Name: "gofakes3"}},
		Load: samples.Load{Timeout: 2 * time.Second}, Machine: samples.Machine{Cores: 2},
	}}
	at := 0.0
	phase := func(name, shape string, seconds float64, measure bool) {
		d.m.Phases = append(d.m.Phases, samples.Phase{Name: name, Shape: shape, Start: seconds2(at), End: seconds2(at + seconds), Measure: measure})
		at += seconds
	}
	if !one(3) {
		phase("warm-up", "ramp", 2, false)
	}
	steady := float64(4 + r.IntN(24))
	if one(12) {
		steady = 2
	}
	phase("steady", "constant", steady, true)
	if steady > 2 && one(2) {
		phase("rush", "spike", float64(3+r.IntN(12)), true)
	}
	if steady > 2 && one(3) {
		phase("calm", "constant", float64(3+r.IntN(12)), true)
	}
	d.m.Elapsed = seconds2(at)
	d.m.Operations = append(d.m.Operations, []string{"messages.list", "messages.send", "users.get", "files.download"}[:1+r.IntN(4)]...)
	d.drawHits(r, one)
	d.drawPoints(r, one)
	d.m.SLO = []samples.SLO{
		{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.05},
		{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
	}
	if one(8) {
		d.m.SLO = nil
	}
	d.m.Dataset.Rows = map[string]int64{"users": 10, "groups": 5}
	d.m.Dataset.Verified = [...]map[string]int64{{"users": 10, "groups": 5}, {"users": 10}, {"users": 9, "groups": 5}}[r.IntN(3)]
	return d
}

// seconds2 is an offset of so many seconds.
func seconds2(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (d *drawn) drawHits(r *rand.Rand, one func(int) bool) {
	rate := 20 + 80*r.Float64()
	base, slow, spread := 0.001*math.Pow(10, r.Float64()), r.IntN(4), 0.6*r.Float64()
	workers, even := []int{2, 8, 64}[r.IntN(3)], one(10)
	if even {
		// All hits take equally long.
		spread, workers, d.m.Operations = 0, 64, d.m.Operations[:1]
	}
	closed := one(6)
	if closed {
		d.m.Load.Closed = workers
	}
	free := make([]float64, workers)
	length, rare := d.m.Elapsed.Seconds(), one(2)
	stallAt, stalled := length*r.Float64(), one(4)
	factors := make([]float64, len(d.m.Phases))
	for i := range factors {
		factors[i] = 1
		if !even {
			factors[i] = []float64{1, 1, 1, 2, 4}[r.IntN(5)]
		}
	}
	cold := !even && one(5)
	drift, failing, silent, foreign, impossible, heavy := 1.0, 0.0, one(12), one(8), one(8), !even && one(3)
	if !even && one(4) {
		drift = 0.5 + 2*r.Float64()
	}
	if one(3) {
		failing = []float64{0.002, 0.02, 0.2}[r.IntN(3)]
	}
	for due := r.ExpFloat64() / rate; due < length; due += r.ExpFloat64() / rate {
		i := slices.IndexFunc(d.m.Phases, func(p samples.Phase) bool { return due < p.End.Seconds() })
		op := r.IntN(len(d.m.Operations))
		if op == 3 && rare && !one(20) {
			op = 0 // too rare to be compared
		}
		took := base * math.Exp(spread*r.NormFloat64()) * factors[i] * float64(1+op) * (1 + (drift-1)*due/length)
		shares := [3]float64{0.2, 0.4, 0.1} // app, sqlite, miniredis
		if cold && due < d.m.Phases[0].End.Seconds()+5 {
			took *= 3
		}
		if heavy && one(60) {
			took *= 5 + 20*r.Float64()
			shares = [3]float64{0.1, 0.2, 0.1}
			shares[slow%3] = 0.5
		}
		w := slices.Index(free, slices.Min(free))
		sent := math.Max(due, free[w])
		if closed {
			sent = due
		}
		end := sent + took
		if stalled && sent < stallAt+0.9 && end > stallAt {
			end = stallAt + 0.9 + took
		}
		h := samples.Hit{Seq: uint64(len(d.hits)), Due: seconds2(due), Sent: seconds2(sent), End: seconds2(end), Operation: uint16(op), Status: 200, BytesIn: 100}
		if op == 3 && one(2) {
			h.BytesIn = 100_000
		}
		if r.Float64() < failing {
			h.Failure = samples.Failure(1 + r.IntN(samples.Failures-2))
		}
		switch h.Failure {
		case samples.Timeout:
			end = sent + 2
			h.End, h.Status = seconds2(end), 0
		case samples.Unsent:
			// Given up after a second, whether a worker was free or not.
			end = sent
			h.Sent, h.End, h.Status = h.Due+time.Second, h.Due+time.Second, 0
		case samples.Connection:
			h.Status = 0
		default:
			h.NStores = 3
			for s, share := range shares {
				h.Stores[s] = samples.StoreTime{Store: uint8(s), Time: time.Duration(float64(h.Service()) * share)}
			}
			if foreign {
				h.Stores[3], h.NStores = samples.StoreTime{Store: 4, Time: h.Service()}, 4
			}
			if impossible && one(50) {
				h.Stores[1].Time = 50 * time.Second
			}
			if silent {
				h.NStores = 0
			}
		}
		free[w] = end
		d.m.Phases[i].Offered++
		d.m.Load.Offered++
		d.hits = append(d.hits, h)
	}
	if closed {
		for i := range d.m.Phases {
			d.m.Phases[i].Offered = 0
		}
	}
}

func (d *drawn) drawPoints(r *rand.Rand, one func(int) bool) {
	d.cpu = map[string]float64{"api-1": 1.4 * r.Float64(), analysis.GeneratorSource: 0.7 * r.Float64(), "miniredis": 0.2}
	from, to := r.Float64(), r.Float64()
	if one(3) {
		to = from
	}
	length := d.m.Elapsed.Seconds()
	d.ratio = func(at float64) float64 { return from + (to-from)*at/length }
	hits := func(at float64) float64 { return 1000 * (from*at + (to-from)*at*at/2/length) }
	d.memory = map[string]func(float64) float64{}
	for source := range d.cpu {
		begin, grows := 2e7*math.Pow(100, r.Float64()), 1+0.3*r.Float64()
		d.memory[source] = func(at float64) float64 { return begin * math.Pow(grows, at/length) }
	}
	if one(10) {
		return
	}
	cached := !one(6)
	d.gc = map[string]float64{"api-1": 0.01 * r.Float64(), "miniredis": 0.01 * r.Float64()}
	for at := 0.0; at <= length+1; at++ {
		for _, source := range []string{"api-1", analysis.GeneratorSource, "miniredis"} {
			put := func(metric, kind, labels string, v float64) {
				d.points = append(d.points, samples.Point{At: seconds2(at), Value: v, Series: samples.Series{Source: source, Metric: metric, Kind: kind, Labels: labels}})
			}
			put(samples.UpMetric, "gauge", "", 1)
			put("process_cpu_seconds_total", "counter", "", 50+d.cpu[source]*at)
			put("process_resident_memory_bytes", "gauge", "", d.memory[source](at))
			if pauses, ok := d.gc[source]; ok {
				put("go_gc_pause_seconds_total", "counter", "", 3+pauses*at)
			}
			if source == "api-1" && cached {
				put("cache_requests_total", "counter", `class="user",result="hit"`, hits(at))
				put("cache_requests_total", "counter", `class="user",result="miss"`, 1000*at-hits(at))
			}
		}
	}
}
