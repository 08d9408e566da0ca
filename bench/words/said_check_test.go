package words

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// checkClaims are those of validity checks.
var checkClaims = []claim[*truth]{
	{`^The schedule was completed\.$`, func(w *truth, _ []string) bool { return w.m.State == samples.Complete }},
	{`^Every file is as it was recorded\.$`, func(w *truth, _ []string) bool { return w.damage == nil }},
	{`^(.+) hits were due in measured phases\.$`, func(w *truth, g []string) bool { return number(g[1]) == float64(len(w.hitsOf(anyHit))) }},
	{`^Each of (.+) hits was recorded once\.$`, func(w *truth, g []string) bool { return number(g[1]) == float64(len(w.hits)) }},
	{`^The stores hold as many rows as were seeded\.$`, func(w *truth, _ []string) bool {
		return w.m.Dataset.Verified["groups"] == 5 && w.m.Dataset.Verified["users"] == 10
	}},
	{`^The stores did not count all kinds of rows, .*$`, func(w *truth, _ []string) bool { return len(w.m.Dataset.Verified) < 2 }},
	{`^The stores do not hold the rows that were seeded: 9 users instead of 10\.$`, func(w *truth, _ []string) bool { return w.m.Dataset.Verified["users"] == 9 }},
	{`^No service of the stack exited under load on its own\.$`, func(w *truth, _ []string) bool {
		return !slices.ContainsFunc(w.events, func(e samples.Event) bool { return e.Kind == samples.ServiceExited })
	}},
	{`^None of (.+) answers names a store that took longer than its request, or one that is not of this stack\.$`, func(w *truth, g []string) bool {
		longer, foreign, answers := w.storeTimes()
		return longer == 0 && foreign == 0 && number(g[1]) == answers
	}},
	{`^(?:(.+) of (.+) answers name a store that took longer than the whole request \(sqlite 50 s of [^)]+\))?(?:; )?([Aa]nswers name what is no store of this stack \(total\))?: these times take no part in where the time goes\.$`, func(w *truth, g []string) bool {
		longer, foreign, answers := w.storeTimes()
		return (g[1] == "" && longer == 0 || number(g[1]) == longer && number(g[2]) == answers) && (g[3] == "") == (foreign == 0)
	}},
	{`^(.+) of (.+) hits that were due were sent\.$`, func(w *truth, g []string) bool {
		return number(g[1]) == float64(len(w.sent())) && number(g[2]) == float64(len(w.hitsOf(anyHit)))
	}},
	{`^Only (.+) of (.+) hits that were due were sent: the load was smaller than the scenario's\.$`, func(w *truth, g []string) bool {
		return number(g[1]) == float64(len(w.sent())) && number(g[1]) < 0.99*number(g[2]) && number(g[2]) == float64(len(w.hitsOf(anyHit)))
	}},
	{`^(.+) of (.+) hits failed\.$`, func(w *truth, g []string) bool {
		return number(g[1]) == float64(len(w.failed())) && number(g[2]) == float64(len(w.hitsOf(anyHit)))
	}},
	{`^(.+) of the hits failed \(most often (.+)\): too many for the numbers to describe the work(; for example, .+)?\.$`, func(w *truth, g []string) bool {
		counts := map[string]int{}
		for _, h := range w.failed() {
			counts[FailureClass(h.Failure.String())]++
		}
		for _, n := range counts {
			if n > counts[g[2]] {
				return false
			}
		}
		share := float64(len(w.failed())) / float64(len(w.hitsOf(anyHit)))
		return about(g[1], share) && share > 0.05 && (w.kept(g[3]) || g[3] == "" && g[2] != "nothing found")
	}},
	{`^(.+) answers were empty or wrong( by the checks of the scenario)?(; for example, .+)?\.$`, func(w *truth, g []string) bool {
		return number(g[1]) == w.empty() && (g[2] != "") == (len(w.m.Declared) > 0) && w.kept(g[3])
	}},
	{`^(.+) of the answers were empty or wrong (where rows were seeded|by the checks of the scenario) \((.+)\): their work was not done(; for example, .+)?\.$`, func(w *truth, g []string) bool {
		return number(g[3]) == w.empty() && about(g[1], w.empty()/float64(len(w.hitsOf(anyHit)))) && strings.HasPrefix(g[2], "by") == (len(w.m.Declared) > 0) && w.kept(g[4])
	}},
	{`^Hits were sent up to (.+) late \(p99\)(?: while (.+) of all cores were in use: .*| though CPU was free \((.+) of all cores in use\), as when .*|, and the generator may be the bottleneck: .*)\.$`, func(w *truth, g []string) bool {
		_, _, lag := w.waits()
		used := 0.0
		for _, c := range w.cpu {
			used += c / 2
		}
		share := g[2] + g[3]
		return about(g[1], lag) && lag > 0.0099 && (share == "" && len(w.points) == 0 || near(share, used, 0.02) && (g[2] != "") == (used > 0.9))
	}},
	{`^The generator used (.+) of 2 cores(: it may have been the bottleneck in place of the system under test|, which the system under test could not use)?\.$`, func(w *truth, g []string) bool {
		used := w.cpu[analysis.GeneratorSource]
		return math.Abs(number(g[1])-used) < 0.04 && strings.HasPrefix(g[2], ":") == (used > 1.7) && strings.HasPrefix(g[2], ",") == (used > 1 && used <= 1.7)
	}},
	{`^The generator's CPU use is not known, so it may have been the bottleneck\.$`, func(w *truth, _ []string) bool { return len(w.points) == 0 }},
	{`^The generator had the local ports, file descriptors and socket buffers that it needed\.$`, func(w *truth, _ []string) bool {
		return !slices.ContainsFunc(w.hits, func(h samples.Hit) bool { return h.Failure == samples.Generator || h.Cause != samples.NoCause })
	}},
	{`^(\d+) of (\d+) scrapes of metrics failed\.$`, func(w *truth, g []string) bool {
		made := 0
		for i := range w.points {
			if p := &w.points[i]; p.Series.Metric == samples.UpMetric && p.At <= w.m.Elapsed {
				made++
			}
		}
		// Those made while a fault was in force do not count.
		return (g[1] == "0") == (len(w.points) > 0) && (int(number(g[2])) >= made || len(w.m.Faults) > 0) && (made > 0 || g[1] == g[2])
	}},
	{`^p99 of all operations (?:rests on|needs) (.+?) hits(?:, an effective sample size of (.+)|, but slow hits .* is about (.+), and an upper bound needs 368| and has (.+): make .*)\.$`, func(w *truth, g []string) bool {
		n := float64(len(w.hitsOf(anyHit)))
		if g[4] != "" {
			return number(g[1]) == 368 && number(g[4]) == n && n < 368
		}
		effective := number(g[2] + g[3])
		return number(g[1]) == n && n >= 368 && effective <= n && (g[3] == "") == (effective >= 368)
	}},
	{`^p99 of all operations has no interval: .* measure for at least (.+) to know how certain it is\.$`, func(w *truth, g []string) bool { return number(g[1]) > 1.9*w.trial.Measured }},
	{`^The objective (.+) (holds|is broken), but (?:its 95 % interval \((.+)\) includes the limit|has no 95 % interval): (?:a longer run is needed to be sure|to show it takes about .+|(no run of less than 8 h decides so near the limit)(?:; ten times this run would (?:from a distance of|if the share of hits beyond it were) (.+?) points (?:on|from 1 %))?)\.$`, func(w *truth, g []string) bool {
		o := w.objective(g[1])
		// Eight hours are more than 700 times a drawn run, and intervals shrink with the square root of the length.
		off := math.Abs(w.measured(o) - o.Limit)
		if o.Metric == "p99" {
			beyond := w.hitsOf(func(h *samples.Hit) bool { return response(h) >= o.Limit })
			off = math.Abs(float64(len(beyond))/float64(len(w.hitsOf(anyHit))) - 0.01)
		}
		return (g[2] == "holds") == (w.measured(o) < o.Limit) && (g[3] == "" || o.Low < o.Limit && o.High >= o.Limit) &&
			(g[4] == "" || g[5] == "" || off < number(g[5])/400)
	}},
	{`^Its interval (lies on one side of the limit|has no upper bound)\.$`, func(w *truth, g []string) bool {
		return slices.ContainsFunc(w.trial.SLO, func(o analysis.SLOResult) bool {
			return (g[1] == "has no upper bound") == math.IsInf(o.High, 1) && (math.IsInf(o.High, 1) || o.Low >= o.Limit || o.High < o.Limit)
		})
	}},
	{`^Throughput and p99 show no warm-up at the beginning of phase (\S+) \(MSER-5\)\.$`, func(w *truth, g []string) bool {
		slow, answered := w.seconds(g[1])
		return !apartAtFirst(slow, 0.15) && !apartAtFirst(answered, 0.05)
	}},
	{`^The first (.+) of phase (\S+) differ from the rest as a warm-up does .*\.$`, func(w *truth, g []string) bool {
		p99, answered := w.cutOff(g[2], number(g[1]))
		return p99 > 1.1 || answered < 0.97
	}},
	{`^The first (.+) of phase (\S+) are better than the rest \(MSER-5: steady from .+\): the system got worse under load, which no warm-up explains\.$`, func(w *truth, g []string) bool {
		p99, answered := w.cutOff(g[2], number(g[1]))
		return p99 < 0.95 || answered > 1.03
	}},
	{`^Phase (\S+) was not steady: (?:at (\d+ s) throughput fell to (\S+) from (\S+) typically)?(?: and )?(?:at (\d+ s) the median response time rose to (.+) from (.+) typically)?(?:; its first .*)?\.$`, outageTrue},
	{`^Phase (\S+) was not steady: (throughput and p99 were|throughput was|p99 was) still changing at its middle \(MSER-5\); make it longer\.$`, func(w *truth, g []string) bool {
		slow, answered := w.seconds(g[1])
		return strings.Contains(g[2], "p99") == changesAtMiddle(slow, 0.15) && strings.Contains(g[2], "throughput") == changesAtMiddle(answered, 0.05)
	}},
	{`^(?:The|Not steady: the) median response time (?:drifted by (.+) within|of) phase (\S+?) (?:\(|went from )(.+) to (.+?)(\): the system was not in a steady state|\), so no number describes the phase; .*|, which chance may explain .*)?\.$`, func(w *truth, g []string) bool {
		_, p := w.phase(g[2])
		early, late := w.thirds(p)
		change := number(g[4])/number(g[3]) - 1
		return near(g[3], early, 0.03) && near(g[4], late, 0.03) && (g[1] == "" || math.Abs(change) > 0.095) && (g[5] != "" || math.Abs(change) < 0.105)
	}},
	{`^(?:Little's law does not hold in phase (\S+):|Phase (\S+) had) (.+) hits in the system on average(?:;|, but) throughput times response time is ([\d.,]+)(;.*)?\.$`, func(w *truth, g []string) bool {
		_, p := w.phase(g[1] + g[2])
		within := 0.0
		for i := range w.hits {
			h := &w.hits[i]
			within += max(0, (min(h.End, p.End) - max(h.Due, p.Start)).Seconds())
		}
		n, xr := number(g[3]), number(g[4])
		return about(g[3], within/(min(p.End, w.m.Elapsed)-p.Start).Seconds()) && (math.Abs(n-xr) > 0.099*max(n, xr)) == (g[1] != "") || math.Abs(math.Abs(n-xr)-0.1*max(n, xr)) < 0.01*n
	}},
}

