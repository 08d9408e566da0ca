package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quintet/bench/analysis"
)

// FormatChange writes a change that is a ratio less one: "+10.4 %", "-0.3 %", "0 %".
func FormatChange(change float64) string {
	switch {
	case math.IsNaN(change):
		return analysis.Absent
	case math.IsInf(change, 0):
		return "unknown"
	}
	text := analysis.FormatNumber(100*change) + " %"
	if change > 0 {
		text = "+" + text
	}
	return text
}

// FormatValue writes a value of a row's metric in its unit.
func (r *Row) FormatValue(v float64) string { return analysis.FormatMetric(r.Metric, v) }

// FormatEffect writes a value of Effect, Equivalence or Margin: a change in per cent, or in points of a per cent where the metric is a
// share itself.
func (r *Row) FormatEffect(v float64) string {
	if !r.Difference {
		return FormatChange(v)
	}
	text := FormatChange(v)
	if text == analysis.Absent || text == "unknown" {
		return text
	}
	return strings.TrimSuffix(text, " %") + " points"
}

// Moved is how far the median went from base to head, in the unit of Effect.
func (r *Row) Moved() float64 {
	if r.Difference {
		return r.HeadMedian - r.BaseMedian
	}
	return r.Change
}

// FormatEffectRange writes the interval of a row's effect: "+8.9 to +12 %"; "unknown" when there are too few repetitions for one.
func (r *Row) FormatEffectRange(low, high float64) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return analysis.Absent
	}
	if math.IsInf(low, 0) || math.IsInf(high, 0) || !r.Difference && low <= -1 && math.IsInf(high, 1) {
		return "unknown"
	}
	from, to := r.FormatEffect(low), r.FormatEffect(high)
	if number, unit, ok := strings.Cut(from, " "); ok && strings.HasSuffix(to, " "+unit) {
		from = number // a unit that both have is written once
	}
	return from + " to " + to
}

// FormatNeeded says how many more repetitions on each side would settle what is unsure; "" when nothing is.
func FormatNeeded(needed int, atLeast bool) string {
	switch {
	case needed == 0:
		return ""
	case needed >= MostNeeded:
		return "no reasonable number of repetitions would settle it: the change is about as large as the margin, or lost in the spread"
	case atLeast:
		return fmt.Sprintf("at least %d more on each side are needed to tell", needed)
	}
	return fmt.Sprintf("about %d more on each side would settle it", needed)
}

// conclude writes the sentences.
func (c *Comparison) conclude() {
	for i := range c.Heads {
		h := &c.Heads[i]
		h.Sentence = c.sentenceOf(h)
		for j := range h.Pairs {
			p := &h.Pairs[j]
			prefix := ""
			if len(c.Heads) > 1 {
				prefix = h.Name + ": "
			}
			if len(h.Pairs) > 1 {
				prefix += quotedLabel(p.Base.Configuration) + ": "
			}
			for _, w := range p.Warning {
				c.Warnings = append(c.Warnings, inRun(prefix, w))
			}
		}
	}
	if len(c.Refused) > 0 {
		var what []string
		for _, d := range c.Refused {
			what = append(what, d.What)
		}
		c.Warnings = append([]string{"These runs are not comparable and were compared all the same, as asked: they differ in " + list(what) + ". The numbers answer different questions."}, c.Warnings...)
	}
	c.Headline = c.Heads[0].Sentence
	if len(c.Heads) > 1 {
		c.Headline = c.headlineOfMany()
	}
}

// headlineOfMany counts outcomes and names the head that decides.
func (c *Comparison) headlineOfMany() string {
	var parts []string
	for _, o := range []Outcome{Worse, Unsure, Better, Same} {
		var names []string
		for _, h := range c.Heads {
			if h.Outcome == o {
				names = append(names, h.Name)
			}
		}
		if len(names) > 0 {
			parts = append(parts, map[Outcome]string{Worse: "worse: ", Unsure: "cannot be told: ", Better: "better: ", Same: "the same: "}[o]+list(names))
		}
	}
	return fmt.Sprintf("Against %s, %s.", c.Base, strings.Join(parts, "; "))
}

