package words

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/telemetry"
)

// troubled is a trial in which something went wrong that no hit shows, and its truth.
type troubled struct {
	*truth
	trouble string
}

// errDamaged is what the reader of a damaged record says.
var errDamaged = errors.New("hits-1.bin ends within a block")

// counted are points of a counter at so much a second from an instant on.
func (d *drawn) counted(source, metric, labels string, perSecond float64) {
	for at := 0.0; at <= d.m.Elapsed.Seconds()+1; at++ {
		d.points = append(d.points, samples.Point{At: seconds2(at), Value: perSecond * at, Series: samples.Series{Source: source, Metric: metric, Kind: "counter", Labels: labels}})
	}
}

// cut ends a trial early.
func (d *drawn) cut(at float64, state samples.State) {
	d.m.State, d.m.Elapsed = state, seconds2(at)
	d.hits = slices.DeleteFunc(d.hits, func(h samples.Hit) bool { return h.Due >= d.m.Elapsed })
	d.points = slices.DeleteFunc(d.points, func(p samples.Point) bool { return p.At > d.m.Elapsed })
	d.m.Load.Offered = uint64(len(d.hits))
}

// troubles are what may go wrong, in order.
var troubles = []struct {
	name string
	make func(r *rand.Rand, d *drawn)
}{
	{"interrupted", func(r *rand.Rand, d *drawn) { d.cut(10+5*r.Float64(), samples.Stopped) }},
	{"aborted", func(r *rand.Rand, d *drawn) { d.cut(10+5*r.Float64(), samples.Cut); d.m.Reason = "p99 is broken." }},
	{"failed", func(r *rand.Rand, d *drawn) {
		d.cut(10+5*r.Float64(), samples.Failed)
		d.m.Reason = "the stack did not come up."
	}},
	{"failed at once", func(_ *rand.Rand, d *drawn) { d.cut(0, samples.Failed); d.m.Reason = "the stack did not come up." }},
	{"cut off", func(r *rand.Rand, d *drawn) { d.cut(10+5*r.Float64(), samples.Running) }},
	{"damaged", func(*rand.Rand, *drawn) {}},
	{"twice", func(r *rand.Rand, d *drawn) { d.hits = append(d.hits, d.hits[:1+r.IntN(9)]...) }},
	{"lost", func(r *rand.Rand, d *drawn) { n := 1 + r.IntN(9); d.hits = slices.Delete(d.hits, 100, 100+n) }},
	{"twice and lost", func(r *rand.Rand, d *drawn) {
		d.hits = append(slices.Delete(d.hits, 100, 101+r.IntN(9)), d.hits[:1+r.IntN(9)]...)
	}},
	{"more than due", func(r *rand.Rand, d *drawn) { d.m.Load.Offered -= uint64(1 + r.IntN(9)) }},
	{"no hits", func(_ *rand.Rand, d *drawn) { d.hits = nil }},
	{"not measured", func(_ *rand.Rand, d *drawn) { d.m.Phases[0].Measure = false }},
	{"exited", func(r *rand.Rand, d *drawn) { d.exited(r, "every second") }},
	{"exited with what it has", func(r *rand.Rand, d *drawn) { d.exited(r, "") }},
	{"exited after its log", func(r *rand.Rand, d *drawn) { d.exited(r, "always") }},
	{"scrapes", func(r *rand.Rand, d *drawn) {
		for i := range d.points {
			if p := &d.points[i]; p.Series.Metric == samples.UpMetric && r.IntN(9) == 0 {
				p.Value = 0
			}
		}
	}},
	{"never scraped", func(_ *rand.Rand, d *drawn) {
		d.cut(0.5, samples.Stopped)
		d.points = nil
	}},
	{"silent store", func(r *rand.Rand, d *drawn) {
		for at := range int(d.m.Elapsed.Seconds()) {
			up := 1.0
			if r.IntN(4) == 0 {
				up = 0
			}
			d.points = append(d.points, samples.Point{At: seconds2(float64(at)), Value: up, Series: samples.Series{Source: "neo4j", Metric: samples.TelemetryUpMetric, Kind: "gauge"}})
		}
	}},
	{"talking store", func(_ *rand.Rand, d *drawn) {
		for at := range int(d.m.Elapsed.Seconds()) {
			d.points = append(d.points, samples.Point{At: seconds2(float64(at)), Value: 1, Series: samples.Series{Source: "neo4j", Metric: samples.TelemetryUpMetric, Kind: "gauge"}})
		}
	}},
	{"unasked", func(_ *rand.Rand, d *drawn) {
		d.m.Operations = append(d.m.Operations, "users.get")
		d.m.SLO = append(d.m.SLO, samples.SLO{Expression: "p99(users.get) < 50ms", Metric: "p99", Quantile: 0.99, Operation: "users.get", Comparison: "<", Limit: 0.05})
	}},
	{"declared operations", func(_ *rand.Rand, d *drawn) {
		d.m.Declared = d.m.Operations
		for i := range d.hits {
			d.hits[i].NStores = 0
		}
	}},
	{"declared operations that tell", func(_ *rand.Rand, d *drawn) { d.m.Declared = d.m.Operations }},
	{"declared operations answered wrongly", func(r *rand.Rand, d *drawn) {
		d.m.Declared = d.m.Operations
		one := 2 + r.IntN(2000) // sometimes few enough for the limit
		for i := 0; i < len(d.hits); i += one {
			d.hits[i].Failure = samples.Missing
		}
		d.events = append(d.events, samples.Event{At: time.Second, Kind: samples.FailureExample, Name: d.m.Operations[0], Detail: "missing: GET /orders/7 -> nothing at $.id: {}"})
	}},
	{"unchecked answers", func(r *rand.Rand, d *drawn) {
		d.m.Declared, d.m.Unchecked = d.m.Operations, d.m.Operations[:1+r.IntN(2)]
	}},
	{"heavy generator", func(r *rand.Rand, d *drawn) {
		for i := range d.points {
			if p := &d.points[i]; p.Series.Source == analysis.GeneratorSource && p.Series.Metric == "process_cpu_seconds_total" {
				p.Value = 50 + 1.2*p.At.Seconds()
			}
		}
		d.cpu[analysis.GeneratorSource] = 1.2
		if r.IntN(2) == 0 {
			for i := range d.points {
				if p := &d.points[i]; p.Series.Source == analysis.GeneratorSource && p.Series.Metric == "process_cpu_seconds_total" {
					p.Value = 50 + 1.8*p.At.Seconds()
				}
			}
			d.cpu[analysis.GeneratorSource] = 1.8
		}
	}},
	{"unseen generator", func(_ *rand.Rand, d *drawn) {
		d.points = slices.DeleteFunc(d.points, func(p samples.Point) bool { return p.Series.Source == analysis.GeneratorSource })
	}},
	{"generator's limits", func(r *rand.Rand, d *drawn) {
		for i := range d.hits {
			if h := &d.hits[i]; r.IntN(50) == 0 {
				h.Failure, h.Cause, h.Status, h.NStores = samples.Generator, []samples.Cause{samples.NoPorts, samples.NoFiles}[r.IntN(2)], 0, 0
			}
		}
	}},
	{"others", func(_ *rand.Rand, d *drawn) { d.beside(0.5) }},
	{"few others", func(_ *rand.Rand, d *drawn) { d.beside(0.1) }},
	{"late", func(r *rand.Rand, d *drawn) { d.late(r, r.IntN(2) == 0) }},
	{"late and unseen", func(r *rand.Rand, d *drawn) { d.late(r, false); d.points = nil }},
	{"late beside others", func(r *rand.Rand, d *drawn) {
		d.late(r, false)
		used := 0.0
		for _, c := range d.cpu {
			used += c
		}
		d.beside(1.95 - used)
	}},
	{"warm-up", func(_ *rand.Rand, d *drawn) { d.warmUp(true) }},
	{"warm-up without an end", func(_ *rand.Rand, d *drawn) { d.warmUp(false) }},
	{"cache off", func(_ *rand.Rand, d *drawn) {
		d.withoutCache()
		d.counted("api-1", "cache_requests_total", `class="user",result="bypass"`, 20)
	}},
	{"cache in error", func(_ *rand.Rand, d *drawn) {
		d.withoutCache()
		d.counted("api-1", "cache_requests_total", `class="user",result="error"`, 20)
	}},
	{"classes of keys", func(r *rand.Rand, d *drawn) {
		d.withoutCache()
		for class, hits := range map[string]float64{"user": 0.9, "friends": 0.3} {
			d.counted("api-1", "cache_requests_total", `class="`+class+`",result="hit"`, 20*hits)
			d.counted("api-1", "cache_requests_total", `class="`+class+`",result="miss"`, 20*(1-hits))
		}
		if r.IntN(2) == 0 {
			d.counted("api-1", "cache_requests_total", `class="user",result="error"`, 1)
		}
	}},
	{"a busy second", func(_ *rand.Rand, d *drawn) {
		for i := range d.points {
			if p := &d.points[i]; p.Series.Source == "api-1" && p.Series.Metric == "process_cpu_seconds_total" && p.At >= 12*time.Second {
				p.Value += 1.7
			}
		}
		d.cpu["api-1"] += 1.7 / d.m.Elapsed.Seconds()
	}},
	{"calls of stores", func(_ *rand.Rand, d *drawn) {
		for operation, took := range map[string]float64{"list_messages": 0.004, "get_user": 0.001} {
			labels := `store="sqlite",operation="` + operation + `",outcome="ok"`
			d.counted("api-1", "store_operation_duration_seconds_count", labels, 10)
			d.counted("api-1", "store_operation_duration_seconds_sum", labels, 10*took)
			for bound, share := range map[string]float64{"0.002": map[bool]float64{true: 1, false: 0}[took < 0.002], "0.008": 1, "+Inf": 1} {
				d.counted("api-1", "store_operation_duration_seconds_bucket", labels+`,le="`+bound+`"`, 10*share)
			}
		}
	}},
	{"few hits", func(_ *rand.Rand, d *drawn) {
		d.hits = slices.DeleteFunc(d.hits, func(h samples.Hit) bool { return h.Due.Seconds() > 2 && int(h.Due.Seconds())%9 != 4 })
		d.renumber()
	}},
	{"a slow hit", func(_ *rand.Rand, d *drawn) {
		h := &d.hits[300]
		h.End = h.Sent + 1500*time.Millisecond
		h.NStores = 0
	}},
	{"a fault of an old record", func(_ *rand.Rand, d *drawn) {
		d.events = append(d.events, samples.Event{At: 12 * time.Second, Kind: samples.FaultInjected, Name: "kill sqlite"})
		for i := range d.hits {
			if h := &d.hits[i]; h.Due >= 12*time.Second && h.Due < 13500*time.Millisecond {
				h.End, h.NStores = 13500*time.Millisecond+h.Service(), 0
			}
		}
	}},
	{"other objectives", func(r *rand.Rand, d *drawn) {
		d.m.SLO = []samples.SLO{
			{Expression: "goodput > 10/s", Metric: "goodput", Comparison: ">", Limit: 10}, {Expression: "throughput > 58/s", Metric: "throughput", Comparison: ">", Limit: 58},
			{Expression: "mean < 6ms", Metric: "mean", Comparison: "<", Limit: 0.006}, {Expression: "max < 1s", Metric: "max", Comparison: "<", Limit: 1},
		}
		if r.IntN(2) == 0 {
			d.cut(0.4+r.Float64(), samples.Stopped)
		}
	}},
	{"a mean of waves", func(_ *rand.Rand, d *drawn) {
		d.m.SLO = []samples.SLO{{Expression: "mean < 10ms", Metric: "mean", Comparison: "<", Limit: 0.01}}
		for i := range d.hits {
			h := &d.hits[i]
			h.End += time.Duration(3e6 * (1 + math.Sin(h.Due.Seconds())))
			h.NStores = 0
		}
	}},
	{"an outage of a cold system", func(_ *rand.Rand, d *drawn) {
		for i := range d.hits {
			h := &d.hits[i]
			if h.Due < 9*time.Second {
				h.End, h.NStores = h.Sent+60*h.Service(), 0
			} else if h.Due >= 18*time.Second && h.Due < 18900*time.Millisecond {
				h.End, h.NStores = 18900*time.Millisecond+h.Service(), 0
			}
		}
	}},
	{"at its limit", func(_ *rand.Rand, d *drawn) {
		for i := range d.hits {
			if h := &d.hits[i]; i%100 == 50 && i/100 < len(d.hits)/100 {
				h.End, h.NStores = h.Sent+80*time.Millisecond, 0
			}
		}
	}},
	{"worse", func(_ *rand.Rand, d *drawn) {
		for i := range d.hits {
			if h := &d.hits[i]; h.Due >= 6*time.Second {
				h.End, h.NStores = h.Sent+2*h.Service(), 0
			}
		}
	}},
	{"changing", func(_ *rand.Rand, d *drawn) { d.changing() }},
	{"changing in all", func(r *rand.Rand, d *drawn) {
		d.changing()
		d.hits = slices.DeleteFunc(d.hits, func(h samples.Hit) bool { return r.Float64() > 0.2+h.Due.Seconds()/d.m.Elapsed.Seconds() })
		d.renumber()
	}},
}

