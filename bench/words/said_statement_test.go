package words

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/bracket"
)

// statementClaims are those of the answer: what trials say together.
var statementClaims = []claim[*drawnRun]{
	{`^(?:The capacity|No load was shown to hold|No load tried holds|No load holds below).*\.$`, largestLoadTrue},
	{`^(?:With (.+), )?[Pp]99 goes from (.+) to (.+) as the offered load grows from (.+) to (.+); (throughput .+?)(; no trial at the highest load, (.+) offered, is valid)?\.$`, func(w *drawnRun, g []string) bool {
		heaviest, offered := 0.0, 0.0
		for _, t := range w.trials {
			if rate := askedBy(t.m.Configuration).rate; w.labelOf(t, false) == g[1] && rate >= heaviest {
				heaviest, offered = rate, offeredOf(t)
			}
		}
		measured := slices.ContainsFunc(w.curve(g[1]), func(c *cellOf) bool { return c.rate == heaviest })
		return (g[7] == "") == measured && (g[7] == "" || about(g[8], offered)) && loadResponseTrue(w, g)
	}},
	{`^With (\S+) (\S+) instead of (\S+), p99(?: at (.+/s))? goes from (.+?) to (.+?): (chance may explain the difference|.+? times \(.+?\)(?:; one trial a side, so how much trials differ is unknown)?)(?:; throughput goes from (.+) to (.+))?\.$`, settingTrue},
	{`^P?p?99(?: with (.+?))?(?: at (\S+(?: k)?/s))? goes from (.+?) to (.+?) as the data grows from (.+?) to (.+?) rows: ([^;]+?)((?:;.*)?)\.$`, func(w *drawnRun, g []string) bool { return volumeTrue(w, g) && restOfVolume(w, g) }},
	{`^Only one volume(?: with (.+?))?(?: at (\S+/s))? has valid trials, so the effect of more rows is unknown\.$`, func(w *drawnRun, g []string) bool {
		volumes := map[string]bool{}
		for _, c := range w.cells() {
			if own := strings.TrimSuffix(strings.TrimSuffix(c.label, "volume "+c.volume), ", "); own == g[1] && len(c.trials) > 0 && (g[2] == "" || about(g[2], c.rate)) {
				volumes[c.volume] = true
			}
		}
		return len(volumes) == 1
	}},
	{`^The gain of more (\S+)(?: \((.+)\))? is unknown: at some points nearly all of the offered load was answered, so the maximum throughput there is unknown\.$`, func(w *drawnRun, g []string) bool {
		return slices.ContainsFunc(w.cells(), func(c *cellOf) bool {
			return len(c.trials) > 0 && !slices.ContainsFunc(w.curve(c.label), func(c *cellOf) bool {
				return c.mean(throughputOf) < 0.95*c.mean(offeredOf)
			})
		}) || w.trials[0].m.Search != nil
	}},
	{`^(Capacity|Throughput) goes from (.+?/s) to (.+?/s) between (\S+) and (\S+) (\S+)(?: \((.+?)\))?: (.+?) times \((.+?)\) for (\S+) times as many(; one trial a side, so how much trials differ is unknown)?(?:; (\d+) numbers of \S+ were measured; a fit needs at least 4, better 6|\. (Contention .+))?\.$`, speedUpTrue},
	{`^(?:With (.+?) )?[Aa]t (?:(\S+(?: k)?/s) offered|its heaviest load), (the slowest .+)\.$`, func(w *drawnRun, g []string) bool {
		t := w.heaviest(g[1])
		return t != nil && (g[2] == "" || about(g[2], offeredOf(t))) && tailTrue(t, []string{"", g[3]})
	}},
	{`^(?:With (.+?) )?[Aa]t (?:(\S+(?: k)?/s) offered|its heaviest load): (CPU .+)\.$`, func(w *drawnRun, g []string) bool {
		t := w.heaviest(g[1])
		return t != nil && (g[2] == "" || about(g[2], offeredOf(t))) && resourcesTrue(t, strings.Split(g[3], "; "))
	}},
	{`^The tables have (\d+) more configurations\.$`, func(w *drawnRun, g []string) bool {
		labels := map[string]bool{}
		for _, c := range w.cells() {
			labels[c.label] = true
		}
		return number(g[1]) >= 1 && int(number(g[1]))+4 <= len(labels)
	}},
	{`^(\d+) of (\d+) trials? (?:is|are) not valid and left out of everything above(?:, except that the capacity counts (\d+) of them as (?:a load that was|loads that were) not accepted)?\.$`, func(w *drawnRun, g []string) bool {
		return int(number(g[1])) == w.invalid() && int(number(g[2])) == len(w.trials) && int(orZero(g[3])) == w.bounding()
	}},
	{`^The offered load was not varied, so the capacity is unknown\.$`, func(w *drawnRun, _ []string) bool {
		return !slices.Contains(w.varied(), "rate") && w.trials[0].m.Load.Closed == 0
	}},
	{`^The data volume was not varied \(1x\), so the effect of more rows is unknown\.$`, func(w *drawnRun, _ []string) bool {
		return !slices.Contains(w.varied(), "dataset.volume")
	}},
	{`^No resource \(replicas, nodes, connections\) was varied, so the gain of more of it is unknown\.$`, func(w *drawnRun, _ []string) bool {
		return !slices.Contains(w.varied(), "api.replicas") && !slices.Contains(w.varied(), "load.closed")
	}},
	{`^Every point has (\d+) valid trials?, so differences between points may be chance; 6 repetitions would show more\.$`, func(w *drawnRun, g []string) bool {
		return number(g[1]) < 6 && !slices.ContainsFunc(w.cells(), func(c *cellOf) bool { return len(c.trials) != int(number(g[1])) })
	}},
	{`^Points have (\d+) to (\d+) valid trials, so they are not equally certain\.$`, func(w *drawnRun, g []string) bool {
		least, most := math.MaxInt, 0
		for _, c := range w.cells() {
			least, most = min(least, len(c.trials)), max(most, len(c.trials))
		}
		return int(number(g[1])) == least && int(number(g[2])) == most && least < most
	}},
	{`^(\d+) points? (?:has|have) no valid trial and (?:is|are) missing\.$`, func(w *drawnRun, g []string) bool {
		n := 0
		for _, c := range w.cells() {
			if len(c.trials) == 0 {
				n++
			}
		}
		return int(number(g[1])) == n && n > 0
	}},
	{`^In (\d+) of (\d+) trials? a measured phase was not steady, so these numbers are averages over something that changed, not what a longer run would show; in trial (\d+) (.+)\.$`, func(w *drawnRun, g []string) bool {
		t := w.oneTrial(g[3])
		return t != nil && int(number(g[2])) == len(w.trials)-w.invalid() && number(g[1]) <= number(g[2]) && holdsOf(checkClaims, t, sentence(g[4]+"."))
	}},
	{`^The loads are far apart: the capacity(?: with (.+?))? lies between (.+/s) and (.+/s); a search would narrow it\.$`, func(w *drawnRun, g []string) bool {
		held, broke, _, _ := w.bounds(g[1])
		return about(g[2], held) && about(g[3], broke) && broke > 1.24*held
	}},
	{`^Generator and stack shared one machine of 2 cores: .*\.$`, func(w *drawnRun, _ []string) bool { return strings.Contains(w.trials[0].m.Targets[0], "127.0.0.1") }},
	{`^The embedded stack has stand-ins for the stores, .*\.$`, func(w *drawnRun, _ []string) bool { return w.trials[0].m.Stack == "embedded" }},
	{`^No fault was injected, so the run does not cover resilience\.$`, func(w *drawnRun, _ []string) bool {
		return !slices.ContainsFunc(w.trials, func(t *truth) bool { return len(t.trial.Events) > 0 })
	}},
}

