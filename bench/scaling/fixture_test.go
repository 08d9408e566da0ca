package scaling

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// measuredLong is how long the trials of a made-up matrix measure.
const measuredLong = 10 * sec

// point is one trial of a made-up matrix: what was asked of the system and what it did.
type point struct {
	values map[string]string
	// offered per second; users of a closed loop instead when more than 0.
	offered float64
	users   int
	// throughput per second of right answers, each in about this time; what was offered beyond it times out.
	throughput float64
	took       time.Duration
	volume     string
	rows       int64
	bytes      int64
	cacheHits  float64
	// cpu of the API in cores, memory in bytes; scraped without them when 0.
	cpu, memory float64
	invalid     bool
	search      *samples.Search
}

// record is a trial of that point. Times and gaps are drawn from a seed, so that repetitions differ as real ones do.
func (p point) record(number, repetition int) (samples.Manifest, *memory) {
	rng := rand.New(rand.NewPCG(uint64(number), 77))
	m := manifest()
	m.Trial, m.Repetition, m.Configuration, m.Search = number, repetition, p.values, p.search
	m.Elapsed = measuredLong
	offered := p.offered
	if p.users > 0 {
		offered = p.throughput
		m.Load.Closed = p.users
	}
	n := int(offered * measuredLong.Seconds())
	m.Phases = []samples.Phase{{Name: "steady", Shape: "constant", End: measuredLong, Measure: true, Offered: uint64(n)}}
	m.Load.Offered = uint64(n)
	if p.users > 0 {
		m.Load.Offered, m.Phases[0].Offered = 0, 0
	}
	if p.rows > 0 {
		m.Dataset = samples.Dataset{Volume: p.volume, Rows: map[string]int64{"messages": p.rows}}
		if p.bytes > 0 {
			m.Dataset.Bytes = map[string]int64{"sqlite": p.bytes}
		}
	}
	r := &memory{}
	for at := time.Duration(0); at <= measuredLong; at += sec {
		r.points = append(r.points, scrape(at, analysis.GeneratorSource, nil)...)
	}
	done := math.Min(1, p.throughput/offered)
	for i := range n {
		due := time.Duration((float64(i) + 0.5*rng.Float64()) / offered * 1e9)
		h := hit(due, time.Duration(float64(p.took)*(0.9+0.2*rng.Float64())))
		h.Seq = uint64(i)
		if p.invalid || math.Floor(float64(i+1)*done) == math.Floor(float64(i)*done) {
			h.End, h.Failure, h.Status, h.NStores = due+sec, samples.Timeout, 0, 0
		}
		r.hits = append(r.hits, h)
	}
	if p.cpu > 0 {
		r.points = cpuPoints(measuredLong+sec, map[string]float64{"api-1": p.cpu, analysis.GeneratorSource: 0.3})
		for at := time.Duration(0); at <= measuredLong; at += sec {
			r.points = append(r.points, samples.Point{At: at, Series: samples.Series{Source: "api-1", Metric: "process_resident_memory_bytes", Kind: "gauge"}, Value: p.memory})
		}
	}
	if p.cacheHits > 0 {
		for at := time.Duration(0); at <= measuredLong; at += sec {
			x := at.Seconds()
			r.points = append(r.points, scrape(at, "api-1", map[samples.Series]float64{
				cacheSeries("messages", "hit"): 100 * p.cacheHits * x, cacheSeries("messages", "miss"): 100 * (1 - p.cacheHits) * x})...)
		}
	}
	return m, r
}

// run analyses the points as the trials of one run, each so often.
func run(repetitions int, points ...point) *analysis.Result {
	var trials []analysis.Trial
	for repetition := range repetitions {
		for _, p := range points {
			m, r := p.record(len(trials)+1, repetition+1)
			trials = append(trials, analysis.AnalyzeRecord(m, r, analysis.Options{}))
		}
	}
	return analysis.Combine(trials, nil)
}

// matrix is what the points say together.
func matrix(repetitions int, points ...point) *Result { return Of(run(repetitions, points...)) }