// cutOff is how large p99 and the answers of a second are before so many seconds of a phase, against those after.
func (w *truth) cutOff(phase string, cut float64) (p99, answered float64) {
	_, p := w.phase(phase)
	var slow, rate [2][]float64
	for s := math.Ceil(p.Start.Seconds()); s+1 <= p.End.Seconds(); s++ {
		side := 0
		if s >= p.Start.Seconds()+cut {
			side = 1
		}
		if t := w.between(s, s+1, anyHit); len(t) > 0 {
			slow[side] = append(slow[side], t.quantile(0.99))
		}
		rate[side] = append(rate[side], w.rate(s))
	}
	return mean(slow[0]) / mean(slow[1]), mean(rate[0]) / mean(rate[1])
}

// seconds are the p99 and the answers of each whole second of a phase; a second without hits has the p99 of the one before.
func (w *truth) seconds(phase string) (slow, answered []float64) {
	_, p := w.phase(phase)
	for s := math.Ceil(p.Start.Seconds()); s+1 <= p.End.Seconds() && s < w.m.Elapsed.Seconds(); s++ {
		answered = append(answered, w.rate(s))
		switch t := w.between(s, s+1, anyHit); {
		case len(t) > 0:
			slow = append(slow, t.quantile(0.99))
		case len(slow) > 0:
			slow = append(slow, slow[len(slow)-1])
		}
	}
	return slow, answered
}