// invalid is how many trials are not valid.
func (w *drawnRun) invalid() int {
	n := 0
	for _, t := range w.trials {
		if !t.trial.Valid {
			n++
		}
	}
	return n
}

// bounding is how many of those say of their load that it was not accepted, where loads were varied.
func (w *drawnRun) bounding() int {
	n := 0
	for _, t := range w.trials {
		if !t.trial.Valid && t.once().outcome != "" && (slices.Contains(w.varied(), "rate") || t.m.Search != nil) {
			n++
		}
	}
	return n
}

// heaviest is the first valid trial at the largest load of a label.
func (w *drawnRun) heaviest(label string) *truth {
	curve := w.curve(label)
	if len(curve) == 0 {
		return nil
	}
	return curve[len(curve)-1].trials[0]
}

// resourcesTrue checks what is said to be used up.
func resourcesTrue(t *truth, parts []string) bool {
	total := 0.0
	for _, c := range t.cpu {
		total += c
	}
	one := t.cpu["sqlite"] > 0.9
	waits := 0.0
	observed := false
	for _, p := range t.points {
		if p.Series.Metric == "store_pool_wait_seconds_total" && p.At > 0 {
			observed, waits = true, p.Value/p.At.Seconds()
		}
	}
	saidThread, saidPool, saidNone := false, false, false
	for i, part := range parts {
		switch {
		case i == 0 && part == "CPU use was not observed":
			return len(t.points) == 0 && len(parts) == 1
		case i == 0:
			g := regexp.MustCompile(`^CPU was (not|nearly) used up( at times)?: (.+) of 2 cores were in use`).FindStringSubmatch(part)
			if g == nil || math.Abs(number(g[3])-total) > 0.03 || (g[1] == "nearly" && g[2] == "") != (total >= 1.8) {
				return false
			}
		case strings.HasSuffix(part, "about the limit of a single thread"):
			saidThread = true
			if !strings.HasPrefix(part, "sqlite uses 0.95 core") {
				return false
			}
		case strings.HasSuffix(part, "requests wait for a connection to sqlite on average"):
			saidPool = true
			if !near(strings.Fields(part)[0], waits, 0.05) {
				return false
			}
		case part == "no connection pool was exhausted":
			saidNone = true
		default:
			return false
		}
	}
	return saidThread == one && saidPool == (waits >= 1) && saidNone == (observed && !saidThread && !saidPool)
}

