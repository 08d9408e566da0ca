package words

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// claims are those of findings and captions of a trial.
var claims = []claim[*truth]{
	{`^p99 rose ([\d.,]+)x (in|when) phase (\S+)(?: began)? \((.+) to (.+)\) and (did not recover|recovered.*)\.$`, roseTrue},
	{`^p99 fell from (.+) to (.+) in phase (\S+)\.$`, func(w *truth, g []string) bool {
		before, p := w.phase(g[3])
		return before.Measure && about(g[1], w.p99Of(before)) && about(g[2], w.p99Of(p)) && w.p99Of(p) <= w.p99Of(before)/1.49
	}},
	{`^p99 (stayed|was) between (.+) and (.+) in (?:all|the) measured phases(; none stands out)?\.$`, func(w *truth, g []string) bool {
		var all []float64
		for i := range w.m.Phases {
			if p := &w.m.Phases[i]; p.Measure && len(w.between(p.Start.Seconds(), p.End.Seconds(), anyHit)) > 0 {
				all = append(all, w.p99Of(p))
			}
		}
		low, high := slices.Min(all), slices.Max(all)
		return len(all) > 1 && about(g[2], low) && about(g[3], high) && (g[4] == "" || high < 1.51*low)
	}},
	{`^p99 is (.+); the measured time is too short to show how it developed\.$`, func(w *truth, g []string) bool { return len(w.slots()) < 3 }},
	{`^p99 was (even: )?(.+) in a typical second and (peaked at|at most) (.+?)(?:, .+ into the load)?\.$`, func(w *truth, g []string) bool {
		slots := w.slots()
		typical, worst := (slots.quantile(0.5)+slots[len(slots)/2])/2, slots[len(slots)-1]
		return near(g[2], typical, 0.03) && near(g[4], worst, 0.03) && (g[1] == "" || worst < 1.55*typical) && (g[3] != "peaked at" || worst > 2.9*typical)
	}},
	{`^(It was not recorded where the slowest hits spend their time)\.$`, tailTrue},
	{`^(The slowest 1 % are (\d+) hits?, too few to say where such hits spend their time)\.$`, tailTrue},
	{`^(Most hits took as long as the slowest 1 %, so nothing sets those apart)\.$`, tailTrue},
	{`^((?:The|the) slowest .+ spend .+)\.$`, tailTrue},
	{`^(.+) of the slowest (.+) are (\S+), which is (.+) of all hits\.$`, func(w *truth, g []string) bool {
		all, slow := w.hitsOf(anyHit), slowest(w.hitsOf(anyHit), int(w.trial.Tail.Hits))
		of := func(hits []*samples.Hit) float64 {
			n := 0.0
			for _, h := range hits {
				if w.m.Operations[h.Operation] == g[3] {
					n++
				}
			}
			return n / float64(len(hits))
		}
		part := float64(len(slow)) / float64(len(all))
		return len(slow) >= 10 && percent(g[1], of(slow)) && percent(g[4], of(all)) && of(slow) > 0.5 && of(slow) > of(all) && (g[2] == "1 %" && part < 0.016 || percent(g[2], part))
	}},
	{`^(\S+) is the slowest operation( of those with at least 100 hits)?: p99 (.+?)(?:, (.+) that of all operations together)?(?:; its slowest hits \((\d+)\) spend (.+ %) of their time (.+))?\.$`, slowestTrue},
	{`^A closed loop sends a hit when .*\(p99 (.+)\).*\.$`, func(w *truth, g []string) bool {
		return w.m.Load.Closed > 0 && about(g[1], times(w.hitsOf(anyHit), response).quantile(0.99))
	}},
	{`^p99 is (.+) from the due time but (.+) from sending: (.+)\.$`, func(w *truth, g []string) bool {
		r, s, _ := w.waits()
		return about(g[1], r) && about(g[2], s) && r > 1.49*s && strings.Contains(g[3], "the generator may be the cause") == (w.lateness() == "failed")
	}},
	{`^Hits were sent (late|on time) \(send lag p99 (.+?)\)(; p99 is|, so response and service time agree: p99) (.+?)(?: from the due time)? and (.+?)(?: from sending)?\.$`, func(w *truth, g []string) bool {
		r, s, lag := w.waits()
		return about(g[2], lag) && about(g[4], r) && about(g[5], s) && ((g[1] == "late") == (lag > 0.01) || math.Abs(lag-0.01) < 1e-4) && (strings.HasPrefix(g[3], ";") || r < 1.06*s)
	}},
	{`^(.+) of (.+) requests failed \((.+)\), (.+) as (.+?)(?:, (.+) of them in (\S+))?\.$`, failedTrue},
	{`^None of (.+) requests failed\.$`, func(w *truth, g []string) bool {
		return len(w.failed()) == 0 && number(g[1]) == float64(len(w.hitsOf(anyHit)))
	}},
	{`^No lookups of the cache were seen\.$`, func(w *truth, _ []string) bool {
		return !slices.ContainsFunc(w.points, func(p samples.Point) bool { return p.Series.Metric == "cache_requests_total" })
	}},
	{`^The cache answered (.+) of its lookups(?: and its hit ratio was (rising|falling): (.+) in the first third of the measured time, (.+) in the last|(, about as many .*))?\.$`, cacheTrue},
	{`^CPU use was not observed\.$`, func(w *truth, _ []string) bool { return len(w.points) == 0 }},
	{`^CPU was (not|nearly) used up( at times)?: (.+) of 2 cores were in use(?: on average)? \((.+)\)(?:, but .+)?\.$`, func(w *truth, g []string) bool {
		total, most := 0.0, 0.0
		for _, c := range w.cpu {
			total, most = total+c, max(most, c)
		}
		first, _, _ := strings.Cut(g[4], " ") // of several that use the same any may come first
		return math.Abs(number(g[3])-total) < 0.05 && w.cpu[first] > 0.99*most && g[2] == "" && (g[1] == "nearly") == (total >= 1.8)
	}},
	{`^Half of the (?:requests|hits) take at most (.+?)(?:, 99 % at most (.+)| and nine in ten at most (.+); the slowest took (.+?)(?:, (.+) the median)?)\.$`, func(w *truth, g []string) bool {
		t := times(w.hitsOf(anyHit), response)
		if !about(g[1], t.quantile(0.5)) || g[2] != "" && !about(g[2], t.quantile(0.99)) {
			return false
		}
		return g[2] != "" || about(g[3], t.quantile(0.9)) && about(g[4], t[len(t)-1]) && (g[5] == "" || near(g[5], t[len(t)-1]/t.quantile(0.5), 0.02))
	}},
	{`^Throughput was (.+/s) and goodput .* (.+/s); at most .*\.$`, func(w *truth, g []string) bool {
		all, good := w.answered()
		return about(g[1], all) && about(g[2], good) && (w.m.Load.Closed > 0 || all >= 0.949*float64(w.trial.Offered)/w.trial.Measured)
	}},
	{`^Within the measured phases (.+/s) of (.+/s) offered were answered; at most .*\.$`, func(w *truth, g []string) bool {
		all, _ := w.answered()
		offered := float64(len(w.hitsOf(anyHit))) / w.trial.Measured
		return about(g[1], all) && about(g[2], offered) && all < 0.951*offered
	}},
	{`^(.+) of all time is spent (.+?); (.+)\.$`, func(w *truth, g []string) bool {
		byPlace, all := w.means(w.hitsOf(anyHit))
		return percent(g[1], byPlace[g[2]]/all) && sameLargest(byPlace, g[2]) && tailTrue(w, []string{"", g[3]})
	}},
	{`^The largest p99 of a second is that of (\S+), (.+), at (.+)\.$`, func(w *truth, g []string) bool {
		return w.eachSlot(func(operation string, at, p99 float64) bool {
			if operation == g[1] && math.Abs(at-number(g[3])) < 0.5 && !near(g[2], p99, 0.03) {
				return false
			}
			return p99 <= 1.03*number(g[2])
		})
	}},
	{`^At most (.+) hits? (?:was|were) in flight at the end of a second, (.+) into the load\.$`, func(w *truth, g []string) bool {
		most := 0
		for s := 1.0; s <= w.m.Elapsed.Seconds(); s++ {
			n := 0
			for i := range w.hits {
				if h := &w.hits[i]; h.Failure != samples.Unsent && h.Sent.Seconds() < s && h.End.Seconds() >= s {
					n++
				}
			}
			most = max(most, n)
		}
		// Hits that ended after the schedule may still be in flight later.
		return number(g[1]) >= float64(most) && number(g[1]) <= float64(most)+float64(w.late())
	}},
	{`^99 % of hits were sent within (.+?) of their due time(?:; the latest was (.+) late)?\.$`, func(w *truth, g []string) bool {
		lag := times(w.sent(), func(h *samples.Hit) float64 { return (h.Sent - h.Due).Seconds() })
		return about(g[1], lag.quantile(0.99)) && (g[2] == "" || about(g[2], lag[len(lag)-1]))
	}},
	{`^Hits took longest (.+) into the load: (.+) on average, (most of it|.+ of it) (.+?)(, more than anywhere else)?\.$`, longestTrue},
	{`^(.+) read and 0 B written in the measured phases \((.+) and 0 B/s\)(?:; of sizes with at least 20 successful hits the largest median is that of (\S+) of (.+), (.+))?\.$`, func(w *truth, g []string) bool {
		read := 0.0
		for _, h := range w.files(anyHit) {
			read += float64(h.BytesIn)
		}
		if !about(g[1], read) || !about(g[2], read/w.trial.Measured) {
			return false
		}
		largest := 0.0
		for name := range sizes {
			if hits := w.files(isOfSize(name)); len(hits) >= 20 {
				largest = max(largest, times(hits, response).quantile(0.5))
			}
		}
		return (g[4] == "") == (largest == 0) && (g[4] == "" || about(g[5], largest))
	}},
	{`^The median of successful files.download is (.+) for (.+) and (.+) for (.+)\.$`, func(w *truth, g []string) bool {
		small, large := w.files(isOfSize(g[2])), w.files(isOfSize(g[4]))
		return min(len(small), len(large)) >= 20 && about(g[1], times(small, response).quantile(0.5)) && about(g[3], times(large, response).quantile(0.5))
	}},
	{`^Garbage collection stopped (\S+) for (.+) of the time, more than any other process that reports it\.$`, func(w *truth, g []string) bool {
		return near(g[2], w.gc[g[1]], 0.02) && w.gc[g[1]] >= max(w.gc["api-1"], w.gc["miniredis"])
	}},
	{`^Resident memory grew notably in (no process; in )?(\S+?),?(?: it went)? from (.+) in the first quarter of the measured time to (.+) in the last\.$`, func(w *truth, g []string) bool {
		notable := func(source string) bool {
			from, to := w.memory[source](w.measuredAt(0.125)), w.memory[source](w.measuredAt(0.875))
			return to > 1.12*from && to-from > 9e6
		}
		any := false
		for source := range w.memory {
			any = any || notable(source)
		}
		return near(g[3], w.memory[g[2]](w.measuredAt(0.125)), 0.06) && near(g[4], w.memory[g[2]](w.measuredAt(0.875)), 0.06) && (g[1] == "" || !any)
	}},
}