// apartAtFirst reports whether the first five, ten or so values, at most half of all, lie all above or all below the rest, by more than a share of
// it, and the rest not among itself: a warm-up that no conclusion rests on.
func apartAtFirst(x []float64, by float64) bool {
	for cut := 5; cut <= len(x)/2; cut += 5 {
		low, high := slices.Min(x[cut:]), slices.Max(x[cut:])
		if flat := high <= (1+by)*low; flat && (slices.Min(x[:cut]) > (1+2*by)*high || slices.Max(x[:cut]) < (1-2*by)*low) {
			return true
		}
	}
	return false
}

// changesAtMiddle reports whether the mean of batches of five is known best when half of them are left out, and those differ from the rest.
func changesAtMiddle(x []float64, by float64) bool {
	var batches []float64
	for ; len(x) >= 5; x = x[5:] {
		batches = append(batches, mean(x[:5]))
	}
	half := len(batches) / 2
	errorWithout := func(cut int) float64 {
		rest, squares := batches[cut:], 0.0
		for _, v := range rest {
			squares += (v - mean(rest)) * (v - mean(rest))
		}
		return squares / float64(len(rest)) / float64(len(rest))
	}
	for cut := range half {
		if errorWithout(cut) <= errorWithout(half)*(1-1e-9) {
			return false
		}
	}
	first, rest := mean(batches[:half]), mean(batches[half:])
	return math.Abs(first-rest) > 0.98*by*rest
}