func speedUpTrue(w *drawnRun, g []string) bool {
	axis := map[string]string{"replicas": "api.replicas", "users": "load.closed"}[g[6]]
	// work is what a number of the resource does at most, and the trials that it rests on.
	work := func(n string) (float64, int) {
		best, trials := 0.0, 0
		for _, t := range w.trials {
			if t.m.Configuration[axis] != n {
				continue
			}
			label := w.labelOf(t, false)
			if g[7] != "" && !strings.Contains(strings.ReplaceAll(label, axis+" "+n, ""), g[7][:min(len(g[7]), 6)]) {
				continue
			}
			if g[1] == "Capacity" {
				held, _, _, _ := w.bounds(w.labelOf(t, true))
				return held, 1
			}
			for _, c := range w.curve(label) {
				if v := c.mean(throughputOf); v > best {
					best, trials = v, len(c.trials)
				}
			}
		}
		return best, trials
	}
	first, firstTrials := work(g[4])
	last, lastTrials := work(g[5])
	if !about(g[2], first) || !about(g[3], last) || !near(g[8], last/first, 0.02) || !near(g[10], number(g[5])/number(g[4]), 0.01) {
		return false
	}
	if (g[11] != "") != (g[1] == "Throughput" && min(firstTrials, lastTrials) == 1) {
		return false
	}
	numbers := map[string]bool{}
	var of, done []float64
	for _, t := range w.trials {
		if x, _ := work(t.m.Configuration[axis]); x > 0 && !numbers[t.m.Configuration[axis]] {
			numbers[t.m.Configuration[axis]] = true
			of, done = append(of, number(t.m.Configuration[axis])), append(done, x)
		}
	}
	if g[12] != "" {
		return int(number(g[12])) == len(numbers) && len(numbers) < 4
	}
	m := regexp.MustCompile(`^Contention (.+ %), coherency (.+ %): (.+)$`).FindStringSubmatch(g[13])
	if m == nil || len(numbers) < 4 || strings.Contains(m[3], "points is rough") != (len(numbers) < 6) {
		return false
	}
	alpha, beta, largest := number(m[1]), number(m[2]), number(g[5])
	if !fitTrue(of, done, alpha, beta, m[3]) {
		return false
	}
	peak := math.Sqrt((1 - alpha) / beta)
	x := func(n float64) float64 { return lawAt(n, alpha, beta) }
	switch text := m[3]; {
	case strings.Contains(text, "would not help"):
		n := regexp.MustCompile(`by the fit more than (\S+) `).FindStringSubmatch(text)
		return math.Abs(number(n[1])-peak) <= 0.05*peak+1 && largest >= 0.79*peak
	case strings.Contains(text, "whether they still help there is unknown"):
		return peak <= 2.05*largest && largest < 0.81*peak && gains(text, x(2*largest)/x(largest)-1)
	default:
		return strings.Contains(text, "it still grows at "+g[5]) && peak >= 1.95*largest && gains(text, x(2*largest)/x(largest)-1)
	}
}

