package words

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/telemetry"
)

// system is a made-up system under test: one server behind a queue, which does so much work per second by what is varied.
type system struct {
	// gamma, alpha and beta are the Universal Scalability Law over the replicas; uncached is how many times slower it is without its cache,
	// and growth the power of the rows by which it slows down.
	gamma, alpha, beta, uncached, growth float64
	// cliff is from how many of the resource on only a third of that is done, 0 for never: no law knows it.
	cliff float64
	// base is the seconds of an answer where nothing waits, failing the share of wrong ones, failingAt the load above which many are.
	base, failing, failingAt float64
	// drift is what a trial's last answers take as a multiple of its first ones'.
	drift float64
	// cpu is what the API uses when it is used up, thread what a store's process uses then, generator what the generator uses for each hit per second.
	cpu, thread, generator float64
	// pool is how many requests wait for a connection, NaN where nothing counts them. ratio and reads are the cache's hit ratio and the
	// bytes read from disk per second at one row's volume; both by the number of volumes the rows are.
	pool         float64
	ratio, reads func(volumes float64) float64
	evicted      float64
	// lookups is how many the cache has per second, rate the load where none is asked for, and rush that of the last quarter of a trial as a
	// multiple of what is asked for.
	lookups, rate, rush float64
	seconds             float64
	observed            bool
}

// asked is what one trial asks of a system.
type asked struct {
	rate     float64
	users    int
	replicas float64
	cached   bool
	volumes  float64
}

// askedBy reads a configuration.
func askedBy(configuration map[string]string) asked {
	a := asked{rate: 60, replicas: 1, cached: configuration["cache"] != "off", volumes: 1}
	if v, ok := analysis.ParseRate(configuration["rate"]); ok && v > 0 {
		a.rate = v
	}
	if v, err := strconv.ParseFloat(configuration["api.replicas"], 64); err == nil {
		a.replicas = v
	}
	if n := len(configuration["dataset.volume"]); n > 0 {
		a.volumes, _ = strconv.ParseFloat(configuration["dataset.volume"][:n-1], 64)
	}
	a.users, _ = strconv.Atoi(configuration["load.closed"])
	return a
}

// work is what the system does per second.
func (s *system) work(a asked) float64 {
	n := a.replicas
	if a.users > 0 {
		n = float64(a.users)
	}
	x := s.gamma * n / (1 + s.alpha*(n-1) + s.beta*n*(n-1)) / math.Pow(a.volumes, s.growth)
	if !a.cached {
		x /= s.uncached
	}
	if s.cliff > 0 && n >= s.cliff {
		x /= 3
	}
	return x
}

// play makes a trial of a configuration.
func (s *system) play(r *rand.Rand, m samples.Manifest) *drawn {
	a := askedBy(m.Configuration)
	d := &drawn{m: m, ratio: func(float64) float64 { return s.ratio(a.volumes) }}
	d.m.Elapsed = seconds2(s.seconds)
	d.m.Phases = []samples.Phase{{Name: "steady", Shape: "constant", End: d.m.Elapsed, Measure: true}}
	if s.rush > 0 && a.users == 0 {
		at := seconds2(s.seconds * 3 / 4)
		d.m.Phases[0].End = at
		d.m.Phases = append(d.m.Phases, samples.Phase{Name: "rush", Shape: "spike", Start: at, End: d.m.Elapsed, Measure: true})
	}
	if s.rate > 0 {
		a.rate = s.rate
	}
	d.m.Load.Closed = a.users
	d.m.Operations = []string{"messages.list", "messages.send"}
	done := s.hits(r, d, a)
	s.points(d, a, done)
	return d
}

