package analysis

import (
	"fmt"
	"math"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// checkSendLag: hits that left late. Response times count the wait, so the numbers stay true; the question is whose fault it
// was. If (almost) all cores were busy, with generator and stack or with others, or if nothing is known of the generator's CPU, the
// generator cannot be ruled out and the run is invalid. Otherwise it had the time to send and waited for the system under test (all
// its workers were waiting for answers), which is a doubt at most.
func checkSendLag(f *facts) []Check {
	if f.Manifest.Load.Closed > 0 || f.first.lag.Count() == 0 {
		return nil
	}
	limit, lag := f.limits.SendLag, f.SendLag.P99
	c := Check{Name: "send lag", OK: true, Limit: "p99 at most " + FormatSeconds(limit), Measured: FormatSeconds(lag),
		Detail: fmt.Sprintf("99 %% of the hits left within %s of their due time.", FormatSeconds(lag))}
	if lag <= limit {
		return []Check{c}
	}
	busy, known := f.busy()
	switch {
	case !known:
		c.OK = false
		c.Detail = fmt.Sprintf("hits left up to %s late (p99) and nothing is known of the generator's CPU: it may have been the bottleneck.", FormatSeconds(lag))
	case busy > f.limits.Machine:
		c.OK = false
		c.Detail = fmt.Sprintf("hits left up to %s late (p99) while %s of all cores were in use%s: the generator did not get the CPU to keep up.",
			FormatSeconds(lag), FormatRatio(busy), f.byOthers())
	default:
		c.Doubt = true
		c.Detail = fmt.Sprintf("hits left up to %s late (p99) though CPU was free (%s of all cores used): they waited for earlier ones to be answered. Response times include that wait.",
			FormatSeconds(lag), FormatRatio(busy))
	}
	return []Check{c}
}

// busy is the share of all cores that the scraped processes used together, and others as far as that was observed; not known without
// the generator's.
func (f *facts) busy() (share float64, known bool) {
	cores := f.Manifest.Machine.Cores
	if _, ok := f.MeanCPU[GeneratorSource]; !ok || cores <= 0 {
		return 0, false
	}
	total := 0.0
	for _, c := range f.MeanCPU {
		total += c
	}
	if f.OtherCPU > 0 {
		total += f.OtherCPU
	}
	return total / float64(cores), true
}

// shared is the share of all cores that others may use before a run counts as disturbed.
const shared = 0.1

// byOthers says how many of the busy cores others had, "" when that does not matter.
func (f *facts) byOthers() string {
	if f.OtherCPU > shared*float64(f.Manifest.Machine.Cores) {
		return fmt.Sprintf(" (%s by other programs)", FormatCores(f.OtherCPU))
	}
	return ""
}

// checkOtherLoad: what else ran on the machine took its part of every number. A doubt, since how much of it mattered is not known.
func checkOtherLoad(f *facts) []Check {
	cores := float64(f.Manifest.Machine.Cores)
	if cores <= 0 || math.IsNaN(f.OtherCPU) {
		return nil
	}
	c := Check{Name: "other load", OK: true, Limit: "at most " + FormatCores(shared*cores), Measured: FormatCores(f.OtherCPU),
		Detail: fmt.Sprintf("other programs, or the host of this machine, used %s of %s.", FormatCores(f.OtherCPU), FormatCores(cores))}
	if f.OtherCPU > shared*cores {
		c.Doubt = true
		c.Detail = fmt.Sprintf("other programs, or the host of this machine, took %s of %s from generator and stack: on a quiet machine the numbers would be others.",
			FormatCores(f.OtherCPU), FormatCores(cores))
	}
	return []Check{c}
}

// checkGenerator: a generator that needs most of the machine measures itself.
func checkGenerator(f *facts) []Check {
	cores := float64(f.Manifest.Machine.Cores)
	limit := f.limits.GeneratorCPU * cores
	c := Check{Name: "generator CPU", OK: true, Limit: "at most " + FormatCores(limit), Measured: FormatCores(f.GeneratorCPU)}
	switch {
	case cores <= 0 || math.IsNaN(f.GeneratorCPU):
		if f.first.all.hits == 0 {
			return nil
		}
		c.Doubt, c.Measured, c.Detail = true, "not known", "the generator's CPU use is not known, so it cannot be ruled out that it was the bottleneck."
		if cores <= 0 {
			c.Limit = Absent
		}
	case f.GeneratorCPU > limit:
		c.OK = false
		c.Detail = fmt.Sprintf("the generator used %s of %s: it was the bottleneck, not the system under test.", FormatCores(f.GeneratorCPU), FormatCores(cores))
	case f.GeneratorCPU > cores/2:
		c.Doubt = true
		c.Detail = fmt.Sprintf("the generator used %s of %s, which the system under test could not have.", FormatCores(f.GeneratorCPU), FormatCores(cores))
	default:
		c.Detail = fmt.Sprintf("the generator used %s of %s.", FormatCores(f.GeneratorCPU), FormatCores(cores))
	}
	return []Check{c}
}

// checkSample: a percentile needs hits beyond it. Too few hits for a two-sided interval even if all were independent make the
// objective unjudgeable and the run invalid; enough hits that share their fate so much that they are worth fewer are a
// doubt, since the percentile itself was seen.
func checkSample(f *facts) []Check {
	var rows []Check
	seen := map[string]bool{}
	for _, o := range f.Manifest.SLO {
		s, t := find(&f.Manifest, f.first, f.second, o.Operation)
		name := fmt.Sprintf("hits for %s of %s", o.Metric, orAll(o.Operation))
		if !isPercentile(o) || s == nil || s.hits == 0 || seen[name] {
			continue
		}
		seen[name] = true
		rows = append(rows, sampleRow(name, o, s, t, f.axis))
	}
	return rows
}

func sampleRow(name string, o samples.SLO, s *sums, t *tailSums, a *axis) Check {
	need := float64(stats.SmallestSample(o.Quantile, Confidence))
	c := Check{Name: name, OK: true, Limit: "at least " + FormatCount(need)}
	effective := float64(s.hits)
	for i, q := range t.quantiles {
		if q == o.Quantile {
			effective = t.effective(a, i, s.hits)
		}
	}
	c.Measured = fmt.Sprintf("%s (worth %s)", FormatCount(float64(s.hits)), FormatCount(effective))
	switch {
	case float64(s.hits) < need:
		c.OK = false
		c.Detail = fmt.Sprintf("%s of %s needs %s hits, there were %s: run longer or faster.", o.Metric, orAll(o.Operation), FormatCount(need), FormatCount(float64(s.hits)))
	case effective < need:
		c.Doubt = true
		c.Detail = fmt.Sprintf("%s of %s rests on %s hits that were slow together, worth about %s independent ones; %s are needed for an upper bound.",
			o.Metric, orAll(o.Operation), FormatCount(float64(s.hits)), FormatCount(effective), FormatCount(need))
	default:
		c.Detail = fmt.Sprintf("%s of %s rests on %s hits, worth %s independent ones.", o.Metric, orAll(o.Operation), FormatCount(float64(s.hits)), FormatCount(effective))
	}
	return c
}