// changing has hits be faster and faster past the middle, then as ever: no cut before the middle is the best.
func (d *drawn) changing() {
	for i := range d.hits {
		h := &d.hits[i]
		if at := h.Due.Seconds() / d.m.Elapsed.Seconds(); at < 0.8 {
			took := time.Duration(float64(h.End-h.Sent) * (1 + 3*(0.8-at)))
			h.End, h.NStores = h.Sent+took, 0
		}
	}
}

// renumber has the hits that are left be all that were due.
func (d *drawn) renumber() {
	for i := range d.hits {
		d.hits[i].Seq = uint64(i)
	}
	d.m.Load.Offered = uint64(len(d.hits))
	d.m.Phases[0].Offered = d.m.Load.Offered
}

// exited ends a store under load, whose durability is set to a value, or as it is without one.
func (d *drawn) exited(r *rand.Rand, value string) {
	d.events = append(d.events, samples.Event{At: seconds2(3 + math.Round(10*r.Float64())), Kind: samples.ServiceExited, Name: "sqlite"})
	unsynced := map[string]telemetry.Unsynced{"every second": {Kill: time.Second, PowerFailure: 2 * time.Second}, "power only": {PowerFailure: 3 * time.Second}, "always": {}}
	d.m.Backends = []telemetry.Backend{{Name: "sqlite", Title: "SQLite", Durability: &telemetry.Durability{Setting: "sqlite.synchronous", Default: "power only", Unsynced: unsynced, Nodes: r.IntN(2) == 0}}}
	if value != "" {
		d.m.Settings = map[string]string{"sqlite.synchronous": value}
	}
}