// hits draws those of a trial and returns how many were answered per second.
func (s *system) hits(r *rand.Rand, d *drawn, a asked) (done float64) {
	work, free := s.work(a), 0.0
	users := make([]float64, a.users)
	slower := 1.0
	if !a.cached {
		slower = s.uncached
	}
	slower *= math.Pow(a.volumes, s.growth)
	for i := 0; ; i++ {
		due := (float64(i) + 0.9*r.Float64()) / a.rate
		if from := s.seconds * 3 / 4; s.rush > 0 && due > from {
			due = from + (due-from)/s.rush
		}
		user := 0
		if a.users > 0 {
			user = slices.Index(users, slices.Min(users))
			due = users[user]
		}
		if due >= s.seconds {
			break
		}
		end := math.Max(due, free) + (0.8+0.4*r.Float64())/work
		free = end
		took := s.base * slower * math.Exp(0.3*r.NormFloat64()) * (1 + (s.drift-1)*due/s.seconds)
		end += took
		if a.users > 0 {
			users[user] = end
		}
		h := samples.Hit{Seq: uint64(i), Due: seconds2(due), Sent: seconds2(due), End: seconds2(end), Operation: uint16(r.IntN(2)), Status: 200, BytesIn: 100}
		failing := s.failing
		if a.rate > s.failingAt {
			failing = 0.03
		}
		switch {
		case end-due > d.m.Load.Timeout.Seconds():
			h.Failure, h.End, h.Status = samples.Timeout, h.Due+d.m.Load.Timeout, 0
		case r.Float64() < failing:
			h.Failure = samples.Status
		}
		if h.Failure != samples.Timeout {
			waited := time.Duration(float64(h.Service()) * (1 - took/(end-due)))
			rest := h.Service() - waited
			h.NStores = 3
			h.Stores[0] = samples.StoreTime{Store: 0, Time: rest / 5}
			h.Stores[1] = samples.StoreTime{Store: 1, Time: waited + rest*2/5}
			h.Stores[2] = samples.StoreTime{Store: 2, Time: rest / 10}
			if end < s.seconds {
				done++
			}
		}
		d.hits = append(d.hits, h)
	}
	if a.users == 0 {
		for i := range d.m.Phases {
			p := &d.m.Phases[i]
			p.Offered = d.offered(p.Start.Seconds(), p.End.Seconds())
		}
		d.m.Load.Offered = uint64(len(d.hits))
	}
	return done / s.seconds
}

func (s *system) points(d *drawn, a asked, done float64) {
	d.cpu = map[string]float64{"api-1": s.cpu * math.Min(1, done/s.work(a)), analysis.GeneratorSource: s.generator * done, "sqlite": s.thread}
	if !s.observed {
		return
	}
	lookups := s.lookups
	for at := 0.0; at <= s.seconds+1; at++ {
		put := func(source, metric, kind, labels string, v float64) {
			d.points = append(d.points, samples.Point{At: seconds2(at), Value: v, Series: samples.Series{Source: source, Metric: metric, Kind: kind, Labels: labels}})
		}
		for _, source := range slices.Sorted(maps.Keys(d.cpu)) {
			put(source, samples.UpMetric, "gauge", "", 1)
			put(source, "process_cpu_seconds_total", "counter", "", 50+d.cpu[source]*at)
		}
		if !math.IsNaN(s.pool) {
			put("api-1", "store_pool_wait_seconds_total", "counter", `store="sqlite"`, s.pool*at)
		}
		if s.reads != nil {
			put("sqlite", "process_io_read_bytes_total", "counter", "", s.reads(a.volumes)*at)
		}
		if a.cached {
			put("api-1", "cache_requests_total", "counter", `class="user",result="hit"`, lookups*d.ratio(at)*at)
			put("api-1", "cache_requests_total", "counter", `class="user",result="miss"`, lookups*(1-d.ratio(at))*at)
			if !math.IsNaN(s.evicted) {
				put("redis", samples.TelemetryUpMetric, "gauge", "", 1)
				put("redis", "redis_evicted_keys_total", "counter", "", s.evicted*at)
			}
		}
	}
}

// drawnRun is a run of several trials, as drawn and as analysed.
type drawnRun struct {
	trials  []*truth
	result  *analysis.Result
	scaling *scaling.Result
	// known are its cells, counted the outcomes of its trials by configuration and load, once they were worked out.
	known   []*cellOf
	counted map[string]map[float64]map[bracket.Outcome]int
}