// sizes are the classes of sizes that files are drawn of, by a size.
var sizes = map[string]uint32{"< 4 KiB": 100, "64–256 KiB": 100_000}

func isOfSize(class string) func(*samples.Hit) bool {
	return func(h *samples.Hit) bool { return h.BytesIn == sizes[class] && h.Failure == samples.OK }
}

// files are the measured hits that move files and are wanted.
func (w *truth) files(wanted func(*samples.Hit) bool) []*samples.Hit {
	return w.hitsOf(func(h *samples.Hit) bool {
		return strings.HasPrefix(w.m.Operations[h.Operation], "files.") && wanted(h)
	})
}

// roseTrue: the phase before was measured, p99 is what is said, its first seconds were above the old level or not, and so were its last.
func roseTrue(w *truth, g []string) bool {
	before, p := w.phase(g[3])
	old, now := w.p99Of(before), w.p99Of(p)
	atOnce := 0.0
	for s := math.Ceil(p.Start.Seconds()); s < math.Ceil(p.Start.Seconds())+3; s++ {
		if t := w.between(s, s+1, anyHit); len(t) > 0 {
			atOnce = max(atOnce, t.quantile(0.99))
		}
	}
	if !before.Measure || !about(g[4], old) || !about(g[5], now) || now < 1.49*old || math.Abs(number(g[1])-now/old) > 0.06*now/old {
		return false
	}
	if when := g[2] == "when"; when && atOnce < 1.2*old || !when && atOnce > 1.3*old {
		return false
	}
	// The last three seconds that have hits.
	last, calm := 0, 0
	for s := math.Ceil(w.m.Elapsed.Seconds()) - 1; s >= 0 && last < 3; s-- {
		if t := w.between(s, s+1, anyHit); len(t) > 0 {
			last++
			if t.quantile(0.99) <= 1.21*old {
				calm++
			}
		}
	}
	return g[6] != "did not recover" || calm < 3
}