// beside has other programs use so many cores.
func (d *drawn) beside(cores float64) {
	used := 0.0
	for _, c := range d.cpu {
		used += c
	}
	d.others = cores
	d.counted(analysis.GeneratorSource, "machine_cpu_busy_seconds_total", "", used+cores)
	d.counted(analysis.GeneratorSource, "machine_cpu_stolen_seconds_total", "", 0)
}

// warmUp begins with a phase that goes on until the system is steady.
func (d *drawn) warmUp(steady bool) {
	d.m.Phases = append([]samples.Phase{{Name: "warm-up", Shape: "constant", End: 4 * time.Second, Offered: d.offered(0, 4),
		UntilSteady: &samples.UntilSteady{AtLeast: time.Second, AtMost: 4 * time.Second, Steady: steady}}}, d.m.Phases...)
	d.m.Phases[1].Start, d.m.Phases[1].Offered = 4*time.Second, d.offered(4, 1e9)
}

// offered is how many hits are due in a stretch.
func (d *drawn) offered(from, to float64) (n uint64) {
	for i := range d.hits {
		if at := d.hits[i].Due.Seconds(); at >= from && at < to {
			n++
		}
	}
	return n
}

// late sends hits late, for the want of CPU or with enough of it.
func (d *drawn) late(r *rand.Rand, busy bool) {
	for i := range d.hits {
		if h := &d.hits[i]; r.IntN(20) == 0 {
			h.Sent, h.End = h.Sent+30*time.Millisecond, h.End+30*time.Millisecond
		}
	}
	if busy {
		for i := range d.points {
			if p := &d.points[i]; p.Series.Source == "api-1" && p.Series.Metric == "process_cpu_seconds_total" {
				p.Value = 50 + 1.9*p.At.Seconds()
			}
		}
		d.cpu["api-1"] = 1.9
	}
}