// drawSystem makes a system of a seed's.
func drawSystem(r *rand.Rand) *system {
	one := func(in int) bool { return r.IntN(in) == 0 }
	pick := func(of ...float64) float64 { return of[r.IntN(len(of))] }
	s := &system{
		gamma: 60 + 120*r.Float64(), alpha: pick(0, 0.03, 0.2), beta: pick(0, 0, 0.0004, 0.01, 0.05), uncached: pick(1, 1, 1.5, 3), growth: pick(0, 0, 0.1, 0.4, 1.2, 1.2, 0.95, -0.3),
		base: 0.002 * math.Pow(8, r.Float64()), failing: pick(0, 0, 0, 0.002, 0.008), failingAt: math.Inf(1), drift: 1,
		cpu: 2 * r.Float64(), thread: pick(0.1, 0.95), generator: pick(0.001, 0.001, 0.001, 0.012, 0.001, 0.04), pool: pick(math.NaN(), 0.1, 2.5), evicted: pick(math.NaN(), 0, 3),
		seconds: pick(8, 8, 8, 24), observed: !one(8), lookups: pick(120, 120, 4, 4), rush: pick(0, 0, 0, 0, 0, 2),
	}
	if one(5) {
		s.failingAt = 60 + 300*r.Float64()
	}
	if one(4) {
		s.drift = 0.3 + 2.5*r.Float64()
	}
	first, falls := 0.4+0.5*r.Float64(), pick(0, 0.02, 0.15, 0.15)
	s.ratio = func(volumes float64) float64 { return math.Max(0.05, first-falls*math.Log2(volumes)) }
	read, grows := pick(100, 0.8e6, 3e6), pick(0, 0.3, 1.5)
	if !one(4) {
		s.reads = func(volumes float64) float64 {
			return read * math.Pow(volumes, grows) * (1 + 20*math.Max(0, volumes-1)*math.Floor(grows))
		}
	}
	return s
}