// tailTrue checks what is said of the slowest hits, that what is named rose, and that what rose beyond doubt is named.
func tailTrue(w *truth, g []string) bool {
	text := g[1]
	all := w.hitsOf(anyHit)
	n := int(w.trial.Tail.Hits)
	slow := slowest(all, n)
	slowMeans, slowAll := w.means(slow)
	usualMeans, usualAll := w.means(all)
	unknown := slowMeans["where answers do not say"] / slowAll
	switch text = strings.ToLower(text[:1]) + text[1:]; {
	case strings.HasPrefix(text, "it was not recorded"):
		return unknown > 0.49
	case strings.HasPrefix(text, "the slowest 1 % are"):
		return n < 10 && strings.Contains(text, " "+Count(float64(n))+" hit")
	case strings.HasPrefix(text, "most hits"):
		return 2*n > len(all)
	}
	m := regexp.MustCompile(`^the slowest (.+?) \((.+) hits from (.+)\) spend (.+ %) of their time (.+), against (.+ %) for all hits \((.+) a hit instead of (.+?)\)(: most of what they take longer)?(?:; more than usual is spent (.+))?$`).FindStringSubmatch(text)
	if m == nil || n < 10 || unknown > 0.51 || number(m[2]) != float64(n) || !about(m[3], response(slow[n-1])) {
		return false
	}
	if part := float64(n) / float64(len(all)); !(m[1] == "1 %" && part < 0.016 || percent(m[1], part)) {
		return false
	}
	place := m[5]
	if !percent(m[4], slowMeans[place]/slowAll) || !percent(m[6], usualMeans[place]/usualAll) || !about(m[7], slowMeans[place]) || !about(m[8], usualMeans[place]) || !sameLargest(slowMeans, place) {
		return false
	}
	if part := (slowMeans[place] - usualMeans[place]) / (slowAll - usualAll); m[9] != "" && part < 0.499 || m[9] == "" && part > 0.501 {
		return false
	}
	named := map[string]bool{place: true}
	for _, p := range regexp.MustCompile(`([^(]+) \((.+?) against (.+?), (.+?) instead of (.+?)\)(?:, |$)`).FindAllStringSubmatch(m[10], -1) {
		share, usual := slowMeans[p[1]]/slowAll, usualMeans[p[1]]/usualAll
		named[p[1]] = true
		if !percent(p[2], share) || !percent(p[3], usual) || !about(p[4], slowMeans[p[1]]) || !about(p[5], usualMeans[p[1]]) ||
			share < 0.0999 || share < 1.249*usual || slowMeans[p[1]] < 1.249*usualMeans[p[1]] || share-1.8*w.shareError(slow, p[1]) < usual {
			return false
		}
	}
	for name, v := range slowMeans {
		share, usual := v/slowAll, usualMeans[name]/usualAll
		if !named[name] && share > 0.11 && share > 1.3*usual && v > 1.3*usualMeans[name] && share-3*w.shareError(slow, name) > usual {
			return false
		}
	}
	return true
}