func (d *drawn) withoutCache() {
	d.points = slices.DeleteFunc(d.points, func(p samples.Point) bool { return p.Series.Metric == "cache_requests_total" })
}

// drawTrouble makes a trial with the trouble whose turn it is.
func drawTrouble(seed uint64) (*drawn, string) {
	r := rand.New(rand.NewPCG(seed, 21))
	trouble := troubles[seed%uint64(len(troubles))]
	s := &system{gamma: 1e5, base: 0.004, failing: []float64{0, 0.002}[r.IntN(2)], failingAt: math.Inf(1), drift: 1, uncached: 1, cpu: 0.4 * r.Float64(), generator: 0.002, thread: 0.1,
		pool: math.NaN(), evicted: math.NaN(), seconds: 25, observed: true, lookups: 80, ratio: func(float64) float64 { return 0.8 }}
	if trouble.name == "at its limit" {
		s.seconds, s.failing = 70, 0 // so many hits that no practical number decides
	}
	m := runManifest(r)
	m.Trial, m.Trials, m.Stack = 1, 1, "embedded"
	m.SLO = []samples.SLO{
		{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.05},
		{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
	}
	d := s.play(r, m)
	trouble.make(r, d)
	if trouble.name == "damaged" {
		d.damage, d.hits = errDamaged, d.hits[:len(d.hits)/2]
	}
	return d, trouble.name
}