// runManifest is what all trials of a drawn run have alike.
func runManifest(r *rand.Rand) samples.Manifest {
	m := samples.Manifest{
		Format: samples.FormatVersion, RunID: "run", Scenario: "drawn", Stack: []string{"embedded", "native"}[r.IntN(2)], State: samples.Complete, Repetition: 1,
		Stores: []string{"app", "sqlite", "miniredis", "gofakes3", "total"}, Services: []samples.Service{{Name: "sqlite"}, {Name: "miniredis"}, {Name: "gofakes3"}},
		Load: samples.Load{Timeout: 2 * time.Second}, Machine: samples.Machine{Cores: 2}, Targets: []string{[]string{"http://127.0.0.1:1", "http://10.0.0.1:1"}[r.IntN(2)]},
		SLO: []samples.SLO{
			{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.05},
			{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
		},
	}
	m.Backends = []telemetry.Backend{{Name: "redis", Panels: []telemetry.Panel{{Lines: []telemetry.Line{{Name: "memory full", Metric: "redis_evicted_keys_total"}}}}}}
	m.Dataset.Volume = "1x"
	if r.IntN(6) == 0 {
		m.SLO = nil
	}
	return m
}

// axesOf draws what a matrix varies, an axis or two, and the number of repetitions.
func axesOf(r *rand.Rand) (axes map[string][]string, repetitions int) {
	loads, replicas := []string{"50/s", "80/s", "125/s", "200/s"}, []string{"1", "2", "4", "6", "8", "12"}
	users, volumes := []string{"1", "2", "4", "8", "16", "32"}, []string{"1x", "2x", "5x", "20x", "50x"}
	if r.IntN(3) == 0 {
		volumes = []string{"1x", "2x", "4x", "8x"}
	}
	first := func(of []string, least int) []string { return of[:least+r.IntN(len(of)-least+1)] }
	cache := []string{"on", "off"}
	axes = map[string][]string{}
	switch r.IntN(9) {
	case 0:
		axes["rate"] = first(loads, 2)
	case 1:
		axes["rate"], axes["api.replicas"] = first(loads, 1), first(replicas, 2)[:2]
	case 2:
		axes["rate"], axes["cache"] = first(loads, 1)[:1+r.IntN(2)%2], cache
		if len(axes["rate"]) > 0 && r.IntN(2) == 0 {
			axes["rate"] = loads[:2]
		}
	case 3:
		axes["load.closed"] = first(users, 2)
	case 4:
		axes["dataset.volume"] = first(volumes, 2)
	case 5:
		axes["dataset.volume"], axes["cache"] = first(volumes, 2), cache
	case 6:
		axes["rate"], axes["dataset.volume"] = loads[:2], first(volumes, 2)
	case 7:
		axes["cache"] = cache
	case 8:
		axes["load.closed"] = users
	}
	return axes, []int{1, 1, 2, 3, 6}[r.IntN(5)]
}

// force makes of a system one of those that are rarely drawn, and returns what is varied of it.
func (s *system) force(which int) (axes map[string][]string, repetitions int) {
	s.seconds, s.observed, s.rush, s.drift, s.failing, s.failingAt, s.generator = 8, true, 0, 1, 0, math.Inf(1), 0.0002
	users := map[string][]string{"load.closed": {"1", "2", "4", "8", "16", "32"}}
	if which == 9 {
		s.base, s.gamma, s.alpha, s.beta, s.cliff = 0.0003, 60, 0.02, 0.0004, 32
		return users, 1
	}
	if which < 6 {
		s.base, s.gamma, s.alpha, s.beta = 0.0003, 60, []float64{0, 0.02, 0.1}[which%3], []float64{0.0004, 0.03}[which/3]
		if which == 5 {
			s.base = 0.02 // no law holds
		}
		return users, 1
	}
	s.gamma, s.base, s.growth, s.evicted, s.lookups = 1e5, 0.002, []float64{1.25, -0.3, 0.95}[which%3], []float64{3, 0, math.NaN()}[which%3], 120
	s.ratio = func(volumes float64) float64 { return 0.8 - 0.15*math.Log2(volumes) }
	s.reads = func(volumes float64) float64 { return 0.5e6 * math.Sqrt(volumes) }
	return map[string][]string{"dataset.volume": {"1x", "2x", "4x", "8x"}}, 1
}

// drawMatrix makes a run of a matrix; trials may be missing from it, or not valid.
func drawMatrix(seed uint64) *drawnRun {
	r := rand.New(rand.NewPCG(seed, 13))
	s, base := drawSystem(r), runManifest(r)
	axes, repetitions := axesOf(r)
	if axes["load.closed"] != nil {
		s.base, s.generator = 0.0003, 0.0002
	}
	if forced := int(seed) - 60; forced >= 0 {
		axes, repetitions = s.force(forced)
	}
	configurations := []map[string]string{{}}
	for _, axis := range slices.Sorted(maps.Keys(axes)) {
		var more []map[string]string
		for _, c := range configurations {
			for _, v := range axes[axis] {
				with := maps.Clone(c)
				with[axis] = v
				more = append(more, with)
			}
		}
		configurations = more
	}
	for len(configurations)*repetitions > 12 && repetitions > 1 {
		repetitions--
	}
	if axes["dataset.volume"] != nil && axes["rate"] == nil && r.IntN(4) > 0 {
		s.gamma = 1e5 // nothing waits
	}
	spoilt, missing := r.IntN(4) == 0, -1
	if r.IntN(8) == 0 {
		missing = 1 + r.IntN(len(configurations)*repetitions)
	}
	var drawnTrials []*drawn
	number := 0
	for repetition := range repetitions {
		for _, c := range configurations {
			number++
			m := base
			m.Trial, m.Trials, m.Repetition, m.Configuration = number, len(configurations)*repetitions, repetition+1, c
			m.Dataset.Rows = map[string]int64{"users": int64(1000 * askedBy(c).volumes)}
			d := s.play(r, m)
			if spoilt && r.IntN(3) == 0 {
				for i := range d.hits {
					if i%5 == 0 {
						d.hits[i].Failure = samples.Status // so many that the trial is not valid
					}
				}
			}
			if number != missing {
				drawnTrials = append(drawnTrials, d)
			}
		}
	}
	return combine(drawnTrials)
}

// combine analyses trials as one run.
func combine(drawnTrials []*drawn) *drawnRun {
	var trials []analysis.Trial
	for _, d := range drawnTrials {
		trials = append(trials, analysis.AnalyzeRecord(d.m, d, analysis.Options{}))
	}
	w := &drawnRun{result: analysis.Combine(trials, nil)}
	for i, d := range drawnTrials {
		w.trials = append(w.trials, &truth{drawn: d, result: w.result, trial: &w.result.Trials[i]})
	}
	w.scaling = scaling.Of(w.result)
	return w
}

// drawSearch makes a run that searched for capacity; it may be cut off anywhere.
func drawSearch(seed uint64) *drawnRun {
	r := rand.New(rand.NewPCG(seed, 14))
	s, base := drawSystem(r), runManifest(r)
	if len(base.SLO) == 0 {
		base.SLO = []samples.SLO{{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.05}}
	}
	if r.IntN(4) == 0 {
		base.SLO = []samples.SLO{{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}}
	}
	s.gamma, s.seconds, s.drift = 80+400*r.Float64(), 8, 1
	base.Search = &samples.Search{From: 50, To: []float64{100, 3200, 3200}[r.IntN(3)], Resolution: 0.15, Confirmations: r.IntN(3), Uncertain: 2}
	configurations := []map[string]string{{}}
	if r.IntN(2) == 0 {
		configurations = []map[string]string{{"api.replicas": "1"}, {"api.replicas": "2"}}
	}
	cut := math.MaxInt
	if r.IntN(4) == 0 {
		cut = 1 + r.IntN(8)
	}
	return combine(s.search(r, base, configurations, cut, 0.12))
}

// search looks for the capacity of each configuration, with its own idea of where to look next, until that many trials are done. So large a
// share of the trials fails for another reason than the load.
func (s *system) search(r *rand.Rand, base samples.Manifest, configurations []map[string]string, cut int, failing float64) (trials []*drawn) {
	of := base.Search
	for _, c := range configurations {
		b := bracket.Bracket{Confirmations: of.Confirmations, Retries: of.Uncertain}
		next := of.From
		for step := 0; step < 14 && len(trials) < cut; step++ {
			m := base
			m.Trial, m.Trials = len(trials)+1, 0
			m.Began = base.Began.Add(time.Duration(len(trials)) * time.Minute)
			m.Configuration = maps.Clone(c)
			m.Configuration["rate"] = fmt.Sprintf("%g/s", next)
			d := s.play(r, m)
			switch at := r.Float64(); {
			case at < failing:
				d.fail(r, []float64{0.003, 0.03}[r.IntN(2)])
			case at < 1.3*failing:
				d.damage, d.hits = errDamaged, d.hits[:len(d.hits)/2]
			}
			trials = append(trials, d)
			t := analysis.AnalyzeRecord(d.m, d, analysis.Options{})
			b.Add(next, (&truth{drawn: d, trial: &t}).once().outcome)
			held, ceiling := b.Held(), b.Ceiling()
			done := false
			switch {
			case held >= of.To || held > 0 && ceiling > 0 && ceiling < held*1.15:
				done, next = b.Confirmed(held), held
			case ceiling == 0:
				next = math.Min(of.To, 2*math.Max(b.Unbroken(), next))
			case held == 0:
				done, next = ceiling <= of.From/2, ceiling/2
			default:
				next = math.Round(math.Sqrt(held * ceiling))
			}
			if done {
				break
			}
		}
	}
	return trials
}

// fail makes a share of the answers wrong.
func (d *drawn) fail(r *rand.Rand, share float64) {
	for i := range d.hits {
		if d.hits[i].Failure == samples.OK && r.Float64() < share {
			d.hits[i].Failure = samples.Status
		}
	}
}
