package figure

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

// world is a trial to be made up: hits are drawn from laws with a fixed seed and counted as an analysis would.
type world struct {
	seconds, width int
	phases         []samples.Phase
	// mix has the share of each operation, medians its median service time in seconds.
	mix     []share
	rate    func(at float64) float64
	slow    func(at float64) float64 // factor on service times
	lag     func(at float64) float64 // seconds
	fails   func(r *rand.Rand, op string, at float64) string
	closed  int
	sources []string
	cores   int
	events  []samples.Event
	slo     []samples.SLO
	noCache bool
	noScrap bool
}

type share struct {
	operation string
	weight    float64
	median    float64
	stores    map[string]float64
}

// chat is a normal run: 10 s of warm-up, 40 s of steady load and a rush that the system just survives.
func chat() world {
	return world{
		seconds: 60, width: 1, cores: 2,
		phases: []samples.Phase{
			{Name: "warm-up", Shape: "ramp", End: 10 * time.Second},
			{Name: "steady", Shape: "constant", Start: 10 * time.Second, End: 50 * time.Second, Measure: true},
			{Name: "rush", Shape: "spike", Start: 50 * time.Second, End: 60 * time.Second, Measure: true},
		},
		mix: []share{
			{"messages.list", 60, 0.0016, map[string]float64{"miniredis": 0.5, "sqlite": 0.2}},
			{"notifications.list", 15, 0.0022, map[string]float64{"sqlite": 0.7}},
			{"messages.send", 10, 0.0031, map[string]float64{"sqlite": 0.75, "miniredis": 0.08}},
			{"users.get", 5, 0.0009, map[string]float64{"miniredis": 0.4, "sqlite": 0.1}},
			{"friends.list", 4, 0.0019, map[string]float64{"sqlite": 0.6}},
			{"friends.add", 2, 0.0042, map[string]float64{"sqlite": 0.8}},
			{"files.download", 3, 0.006, map[string]float64{"gofakes3": 0.75}},
			{"files.upload", 1, 0.019, map[string]float64{"gofakes3": 0.85}},
		},
		rate: func(at float64) float64 {
			switch {
			case at < 10:
				return 50 + 35*at
			case at < 50:
				return 400
			}
			return 400 + 800*max(0, 1-math.Abs(at-55)/5)
		},
		slow:    func(at float64) float64 { return 1 + 6*max(0, 1-math.Abs(at-56)/4) },
		lag:     func(at float64) float64 { return 0.0002 + 0.004*max(0, 1-math.Abs(at-56)/3) },
		sources: []string{"api-1", "generator"},
		slo: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "p99(messages.list) < 60ms", Metric: "p99", Quantile: 0.99, Operation: "messages.list", Comparison: "<", Limit: 0.06},
			{Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001},
		},
	}
}

// drawnHit is one hit of a made-up trial.
type drawnHit struct {
	slot, op     int
	lag, service float64
	measured     bool
	failure      string
	bytes        float64
	stores       map[string]float64
	response     float64
	answered     bool
}