// fitTrue checks that no other contention and coherency fit much better, and how far the law through all but the last number misses that one.
func fitTrue(n, x []float64, alpha, beta float64, text string) bool {
	all, _ := lawThrough(n, x)
	if squaresOf(n, x, alpha, beta) > 1.05*all+1e-4*squaresOf(n, x, 1, 1) {
		return false
	}
	said := regexp.MustCompile(`; without the last point the fit misses it by (.+ %), so it predicts poorly`).FindStringSubmatch(text)
	last := slices.Index(n, slices.Max(n))
	if len(n) < 5 {
		return said == nil
	}
	_, law := lawThrough(slices.Delete(slices.Clone(n), last, last+1), slices.Delete(slices.Clone(x), last, last+1))
	miss := math.Abs(law(n[last])/x[last] - 1)
	if said == nil {
		return miss < 0.13
	}
	return miss > 0.08 && math.Abs(number(said[1])-miss) < 0.02+0.1*miss
}

// lawThrough walks downhill from a few places to the contention and coherency whose law has the smallest squares, and returns both.
func lawThrough(n, x []float64) (least float64, law func(float64) float64) {
	least = math.Inf(1)
	var best [2]float64
	for _, from := range [][2]float64{{0, 0}, {0.05, 0}, {0, 0.001}, {0.02, 0.01}, {0.3, 0.001}, {0.5, 0.05}} {
		at, here := from, squaresOf(n, x, from[0], from[1])
		for step := 0.1; step > 1e-9; {
			moved := false
			for _, d := range [][2]float64{{1, 0}, {-1, 0}, {0, 0.1}, {0, -0.1}, {1, -0.1}, {-1, 0.1}} {
				to := [2]float64{math.Max(0, at[0]+step*d[0]), math.Max(0, at[1]+step*d[1])}
				if there := squaresOf(n, x, to[0], to[1]); there < here*(1-1e-12) {
					at, here, moved = to, there, true
				}
			}
			if !moved {
				step /= 2
			}
		}
		if here < least {
			least, best = here, at
		}
	}
	return least, func(at float64) float64 { return gammaOf(n, x, best[0], best[1]) * lawAt(at, best[0], best[1]) }
}

// lawAt is the law at a number for a gamma of 1, gammaOf the gamma with which it fits best, squaresOf the squares that are left then.
func lawAt(n, alpha, beta float64) float64 { return n / (1 + alpha*(n-1) + beta*n*(n-1)) }

func gammaOf(n, x []float64, alpha, beta float64) float64 {
	both, own := 0.0, 0.0
	for i := range n {
		f := lawAt(n[i], alpha, beta)
		both, own = both+f*x[i], own+f*f
	}
	return both / own
}

func squaresOf(n, x []float64, alpha, beta float64) float64 {
	sum, gamma := 0.0, gammaOf(n, x, alpha, beta)
	for i := range n {
		d := x[i] - gamma*lawAt(n[i], alpha, beta)
		sum += d * d
	}
	return sum
}

// gains checks what a fit is said to promise.
func gains(text string, gain float64) bool {
	g := regexp.MustCompile(`would gain (nothing|.+? %)`).FindStringSubmatch(text)
	return g != nil && (g[1] == "nothing" && gain < 0.01 || g[1] != "nothing" && math.Abs(number(g[1])-gain) < 0.02)
}

// holdsOf reports whether a sentence is among claims and holds.
func holdsOf[W any](claims []claim[W], w W, sentence string) bool {
	for _, c := range claims {
		if g := regexp.MustCompile(c.pattern).FindStringSubmatch(sentence); g != nil {
			return c.holds(w, g)
		}
	}
	return false
}