// sameLargest reports whether no place has more time than one, but for rounding.
func sameLargest(byPlace map[string]float64, place string) bool {
	return byPlace[place] >= byPlace[largestOf(byPlace)]*(1-1e-6)
}

func slowestTrue(w *truth, g []string) bool {
	all := times(w.hitsOf(anyHit), response)
	own := func(operation string) []*samples.Hit {
		return w.hitsOf(func(h *samples.Hit) bool { return w.m.Operations[h.Operation] == operation })
	}
	mine := times(own(g[1]), response).quantile(0.99)
	if !about(g[3], mine) || g[4] != "" && !near(g[4], mine/all.quantile(0.99), 0.06) {
		return false
	}
	for _, o := range w.m.Operations {
		hits := own(o)
		if (g[2] == "" || len(hits) >= 100) && len(hits) > 0 && times(hits, response).quantile(0.99) > 1.01*mine {
			return false
		}
	}
	if g[5] == "" {
		return true
	}
	slow := slowest(own(g[1]), int(number(g[5])))
	byPlace, sum := w.means(slow)
	return len(slow) >= 10 && percent(g[6], byPlace[g[7]]/sum) && sameLargest(byPlace, g[7])
}

func (w *truth) sent() []*samples.Hit {
	return w.hitsOf(func(h *samples.Hit) bool { return h.Failure != samples.Unsent })
}