// sentenceOf says the outcome of a head with the numbers of the row that decides it.
func (c *Comparison) sentenceOf(h *Head) string {
	p, r := deciding(h)
	where := ""
	if len(h.Pairs) > 1 {
		where = " with " + p.Base.Configuration
	}
	if r == nil {
		return fmt.Sprintf("Whether %s differs from %s cannot be told: nothing was measured on both sides.", h.Name, c.Base)
	}
	n := fmt.Sprintf("%d against %d %s", len(r.Base), len(r.Head), plural(max(len(r.Base), len(r.Head)), "repetition"))
	numbers := fmt.Sprintf("%s %s%s (%s to %s)", r.Name, r.FormatEffect(r.Moved()), where, r.FormatValue(r.BaseMedian), r.FormatValue(r.HeadMedian))
	spread := fmt.Sprintf("%s interval %s, P %s", analysis.FormatRatio(1-c.Options.Alpha), r.FormatEffectRange(r.Effect.Low, r.Effect.High), analysis.EqualP(r.Adjusted))
	switch h.Outcome {
	case Worse, Better:
		return fmt.Sprintf("%s is %s than %s: %s; %s, %s.", h.Name, h.Outcome, c.Base, numbers, spread, n)
	case Same:
		return fmt.Sprintf("%s and %s are the same within %s; the largest change is %s, %s interval %s, %s.", h.Name, c.Base, sameWithin(r), numbers,
			analysis.FormatRatio(1-2*c.Options.Alpha), r.FormatEffectRange(r.Equivalence.Low, r.Equivalence.High), n)
	}
	if len(r.Base) == 0 || len(r.Head) == 0 {
		return fmt.Sprintf("Whether %s differs from %s cannot be told: %s was not measured on both sides (%s).", h.Name, c.Base, r.Name, n)
	}
	return fmt.Sprintf("Whether %s differs from %s cannot be told: %s; %s, %s; %s.", h.Name, c.Base, numbers, spread, n, FormatNeeded(r.Needed, r.AtLeast))
}

// sameWithin is the margin of a row in words.
func sameWithin(r *Row) string { return strings.TrimPrefix(r.FormatEffect(r.Margin.High), "+") }

// deciding is the primary row that the outcome of a head rests on: of those with its outcome, the one that needs the most repetitions,
// else the one with the largest effect as a share of its margin.
func deciding(h *Head) (*Pair, *Row) {
	var pair *Pair
	var row *Row
	for i := range h.Pairs {
		for j := range h.Pairs[i].Rows {
			r := &h.Pairs[i].Rows[j]
			if !r.Primary || r.Outcome != h.Outcome {
				continue
			}
			if row == nil || r.Needed > row.Needed || r.Needed == row.Needed && weight(r) > weight(row) {
				pair, row = &h.Pairs[i], r
			}
		}
	}
	return pair, row
}

func weight(r *Row) float64 {
	e := r.Effect.Estimate
	if e < 0 {
		return e / r.Margin.Low
	}
	return e / r.Margin.High
}

// pairWarnings say what limits a pair's conclusions.
func pairWarnings(p *Pair) []string {
	var list []string
	list = append(list, p.Base.LeftOut...)
	list = append(list, p.Head.LeftOut...)
	if p.Base.Trials == 0 || p.Head.Trials == 0 {
		return append(list, "a side has nothing that can be compared.")
	}
	switch {
	case !p.Base.Ended.After(p.Head.Began):
		list = append(list, apart("base", "head", p.Head.Began.Sub(p.Base.Ended).Round(1e9).String()))
	case !p.Head.Ended.After(p.Base.Began):
		list = append(list, apart("head", "base", p.Base.Began.Sub(p.Head.Ended).Round(1e9).String()))
	}
	return list
}

// doubts says which validity checks left a doubt in the trials that are compared, each check once: a machine busy with others makes
// trials differ, and then the repetitions that are there tell less.
func doubts(trials []*analysis.Trial) []string {
	var names []string
	count, detail := map[string]int{}, map[string]string{}
	for _, t := range trials {
		for _, c := range t.Checks {
			if !c.OK || !c.Doubt || strings.HasPrefix(c.Name, "objective: ") {
				continue // whether an objective holds is not what is compared
			}
			if count[c.Name] == 0 {
				names, detail[c.Name] = append(names, c.Name), c.Detail
			}
			count[c.Name]++
		}
	}
	var list []string
	for _, name := range names {
		list = append(list, fmt.Sprintf("%d of %d trials leave a doubt (%s), such as: %s", count[name], len(trials), name, lowerFirst(detail[name])))
	}
	return list
}

func apart(first, second, gap string) string {
	return fmt.Sprintf("all trials of the %s ended before the first of the %s began (%s before), so a drift of the machine cannot be told from a change; run both sides in turn (A B B A) to exclude it.", first, second, gap)
}

// list joins names: "a", "a and b", "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// lowerFirst makes a sentence the rest of another one.
func lowerFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	next, _ := utf8.DecodeRuneInString(text[size:])
	if !unicode.IsUpper(first) || unicode.IsUpper(next) || slices.Contains([]rune{'.', '(', ' '}, next) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

func requestRate(perSecond float64) string {
	return strings.TrimSuffix(analysis.FormatRate(perSecond), "/s") + " requests/s"
}

// inRun makes a sentence of the comparison of one of a pair.
func inRun(prefix, text string) string {
	if prefix != "" {
		return sentence(prefix) + text
	}
	return sentence(text)
}

// sentence begins with a capital, unless the first word is a name or a percentile, which keep their spelling.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || strings.ContainsAny(first, ".0123456789-") {
		return text
	}
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
