package scaling

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// Ladder is a row of configurations that differ in the number of one resource only: how work grows with it.
type Ladder struct {
	// Axis is what was varied, Unit its name in a sentence ("replicas"); Others is what stayed the same, "" when nothing else varied.
	Axis, Unit, Others string
	// Basis is that of the ratings.
	Basis string
	// Bounded says that the loads offered were too small to show at some steps what more of the resource gains.
	Bounded bool
	Steps   []Step
	// Fit is the Universal Scalability Law through the steps, nil when there are too few; NoFit says why. Residuals are measured - fitted
	// as a share of the fitted, one a step.
	Fit       *stats.USL
	NoFit     string
	Residuals []float64
	// Reading is what the steps and the fit say in words.
	Reading string
	Demands []Demand
}

// Step is one number of the resource. Speedup is against the smallest number, Efficiency the speed-up as a share of the ideal one.
type Step struct {
	N                   float64
	Rating              int
	Work                Estimate
	AtLeast             bool
	Speedup, Efficiency Estimate
}

// Demand is the least number of the resource that takes a load; 0 when none of those measured does.
type Demand struct{ Load, N float64 }

// resources are the axes that are numbers of something that works, by a part of their name, with what one calls them.
var resources = []struct{ part, unit string }{
	{"replicas", "replicas"}, {"nodes", "nodes"}, {"pool", "connections"}, {"closed", "users"}, {"GOMAXPROCS", "cores"},
}

// resourceUnit is what an axis counts, "" when it is no resource or has values that are no positive numbers.
func resourceUnit(a Axis) string {
	for _, v := range a.Values {
		if n, err := strconv.ParseFloat(v, 64); err != nil || !(n > 0) {
			return ""
		}
	}
	for _, r := range resources {
		if strings.Contains(a.Name, r.part) {
			return r.unit
		}
	}
	return ""
}

// ladders are found for every resource that was varied, each setting of the other axes and each volume.
func (s *Result) ladders() []Ladder {
	var all []Ladder
	for _, a := range s.Axes {
		unit := resourceUnit(a)
		if unit == "" {
			continue
		}
		var keys []string
		steps := map[string][]Step{}
		for i, r := range s.Ratings {
			settings := maps.Clone(s.Configurations[r.Configuration].Settings)
			n, err := strconv.ParseFloat(settings[a.Name], 64)
			if err != nil || math.IsNaN(r.Work.Value) {
				continue
			}
			delete(settings, a.Name)
			key := settingsText(settings)
			if s.axis(volumeAxis) != nil {
				key = strings.TrimPrefix(key+", volume "+r.Volume, ", ")
			}
			if steps[key] == nil {
				keys = append(keys, key)
			}
			steps[key] = append(steps[key], Step{N: n, Rating: i, Work: r.Work, AtLeast: r.AtLeast})
		}
		for _, key := range keys {
			l := Ladder{Axis: a.Name, Unit: unit, Others: key, Steps: steps[key]}
			if len(l.Steps) > 1 {
				l.climb(s)
				all = append(all, l)
			}
		}
	}
	return all
}

// climb works out speed-ups, the fit and the words of a ladder.
func (l *Ladder) climb(s *Result) {
	slices.SortStableFunc(l.Steps, func(a, b Step) int { return cmp.Compare(a.N, b.N) })
	l.Basis = s.Ratings[l.Steps[0].Rating].Basis
	for _, step := range l.Steps {
		l.Bounded = l.Bounded || step.AtLeast || s.Ratings[step.Rating].Basis != l.Basis
	}
	base := l.Steps[0]
	for i := range l.Steps {
		step := &l.Steps[i]
		step.Speedup, step.Efficiency = none(), none()
		if !step.AtLeast && !base.AtLeast {
			if step.Speedup = once(); i > 0 {
				step.Speedup = step.Work.against(base.Work)
			}
			step.Efficiency = step.Speedup.times(base.N / step.N)
		}
	}
	l.fit()
	l.Demands = l.demands(s)
	l.Reading = l.words()
}

// fit fits the law where the steps allow it. Each number of the resource is one point, however often it was measured: repetitions tell
// how sure a point is, not how the curve bends.
func (l *Ladder) fit() {
	if l.Bounded {
		l.NoFit = "at some steps all that was offered was done, so the most that can be done is not known there"
		return
	}
	var n, x []float64
	for _, step := range l.Steps {
		n, x = append(n, step.N), append(x, step.Work.Value)
	}
	fit, err := stats.FitUSL(n, x)
	if err != nil {
		l.NoFit = fmt.Sprintf("%d numbers of %s were measured, a fit needs at least %d, better %d", len(n), l.Unit, stats.MinUSLPoints, stats.GoodUSLPoints)
		return
	}
	l.Fit = &fit
	for _, step := range l.Steps {
		l.Residuals = append(l.Residuals, step.Work.Value/fit.Throughput(step.N)-1)
	}
}

