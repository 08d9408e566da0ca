package words

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/compare"
	"quintet/bench/stats"
)

// rowTruth is one metric that decides, on both sides, by the trials' own hits.
type rowTruth struct {
	metric, settings string
	base, head       []float64
	p, adjusted      float64
	// family is of how many P it was adjusted.
	family int
	// shift is the median of all differences, and low and high its 90 % interval, as a ratio less one, or in the metric's unit where that is a share.
	shift, low, high, margin float64
}

// headTruth is a head with its rows.
type headTruth struct {
	name string
	rows []rowTruth
}

// truth is the base's name and the rows of all heads.
func (d *drawnComparison) truth() (base string, heads []headTruth) {
	if d.heads == nil {
		d.base, d.heads = d.workOut()
	}
	return d.base, d.heads
}

// workOut works out the rows of all heads, and adjusts their P for the whole family.
func (d *drawnComparison) workOut() (base string, heads []headTruth) {
	base = d.sides[0].name
	metrics := []string{"p99", "goodput", "failures"}
	m := &d.sides[0].runs[0].trials[0].m
	if len(m.SLO) > 0 {
		metrics = []string{"p99", "failures"}
	}
	margin := 0.001
	row := func(metric, settings string, x, y []float64) rowTruth {
		r := rowTruth{metric: metric, settings: settings, base: x, head: y, margin: 0.05, p: permuted(x, y)}
		if metric == "failures" {
			r.margin = margin
			r.shift, r.low, r.high = shiftOf(x, y)
			return r
		}
		a, b, c := shiftOf(logs(x), logs(y))
		r.shift, r.low, r.high = math.Expm1(a), math.Expm1(b), math.Expm1(c)
		return r
	}
	add := func(h *headTruth, from, to *drawnSide, a, b map[string]string, settings string) {
		for _, metric := range metrics {
			var x, y []float64
			for _, t := range from.usable(a) {
				x = append(x, value(t, metric))
			}
			for _, t := range to.usable(b) {
				y = append(y, value(t, metric))
			}
			h.rows = append(h.rows, row(metric, settings, x, y))
		}
	}
	configurations := func(s *drawnSide) (list []map[string]string) {
		for _, t := range s.runs[0].trials {
			if c := t.m.Configuration; !slices.ContainsFunc(list, func(have map[string]string) bool { return maps.Equal(have, c) }) {
				list = append(list, c)
			}
		}
		return list
	}
	switch of := configurations(&d.sides[0]); {
	case m.Search != nil:
		heads = []headTruth{{name: d.sides[1].name, rows: []rowTruth{row("capacity", "", d.sides[0].foundBy(), d.sides[1].foundBy())}}}
	case d.own:
		base = "cache " + of[0]["cache"]
		h := headTruth{name: "cache " + of[1]["cache"]}
		add(&h, &d.sides[0], &d.sides[0], of[0], of[1], "")
		heads = []headTruth{h}
	default:
		for i := range d.sides[1:] {
			side := &d.sides[i+1]
			h := headTruth{name: side.name}
			for _, c := range of {
				for _, o := range configurations(side) {
					if maps.Equal(c, o) || len(of) == 1 && len(configurations(side)) == 1 {
						add(&h, &d.sides[0], side, c, o, Settings(c))
					}
				}
			}
			heads = append(heads, h)
		}
	}
	adjust(heads)
	return base, heads
}

func logs(x []float64) (list []float64) {
	for _, v := range x {
		list = append(list, math.Log(math.Max(v, 1e-9)))
	}
	return list
}

// adjust is Holm's over all rows.
func adjust(heads []headTruth) {
	var all []*rowTruth
	for i := range heads {
		for k := range heads[i].rows {
			all = append(all, &heads[i].rows[k])
		}
	}
	known := slices.DeleteFunc(slices.Clone(all), func(r *rowTruth) bool { return math.IsNaN(r.p) })
	slices.SortFunc(known, func(a, b *rowTruth) int { return int(math.Copysign(1, a.p-b.p)) })
	before := 0.0
	for i, r := range known {
		before = math.Max(before, math.Min(1, r.p*float64(len(known)-i)))
		r.adjusted = before
	}
	for _, r := range all {
		r.family = len(known)
		if math.IsNaN(r.p) {
			r.adjusted = math.NaN()
		}
	}
}

