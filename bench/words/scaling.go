package words

import (
	"fmt"
	"math"

	"quintet/bench/scaling"
	"quintet/bench/stats"
)

// SpeedUp is the gain of more of a resource, what the fitted law predicts, and how far that reaches.
func SpeedUp(x *scaling.Series) string {
	first, last := x.Points[0], x.Points[len(x.Points)-1]
	others := ""
	if !x.Others.Empty() {
		others = " (" + Label(x.Others) + ")"
	}
	if x.Bounded {
		return fmt.Sprintf("the gain of more %s%s is unknown: %s.", x.Resource, others, NoFit(x))
	}
	text := fmt.Sprintf("%s goes from %s to %s between %s and %s %s%s: %s for %s times as many", x.Basis, Rate(first.Work.Value), Rate(last.Work.Value),
		plainNumber(first.N), plainNumber(last.N), x.Resource, others, timesWithInterval(last.Speedup), significant(last.N/first.N))
	if x.Basis == scaling.ByThroughput {
		text += onceEach(last.Speedup)
	}
	if x.Fit == nil {
		return text + "; " + NoFit(x) + "."
	}
	return text + ". " + sentence(fit(x))
}

// NoFit states why no law was fitted to a series, "" when one was.
func NoFit(x *scaling.Series) string {
	switch x.NoFit {
	case scaling.NoFitBounded:
		return "at some points nearly all of the offered load was answered, so the maximum throughput there is unknown"
	case scaling.NoFitFewPoints:
		return fmt.Sprintf("%d numbers of %s were measured; a fit needs at least %d, better %d", len(x.Points), x.Resource, stats.MinUSLPoints, stats.GoodUSLPoints)
	}
	return ""
}

// looseFit is the error of the prediction of the last point from which a fit is called unfit for predictions.
const looseFit = 0.1

// fit is the plain reading of the law. A peak is named only when a measured point lies near or beyond it, and nothing is said of
// more than twice the measured range.
func fit(x *scaling.Series) string {
	u := x.Fit
	measured, reach, gained := plainNumber(u.To), plainNumber(u.Reach()), gain(u.Throughput(u.Reach())/u.Throughput(u.To))
	text := fmt.Sprintf("contention %s, coherency %s: ", Ratio(u.Alpha), Ratio(u.Beta))
	peak, near := u.Peak()
	switch {
	case near:
		text += fmt.Sprintf("by the fit more than %s %s would not help; measured to %s", plainNumber(math.Round(peak)), x.Resource, measured)
	case !math.IsInf(peak, 1) && peak <= u.Reach():
		text += fmt.Sprintf("by the fit %s %s would gain %s over %s; whether they still help there is unknown; measured to %s", reach, x.Resource, gained, measured, measured)
	default:
		text += fmt.Sprintf("it still grows at %s %s, the largest number measured; by the fit %s would gain %s; nothing is predicted beyond", measured, x.Resource, reach, gained)
	}
	if u.Points < stats.GoodUSLPoints {
		text += fmt.Sprintf("; a fit of %d points is rough", u.Points)
	}
	if miss := math.Abs(u.LeaveLastOut); miss > looseFit {
		text += fmt.Sprintf("; without the last point the fit misses it by %s, so it predicts poorly", Ratio(miss))
	}
	return text + "."
}

// gain is a ratio as what it adds.
func gain(ratio float64) string {
	if ratio < 1 {
		return "nothing"
	}
	return wholePercent(ratio - 1)
}
