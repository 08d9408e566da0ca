package analysis

import (
	"cmp"
	"math"
	"slices"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

// checkSendLag: hits that left late. Response times count the wait, so the numbers stay true; the question is whose fault it
// was. If (almost) all cores were busy, with generator and stack or with others, or if nothing is known of the generator's CPU, the
// generator cannot be ruled out and the run is invalid. Otherwise it had the time to send and waited for the system under test (all
// its workers were waiting for answers), which is a doubt at most.
func checkSendLag(f *facts) []Check {
	lags := f.work().lag
	if f.Manifest.Load.Closed > 0 || lags.Count() == 0 {
		return nil
	}
	limit, lag, busy, of := f.limits.SendLag, lags.Quantile(0.99), f.busy(), ""
	for i := range f.Generators { // one that is late among many does not show in the whole
		if own := f.Generators[i].LagP99; own > limit && own > lag {
			lag, of = own, samples.Source(f.Generators[i].Index)
		}
	}
	late := lag > limit
	waited := late && busy <= f.limits.Machine // false when busy is not known
	return []Check{{Kind: CheckSendLag, OK: !late || waited, Doubt: waited, Measured: Quantity{lag, telemetry.Seconds}, Limit: Quantity{limit, telemetry.Seconds},
		Evidence: SendLag{busy, f.others(), of}}}
}

// busy is the share of all cores that the scraped processes used together, and others as far as that was observed; NaN without the
// generator's.
func (f *facts) busy() float64 {
	cores := f.Manifest.Machine.Cores
	if math.IsNaN(f.GeneratorCPU) || cores <= 0 {
		return math.NaN()
	}
	total := sum(f.MeanCPU)
	if f.OtherCPU > 0 {
		total += f.OtherCPU
	}
	share := total / float64(cores)
	for _, m := range machines(f.Generators) { // they may be others than the stack's
		share = math.Max(share, m.share())
	}
	return share
}

// checkOtherLoad: what else ran on the machine took its part of every number. A doubt, since how much of it mattered is not known.
func checkOtherLoad(f *facts) []Check {
	n := f.Manifest.Machine.Cores
	if n <= 0 || math.IsNaN(f.OtherCPU) {
		return nil
	}
	return []Check{{Kind: CheckOtherLoad, OK: true, Doubt: f.others() > 0, Measured: Quantity{f.OtherCPU, telemetry.Cores},
		Limit: Quantity{shared * float64(n), telemetry.Cores}, Evidence: OtherLoad{n}}}
}

// checkGenerator: a generator that needs most of its machine measures itself; one that needs half of the stack's takes from the system under
// test what that could have had. Of several the machine counts on which that is worst.
func checkGenerator(f *facts) []Check {
	stack := &f.Manifest.Machine
	among := machines(f.Generators)
	if len(among) == 0 {
		among = []machine{{host: stack.Hostname, used: f.GeneratorCPU, cores: stack.Cores}}
	}
	const (
		harmless = iota
		takes
		unknown
		bound
	)
	trouble := func(m *machine) int {
		switch share := m.share(); {
		case math.IsNaN(share):
			return unknown
		case share > f.limits.GeneratorCPU:
			return bound
		case share > 0.5 && m.host == stack.Hostname:
			return takes
		}
		return harmless
	}
	m := slices.MaxFunc(among, func(a, b machine) int {
		return cmp.Or(cmp.Compare(trouble(&a), trouble(&b)), cmp.Compare(a.share(), b.share()))
	})
	worst := trouble(&m)
	if worst == unknown {
		if f.first.all.hits == 0 {
			return nil
		}
		m.used = math.NaN()
	}
	limit := f.limits.GeneratorCPU * float64(m.cores)
	if m.cores <= 0 {
		limit = math.NaN()
	}
	return []Check{{Kind: CheckGeneratorCPU, OK: worst != bound, Doubt: worst == takes || worst == unknown, Measured: Quantity{m.used, telemetry.Cores},
		Limit: Quantity{limit, telemetry.Cores}, Evidence: GeneratorCPU{m.cores, m.generators}}}
}

// checkSample: a percentile needs hits beyond it. Too few hits for a two-sided interval even if all were independent make the
// objective unjudgeable and the run invalid; enough hits that share their fate so much that they are worth fewer are a
// doubt, since the percentile itself was seen.
func checkSample(f *facts) []Check {
	var rows []Check
	for _, o := range f.Manifest.SLO {
		s, t := find(&f.Manifest, f.first, f.second, o.Operation)
		if !isPercentile(o) || s == nil || s.hits == 0 {
			continue
		}
		if row := sampleRow(o, s, t, f.axis); indexOfCheck(rows, &row) < 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// sampleRow is the check of one percentile: at least as many hits as its upper bound needs, and as many still when hits that were slow
// together count as fewer.
func sampleRow(o samples.SLO, s *sums, t *tailSums, a *timeaxis.Axis) Check {
	need, hits := float64(stats.SmallestSample(o.Quantile, Confidence)), float64(s.hits)
	e := SampleSize{Metric: o.Metric, Operation: o.Operation, Effective: hits}
	for i, q := range t.quantiles {
		if q != o.Quantile {
			continue
		}
		var ok bool
		if e.Effective, ok = t.effective(a, i, s.hits); !ok {
			// Long enough for the dependence and still none: too few slow hits came, so as many again at least.
			e.Seconds = a.Seconds() * math.Max(2, t.dependence.Missing())
		}
	}
	subject := o.Metric
	if o.Operation != "" {
		subject += "(" + o.Operation + ")"
	}
	return Check{Kind: CheckSample, Subject: subject, OK: hits >= need, Doubt: hits >= need && (e.Effective < need || e.Seconds > 0),
		Measured: Quantity{hits, telemetry.Number}, Limit: Quantity{need, telemetry.Number}, Evidence: e}
}

// checkLimits: a hit that the generator could not send says nothing of the system under test, and the load was not the scenario's.
func checkLimits(f *facts) []Check {
	if f.Manifest.Format < 2 || f.first.all.hits == 0 {
		return nil
	}
	n := f.first.failed.count(samples.Generator)
	e := GeneratorLimits{}
	if c := f.first.failed.classes[samples.Generator]; c != nil {
		e.Causes = c.byCause
	}
	return []Check{{Kind: CheckLimits, OK: n == 0, Measured: Quantity{float64(n), telemetry.Number}, Limit: Quantity{0, telemetry.Number}, Evidence: e}}
}