// permuted is the share of all ways to deal the values to two sides that set their rank sums as far apart as they are; NaN without values.
func permuted(x, y []float64) float64 {
	if len(x) == 0 || len(y) == 0 {
		return math.NaN()
	}
	all := slices.Concat(x, y)
	ranks := make([]float64, len(all))
	for i, v := range all {
		for _, o := range all {
			if o < v {
				ranks[i]++
			} else if o == v {
				ranks[i] += 0.5
			}
		}
	}
	sum := 0.0
	for _, r := range ranks[:len(x)] {
		sum += r
	}
	middle := float64(len(x)) * mean(ranks)
	far, ways, extreme := math.Abs(sum-middle)-1e-9, 0.0, 0.0
	var deal func(i, left int, sum float64)
	deal = func(i, left int, sum float64) {
		if left == 0 {
			if ways++; math.Abs(sum-middle) >= far {
				extreme++
			}
			return
		}
		for ; i+left <= len(ranks); i++ {
			deal(i+1, left-1, sum+ranks[i])
		}
	}
	deal(0, len(x), 0)
	return extreme / ways
}

// shiftOf is the median of all differences between two sides with its 90 % interval: as many of them are cut off at each end as the rank
// sums of that many ways of dealing allow.
func shiftOf(x, y []float64) (shift, low, high float64) {
	var differences []float64
	for _, a := range x {
		for _, b := range y {
			differences = append(differences, b-a)
		}
	}
	if len(differences) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(differences)
	// ways[k][u] is in how many ways k of the first ranks exceed others u times.
	n, m := len(x), len(y)
	ways := make([][]float64, n+1)
	for k := range ways {
		ways[k] = make([]float64, n*m+1)
	}
	ways[0][0] = 1
	for rank := range n + m {
		for k := min(n, rank+1); k >= 1; k-- {
			for u := n * m; u >= 0; u-- {
				if below := rank - (k - 1); u >= below && below <= m {
					ways[k][u] += ways[k-1][u-below]
				}
			}
		}
	}
	total, sum, cut := 0.0, 0.0, 0
	for _, v := range ways[n] {
		total += v
	}
	for u := 0; u <= n*m; u++ {
		if sum += ways[n][u]; sum > 0.05*total*(1-1e-9) { // as many as the level are no less
			break
		}
		cut = u + 1
	}
	low, high = math.Inf(-1), math.Inf(1)
	if cut > 0 {
		low, high = differences[cut-1], differences[len(differences)-cut]
	}
	return stats.Median(differences), low, high
}

// bad is whether more of a metric is worse.
func bad(metric string) bool { return metric == "p99" || metric == "failures" }

// outcome of a row in the words of a comparison.
func (r *rowTruth) outcome() string {
	least := -r.margin
	if r.metric != "failures" {
		least = -r.margin / (1 + r.margin)
	}
	switch {
	case r.adjusted < 0.05 && (r.shift > r.margin || r.shift < least):
		if bad(r.metric) == (r.shift > 0) {
			return "worse"
		}
		return "better"
	case r.low >= least && r.high <= r.margin:
		return "same"
	}
	return "unsure"
}

func (h *headTruth) outcome() string {
	found := "same"
	for _, o := range []string{"better", "unsure", "worse"} {
		if slices.ContainsFunc(h.rows, func(r rowTruth) bool { return r.outcome() == o }) {
			found = o
		}
	}
	return found
}

// rowSaid is the row that a sentence quotes, nil when its numbers are not those of that row.
func (d *drawnComparison) rowSaid(h *headTruth, metric, change, settings, from, to, n, m string) *rowTruth {
	for i := range h.rows {
		r := &h.rows[i]
		if r.metric != metric || settings != "" && r.settings != settings || int(number(n)) != len(r.base) || int(number(m)) != len(r.head) {
			continue
		}
		a, b := stats.Median(r.base), stats.Median(r.head)
		said := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(change, "+"), " points"), " %")
		want := 100 * (b/a - 1)
		if metric == "failures" {
			want = 100 * (b - a)
		}
		if about(from, a) && about(to, b) && (math.IsNaN(want) || math.Abs(number(said)-want) < 0.02*math.Abs(want)+0.35 || metric == "failures" && math.Abs(number(said)-want) < 0.001) {
			return r
		}
	}
	return nil
}

const comparedNumbers = `(\S+) (\S+(?: %| points)?)(?: with (.+?))? \((\S+(?: \S+)?) to (\S+(?: \S+)?)\)`