// with is a configuration: with("cache", "on", "rate", "100/s").
func with(pairs ...string) map[string]string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return values
}

// swept are points along the rate of a system that does at most so much.
func swept(most float64, values map[string]string, loads ...float64) []point {
	var points []point
	for _, load := range loads {
		v := with("rate", fmt.Sprint(load)+"/s")
		for name, value := range values {
			v[name] = value
		}
		points = append(points, point{values: v, offered: load, throughput: math.Min(load, most), took: 5 * ms, cpu: 1.5 * math.Min(1, load/most), memory: 2e8})
	}
	return points
}

// closed are points of a closed loop over the number of users, with throughput by the Universal Scalability Law and one noise a point.
func closed(alpha, beta, gamma float64, users ...int) []point {
	rng := rand.New(rand.NewPCG(5, 6))
	var points []point
	for _, n := range users {
		x := gamma * float64(n) / (1 + alpha*float64(n-1) + beta*float64(n)*float64(n-1)) * (1 + 0.004*rng.NormFloat64())
		points = append(points, point{values: with("load.closed", strconv.Itoa(n)), users: n, throughput: x, took: time.Duration(float64(n) / x * 1e9)})
	}
	return points
}

// memory is a record kept in memory.
type memory struct {
	hits   []samples.Hit
	points []samples.Point
}

func (m *memory) Hits(f func(*samples.Hit) error) error {
	for i := range m.hits {
		h := m.hits[i]
		if err := f(&h); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Points(f func(*samples.Point) error) error {
	for i := range m.points {
		if err := f(&m.points[i]); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Events() ([]samples.Event, error) { return nil, nil }

const (
	ms  = time.Millisecond
	sec = time.Second
)

// manifest is that of a trial of one operation with two objectives, but for its phases.
func manifest() samples.Manifest {
	return samples.Manifest{
		Format: samples.FormatVersion, RunID: "run", Scenario: "chat", Stack: "embedded", Trial: 1, Trials: 1, Repetition: 1,
		State: samples.Complete, Began: time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC),
		Operations: []string{"messages.list", "messages.send"}, Targets: []string{"http://127.0.0.1:1"}, Stores: []string{"sqlite", "app"},
		Load: samples.Load{Arrivals: "constant", Timeout: 10 * sec},
		SLO: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
		},
		Dataset: samples.Dataset{Volume: "1x", Rows: map[string]int64{"users": 10}, Verified: map[string]int64{"users": 10}},
		Machine: samples.Machine{Cores: 2},
	}
}

// hit of operation 0 that is due at an offset and takes so long, 60 % of it in sqlite and 30 % in the API.
func hit(due, took time.Duration) samples.Hit {
	h := samples.Hit{Due: due, Sent: due, End: due + took, Status: 200, BytesIn: 100, NStores: 2}
	h.Stores[0], h.Stores[1] = samples.StoreTime{Store: 0, Time: took * 6 / 10}, samples.StoreTime{Store: 1, Time: took * 3 / 10}
	return h
}

// scrape is one answer of a source at an instant.
func scrape(at time.Duration, source string, values map[samples.Series]float64) []samples.Point {
	points := []samples.Point{{At: at, Series: samples.Series{Source: source, Metric: samples.UpMetric, Kind: "gauge"}, Value: 1}}
	for s, v := range values {
		s.Source = source
		points = append(points, samples.Point{At: at, Series: s, Value: v})
	}
	return points
}

// cpuPoints are scrapes every second of a generator and an API that use so many cores.
func cpuPoints(end time.Duration, cores map[string]float64) []samples.Point {
	var points []samples.Point
	for at := time.Duration(0); at <= end; at += sec {
		for _, source := range []string{"api-1", analysis.GeneratorSource} {
			points = append(points, scrape(at, source, map[samples.Series]float64{
				{Metric: "process_cpu_seconds_total", Kind: "counter"}: 50 + cores[source]*at.Seconds()})...)
		}
	}
	return points
}

func cacheSeries(class, result string) samples.Series {
	return samples.Series{Metric: "cache_requests_total", Labels: `class="` + class + `",result="` + result + `"`, Kind: "counter"}
}
