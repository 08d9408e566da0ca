package words

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"quintet/bench/compare"
	"quintet/bench/samples"
)

// drawnComparison is two sides or more as drawn, and what their comparison came to; refused when they are not comparable.
type drawnComparison struct {
	opts    compare.Options
	sides   []drawnSide
	own     bool // the configurations of one side are compared with its first
	c       *compare.Comparison
	refused *compare.NotComparable
	// base and heads are its truth, once it was worked out.
	base  string
	heads []headTruth
}

// drawnSide is the runs of one side.
type drawnSide struct {
	name string
	runs []*drawnRun
}

// drawComparison makes one of a seed's. What differs between the sides beside the system is drawn, too.
func drawComparison(seed uint64) *drawnComparison {
	r := rand.New(rand.NewPCG(seed, 15))
	one := func(in int) bool { return r.IntN(in) == 0 }
	d := &drawnComparison{opts: compare.Options{Margin: 0.05, Alpha: 0.05, Force: one(2)}}
	base := runManifest(r)
	base.Stack, base.Began = "embedded", time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	base.Settings, base.Build.Revision = map[string]string{"cache": "on"}, "4e407b0c"
	s := &system{gamma: 1e5, uncached: 1.3, base: 0.005, failingAt: math.Inf(1), drift: 1, cpu: 0.5, generator: 0.001, pool: math.NaN(), evicted: math.NaN(),
		seconds: 8, observed: true, lookups: 120, ratio: func(float64) float64 { return 0.8 }}
	spread := []float64{0.004, 0.03, 0.2}[r.IntN(3)]
	configurations := []map[string]string{{}}
	if one(4) {
		configurations = []map[string]string{{"cache": "on"}, {"cache": "off"}}
	}
	partly := seed%8 == 4 // the heads ran one of the configurations only
	if partly {
		configurations = []map[string]string{{"cache": "on"}, {"cache": "off"}}
	}
	n := []int{1, 2, 5, 6, 8}[r.IntN(5)]
	calm := seed%8 == 0 // nothing differs but by chance, and little
	if calm {
		spread, configurations, n = 0.003, configurations[:1], 8
	}
	heads, apart := 1, one(4)
	if one(5) {
		heads = 2 + r.IntN(2)
	}
	for i := range heads + 1 {
		of, m := *s, base
		name := []string{"monday", "tuesday", "wednesday", "thursday"}[i]
		m.RunID = name
		m.Began = m.Began.Add(time.Duration(i) * 30 * time.Second)
		if apart {
			m.Began = m.Began.Add(time.Duration(i) * 10 * time.Hour)
		}
		given := configurations
		if i > 0 {
			of.base *= []float64{1, 1, 1.03, 1.3, 1.6, 0.6}[r.IntN(6)]
			of.failing = []float64{0, 0, 0.008}[r.IntN(3)]
			if calm {
				of.base, of.failing = s.base, 0
			}
			differ(r, &m)
			if !calm && one(12) {
				of.rate = 120
			}
			if partly || len(configurations) > 1 && one(4) {
				given = configurations[1:]
			}
		}
		if one(8) {
			n = max(1, n-1)
		}
		d.sides = append(d.sides, drawnSide{name, []*drawnRun{of.repeat(r, m, given, n, spread)}})
	}
	d.own = !partly && heads == 1 && len(configurations) > 1 && one(2)
	d.compare()
	return d
}

// differ makes a head another in something that is noted, or that is refused.
func differ(r *rand.Rand, m *samples.Manifest) {
	switch r.IntN(8) {
	case 0:
		m.Build.Revision = "deadbeef"
	case 1:
		m.Settings = map[string]string{"cache": "off", "api.replicas": "2"}
	case 2:
		m.Settings = map[string]string{"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6", "g": "7"}
	case 3:
		m.Stack = "native"
	case 4:
		m.Machine.Cores, m.Stack = 4, "native"
	}
}

// repeat makes a run of so many trials of each configuration, whose level differs by a spread. Some are missing, twice there, ended early or not valid.
func (s *system) repeat(r *rand.Rand, base samples.Manifest, configurations []map[string]string, n int, spread float64) *drawnRun {
	trouble := r.IntN(12)
	var trials []*drawn
	for repetition := range n {
		for _, c := range configurations {
			of, m := *s, base
			of.base *= math.Exp(spread * r.NormFloat64())
			m.Trial, m.Trials, m.Repetition, m.Configuration = len(trials)+1, n*len(configurations), repetition+1, maps.Clone(c)
			m.Began = base.Began.Add(time.Duration(len(trials)) * time.Minute)
			d := of.play(r, m)
			switch {
			case trouble == 0 && r.IntN(3) == 0:
				d.fail(r, 0.3)
			case trouble == 1 && r.IntN(3) == 0:
				d.m.State = samples.Stopped
			case trouble == 2 && r.IntN(3) == 0:
				d.m.Phases[0].Measure = false
			}
			trials = append(trials, d)
		}
	}
	at := r.IntN(len(trials))
	switch {
	case trouble == 3 && len(trials) > 1:
		trials = slices.Delete(trials, at, at+1)
	case trouble == 4:
		trials = append(trials, trials[at])
	}
	return combine(trials)
}