// comparisonClaims are the first sentences of comparisons, and what is said of each head.
var comparisonClaims = []claim[*drawnComparison]{
	{`^(.+) is (worse|better) than (.+?): ` + comparedNumbers + `; 95 % interval .+, P (.+), (\d+) against (\d+) repetitions?\.$`, func(d *drawnComparison, g []string) bool {
		h := d.head(g[1], g[3])
		if h == nil || h.outcome() != g[2] {
			return false
		}
		r := d.rowSaid(h, g[4], g[5], g[6], g[7], g[8], g[10], g[11])
		return r != nil && r.outcome() == g[2] && pSaid(g[9], r.adjusted)
	}},
	{`^(.+) and (.+?) are the same within (\S+)(?: %| points); the largest change is ` + comparedNumbers + `, 90 % interval (.+) to (.+), (\d+) against (\d+) repetitions?\.$`, func(d *drawnComparison, g []string) bool {
		h := d.head(g[1], g[2])
		if h == nil || h.outcome() != "same" {
			return false
		}
		r := d.rowSaid(h, g[4], g[5], g[6], g[7], g[8], g[11], g[12])
		return r != nil && near(g[3], 100*r.margin, 0.01) && math.Abs(number(strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(g[9], " points"), " %"), "+"))-100*r.low) < 0.02*math.Abs(100*r.low)+0.1
	}},
	{`^The repetitions do not show whether (.+) differs from (.+?): ` + comparedNumbers + `; 95 % interval .+, P (.+), (\d+) against (\d+) repetitions?; (.+)\.$`, func(d *drawnComparison, g []string) bool {
		h := d.head(g[1], g[2])
		if h == nil || h.outcome() != "unsure" {
			return false
		}
		r := d.rowSaid(h, g[3], g[4], g[5], g[6], g[7], g[9], g[10])
		return r != nil && r.outcome() == "unsure" && pSaid(g[8], r.adjusted) && r.neededTrue(g[11])
	}},
	{`^(.+) and (.+) cannot be compared: (\S+) was not measured on both sides \((\d+) against (\d+) repetitions?\)\.$`, func(d *drawnComparison, g []string) bool {
		h := d.head(g[1], g[2])
		return h != nil && slices.ContainsFunc(h.rows, func(r rowTruth) bool {
			return r.metric == g[3] && len(r.base) == int(number(g[4])) && len(r.head) == int(number(g[5])) && min(len(r.base), len(r.head)) == 0
		})
	}},
	{`^Against (.+?), (.+)\.$`, func(d *drawnComparison, g []string) bool {
		base, heads := d.truth()
		said := map[string]string{}
		for _, part := range strings.Split(g[2], "; ") {
			outcome, names, _ := strings.Cut(part, ": ")
			for _, name := range regexp.MustCompile(`, | and `).Split(names, -1) {
				said[name] = outcome
			}
		}
		for i := range heads {
			if said[heads[i].name] != heads[i].outcome() {
				return false
			}
		}
		return g[1] == base && len(said) == len(heads)
	}},
}

// head is the head of a name, nil when there is none against that base.
func (d *drawnComparison) head(name, against string) *headTruth {
	base, heads := d.truth()
	for i := range heads {
		if heads[i].name == name && base == against {
			return &heads[i]
		}
	}
	return nil
}

// pSaid reports whether "= 0.016" or "< 0.001" is a probability.
func pSaid(text string, p float64) bool {
	if text == "< 0.001" {
		return p < 0.001
	}
	if strings.HasSuffix(text, Absent) {
		return math.IsNaN(p)
	}
	return math.Abs(number(strings.TrimPrefix(text, "= "))-p) < 0.0006
}

// neededTrue: as many repetitions as are called enough do settle it where the change and the spread are what they look like now, three times as
// many surely, and a third of them not as surely. With one repetition a side nothing is known of their spread.
func (r *rowTruth) neededTrue(text string) bool {
	have := float64(min(len(r.base), len(r.head)))
	if g := regexp.MustCompile(`^at least (\d+) more repetitions? on each side (?:is|are) needed$`).FindStringSubmatch(text); g != nil {
		least := 1.0
		for ways := 2.0; 2/ways >= 0.05/float64(r.family)*(1-1e-9); ways *= 2 * (2*least - 1) / least { // to deal as many values a side to two sides
			least++
		}
		return max(len(r.base), len(r.head)) == 1 && number(g[1]) == math.Max(1, least-have)
	}
	if strings.HasPrefix(text, "no practical number of repetitions would settle it") {
		return r.settled(have+1000/3) < 0.9
	}
	g := regexp.MustCompile(`^about (\d+) more repetitions? on each side would settle it$`).FindStringSubmatch(text)
	if g == nil || max(len(r.base), len(r.head)) == 1 {
		return false
	}
	all := have + number(g[1])
	return number(g[1]) >= 1 && r.settled(3*all) > 0.75 && (all < 20 || r.settled(all/3) < 0.85)
}