// thirds are the medians of the medians of the seconds of the first and the last third of a phase.
func (w *truth) thirds(p *samples.Phase) (first, last float64) {
	var medians []float64
	from, to := math.Ceil(p.Start.Seconds()), math.Floor(p.End.Seconds())
	third := math.Floor((to - from) / 3)
	median := func(from, to float64) float64 {
		medians = nil
		for s := from; s < to; s++ {
			if t := w.between(s, s+1, anyHit); len(t) > 0 {
				medians = append(medians, t.quantile(0.5))
			}
		}
		return stats.Median(medians)
	}
	return median(from, from+third), median(to-third, to)
}

// headlineClaims are those of the first sentences.
var headlineClaims = []claim[*truth]{
	{`^drawn on embedded is not valid: .+\.$`, func(w *truth, _ []string) bool { return !w.trial.Valid }},
	{`^drawn (?:holds its SLOs|breaks (.) of its 2 SLOs) on embedded at (.+) requests/s: (p99|failures) (.+?) \(limit (.+?)\)\. (.+)$`, func(w *truth, g []string) bool {
		broken := 0.0
		for i := range w.trial.SLO {
			if o := &w.trial.SLO[i]; w.measured(o) >= o.Limit {
				broken++
			}
		}
		all, _ := w.answered()
		return w.trial.Valid && (g[1] == "" && broken == 0 || number(g[1]) == broken) && about(g[2], all) &&
			slices.ContainsFunc(w.trial.SLO, func(o analysis.SLOResult) bool {
				return o.Metric == g[3] && about(g[4], w.measured(&o)) && about(g[5], o.Limit)
			}) && headlineTail(w, g[6])
	}},
	{`^drawn ran on embedded at (.+) requests/s with p99 (.+); it has no SLOs\. (.+)$`, func(w *truth, g []string) bool {
		all, _ := w.answered()
		return len(w.m.SLO) == 0 && about(g[1], all) && about(g[2], times(w.hitsOf(anyHit), response).quantile(0.99)) && headlineTail(w, g[3])
	}},
}

var tailSentencePattern = regexp.MustCompile(`^The slowest .+? spend (more time|most of their time) (.+?)(?: than anywhere else)? \(([^(]+ %)\)(?:, and more than usual (.+) \((.+) against (.+)\))?\.$`)

