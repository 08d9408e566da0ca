package analysis

import (
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
)

// SoFar works out what the record of a trial says while it goes on: the trial as if the load had ended at reached, with every hit that is in the
// record by then. Hits in flight are not, and they may be slow ones. Checks whose answer only the end can give are left out, so that none of
// them speaks against a trial that is merely not over, and so are objectives of which nothing is measured yet: those are open. It has no lines
// of operations over time, which only figures show.
func SoFar(m samples.Manifest, r Record, reached time.Duration, opts Options) (t Trial, open []samples.SLO) {
	m.State, m.Reason, m.Elapsed = samples.Stopped, "", reached
	opts.undrawn = true
	t = AnalyzeRecord(m, r, opts)
	t.Manifest.State = samples.Running
	t.SLO = slices.DeleteFunc(t.SLO, func(o SLOResult) bool {
		unmeasured := math.IsNaN(o.Measured) && !o.Exceeded()
		if unmeasured {
			open = append(open, o.SLO)
		}
		return unmeasured
	})
	t.Checks = slices.DeleteFunc(t.Checks, func(c Check) bool {
		return slices.Contains(atTheEnd, c.Kind) || c.Kind == CheckObjective && slices.ContainsFunc(open, func(o samples.SLO) bool { return o.Expression == c.Subject })
	})
	t.Valid = len(t.InvalidReasons()) == 0
	return t, open
}

// atTheEnd are the checks of what is complete only when the trial is: more hits come, numbers of hits in flight are missing, faults are about to
// take effect, what drifts may settle, writes are read back afterwards.
var atTheEnd = []CheckKind{CheckReached, CheckHits, CheckSample, CheckRecorded, CheckGenerators, CheckClocks, CheckFaults, CheckDrift, CheckLedger, CheckScrapes}

// Outlook is what the hits that are still to come can do to an objective.
type Outlook struct {
	Objective SLOResult
	// ToCome is about how many hits of the objective's operation are still due in measured phases.
	ToCome float64
	// Spare is how many of them may be on the wrong side of the limit with the objective holding in the end. Below 0 it cannot hold any
	// more, from ToCome on it cannot be broken any more.
	Spare float64
}

// Outlooks are those of the objectives that hits decide one by one: percentiles, the longest response time, the share of failures. What rates and
// means will be is not a matter of single hits, and in a closed loop it is not known how many are still to come.
func Outlooks(t *Trial) []Outlook {
	m := &t.Manifest
	if m.Load.Closed > 0 || t.All.Hits == 0 {
		return nil
	}
	planned := 0.0
	for _, p := range m.Phases {
		if p.Measure {
			planned += float64(p.Offered)
		}
	}
	var list []Outlook
	for _, o := range t.SLO {
		of, all := measuredOf(t, o.Operation), planned
		if of == nil || o.Comparison != "<" && o.Comparison != "<=" {
			continue
		}
		if o.Operation != "" {
			all *= m.Mix[o.Operation]
		}
		all = math.Max(all, float64(of.Hits))
		look := Outlook{Objective: o, ToCome: all - float64(of.Hits)}
		switch {
		case isPercentile(o.SLO):
			look.Spare = math.Floor(all*(1-o.Quantile)+1e-9) - beyond(of, o.SLO)
		case o.Metric == "max":
			look.Spare = -beyond(of, o.SLO)
		case o.Metric == "failures":
			look.Spare = math.Floor(all*o.Limit+1e-9) - float64(of.Failures)
			if o.Comparison == "<" && all*o.Limit == math.Floor(all*o.Limit) {
				look.Spare--
			}
		default:
			continue
		}
		list = append(list, look)
	}
	return list
}

// measuredOf is an operation of a trial, all for "", nil when it had no hits.
func measuredOf(t *Trial, name string) *Operation {
	if name == "" {
		return &t.All
	}
	for i := range t.Operations {
		if t.Operations[i].Name == name {
			return &t.Operations[i]
		}
	}
	return nil
}

// beyond is how many hits are on the wrong side of an upper limit on response times, as far as their histogram tells them apart.
func beyond(o *Operation, slo samples.SLO) float64 {
	n := uint64(0)
	for i, v := range o.Times.Values {
		if !slo.Holds(v.Seconds()) {
			n += o.Times.Counts[i]
		}
	}
	return float64(n)
}