func (w world) trial() analysis.Trial {
	r := rand.New(rand.NewPCG(1, 2))
	slots := (w.seconds + w.width - 1) / w.width
	var hits []drawnHit
	sum := 0.0
	for _, s := range w.mix {
		sum += s.weight
	}
	for second := range w.seconds {
		at := float64(second)
		measured := slices.ContainsFunc(w.phases, func(p samples.Phase) bool {
			return p.Measure && at >= p.Start.Seconds() && at < p.End.Seconds()
		})
		for range int(w.rate(at)) {
			pick, op := r.Float64()*sum, 0
			for op < len(w.mix)-1 && pick > w.mix[op].weight {
				pick -= w.mix[op].weight
				op++
			}
			s := w.mix[op]
			h := drawnHit{slot: second / w.width, op: op, measured: measured, answered: true, bytes: 3000 * math.Exp(2.2*r.NormFloat64()), stores: map[string]float64{}}
			spread := math.Exp(0.45 * r.NormFloat64())
			if r.Float64() < 0.015 {
				spread *= 4 + 12*r.Float64() // now and then something waits for a lock
			}
			h.service = s.median * spread * w.slow(at+r.Float64())
			h.lag = w.lag(at) * r.ExpFloat64()
			if w.closed > 0 {
				h.lag = 0
			}
			if w.fails != nil {
				h.failure = w.fails(r, s.operation, at)
			}
			if h.failure == "timeout" {
				h.service, h.answered = 2, false
			}
			rest := h.service
			for _, store := range slices.Sorted(maps.Keys(s.stores)) {
				part := s.stores[store]
				if store == "sqlite" && spread > 4 {
					part = min(0.9, part*1.4)
				}
				h.stores[store] = h.service * part
				rest -= h.service * part
			}
			if !h.answered {
				h.stores = map[string]float64{"no answer": h.service}
			} else {
				h.stores["app"] = rest * 0.6
				h.stores["network"] = rest * 0.4
			}
			if h.lag > 0 {
				h.stores[analysis.PlaceWait] = h.lag
			}
			h.response = h.lag + h.service
			hits = append(hits, h)
		}
	}
	t := analysis.Trial{Events: w.events, Planned: float64(w.seconds), Reached: float64(w.seconds), WarmupEnd: math.NaN(), Valid: true, Captions: map[string][]analysis.Values{}}
	t.Manifest = samples.Manifest{Backends: server.Telemetry(), Scenario: "chat", Stack: "embedded", Trial: 1, Phases: w.phases, SLO: w.slo,
		Machine: samples.Machine{Cores: w.cores}, Load: samples.Load{Arrivals: "poisson", Closed: w.closed}}
	for _, p := range w.phases {
		if p.Measure {
			t.Measured += (p.End - p.Start).Seconds()
		}
	}
	for _, s := range w.slo {
		t.SLO = append(t.SLO, analysis.SLOResult{SLO: s, OK: true})
	}
	w.count(&t, hits, slots)
	if !w.noScrap {
		w.scrape(&t, r, slots)
		t.Stores = w.stores()
	}
	return t
}

// count does what an analysis does, slowly and exactly.
func (w world) count(t *analysis.Trial, hits []drawnHit, slots int) {
	t.All = operationOf("", hits, func(drawnHit) bool { return true })
	for i, s := range w.mix {
		t.Manifest.Operations = append(t.Manifest.Operations, s.operation)
		if o := operationOf(s.operation, hits, func(h drawnHit) bool { return h.op == i }); o.Hits > 0 {
			t.Operations = append(t.Operations, o)
		}
	}
	t.Offered, t.Completed, t.Failures = t.All.Hits, t.All.Hits, t.All.Failures
	line := func() []float64 { return make([]float64, slots) }
	l := &t.Timeline
	*l = analysis.Timeline{Width: float64(w.width), Due: line(), Sent: line(), Done: line(), Failed: line(), Goodput: line(), InFlight: line(), P50: line(), P90: line(),
		P99: line(), P999: line(), Max: line(), SendLagP99: line(), Stores: map[string][]float64{}, ByOperation: map[string][]float64{}}
	bySlot, lags := make([][]float64, slots), make([][]float64, slots)
	t.Heatmap = analysis.Heatmap{Width: float64(w.width)}
	low, high := math.Inf(1), 0.0
	for _, h := range hits {
		low, high = min(low, h.response), max(high, h.response)
	}
	first := math.Floor(10 * math.Log10(low))
	for b := first; len(hits) > 0; b++ {
		t.Heatmap.Bounds = append(t.Heatmap.Bounds, math.Pow(10, b/10))
		if math.Pow(10, b/10) > high {
			break
		}
	}
	for range slots {
		t.Heatmap.Cells = append(t.Heatmap.Cells, make([]float64, max(0, len(t.Heatmap.Bounds)-1)))
	}
	for _, h := range hits {
		width := float64(w.width)
		l.Due[h.slot] += 1 / width
		l.Sent[h.slot] += 1 / width
		end := min(slots-1, int(float64(h.slot)+h.response/width))
		if h.answered {
			l.Done[end] += 1 / width
		}
		if h.failure != "" {
			l.Failed[end] += 1 / width
		}
		for s := h.slot; s < end; s++ {
			l.InFlight[s]++
		}
		bySlot[h.slot], lags[h.slot] = append(bySlot[h.slot], h.response), append(lags[h.slot], h.lag)
		row := int(math.Floor(10*math.Log10(h.response)) - first)
		t.Heatmap.Cells[h.slot][max(0, min(len(t.Heatmap.Bounds)-2, row))]++
		for store, v := range h.stores {
			if l.Stores[store] == nil {
				l.Stores[store] = line()
			}
			l.Stores[store][h.slot] += v
		}
	}
	for i := range slots {
		l.InFlight[i] += math.Floor(l.Due[i] * t.All.Response.Mean)
		q := quantilesOf(bySlot[i])
		l.P50[i], l.P90[i], l.P99[i], l.P999[i], l.Max[i] = q.P50, q.P90, q.P99, q.P999, q.Max
		l.SendLagP99[i] = quantilesOf(lags[i]).P99
		for _, v := range l.Stores {
			v[i] /= max(1, float64(len(bySlot[i])))
		}
	}
	byOperation := map[string][][]float64{}
	for _, h := range hits {
		name := w.mix[h.op].operation
		if byOperation[name] == nil {
			byOperation[name] = make([][]float64, slots)
		}
		byOperation[name][h.slot] = append(byOperation[name][h.slot], h.response)
	}
	for name, bySlot := range byOperation {
		for _, v := range bySlot {
			l.ByOperation[name] = append(l.ByOperation[name], quantilesOf(v).P99)
		}
	}
	w.classes(t, hits)
	var response, service, lag []float64
	for _, h := range hits {
		if h.measured {
			response, service, lag = append(response, h.response), append(service, h.service), append(lag, h.lag)
		}
	}
	t.SendLag = quantilesOf(lag)
	slices.Sort(response)
	slices.Sort(service)
	for nine := 0.0; nine <= 4 && float64(len(response))*math.Pow(10, -nine) >= 1; nine += 0.02 {
		q := 1 - math.Pow(10, -nine)
		t.Curve = append(t.Curve, analysis.CurvePoint{Quantile: q, Response: at(response, q), Service: at(service, q)})
	}
}