// runHeadlineClaims are the first sentences of runs of several trials.
var runHeadlineClaims = []claim[*drawnRun]{
	{`^drawn on \S+ is not valid: (?:(\d+) of (\d+) trials are not valid\. )?(.+)$`, func(w *drawnRun, g []string) bool {
		return !w.result.Valid && (g[1] == "" || int(number(g[1])) == w.invalid() && int(number(g[2])) == len(w.trials)) && g[3] != ""
	}},
	{`^drawn on \S+ sustains (.+?) with every SLO held\.(?: (.+))?$`, func(w *drawnRun, g []string) bool {
		labels := map[string]bool{}
		for _, t := range w.trials {
			labels[w.labelOf(t, true)] = true
		}
		texts := strings.Split(g[1], "; ")
		for _, text := range texts {
			what, configuration, _ := strings.Cut(text, " with ")
			if !w.capacityTrue(configuration, what) {
				return false
			}
		}
		return len(labels) == len(texts) && (g[2] == "" || w.tailOfTrial(g[2]))
	}},
	{`^drawn (holds its SLOs|breaks its SLO|breaks (\d) of its (\d) SLOs) on \S+ in (\d+) trials: (p99|failures) (.+?) in the worst \(limit (.+?)\)\. (.+)$`, func(w *drawnRun, g []string) bool {
		worst, broken := 0.0, 0
		for _, o := range w.trials[0].m.SLO {
			v := 0.0
			for _, t := range w.judged() {
				if t.trial.Valid {
					v = max(v, t.measured(t.objective(o.Expression)))
				}
			}
			if v >= o.Limit {
				broken++
			}
			if o.Metric == g[5] {
				worst = v
			}
		}
		said := orZero(g[2])
		if g[1] == "breaks its SLO" {
			said = 1
		}
		return w.result.Valid && int(said) == broken && about(g[6], worst) && int(number(g[4])) == len(w.trials) && w.tailOfTrial(g[8])
	}},
	{`^drawn ran on \S+ in (\d+) trials with p99 (.+) in trial (\d+); it has no SLOs\. (.+)$`, func(w *drawnRun, g []string) bool {
		t := w.oneTrial(g[3])
		return len(w.trials[0].m.SLO) == 0 && t != nil && about(g[2], t.once().all.quantile(0.99)) && w.tailOfTrial(g[4])
	}},
}

var inTrial = regexp.MustCompile(`^In trial (\d+) (.+)$`)

// tailOfTrial checks what a headline says of the slowest hits of the trial that it names.
func (w *drawnRun) tailOfTrial(text string) bool {
	g := inTrial.FindStringSubmatch(text)
	if g == nil {
		return false
	}
	t := w.oneTrial(g[1])
	return t != nil && headlineTail(t, strings.ToUpper(g[2][:1])+g[2][1:])
}

// judged are the trials that decide about a run: all, or of a search those at the loads that it found, else all of that configuration.
func (w *drawnRun) judged() []*truth {
	if w.trials[0].m.Search == nil {
		return w.trials
	}
	return slices.DeleteFunc(slices.Clone(w.trials), func(t *truth) bool {
		held, _, _, _ := w.bounds(w.labelOf(t, true))
		return held > 0 && (askedBy(t.m.Configuration).rate != held || t.once().outcome != bracket.Held)
	})
}

// stepClaims are what is said of one trial of a search, by the truth of that trial.
var stepClaims = []claim[*truth]{
	{`^trial (\d+): (\S+) (holds|does not hold: .+|cannot be shown to hold: .+|cannot be judged: .+|cannot be offered: .+) \(p99 (.+), goodput (.+)\)\.$`, func(t *truth, g []string) bool {
		good := t.once().good
		if int(number(g[1])) != t.m.Trial || g[2] != t.m.Configuration["rate"] || !about(g[4], t.once().all.quantile(0.99)) || !about(g[5], good) {
			return false
		}
		what, why, _ := strings.Cut(g[3], ": ")
		want := map[bracket.Outcome]string{bracket.Held: "holds", bracket.Broke: "does not hold", bracket.NotShown: "cannot be shown to hold", bracket.NotOffered: "cannot be offered", "": "cannot be judged"}
		return what == want[t.once().outcome] && (why == "" || what == "cannot be judged" || t.refused(why))
	}},
}

