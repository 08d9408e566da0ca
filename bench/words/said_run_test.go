package words

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
	"quintet/bench/samples"
)

// cellOf are the valid trials of one configuration, load and volume, as the trials' own settings have them.
type cellOf struct {
	label          string
	settings       map[string]string // without the load
	rate, rows     float64
	trials         []*truth
	all, invalid   int
	closed, volume string
	sorted         timesOf
}

// varied are the axes with more than one value over a run's trials.
func (w *drawnRun) varied() []string {
	values := map[string]map[string]bool{}
	for _, t := range w.trials {
		for axis, v := range t.m.Configuration {
			if values[axis] == nil {
				values[axis] = map[string]bool{}
			}
			values[axis][v] = true
		}
	}
	maps.DeleteFunc(values, func(_ string, v map[string]bool) bool { return len(v) < 2 })
	return slices.Sorted(maps.Keys(values))
}

// labelOf is how a trial is told from others but for its load; with bare its volume is written as a setting, as capacities have it.
func (w *drawnRun) labelOf(t *truth, bare bool) string {
	var parts []string
	volume := ""
	for _, axis := range w.varied() {
		switch v := t.m.Configuration[axis]; {
		case axis == "rate":
		case axis == "dataset.volume" && !bare:
			volume = "volume " + v
		default:
			parts = append(parts, axis+" "+v)
		}
	}
	if volume != "" {
		parts = append(parts, volume)
	}
	return strings.Join(parts, ", ")
}

// labelled reports whether a label is that of a trial: as far as settings were varied, or with all of them.
func (w *drawnRun) labelled(t *truth, label string) bool {
	settings := maps.Clone(t.m.Configuration)
	delete(settings, "rate")
	return w.labelOf(t, true) == label || label != "" && Settings(settings) == label
}

// cells are all of a run's, in the order in which they first ran.
func (w *drawnRun) cells() []*cellOf {
	if w.known == nil {
		w.known = w.findCells()
	}
	return slices.Clone(w.known)
}

func (w *drawnRun) findCells() []*cellOf {
	var list []*cellOf
	varied := w.varied()
	for _, t := range w.trials {
		rate := 0.0
		if slices.Contains(varied, "rate") {
			rate = askedBy(t.m.Configuration).rate
		}
		label := w.labelOf(t, false)
		i := slices.IndexFunc(list, func(c *cellOf) bool { return c.label == label && c.rate == rate })
		if i < 0 {
			i = len(list)
			list = append(list, &cellOf{label: label, settings: t.m.Configuration, rate: rate, rows: 1000 * askedBy(t.m.Configuration).volumes, volume: t.m.Configuration["dataset.volume"], closed: t.m.Configuration["load.closed"]})
		}
		list[i].all++
		if t.trial.Valid {
			list[i].trials = append(list[i].trials, t)
		} else {
			list[i].invalid++
		}
	}
	return list
}

// of are the measured response times of all valid trials of a cell together.
func (c *cellOf) times() timesOf {
	if c.sorted != nil {
		return c.sorted
	}
	var all timesOf
	for _, t := range c.trials {
		all = append(all, t.once().all...)
	}
	slices.Sort(all)
	c.sorted = all
	return all
}

func (c *cellOf) p99() float64 { return c.times().quantile(0.99) }

// mean is the mean of what each of its valid trials has.
func (c *cellOf) mean(of func(*truth) float64) float64 {
	var list []float64
	for _, t := range c.trials {
		list = append(list, of(t))
	}
	return mean(list)
}

func offeredOf(t *truth) float64    { return float64(len(t.once().all)) / t.trial.Measured }
func throughputOf(t *truth) float64 { return t.once().done }

// curve are the cells of a label that have valid trials, by load.
func (w *drawnRun) curve(label string) []*cellOf {
	list := slices.DeleteFunc(w.cells(), func(c *cellOf) bool { return c.label != label || len(c.trials) == 0 })
	slices.SortStableFunc(list, func(a, b *cellOf) int {
		if a.rate != b.rate {
			return int(math.Copysign(1, a.rate-b.rate))
		}
		return int(math.Copysign(1, a.mean(offeredOf)-b.mean(offeredOf)))
	})
	return list
}