// settled is the chance that so many normal values a side with the shift and the spread of these show a change beyond the margin, or none.
func (r *rowTruth) settled(size float64) float64 {
	x, y, margin, shift := logs(r.base), logs(r.head), math.Log1p(r.margin), math.Log1p(r.shift)
	if r.metric == "failures" {
		x, y, margin, shift = r.base, r.head, r.margin, r.shift
	}
	squares := 0.0
	for _, side := range [][]float64{x, y} {
		for _, v := range side {
			squares += (v - mean(side)) * (v - mean(side))
		}
	}
	deviation := math.Sqrt(squares/float64(len(x)+len(y)-2)) * math.Sqrt(2/size)
	below := func(v float64) float64 { return 0.5 * (1 + math.Erf((v-shift)/math.Max(deviation, 1e-12)/math.Sqrt2)) } // the chance that the shift comes out so
	beyond := func(level float64) float64 { return math.Sqrt2 * math.Erfinv(1-level) * deviation }                    // what chance comes to
	far := math.Max(margin, beyond(0.05/float64(r.family)))
	changed, same := 1-below(far)+below(-far), 0.0
	if near := margin - beyond(0.1); near > 0 {
		same = below(near) - below(-near)
	}
	return changed + same
}

// warningClaims are what limits a comparison, and what differs.
var warningClaims = []claim[*drawnComparison]{
	{`^These runs are not comparable; -force compared them anyway\. They differ in (.+), so their numbers answer different questions\.$`, func(d *drawnComparison, g []string) bool {
		names := regexp.MustCompile(`, within the (base|head)`).ReplaceAllString(g[1], "")
		return d.opts.Force && d.differsIn(regexp.MustCompile(`, | and `).Split(names, -1))
	}},
	{`^(?:(?:mon|tues|wednes|thurs)day: )?[Cc]onfiguration \(cache (on|off)\) of the (base|head) is not compared: the (base|head) did not run it\.$`, func(d *drawnComparison, g []string) bool {
		has := func(s drawnSide) bool {
			return slices.ContainsFunc(s.runs[0].trials, func(t *truth) bool { return t.m.Configuration["cache"] == g[1] })
		}
		return g[2] != g[3] && (g[2] == "base" && has(d.sides[0]) || g[2] == "head" && !has(d.sides[0]))
	}},
	{`^(?:.+day: )?(?:\(.+\): )?(\S+) is not valid: (.+)\.$`, func(d *drawnComparison, g []string) bool {
		for _, s := range d.sides {
			for _, run := range s.runs {
				if strings.EqualFold(run.trials[0].m.RunID, g[1]) && holdsOf(runCheckClaims, run, sentence(g[2]+".")) {
					return true
				}
			}
		}
		return false
	}},
	{`^(?:.+day: )?(?:\(.+\): )?[Tt]rial (\d+) of (\S+) is not compared: (?:it ended early \((interrupted)\)|it is not valid: (.+)|(the run has more than one of this number))\.$`, func(d *drawnComparison, g []string) bool {
		n := 0
		for _, s := range d.sides {
			for _, run := range s.runs {
				for _, t := range run.trials {
					if t.m.RunID != g[2] || t.m.Trial != int(number(g[1])) {
						continue
					}
					n++
					unmeasured := strings.HasPrefix(g[4], "no hits were due in a measured phase") && len(t.once().all) == 0
					if g[3] != "" && t.m.State == "complete" || g[4] != "" && !unmeasured && !holdsOf(checkClaims, t, sentence(g[4]+".")) {
						return false
					}
				}
			}
		}
		return n == 1 && g[5] == "" || n > 1 && g[5] != ""
	}},
	{`^(?:.+day: )?(?:\(.+\): )?[Oo]ne side has no trial that can be compared\.$`, func(d *drawnComparison, _ []string) bool {
		_, heads := d.truth()
		return slices.ContainsFunc(heads, func(h headTruth) bool {
			return slices.ContainsFunc(h.rows, func(r rowTruth) bool { return min(len(r.base), len(r.head)) == 0 })
		})
	}},
	{`^(?:.+day: )?(?:\(.+\): )?[Aa]ll trials of the (base|head) ended (.+) before the first trial of the (base|head) began, so a drift of the machine would look like a change; .*\.$`, func(d *drawnComparison, g []string) bool {
		for i := range d.sides {
			for _, c := range []map[string]string{{}, {"cache": "on"}, {"cache": "off"}} {
				first, second := d.sides[0].ran(d.first(c)), d.sides[i].ran(c)
				if g[1] == "head" {
					first, second = second, first
				}
				if len(first) > 0 && len(second) > 0 && first[1].Before(second[0].Add(time.Millisecond)) && number(g[2]) != 0 {
					return g[1] != g[3]
				}
			}
		}
		return false
	}},
	{`^(?:.+day: )?(?:\(.+\): )?(\d+) of (\d+) trials have a doubtful check \(.+?\), for example: (.+)\.$`, func(d *drawnComparison, g []string) bool {
		shown := false
		for _, s := range d.sides {
			for _, t := range s.runs[0].trials {
				shown = shown || holdsOf(checkClaims, t, sentence(g[3]+"."))
			}
		}
		return shown && number(g[1]) <= number(g[2])
	}},
	{`^A search finds a capacity to within its last step: in the (base|head) (.+)\.$`, func(d *drawnComparison, g []string) bool {
		side := &d.sides[map[string]int{"base": 0, "head": 1}[g[1]]]
		found := side.foundBy()
		parts := strings.Split(g[2], "; ")
		for i, part := range parts {
			m := regexp.MustCompile(`^([\d,.]+) requests/s held and ([\d,.]+) requests/s did not$`).FindStringSubmatch(part)
			if m == nil || i >= len(found) || !near(m[1], found[i], 0.006) || number(m[2]) <= number(m[1]) {
				return false
			}
		}
		return len(parts) == len(found)
	}},
	{`^The search of (\S+) is not compared: (?:it did not end and found (.+)|it found only a bound, (.+)|(not every trial of it is there once))\.$`, func(d *drawnComparison, g []string) bool {
		for _, s := range d.sides {
			for _, run := range s.runs {
				if run.trials[0].m.RunID != g[1] {
					continue
				}
				return g[4] != "" && !run.result.Valid || g[4] == "" && run.capacityTrue("", g[2]+g[3])
			}
		}
		return false
	}},
	{`^The sides differ in (.+?)(?: and (\d+) more)?\.$`, func(d *drawnComparison, g []string) bool {
		parts := regexp.MustCompile(`(\S.*?) \(base (.+?), head (.+?)\)(?:, |$)`).FindAllStringSubmatch(g[1], -1)
		var names []string
		for _, p := range parts {
			names = append(names, p[1])
			if p[2] == p[3] {
				return false
			}
		}
		return (g[2] == "" || len(parts) == 6) && d.differsIn(names)
	}},
	{`^these runs are not comparable\n(?s:(.+))$`, func(d *drawnComparison, g []string) bool {
		var names []string
		for _, line := range strings.Split(g[1], "\n") {
			m := regexp.MustCompile(`^  (.+): base has (.+), head has (.+)$`).FindStringSubmatch(line)
			if m == nil || m[2] == m[3] {
				return false
			}
			names = append(names, m[1])
		}
		return !d.opts.Force && d.differsIn(names)
	}},
	{`^The pooled requests of the two sides have a p99 of (.+) and (.+): (\S+ \S+), 95 % interval .+ to .+ \(bootstrap within each run\)\. This is only a hint: .*\.$`, func(d *drawnComparison, g []string) bool {
		for i := range d.sides {
			for _, c := range []map[string]string{{}, {"cache": "on"}, {"cache": "off"}} {
				a, b := pooled(d.sides[0].usable(d.first(c))), pooled(d.sides[i].usable(c))
				if near(g[1], a, 0.03) && near(g[2], b, 0.03) && (math.Abs(b/a-1) < 0.05 || (number(strings.TrimPrefix(g[3], "+")) > 0) == (b > a)) {
					return true
				}
			}
		}
		return false
	}},
}