// classes counts failures by class and files by size.
func (w world) classes(t *analysis.Trial, hits []drawnHit) {
	classes := map[string]*analysis.FailureClass{}
	sizes := map[string][]float64{}
	names := []string{"< 4 KiB", "4–16 KiB", "16–64 KiB", "64–256 KiB", "256 KiB–1 MiB"}
	for _, h := range hits {
		if !h.measured {
			continue
		}
		name := w.mix[h.op].operation
		if h.failure != "" {
			if classes[h.failure] == nil {
				classes[h.failure] = &analysis.FailureClass{Class: h.failure, ByOp: map[string]uint64{}}
			}
			classes[h.failure].Count++
			classes[h.failure].ByOp[name]++
		} else if name == "files.download" || name == "files.upload" {
			class := 0
			for limit := 4096.0; class < len(names)-1 && h.bytes >= limit; limit *= 4 {
				class++
			}
			key := fmt.Sprintf("%s %d", name, class)
			sizes[key] = append(sizes[key], h.response*(1+float64(class)))
		}
	}
	for _, name := range []string{"status", "missing", "content", "timeout", "connection", "unsent"} {
		if c := classes[name]; c != nil {
			t.Failed = append(t.Failed, *c)
		}
	}
	slices.SortStableFunc(t.Failed, func(a, b analysis.FailureClass) int { return int(b.Count) - int(a.Count) })
	for _, op := range []string{"files.download", "files.upload"} {
		for i, class := range names {
			if v := sizes[fmt.Sprintf("%s %d", op, i)]; len(v) > 0 {
				t.Storage.Sizes = append(t.Storage.Sizes, analysis.SizeClass{Operation: op, Class: class, Hits: uint64(len(v)), Response: quantilesOf(v)})
			}
		}
	}
}

func operationOf(name string, hits []drawnHit, mine func(drawnHit) bool) analysis.Operation {
	o := analysis.Operation{Name: name, Stores: map[string]float64{}, TailStores: map[string]float64{}, Intervals: map[string]analysis.Interval{}}
	var response, service []float64
	for _, h := range hits {
		if h.measured && mine(h) {
			response, service = append(response, h.response), append(service, h.service)
			if h.failure != "" {
				o.Failures++
			}
		}
	}
	o.Hits, o.Response, o.Service = uint64(len(response)), quantilesOf(response), quantilesOf(service)
	slices.Sort(response)
	for _, p := range percentiles {
		n := float64(len(response))
		half := 1.96 * math.Sqrt(n*p.q*(1-p.q))
		low, high := n*p.q-half, n*p.q+half+1
		in := analysis.Interval{Low: at(response, low/n), High: math.Inf(1)}
		if high < n {
			in.High = at(response, high/n)
		}
		if n > 0 {
			o.Intervals[p.interval] = in
		}
	}
	slices.Sort(service)
	tail := at(response, 0.99)
	for _, h := range hits {
		if !h.measured || !mine(h) {
			continue
		}
		for store, v := range h.stores {
			o.Stores[store] += v / float64(o.Hits)
		}
		if h.response >= tail {
			o.TailHits++
			for store, v := range h.stores {
				o.TailStores[store] += v
			}
		}
	}
	for store := range o.TailStores {
		o.TailStores[store] /= float64(o.TailHits)
	}
	return o
}