// outcomeOf is what a trial says of its load, by its own hits: an objective is broken, or reaches across its limit, or holds.
func outcomeOf(t *truth) bracket.Outcome {
	all := t.known.all
	failed := float64(len(t.failed())) / float64(len(all))
	p99, good := all.quantile(0.99), t.known.good
	used := t.cpu[analysis.GeneratorSource]
	limits := map[string]float64{"p99": p99, "failures": failed}
	uncertain := false
	for i := range t.trial.SLO {
		o := &t.trial.SLO[i]
		v := limits[o.Metric]
		uncertain = uncertain || v < o.Limit && !(o.High < o.Limit)
		limits[o.Metric+" broken"] = v - o.Limit
	}
	service := times(t.sent(), func(h *samples.Hit) float64 { return (h.End - h.Sent).Seconds() }).quantile(0.99)
	offered := offeredOf(t)
	brokeP99, brokeFailed := t.hasObjective("p99") && limits["p99 broken"] >= 0, t.hasObjective("failures") && limits["failures broken"] >= 0
	most := 0.05
	if t.hasObjective("failures") {
		most = 0.1
	}
	switch {
	case t.damage != nil, len(t.points) == 0: // not valid for a reason that says nothing of the load
		return ""
	case failed > most:
		return bracket.Broke
	case len(t.points) > 0 && used > 0.85*2:
		if t.hasObjective("p99") && service >= 0.05 || brokeFailed {
			return bracket.Broke
		}
		return bracket.NotOffered
	case t.hasObjective("p99") && len(all) < 368:
		if brokeFailed || service >= 0.05 {
			return bracket.Broke
		}
		return bracket.NotShown
	case !t.trial.Valid:
		if first, last := t.thirds(&t.m.Phases[0]); last > first && (brokeP99 || brokeFailed) {
			return bracket.Broke // a backlog that grows
		}
		return ""
	case brokeP99 || brokeFailed:
		return bracket.Broke
	case t.m.Load.Closed == 0 && good < 0.95*offered:
		return bracket.Broke
	case uncertain:
		return bracket.NotShown
	}
	return bracket.Held
}

// verdicts counts what the trials of each load came to, of one configuration.
func (w *drawnRun) verdicts(label string) map[float64]map[bracket.Outcome]int {
	if w.counted == nil {
		w.counted = map[string]map[float64]map[bracket.Outcome]int{}
	}
	if w.counted[label] == nil {
		w.counted[label] = w.count(label)
	}
	return w.counted[label]
}

func (w *drawnRun) count(label string) map[float64]map[bracket.Outcome]int {
	found := map[float64]map[bracket.Outcome]int{}
	for _, t := range w.trials {
		if !w.labelled(t, label) {
			continue
		}
		rate := askedBy(t.m.Configuration).rate
		if found[rate] == nil {
			found[rate] = map[bracket.Outcome]int{}
		}
		found[rate][t.once().outcome]++
	}
	return found
}

// decides is what the trials of a load come to: "" where they contradict one another and no majority stands.
func decides(v map[bracket.Outcome]int, retries int) bracket.Outcome {
	held, broke, not, offered := v[bracket.Held], v[bracket.Broke], v[bracket.NotShown], v[bracket.NotOffered]
	switch {
	case broke > 0 && held == 0 || broke >= 3 && broke >= held || broke > 0 && broke >= held && held+broke+not >= 7:
		return bracket.Broke
	case broke > 0 && !(held >= 3 && held > broke):
		return bracket.Contested
	case offered > 0 && offered >= held && (offered > 1 || held+broke+not == 0):
		return bracket.NotOffered
	case held == 0 && not == 0:
		return ""
	case held == 0 || not > held && not > retries:
		return bracket.NotShown
	}
	return bracket.Held
}