// ran is when the first of a side's trials, or of its searches', began and the last one ended; nil without any.
func (s *drawnSide) ran(configuration map[string]string) []time.Time {
	list := s.usable(configuration)
	if s.runs[0].trials[0].m.Search != nil && len(configuration) == 0 {
		for _, run := range s.runs {
			if run.found() {
				list = append(list, run.trials...)
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	first, last := list[0].m.Began, list[0].m.Began
	for _, t := range list {
		if t.m.Began.Before(first) {
			first = t.m.Began
		}
		if end := t.m.Began.Add(t.m.Elapsed); end.After(last) {
			last = end
		}
	}
	return []time.Time{first, last}
}

// first is the configuration that another is compared with.
func (d *drawnComparison) first(c map[string]string) map[string]string {
	if d.own {
		return d.sides[0].runs[0].trials[0].m.Configuration
	}
	return c
}

func pooled(list []*truth) float64 { return (&cellOf{trials: list}).p99() }

// differsIn reports whether the manifests of some head and the base differ in all that is named.
func (d *drawnComparison) differsIn(names []string) bool {
	base := &d.sides[0].runs[0].trials[0].m
	differs := map[string]bool{}
	for _, s := range d.sides {
		for _, run := range s.runs {
			for _, t := range run.trials {
				m := &t.m
				differs["build"] = differs["build"] || m.Build != base.Build
				differs["search"] = differs["search"] || m.Search != nil && *m.Search != *base.Search
				differs["stack"] = differs["stack"] || m.Stack != base.Stack
				differs["cores"] = differs["cores"] || m.Machine.Cores != base.Machine.Cores
				for _, settings := range []map[string]string{m.Settings, base.Settings} {
					for name := range settings {
						differs["setting "+name] = differs["setting "+name] || m.Settings[name] != base.Settings[name]
					}
				}
				first := d.sides[0].runs[0].trials[0]
				differs["load"] = differs["load"] || len(t.hitsOf(anyHit)) == 0 || len(t.hits) > len(first.hits)*3/2 || 2*len(t.hits) < len(first.hits)
			}
		}
	}
	for _, name := range names {
		if within, _, ok := strings.Cut(name, ", within the "); ok {
			name = within
		}
		if !differs[name] {
			return false
		}
	}
	return len(names) > 0
}

// comparisonsSaid draws comparisons of trials and of searches.
func comparisonsSaid(t *testing.T, all tale) {
	heads, warnings := newJudge(all, comparisonClaims), newJudge(all, warningClaims)
	for seed := range uint64(72) {
		d := drawComparison(seed)
		if seed%4 == 3 {
			d = drawSearches(seed)
		}
		d.hold(t, seed, heads, warnings)
	}
	heads.unsaid(t)
	warnings.unsaid(t)
}

// hold what is said of a comparison.
func (d *drawnComparison) hold(t *testing.T, seed uint64, heads, warnings *judge[*drawnComparison]) {
	t.Helper()
	if d.refused != nil {
		warnings.hold(t, seed, d, NotComparable(d.refused))
	}
	if d.c == nil {
		return
	}
	heads.hold(t, seed, d, Comparison(d.c))
	for i := range d.c.Heads {
		h := &d.c.Heads[i]
		if len(d.c.Heads) > 1 {
			heads.hold(t, seed, d, Head(d.c, h))
		}
		for k := range h.Pairs {
			p := &h.Pairs[k]
			if len(p.Changed) > 0 {
				warnings.hold(t, seed, d, Changed(p.Changed))
			}
			if text := WithinRuns(d.c, &p.Within); text != "" {
				warnings.hold(t, seed, d, text)
			}
			for _, side := range []*compare.Sample{&p.Base, &p.Head} {
				for _, text := range LeftOut(side) {
					warnings.hold(t, seed, d, sentence(text))
				}
			}
		}
	}
	for _, text := range ComparisonWarnings(d.c) {
		warnings.hold(t, seed, d, text)
	}
	all := strings.ToLower(fmt.Sprint(ComparisonWarnings(d.c)))
	for _, s := range d.sides {
		for _, run := range s.runs {
			// Whatever makes a run not valid as a whole is said.
			if len(run.result.Trials) > 0 && !strings.Contains(all, run.trials[0].m.RunID+" is not valid: ") && run.lacking() {
				t.Errorf("draw %d: nothing is said of the trials that %s lacks", seed, s.name)
			}
		}
	}
}

// lacking reports whether trials of a run are missing, or there twice.
func (w *drawnRun) lacking() bool {
	numbers, planned := map[int]int{}, 0
	for _, t := range w.trials {
		numbers[t.m.Trial]++
		planned = max(planned, t.m.Trial, t.m.Trials)
	}
	return len(numbers) < planned || len(w.trials) > len(numbers)
}