// trialPrefix is how a sentence about one of several trials begins.
var trialPrefix = regexp.MustCompile(`^Trial (\d+)(?: \((.+?)\))?: (.+)$`)

// showThis is what is added of checks that several trials have alike.
var showThis = regexp.MustCompile(`^(.+) (\d+) of (\d+) trials show this, and this one most\.$`)

// runDetailTrue checks a sentence on a check of one of a run's trials, and how many others are said to show it.
func (w *drawnRun) runDetailTrue(text string, outcome string) error {
	text, alike, all := text, "", ""
	if g := showThis.FindStringSubmatch(text); g != nil {
		text, alike, all = g[1], g[2], g[3]
	}
	t := w.trials[0]
	if g := trialPrefix.FindStringSubmatch(text); g != nil {
		t, text = w.oneTrial(g[1]), g[3]
	}
	if strings.Contains(text, "planned trials") || strings.HasPrefix(text, "The search") {
		return nil // claimed by runCheckClaims
	}
	if t.damage == nil && !holdsOf(checkClaims, t, text) {
		return fmt.Errorf("not so of trial %d", t.m.Trial)
	}
	if alike == "" || t.damage != nil {
		return nil
	}
	kind := slices.IndexFunc(checkClaims, func(c claim[*truth]) bool { return regexp.MustCompile(c.pattern).MatchString(text) })
	n := 0
	for _, t := range w.judged() {
		if slices.ContainsFunc(t.trial.Checks, func(c analysis.Check) bool {
			return c.Outcome() == outcome && sameSaid(checkClaims[kind].pattern, text, Check(&c).Detail)
		}) {
			n++
		}
	}
	if n != int(number(alike)) || len(w.trials) != int(number(all)) {
		return fmt.Errorf("%d of %d trials do", n, len(w.trials))
	}
	return nil
}

// sameSaid reports whether two sentences say the same thing but for their numbers.
func sameSaid(pattern, a, b string) bool {
	if !regexp.MustCompile(pattern).MatchString(b) {
		return false
	}
	words := func(text string) string {
		text, _, _ = strings.Cut(text, ": to show it takes ")
		text, _, _ = strings.Cut(text, " (most often ")
		text, _, _ = strings.Cut(text, ": no run of less than ")
		return regexp.MustCompile(`[<>+-]? ?[\d,.]+( ms| µs| s| %| min|/s)?`).ReplaceAllString(regexp.MustCompile(`< (50ms|1%)`).ReplaceAllString(text, "limit"), "")
	}
	return words(a) == words(b)
}

// runCheckClaims are those of checks of a run as a whole.
var runCheckClaims = []claim[*drawnRun]{
	{`^(\d+) of (\d+) planned trials (?:is|are) missing or could not be read \(trials? (.+)\): what the others measured is shown, and does not answer what was asked\.$`, func(w *drawnRun, g []string) bool {
		planned, present := 0, map[string]bool{}
		for _, t := range w.trials {
			planned = max(planned, t.m.Trials, t.m.Trial)
			present[fmt.Sprint(t.m.Trial)] = true
		}
		for _, n := range strings.Split(g[3], ", ") {
			if present[n] {
				return false
			}
		}
		return int(number(g[1])) == planned-len(present) && int(number(g[2])) == planned
	}},
	{`^There is more than one trials? (.+)\.$`, func(w *drawnRun, g []string) bool {
		n := 0
		for _, t := range w.trials {
			if fmt.Sprint(t.m.Trial) == g[1] {
				n++
			}
		}
		return n > 1
	}},
	{`^The search(?: with (.+?))? did not come to its end: (.+)\.$`, func(w *drawnRun, g []string) bool { return w.capacityTrue(g[1], g[2]) }},
	{`^The search(?: with (.+?))? showed no load to hold: ([\d,.]+) requests/s broke nothing and has too few hits to be certain\.$`, func(w *drawnRun, g []string) bool {
		held, broke, notShown, _ := w.bounds(g[1])
		return held == 0 && broke == 0 && about(g[2], notShown)
	}},
}