// bounds are the loads that matter of a configuration: the largest that holds below what broke or could not be offered, the least that broke, the
// least between them that was not shown to hold, and whether the generator was the end.
func (w *drawnRun) bounds(label string) (held, broke, notShown, notOffered float64) {
	retries := 0
	if s := w.trials[0].m.Search; s != nil {
		retries = s.Uncertain
	}
	all := w.verdicts(label)
	loads := slices.Sorted(maps.Keys(all))
	for _, rate := range loads {
		switch o := decides(all[rate], retries); {
		case broke > 0:
		case o == bracket.Broke || o == bracket.Contested:
			broke = rate
		case o == bracket.NotOffered && notOffered == 0:
			notOffered = rate
		}
	}
	ceiling := math.Inf(1)
	for _, c := range []float64{broke, notOffered} {
		if c > 0 {
			ceiling = math.Min(ceiling, c)
		}
	}
	for _, rate := range loads {
		if rate < ceiling && decides(all[rate], retries) == bracket.Held {
			held, notShown = rate, 0
		}
		if rate < ceiling && rate > held && notShown == 0 && decides(all[rate], retries) == bracket.NotShown {
			notShown = rate
		}
	}
	return held, broke, notShown, notOffered
}

// capacityTrue checks what is said of a capacity by its bounds.
func (w *drawnRun) capacityTrue(label, text string) bool {
	held, broke, notShown, notOffered := w.bounds(label)
	loads := slices.Sorted(maps.Keys(w.verdicts(label)))
	is := func(pattern string, rates ...float64) bool {
		g := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(text)
		if len(g) != len(rates)+1 {
			return false
		}
		for i, v := range rates {
			if !near(strings.TrimSuffix(strings.ReplaceAll(g[i+1], " requests", ""), "/s"), v, 0.006) {
				return false
			}
		}
		return true
	}
	const rate = `([\d,.]+) requests/s`
	search := w.trials[0].m.Search
	switch {
	case held == 0 && text == "an unknown load":
		return search != nil && w.unsure(label) || broke == 0 && notShown == 0 && notOffered == 0
	case held == 0 && notOffered > 0 && (broke == 0 || notOffered < broke):
		return text == "a load that the generator could not offer"
	case held == 0 && broke > 0:
		return is("less than "+rate, broke)
	case held == 0:
		return is(`an unknown load \(`+rate+` broke nothing and was not shown to hold\)`, notShown)
	case strings.HasSuffix(text, "(generator-bound)"):
		return is("at least "+rate+` \(generator-bound\)`, held) && notOffered > held
	case strings.HasSuffix(text, "(not confirmed)"):
		return is("about "+rate+` \(not confirmed\)`, held) && search != nil && w.unsure(label)
	case search != nil && w.unsure(label):
		return false
	case notShown > 0 && broke > 0:
		return is("at least "+rate+" and less than "+rate, held, broke)
	case notShown > 0:
		return is("at least "+rate+` \(no load tried broke an objective\)`, held)
	case broke == 0 && (search == nil && held < loads[len(loads)-1] || search != nil && held < search.To):
		return is("at least "+rate+` \(no load tried broke an objective\)`, held)
	case broke == 0 && search == nil:
		return is("at least "+rate+` \(the largest load tried\)`, held)
	case broke == 0:
		return is("at least "+rate+` \(the search's upper end\)`, held)
	}
	return is(rate, held)
}

// unsure reports whether a search left something open: trials at a load contradict one another, or what held was not held often enough.
func (w *drawnRun) unsure(label string) bool {
	search := w.trials[0].m.Search
	held, _, _, _ := w.bounds(label)
	above := 0
	for load, v := range w.verdicts(label) {
		if decides(v, search.Uncertain) == bracket.Contested {
			return true
		}
		if load >= held {
			above += v[bracket.Held]
		}
	}
	return held > 0 && (above <= search.Confirmations || w.verdicts(label)[held][bracket.Held] < min(2, 1+search.Confirmations))
}

// refusalTrue checks why a load was refused against the trials of that load: one of them must show it.
func (w *drawnRun) refusalTrue(label string, rate float64, text string) bool {
	for _, t := range w.trials {
		if w.labelled(t, label) && near(fmt.Sprint(rate), askedBy(t.m.Configuration).rate, 0.006) && t.refused(text) {
			return true
		}
	}
	return false
}