// drawSearches makes a comparison of runs that searched.
func drawSearches(seed uint64) *drawnComparison {
	r := rand.New(rand.NewPCG(seed, 16))
	d := &drawnComparison{opts: compare.Options{Margin: 0.05, Alpha: 0.05}}
	base := runManifest(r)
	base.SLO = []samples.SLO{{Expression: "p99 < 50ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.05}, {Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}}
	base.Search = &samples.Search{From: 50, To: 3200, Resolution: 0.15, Confirmations: 1, Uncertain: 2}
	base.Began = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	n, factor := []int{1, 4, 5}[r.IntN(3)], []float64{1, 1.6, 0.6}[r.IntN(3)]
	for i, name := range []string{"monday", "tuesday"} {
		side := drawnSide{name: name}
		for k := range n {
			s := &system{gamma: 150, base: 0.003, failingAt: math.Inf(1), drift: 1, cpu: 0.5, generator: 0.0001, pool: math.NaN(), evicted: math.NaN(), seconds: 8,
				observed: true, lookups: 120, uncached: 1, ratio: func(float64) float64 { return 0.8 }}
			if i > 0 {
				s.gamma *= factor
			}
			m := base
			switch of := *base.Search; r.IntN(6) {
			case 0:
				of.To = 100
				m.Search = &of
			case 1:
				s.generator = 0.04
			case 2:
				of.To, s.failing = 100, 0.006
				m.Search = &of
			}
			m.RunID = fmt.Sprintf("%s-%d", name, k+1)
			m.Began = m.Began.Add(time.Duration(2*k+i) * time.Hour)
			cut := math.MaxInt
			if r.IntN(8) == 0 {
				cut = 1 + r.IntN(4)
			}
			trials := s.search(r, m, []map[string]string{{}}, cut, 0.02)
			if len(trials) > 2 && r.IntN(8) == 0 {
				trials = slices.Delete(trials, 1, 2)
			}
			side.runs = append(side.runs, combine(trials))
		}
		d.sides = append(d.sides, side)
	}
	d.compare()
	return d
}

// compare compares the sides.
func (d *drawnComparison) compare() {
	var sides []compare.Side
	for _, s := range d.sides {
		of := compare.Side{Name: s.name}
		for _, run := range s.runs {
			of.Runs = append(of.Runs, run.result)
		}
		sides = append(sides, of)
	}
	var err error
	if d.own {
		d.sides = d.sides[:1]
		d.c, err = compare.Configurations(sides[0], d.opts)
	} else {
		d.c, err = compare.Runs(sides[0], sides[1:], d.opts)
	}
	if err != nil {
		d.c = nil
		d.refused, _ = err.(*compare.NotComparable)
	}
}

// usable are the trials of a side and configuration that can be compared, in the order in which they ran. A side of one configuration is
// compared whatever that is.
func (s *drawnSide) usable(configuration map[string]string) []*truth {
	var list []*truth
	for _, run := range s.runs {
		numbers := map[int]int{}
		for _, t := range run.trials {
			numbers[t.m.Trial]++
		}
		for _, t := range run.trials {
			if maps.Equal(t.m.Configuration, configuration) && t.trial.Valid && t.m.State == samples.Complete && len(t.once().all) > 0 && numbers[t.m.Trial] == 1 {
				list = append(list, t)
			}
		}
	}
	return list
}

// value is what a trial has of a metric, by its own hits.
func value(t *truth, metric string) float64 {
	all := t.once().all
	switch metric {
	case "p99":
		return all.quantile(0.99)
	case "failures":
		return float64(len(t.failed())) / float64(len(all))
	case "goodput":
		return t.once().good
	case "throughput":
		return t.once().done
	}
	return math.NaN()
}

// foundBy are the capacities that the complete searches of a side found between two loads.
func (s *drawnSide) foundBy() (list []float64) {
	for _, run := range s.runs {
		if held, _, _, _ := run.bounds(""); run.found() {
			list = append(list, held)
		}
	}
	return list
}

// found reports whether a search found a load that holds, for certain, below one that broke an objective.
func (w *drawnRun) found() bool {
	held, broke, _, notOffered := w.bounds("")
	return held > 0 && broke > 0 && (notOffered == 0 || notOffered > broke) && !w.unsure("") && !w.lacking()
}