// waits are the p99 of response time, service time and send lag.
func (w *truth) waits() (response99, service99, lag99 float64) {
	return times(w.hitsOf(anyHit), response).quantile(0.99), times(w.sent(), func(h *samples.Hit) float64 { return (h.End - h.Sent).Seconds() }).quantile(0.99),
		times(w.sent(), func(h *samples.Hit) float64 { return (h.Sent - h.Due).Seconds() }).quantile(0.99)
}

// lateness is what came of the check of the send lag.
func (w *truth) lateness() string {
	for i := range w.trial.Checks {
		if c := &w.trial.Checks[i]; c.Kind == analysis.CheckSendLag {
			return c.Outcome()
		}
	}
	return "ok"
}

func (w *truth) failed() []*samples.Hit {
	return w.hitsOf(func(h *samples.Hit) bool { return h.Failure != samples.OK })
}

func failedTrue(w *truth, g []string) bool {
	failed, all := w.failed(), w.hitsOf(anyHit)
	of := func(wanted func(*samples.Hit) bool) float64 {
		n := 0.0
		for _, h := range failed {
			if wanted(h) {
				n++
			}
		}
		return n
	}
	class := func(h *samples.Hit) bool { return FailureClass(h.Failure.String()) == g[5] }
	here := of(func(h *samples.Hit) bool { return class(h) && w.m.Operations[h.Operation] == g[7] })
	share := func(text string, n, of float64) bool {
		return text == "all" && n == of || text != "all" && n < of && percent(text, n/of)
	}
	return number(g[1]) == float64(len(failed)) && number(g[2]) == float64(len(all)) && about(g[3], float64(len(failed))/float64(len(all))) &&
		share(g[4], of(class), float64(len(failed))) && (g[6] == "" || share(g[6], here, of(class)))
}