var refusals = []struct {
	pattern string
	holds   func(t *truth, g []string) bool
}{
	{`^(.+) is broken by service times alone: (.+)$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		v := t.measured(o)
		if o.Metric == "p99" {
			v = times(t.sent(), func(h *samples.Hit) float64 { return (h.End - h.Sent).Seconds() }).quantile(0.99)
		}
		return about(g[2], v) && v >= o.Limit
	}},
	{`^(.+) is broken: (.+)$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		return about(g[2], t.measured(o)) && t.measured(o) >= o.Limit
	}},
	{`^(.+) is not certain: (.+) has no interval in a run of this length(?:; to show it takes about (?:.+) hits, .+ at this load)?$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		return about(g[2], t.measured(o)) && t.measured(o) < o.Limit && math.IsInf(o.High, 1) && !(o.Low > 0)
	}},
	{`^(.+) is not certain: (.+?)(?:; to show it takes about (.+) hits, (.+) at this load|; no run of less than 8 h decides so near the limit.*)?$`, func(t *truth, g []string) bool {
		o := t.objective(g[1])
		n := float64(len(t.hitsOf(anyHit)))
		longer := number(g[3]) / n
		return t.measured(o) < o.Limit && !(o.High < o.Limit) && (g[3] == "" || longer > 1.04 && near(g[4], longer*t.trial.Measured, 0.02+1/(longer*t.trial.Measured)))
	}},
	{`^goodput is only (.+/s) of (.+/s) offered$`, func(t *truth, g []string) bool {
		good := t.once().good
		return about(g[1], good) && about(g[2], offeredOf(t)) && good < 0.951*offeredOf(t)
	}},
	{`^the generator used (.+) of 2 cores: it may have been the bottleneck in place of the system under test$`, func(t *truth, g []string) bool {
		return near(g[1], t.cpu[analysis.GeneratorSource], 0.02) && number(g[1]) > 1.7
	}},
	{`^(.+) of the hits failed \(most often .+\): too many for the numbers to describe the work$`, func(t *truth, g []string) bool {
		share := float64(len(t.failed())) / float64(len(t.hitsOf(anyHit)))
		return about(g[1], share) && share > 0.05
	}},
	{`^p99 of all operations needs 368 hits and has (.+): make the run longer or its rate higher$`, func(t *truth, g []string) bool {
		return number(g[1]) == float64(len(t.hitsOf(anyHit))) && number(g[1]) < 368
	}},
}

// refused reports whether a trial shows what a text says against its load.
func (t *truth) refused(text string) bool {
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return false
	}
	text = strings.ToLower(text[:1]) + text[1:]
	for _, r := range refusals {
		if g := regexp.MustCompile(r.pattern).FindStringSubmatch(text); g != nil {
			return r.holds(t, g)
		}
	}
	return false
}

// label takes " with <label>" off a text behind what comes before it, the longest of a run's labels that fits.
func (w *drawnRun) label(text, before string, bare bool) (label, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, before)
	if !ok {
		return "", "", false
	}
	best := ""
	for _, t := range w.trials {
		if l := w.labelOf(t, bare); l != "" && strings.HasPrefix(text, " with "+l) && len(l) > len(best) {
			best = l
		}
	}
	if best == "" {
		return "", text, w.trials[0] != nil && w.labelOf(w.trials[0], bare) == ""
	}
	return best, strings.TrimPrefix(text, " with "+best), true
}

// largestLoadTrue checks a sentence on the capacity of one configuration.
func largestLoadTrue(w *drawnRun, g []string) bool {
	text := strings.TrimSuffix(g[0], ".")
	var label, rest string
	for _, begin := range []string{"The capacity", "No load was shown to hold", "No load tried holds", "No load holds below one that broke an objective"} {
		l, r, ok := w.label(text, begin, true)
		if !ok {
			continue
		}
		label, rest = l, r
		held, broke, notShown, notOffered := w.bounds(label)
		segments := []string{}
		switch begin {
		case "The capacity":
			if strings.HasSuffix(rest, " is unknown: no trial says whether its load holds") {
				return w.trials[0].m.Search == nil && held+broke+notShown+notOffered == 0
			}
			if strings.HasPrefix(rest, " is unknown: ") {
				if strings.HasSuffix(rest, "the search did not end") {
					return w.trials[0].m.Search != nil && held == 0 && broke == 0 && notShown == 0 && notOffered == 0
				}
				return strings.HasSuffix(rest, "the generator could not offer enough load") && held == 0 && notOffered > 0
			}
			rest = strings.TrimPrefix(rest, " is ")
			segments = strings.Split(rest, "; ")
			what, offered, main := strings.Cut(segments[0], " in the main phase, ")
			if main && !w.offeredAt(label, held, strings.TrimSuffix(offered, " over all measured phases")) || !w.capacityTrue(label, what) {
				return false
			}
			segments = segments[1:]
		case "No load was shown to hold":
			claimed, why, _ := strings.Cut(rest, ": ")
			if held > 0 || notShown == 0 || (claimed != "") != (broke == 0) || strings.Contains(claimed, "the generator could offer no more") != (broke == 0 && notOffered > 0) {
				return false
			}
			segments = strings.Split(why, "; ")
		case "No load tried holds", "No load holds below one that broke an objective":
			any := false
			for _, v := range w.verdicts(label) {
				any = any || v[bracket.Held] > 0
			}
			if held > 0 || broke == 0 || notShown > 0 || any != (begin != "No load tried holds") {
				return false
			}
			segments = strings.Split(strings.TrimPrefix(rest, ": "), "; ")
		}
		return w.bordersTrue(label, segments, broke, notShown)
	}
	return false
}

// offeredAt reports whether a load over all measured phases is that of the trials at a rate, and is another than it.
func (w *drawnRun) offeredAt(label string, rate float64, text string) bool {
	for _, t := range w.trials {
		if w.labelOf(t, true) == label && askedBy(t.m.Configuration).rate == rate && t.trial.Valid {
			return about(text, offeredOf(t)) && math.Abs(offeredOf(t)/rate-1) > 0.04
		}
	}
	return false
}

var mixedText = regexp.MustCompile(`^the trials at ([\d,.]+) requests/s contradict one another: (\d+) held(?:, (\d+) broke an objective)?(?:, (\d+) (?:was|were) not certain)?$`)

var borderText = regexp.MustCompile(`^(?:at ([\d,.]+) requests/s|([\d,.]+) requests/s was not shown to hold:) (.+)$`)

// bordersTrue checks what is said of the loads above a capacity, and that both borders are named.
func (w *drawnRun) bordersTrue(label string, segments []string, broke, notShown float64) bool {
	named := map[float64]bool{}
	type reason struct {
		rate float64
		why  string
	}
	var reasons []reason
	for _, segment := range segments {
		if g := mixedText.FindStringSubmatch(segment); g != nil {
			v := w.verdicts(label)[number(g[1])]
			if v[bracket.Held] != int(number(g[2])) || v[bracket.Broke] != int(orZero(g[3])) || v[bracket.NotShown] != int(orZero(g[4])) {
				return false
			}
			continue
		}
		if g := borderText.FindStringSubmatch(segment); g != nil {
			reasons = append(reasons, reason{number(g[1] + g[2]), g[3]})
			named[number(g[1]+g[2])] = true
			continue
		}
		if len(reasons) == 0 {
			return false
		}
		reasons[len(reasons)-1].why += "; " + segment
	}
	for _, r := range reasons {
		if !w.refusalTrue(label, r.rate, r.why) {
			return false
		}
	}
	for _, border := range []float64{broke, notShown} {
		found := border == 0
		for rate := range named {
			found = found || math.Abs(rate/border-1) < 0.006
		}
		if !found {
			return false
		}
	}
	return true
}

func orZero(text string) float64 {
	if text == "" {
		return 0
	}
	return number(text)
}

// estimateOf reads "21.3 ms (20.7 – 22.1 ms)".
func estimateOf(text string) (value string, interval bool) {
	value, _, interval = strings.Cut(text, " (")
	return value, interval
}

func loadResponseTrue(w *drawnRun, g []string) bool {
	label := g[1]
	curve := w.curve(label)
	if len(curve) < 2 {
		return false
	}
	first, last := curve[0], curve[len(curve)-1]
	from, _ := estimateOf(g[2])
	to, _ := estimateOf(g[3])
	if !about(from, first.p99()) || !about(to, last.p99()) || !about(g[4], first.mean(offeredOf)) || !about(g[5], last.mean(offeredOf)) {
		return false
	}
	// What is on its way when a trial ends takes about its median.
	least := func(c *cellOf, slack float64) bool {
		idle := curve[0].times().quantile(0.5) / c.mean(func(t *truth) float64 { return t.trial.Measured })
		return c.mean(throughputOf) >= (0.99-idle+slack)*c.mean(offeredOf)
	}
	behind := slices.IndexFunc(curve, func(c *cellOf) bool { return !least(c, 0) })
	switch text := g[6]; {
	case strings.HasPrefix(text, "throughput keeps up with it throughout"):
		return !slices.ContainsFunc(curve, func(c *cellOf) bool { return !least(c, -0.001) }) && about(regexp.MustCompile(`at least (.+)$`).FindStringSubmatch(text)[1], last.mean(throughputOf))
	case strings.HasPrefix(text, "throughput does not keep up even at the lowest load"):
		m := regexp.MustCompile(`load: (.+) of (.+) offered$`).FindStringSubmatch(text)
		done, _ := estimateOf(m[1])
		return behind == 0 && about(done, first.mean(throughputOf)) && about(m[2], first.mean(offeredOf))
	default:
		m := regexp.MustCompile(`^throughput keeps up to (.+) and is (.+) at (.+) offered$`).FindStringSubmatch(text)
		if m == nil || behind < 1 {
			return false
		}
		done, _ := estimateOf(m[2])
		return about(m[1], curve[behind-1].mean(offeredOf)) && about(done, curve[behind].mean(throughputOf)) && about(m[3], curve[behind].mean(offeredOf))
	}
}

// settingTrue: both sides at the heaviest load at which both have valid trials differ in that setting alone, and a factor is stated when
// the intervals that are printed lie apart.
func settingTrue(w *drawnRun, g []string) bool {
	var base, head *cellOf
	for _, a := range w.cells() {
		if a.settings[g[1]] != g[3] || len(a.trials) == 0 || base != nil && a.mean(offeredOf) <= base.mean(offeredOf)*(1+1e-9) {
			continue
		}
		for _, b := range w.cells() {
			want := maps.Clone(a.settings)
			want[g[1]] = g[2]
			if len(b.trials) > 0 && maps.Equal(b.settings, want) {
				base, head = a, b
			}
		}
	}
	if base == nil {
		return false
	}
	from, fromInterval := estimateOf(g[5])
	to, toInterval := estimateOf(g[6])
	if !about(from, base.p99()) || !about(to, head.p99()) || g[4] != "" && !about(g[4], base.mean(offeredOf)) {
		return false
	}
	low, high := w.interval(base)
	headLow, headHigh := w.interval(head)
	apart := headLow > high || headHigh < low
	if m := regexp.MustCompile(`^(.+) times \((.+)\)(; one trial a side, so how much trials differ is unknown)?$`).FindStringSubmatch(g[7]); m != nil {
		if !near(m[1], head.p99()/base.p99(), 0.03) || !fromInterval || !toInterval || (m[3] != "") != (min(len(base.trials), len(head.trials)) == 1) || !apart {
			return false
		}
	} else if g[7] != "chance may explain the difference" || apart && !math.IsInf(high, 1) && !math.IsInf(headHigh, 1) {
		return false
	}
	if g[8] == "" {
		return true
	}
	before, _ := estimateOf(g[8])
	after, _ := estimateOf(g[9])
	return about(before, base.mean(throughputOf)) && about(after, head.mean(throughputOf)) && math.Abs(head.mean(throughputOf)/base.mean(throughputOf)-1) > 0.009
}

// interval is that of the p99 of a cell: of one trial its own, of several by how much the logarithms of theirs differ.
func (w *drawnRun) interval(c *cellOf) (low, high float64) {
	if len(c.trials) == 1 {
		in := c.trials[0].trial.All.Intervals["p99"]
		return in.Low, in.High
	}
	var logs []float64
	for _, t := range c.trials {
		logs = append(logs, math.Log(t.once().all.quantile(0.99)))
	}
	half := student[len(logs)] * stat.StdDev(logs, nil) / math.Sqrt(float64(len(logs)))
	return c.p99() / math.Exp(half), c.p99() * math.Exp(half)
}

// student are the two-sided 95 % quantiles of Student's t by the number of values.
var student = map[int]float64{2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262, 11: 2.228, 12: 2.201, 13: 2.179, 14: 2.160}

func volumeTrue(w *drawnRun, g []string) bool {
	label, rate := g[1], 0.0
	var cells []*cellOf
	for _, c := range w.cells() {
		own := strings.TrimSuffix(strings.TrimSuffix(c.label, "volume "+c.volume), ", ")
		if own == label && len(c.trials) > 0 && (g[2] == "" || about(g[2], c.rate)) {
			cells, rate = append(cells, c), c.rate
		}
	}
	slices.SortStableFunc(cells, func(a, b *cellOf) int { return int(a.rows - b.rows) })
	if len(cells) < 2 || rate == 0 && g[2] != "" {
		return false
	}
	first, last := cells[0], cells[len(cells)-1]
	from, _ := estimateOf(g[3])
	to, _ := estimateOf(g[4])
	if !about(from, first.p99()) || !about(to, last.p99()) || !about(g[5], first.rows) || !about(g[6], last.rows) {
		return false
	}
	var x, y []float64
	for _, c := range cells {
		x, y = append(x, math.Log(c.rows)), append(y, math.Log(c.p99()))
	}
	_, slope := stat.LinearRegression(x, y, nil, false)
	m := regexp.MustCompile(`^(.+) \(slope (.+), 95 % interval (.+)\)$`).FindStringSubmatch(g[7])
	if m == nil || math.Abs(number(m[2])-slope) > 0.011 {
		return false
	}
	low, high, bounded := strings.Cut(m[3], " to ")
	a, b := math.Inf(-1), math.Inf(1)
	if bounded {
		a, b = number(low), number(high)
	}
	const off = 0.006 // of printing
	switch text := m[1]; {
	case strings.HasPrefix(text, "chance may explain"):
		return a <= off && b >= -off
	case strings.HasSuffix(text, "at least as fast as the rows"):
		return a >= 1-off
	case strings.HasSuffix(text, "possibly as fast"):
		return a > -off && b >= 1-off
	case strings.HasSuffix(text, "more slowly than the rows"):
		return a > -off && b < 1+off
	case strings.HasSuffix(text, "falls as the rows grow"):
		return b < off
	}
	return false
}

// restOfVolume checks what follows on capacity, on what falls behind, the cache, the disk, and the trend's doubts.
func restOfVolume(w *drawnRun, g []string) bool {
	var cells []*cellOf
	for _, c := range w.cells() {
		own := strings.TrimSuffix(strings.TrimSuffix(c.label, "volume "+c.volume), ", ")
		if own == g[1] && len(c.trials) > 0 && (g[2] == "" || about(g[2], c.rate)) {
			cells = append(cells, c)
		}
	}
	slices.SortStableFunc(cells, func(a, b *cellOf) int { return int(a.rows - b.rows) })
	last := cells[len(cells)-1]
	text := g[8]
	fallsBehind := last.closed == "" && last.mean(throughputOf) < 0.95*last.mean(offeredOf)
	if m := regexp.MustCompile(`; at the largest volume only (.+/s) of (.+/s) offered are answered`).FindStringSubmatch(text); (m != nil) != fallsBehind ||
		m != nil && (!about(m[1], last.mean(throughputOf)) || !about(m[2], last.mean(offeredOf))) {
		return false
	}
	span := last.rows / cells[0].rows
	few := regexp.MustCompile(`; (\d+) volumes?(?: over (.+) times the rows)? are too few for a trend`).FindStringSubmatch(text)
	short := regexp.MustCompile(`; (.+?) times the rows is too short a range for a trend`).FindStringSubmatch(text)
	if (few != nil) != (len(cells) < 4) || few != nil && (int(number(few[1])) != len(cells) || (few[2] != "") != (span < 9.99)) || (short != nil) != (len(cells) >= 4 && span < 9.99) {
		return false
	}
	return w.cacheTrue(cells, text) && w.diskTrue(cells, text)
}

// cacheTrue: hit ratios are those that were drawn, and a fall is named where there is one.
func (w *drawnRun) cacheTrue(cells []*cellOf, text string) bool {
	ratio := func(c *cellOf) float64 { return c.trials[0].ratio(0) }
	at := func(rows string) *cellOf {
		for _, c := range cells {
			if about(rows, c.rows) {
				return c
			}
		}
		return nil
	}
	known := cells[0].settings["cache"] != "off" && len(cells[0].trials[0].points) > 0
	if m := regexp.MustCompile(`the API's cache still answers (.+ %) of lookups at the largest volume \((.+ %) at the smallest\)`).FindStringSubmatch(text); m != nil {
		for i := 1; i < len(cells); i++ {
			if ratio(cells[i-1])-ratio(cells[i]) > 0.11 {
				return false
			}
		}
		return known && math.Abs(number(m[1])-ratio(cells[len(cells)-1])) < 0.02 && math.Abs(number(m[2])-ratio(cells[0])) < 0.02
	}
	m := regexp.MustCompile(`the hit ratio of the API's cache goes from (.+ %) to (.+ %) between (.+?) and (.+?) rows(, which chance explains)? in (.+) lookups|the hit ratio of the API's cache goes from (.+ %) to (.+ %) between (.+) and (.+) rows: keys were evicted there`).FindStringSubmatch(text)
	if m == nil {
		return !known
	}
	for i := 1; i <= 4; i++ {
		m[i] += m[6+i]
	}
	before, after := at(m[3]), at(m[4])
	if before == nil || after == nil || math.Abs(number(m[1])-ratio(before)) > 0.02 || math.Abs(number(m[2])-ratio(after)) > 0.02 || ratio(before)-ratio(after) < 0.09 {
		return false
	}
	evicted := math.NaN()
	for _, p := range after.trials[0].points {
		if strings.HasSuffix(p.Series.Metric, "evicted_keys_total") {
			evicted = p.Value
		}
	}
	switch {
	case strings.Contains(text, "keys were evicted there"):
		return evicted > 0
	case strings.Contains(text, "no key was evicted"):
		return evicted == 0
	case strings.Contains(text, "evictions were not observed"):
		return math.IsNaN(evicted)
	}
	return m[5] != ""
}