// demands has the least resource for each load: the loads tried of a sweep, the capacities found by a search.
func (l *Ladder) demands(s *Result) []Demand {
	capacities := map[float64]*analysis.Capacity{}
	loads := map[float64]bool{}
	for _, step := range l.Steps {
		r := &s.Ratings[step.Rating]
		c := s.capacityOf(LoadCurve{Configuration: r.Configuration, Volume: r.Volume})
		if c == nil || c.Unsure {
			continue
		}
		capacities[step.N] = c
		switch {
		case c.Swept:
			for _, t := range c.Tried {
				loads[t.Rate] = true
			}
		default:
			loads[c.Rate], loads[c.Refused] = true, true
		}
	}
	delete(loads, 0)
	var rows []Demand
	for _, load := range slices.Sorted(maps.Keys(loads)) {
		d := Demand{Load: load}
		for _, n := range slices.Sorted(maps.Keys(capacities)) {
			if capacities[n].Rate >= load {
				d.N = n
				break
			}
		}
		rows = append(rows, d)
	}
	return rows
}

// words reads the ladder: what was gained, what the fit makes of it, and how far that reaches.
func (l *Ladder) words() string {
	first, last := l.Steps[0], l.Steps[len(l.Steps)-1]
	with := ""
	if l.Others != "" {
		with = " (" + l.Others + ")"
	}
	if l.Bounded {
		return fmt.Sprintf("what more %s gain%s cannot be said: %s.", l.Unit, with, l.NoFit)
	}
	text := fmt.Sprintf("%s to %s %s%s: %s from %s to %s, %s for %s times as many", number(first.N), number(last.N), l.Unit, with, l.Basis,
		analysis.FormatRate(first.Work.Value), analysis.FormatRate(last.Work.Value), timesWords(last.Speedup), analysis.FormatNumber(last.N/first.N))
	if l.Fit == nil {
		return text + "; " + l.NoFit + "."
	}
	return text + ". " + sentence(l.fitWords())
}

// fitWords are the plain reading of the fit. A peak is named only when a measured point lies near or beyond it, and nothing is said of
// more than twice the measured range.
func (l *Ladder) fitWords() string {
	u, measured := l.Fit, number(l.Fit.To)
	text := fmt.Sprintf("contention %s, coherency %s: ", analysis.FormatRatio(u.Alpha), analysis.FormatRatio(u.Beta))
	peak, near := u.Peak()
	switch {
	case near:
		text += fmt.Sprintf("more than %s %s would not help; measured to %s", number(math.Round(peak)), l.Unit, measured)
	case !math.IsInf(peak, 1) && peak <= u.Reach():
		text += fmt.Sprintf("%s %s would gain %s on %s, by the fit, and whether it still grows there is not known; measured to %s", number(u.Reach()), l.Unit,
			gain(u.Throughput(u.Reach())/u.Throughput(u.To)), measured, measured)
	default:
		text += fmt.Sprintf("it still grows at %s %s, the most that were measured; %s would gain %s, by the fit, which says nothing beyond",
			measured, l.Unit, number(u.Reach()), gain(u.Throughput(u.Reach())/u.Throughput(u.To)))
	}
	if u.Points < stats.GoodUSLPoints {
		text += fmt.Sprintf("; %d points make a rough fit", u.Points)
	}
	if math.Abs(u.LeaveLastOut) > looseFit {
		text += fmt.Sprintf("; without the last point the fit would have missed it by %s, so it foretells little", analysis.FormatRatio(math.Abs(u.LeaveLastOut)))
	}
	return text + "."
}

// looseFit is the error of the prediction of the last point from which a fit is called unfit for predictions.
const looseFit = 0.1

// gain is a ratio as what it adds.
func gain(ratio float64) string {
	if ratio < 1 {
		return "nothing"
	}
	return analysis.FormatRatio(math.Round(100*(ratio-1)) / 100)
}

// timesWords writes a factor with its interval: "5.45 times (5.43 to 5.46)".
func timesWords(e Estimate) string {
	return fmt.Sprintf("%s times (%s)", analysis.FormatNumber(e.Value), timesInterval(e.Interval))
}

// timesInterval is an interval of a factor.
func timesInterval(i analysis.Interval) string {
	switch {
	case math.IsNaN(i.Low) || math.IsNaN(i.High):
		return analysis.Absent
	case math.IsInf(i.High, 1):
		return "at least " + analysis.FormatNumber(i.Low)
	}
	return analysis.FormatNumber(i.Low) + " to " + analysis.FormatNumber(i.High)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