func cacheTrue(w *truth, g []string) bool {
	first, last := w.ratio(w.measuredAt(1.0/6)), w.ratio(w.measuredAt(5.0/6))
	switch g[2] {
	case "rising":
		return last > first+0.03 && math.Abs(number(g[3])-first) < 0.06 && math.Abs(number(g[4])-last) < 0.06
	case "falling":
		return last < first-0.03 && math.Abs(number(g[3])-first) < 0.06 && math.Abs(number(g[4])-last) < 0.06
	}
	return math.Abs(number(g[1])-(first+last)/2) < 0.03 && (g[5] == "" || math.Abs(last-first) < 0.07)
}

// measuredAt is the offset of a part of the measured phases, which follow one another.
func (w *truth) measuredAt(part float64) float64 {
	from := 0.0
	for _, p := range w.m.Phases {
		if !p.Measure {
			from = p.End.Seconds()
		}
	}
	return from + part*(w.m.Elapsed.Seconds()-from)
}

// answered are the hits per second that were answered within the measured phases, and those that were right and in time.
func (w *truth) answered() (all, good float64) {
	for _, h := range w.hitsOf(func(h *samples.Hit) bool {
		return !slices.Contains([]samples.Failure{samples.Timeout, samples.Connection, samples.Unsent}, h.Failure)
	}) {
		if h.End.Seconds() >= w.m.Elapsed.Seconds() {
			continue
		}
		all++
		if h.Failure == samples.OK && (!w.hasObjective("p99") || response(h) < 0.05) {
			good++
		}
	}
	return all / w.trial.Measured, good / w.trial.Measured
}

// hasObjective reports whether a metric of all hits has an objective.
func (w *truth) hasObjective(metric string) bool {
	return slices.ContainsFunc(w.m.SLO, func(o samples.SLO) bool { return o.Metric == metric && o.Operation == "" })
}

// late is how many hits ended after the schedule.
func (w *truth) late() int {
	n := 0
	for i := range w.hits {
		if w.hits[i].End > w.m.Elapsed {
			n++
		}
	}
	return n
}

// eachSlot asks of each operation's p99 in each second; false as soon as one answer is.
func (w *truth) eachSlot(ask func(operation string, at, p99 float64) bool) bool {
	for s := 0.0; s < w.m.Elapsed.Seconds(); s++ {
		for op, name := range w.m.Operations {
			if t := w.between(s, s+1, func(h *samples.Hit) bool { return int(h.Operation) == op }); len(t) > 0 && !ask(name, s, t.quantile(0.99)) {
				return false
			}
		}
	}
	return true
}

func longestTrue(w *truth, g []string) bool {
	slot := func(s float64) (map[string]float64, float64) {
		var hits []*samples.Hit
		for i := range w.hits {
			if h := &w.hits[i]; h.Due.Seconds() >= s && h.Due.Seconds() < s+1 {
				hits = append(hits, h)
			}
		}
		return w.means(hits)
	}
	at := number(g[1])
	byPlace, longest := slot(at)
	for s := 0.0; s < w.m.Elapsed.Seconds(); s++ {
		if _, all := slot(s); all > 1.001*longest {
			return false
		}
	}
	share := byPlace[g[4]] / longest
	if g[3] == "most of it" {
		return about(g[2], longest) && share > 0.4999
	}
	return about(g[2], longest) && percent(strings.TrimSuffix(g[3], " of it"), share) && sameLargest(byPlace, g[4])
}

// sentencesOf are the findings, captions, checks and the headline of a run.
func sentencesOf(w *truth) []string {
	list := []string{Headline(w.result)}
	for i := range w.result.Findings {
		list = append(list, Finding(w.result, &w.result.Findings[i]))
	}
	for _, name := range analysis.FigureNames() {
		for _, v := range w.trial.Captions[name] {
			list = append(list, Sentence(v))
		}
	}
	for i := range w.trial.Checks {
		list = append(list, Check(&w.trial.Checks[i]).Detail)
	}
	return list
}