// diskTrue: reads are those that were drawn, and what is said of them fits the whole row of volumes.
func (w *drawnRun) diskTrue(cells []*cellOf, text string) bool {
	var reads []float64
	for _, c := range cells {
		v := math.NaN()
		points := c.trials[0].points
		for _, p := range points {
			if p.Series.Metric == "process_io_read_bytes_total" && p.At > 0 {
				v = p.Value / p.At.Seconds()
			}
		}
		reads = append(reads, v)
	}
	first, last := reads[0], reads[len(reads)-1]
	steps := func(i int) bool { return reads[i] >= 0.97e6 && reads[i] >= 2.9*reads[i-1] }
	any := false
	for i := 1; i < len(reads); i++ {
		any = any || steps(i)
	}
	if m := regexp.MustCompile(`reads from disk rise from (.+) to (.+) between (.+) and (.+) rows: the working set leaves memory there`).FindStringSubmatch(text); m != nil {
		for i := 1; i < len(reads); i++ {
			if about(m[3], cells[i-1].rows) && about(m[4], cells[i].rows) {
				return steps(i) && near(m[1], reads[i-1], 0.05) && near(m[2], reads[i], 0.05)
			}
		}
		return false
	}
	if m := regexp.MustCompile(`reads from disk are (.+) at the largest volume and (.+) at the smallest: the working set fits in memory at neither`).FindStringSubmatch(text); m != nil {
		return near(m[1], last, 0.05) && near(m[2], first, 0.05) && first > 0.9e6
	}
	if m := regexp.MustCompile(`reads from disk rise from (.+) to (.+) without a step`).FindStringSubmatch(text); m != nil {
		return near(m[1], first, 0.05) && near(m[2], last, 0.05) && first < 1.1e6 && last > 0.9e6
	}
	if m := regexp.MustCompile(`reads from disk stay near zero \((.+) at the largest volume\)`).FindStringSubmatch(text); m != nil {
		return near(m[1], last, 0.05) && slices.Max(reads) < 3e6 && last < 1.1e6
	}
	return strings.Contains(text, "reads from disk were not observed") && (math.IsNaN(first) || math.IsNaN(last)) && !any
}

// oneTrial is the number in "trial 3", of the trial by that number.
func (w *drawnRun) oneTrial(text string) *truth {
	n, _ := strconv.Atoi(text)
	for _, t := range w.trials {
		if t.m.Trial == n {
			return t
		}
	}
	return nil
}