func quantilesOf(v []float64) analysis.Quantiles {
	s := slices.Sorted(slices.Values(v))
	mean := 0.0
	for _, x := range s {
		mean += x / float64(len(s))
	}
	if len(s) == 0 {
		mean = math.NaN()
	}
	return analysis.Quantiles{Mean: mean, P50: at(s, 0.5), P90: at(s, 0.9), P95: at(s, 0.95), P99: at(s, 0.99), P999: at(s, 0.999), P9999: at(s, 0.9999), Max: at(s, 1)}
}

// at is a quantile of sorted values.
func at(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[max(0, min(len(sorted)-1, int(math.Ceil(q*float64(len(sorted))))-1))]
}

// scrape makes up what scraping would have found.
func (w world) scrape(t *analysis.Trial, r *rand.Rand, slots int) {
	series := func(name string, f func(at float64) float64) scraped.Series {
		s := scraped.Series{Name: name}
		for i := range slots {
			at := float64(i * w.width)
			s.T, s.V = append(s.T, at), append(s.V, f(at))
		}
		return s
	}
	c := &t.Scraped
	c.Scrapes = slots * len(w.sources)
	noise := func(v float64) float64 { return v * (0.92 + 0.16*r.Float64()) }
	for i, source := range w.sources {
		c.CPU = append(c.CPU, series(source, func(at float64) float64 { return noise(0.05 + min(1.4, w.rate(at)/700)/(1+0.5*float64(i))) }))
		c.Memory = append(c.Memory, series(source, func(at float64) float64 { return noise(40e6/(1+float64(i)) + at*2e5) }))
		c.GCPause = append(c.GCPause, series(source, func(at float64) float64 { return noise(w.rate(at) * 2e-6) }))
		c.Goroutines = append(c.Goroutines, series(source, func(at float64) float64 { return math.Round(20 + w.rate(at)/15) }))
	}
	c.StorageIO = []scraped.Series{
		series("read", func(at float64) float64 { return noise(w.rate(at) * 0.03 * 60000) }),
		series("written", func(at float64) float64 { return noise(w.rate(at) * 0.01 * 80000) }),
	}
	c.Connections = []scraped.Series{series("generator", func(at float64) float64 { return math.Round(8 + w.rate(at)/100*w.slow(at)) })}
	c.Pools = []scraped.Series{
		series("miniredis (api-1)", func(at float64) float64 { return math.Round(noise(w.rate(at) / 200)) }),
		series("sqlite (api-1)", func(at float64) float64 { return math.Round(noise(w.rate(at) / 300 * w.slow(at))) }),
	}
	t.Cache = scraped.Cache{Known: true, On: !w.noCache, HitRatio: 0.94}
	if w.noCache {
		t.Cache.Bypassed = 12345
	} else {
		c.CacheHitRatio = []scraped.Series{
			series("all", func(at float64) float64 { return 0.94 - 0.8*math.Exp(-at/6) }),
			series("group", func(at float64) float64 { return 0.98 - 0.9*math.Exp(-at/2) }),
			series("messages", func(at float64) float64 { return 0.95 - 0.85*math.Exp(-at/7) }),
			series("user", func(at float64) float64 { return 0.9 - 0.85*math.Exp(-at/9) }),
		}
	}
	t.Storage.ReadBytes, t.Storage.WrittenBytes = 3e7, 9e6
	for i, call := range []struct {
		store, operation string
		p50, p99         float64
	}{
		{"sqlite", "messages.newest", 0.0006, 0.011}, {"sqlite", "notifications.newest", 0.0008, 0.012}, {"miniredis", "cache.get", 0.00012, 0.0009},
		{"sqlite", "messages.append", 0.0021, 0.03}, {"gofakes3", "objects.get", 0.0041, 0.05}, {"gofakes3", "objects.put", 0.015, 0.11},
		{"sqlite", "graph.friends", 0.0009, 0.014}, {"sqlite", "graph.befriend", 0.003, 0.04}, {"miniredis", "cache.set", 0.00015, 0.001}, {"sqlite", "users.get", 0.0003, 0.004},
	} {
		t.StoreLatency = append(t.StoreLatency, scraped.StoreLatency{Store: call.store, Operation: call.operation, Count: float64(20000 / (i + 1)),
			Errors: float64(i / 8), Mean: call.p50 * 1.4, P50: call.p50, P99: call.p99})
	}
}