// headlineTail checks what a headline says of the slowest hits.
func headlineTail(w *truth, text string) bool {
	g := tailSentencePattern.FindStringSubmatch(text)
	if g == nil {
		return tailTrue(w, []string{"", strings.TrimSuffix(text, ".")})
	}
	slow, slowAll := w.means(slowest(w.hitsOf(anyHit), int(w.trial.Tail.Hits)))
	usual, usualAll := w.means(w.hitsOf(anyHit))
	share := slow[g[2]] / slowAll
	return w.trial.Tail.Hits >= 10 && percent(g[3], share) && sameLargest(slow, g[2]) && (g[1] == "most of their time") == (share > 0.5) &&
		(g[4] == "" || percent(g[5], slow[g[4]]/slowAll) && percent(g[6], usual[g[4]]/usualAll) && slow[g[4]]/slowAll > 1.24*usual[g[4]]/usualAll)
}

// outageTrue: the second that is named has that throughput, or that median, and it is far from that of a usual one.
func outageTrue(w *truth, g []string) bool {
	_, p := w.phase(g[1])
	var rates, medians []float64
	for s := math.Ceil(p.Start.Seconds()); s+1 <= p.End.Seconds(); s++ {
		rates = append(rates, w.rate(s))
		if t := w.between(s, s+1, anyHit); len(t) > 0 {
			medians = append(medians, t.quantile(0.5))
		}
	}
	if g[2] != "" && (!about(g[3], w.rate(number(g[2]))) || !about(g[4], stats.Median(rates)) || number(g[3]) > 0.7*number(g[4])) {
		return false
	}
	at := number(g[5])
	return g[5] == "" || near(g[6], w.between(at, at+1, anyHit).quantile(0.5), 0.03) && near(g[7], stats.Median(medians), 0.03) && number(g[6]) > 1.5*number(g[7])
}

// rate is how many hits were answered in a second of the load.
func (w *truth) rate(at float64) float64 {
	n := 0.0
	for i := range w.hits {
		h := &w.hits[i]
		if end := h.End.Seconds(); end >= at && end < at+1 && h.Failure != samples.Timeout && h.Failure != samples.Connection && h.Failure != samples.Unsent {
			n++
		}
	}
	return n
}

// storeTimes are how many measured answers name a store that took longer than the request, how many one that is none, and how many answers
// name any.
func (w *truth) storeTimes() (longer, foreign, answers float64) {
	for _, h := range w.hitsOf(func(h *samples.Hit) bool { return h.NStores > 0 }) {
		answers++
		for _, s := range h.Stores[:h.NStores] {
			if s.Store == 4 {
				foreign++
			} else if s.Time > 2*(h.End-h.Sent) {
				longer++
			}
		}
	}
	return longer, foreign, answers
}

// kept reports whether the end of a sentence is an example that the load kept, "" of a load that kept none.
func (w *truth) kept(text string) bool {
	if text == "" {
		return w.empty() == 0 || !slices.ContainsFunc(w.events, func(e samples.Event) bool { return e.Kind == samples.FailureExample })
	}
	return slices.ContainsFunc(w.events, func(e samples.Event) bool {
		_, why, _ := strings.Cut(e.Detail, ": ")
		return e.Kind == samples.FailureExample && text == "; for example, "+e.Name+" "+why
	})
}

// empty are the answers with nothing in them, or something else.
func (w *truth) empty() float64 {
	return float64(len(w.hitsOf(func(h *samples.Hit) bool { return h.Failure == samples.Missing || h.Failure == samples.Content })))
}

func (w *truth) objective(expression string) *analysis.SLOResult {
	i := slices.IndexFunc(w.trial.SLO, func(o analysis.SLOResult) bool { return o.Expression == expression })
	return &w.trial.SLO[i]
}

// measured is what an objective is of.
func (w *truth) measured(o *analysis.SLOResult) float64 {
	if strings.HasPrefix(o.Expression, "p99") {
		return times(w.hitsOf(anyHit), response).quantile(0.99)
	}
	return float64(len(w.failed())) / float64(len(w.hitsOf(anyHit)))
}
