package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"quintet/bench/analysis"
)

// claim is a kind of sentence, and what must be so where it is said of something drawn. g are the groups of the pattern, as they stand in
// the text.
type claim[W any] struct {
	pattern string
	holds   func(w W, g []string) bool
}

// tale is all that drawn results say.
type tale map[string]bool

// checks adds what tables of checks have beside their sentences.
func (all tale) checks(checks []analysis.Check) {
	for i := range checks {
		text := Check(&checks[i])
		all[text.Name], all[text.Measured], all[text.Limit] = true, true, true
	}
}

// judge holds sentences to claims, and counts how often each claim is made.
type judge[W any] struct {
	claims   []claim[W]
	patterns []*regexp.Regexp
	said     []int
	tale     tale
}

func newJudge[W any](all tale, claims ...[]claim[W]) *judge[W] {
	j := &judge[W]{claims: slices.Concat(claims...), tale: all}
	for _, c := range j.claims {
		j.patterns = append(j.patterns, regexp.MustCompile(c.pattern))
	}
	j.said = make([]int, len(j.claims))
	return j
}

// hold a sentence about w to the first claim that it makes.
func (j *judge[W]) hold(t *testing.T, seed uint64, w W, sentence string) {
	t.Helper()
	j.tale[sentence] = true
	for i, p := range j.patterns {
		if g := p.FindStringSubmatch(sentence); g != nil {
			j.said[i]++
			if !j.claims[i].holds(w, g) {
				t.Errorf("draw %d: not so: %s", seed, sentence)
			}
			return
		}
	}
	t.Errorf("draw %d: no claim is known for: %s", seed, sentence)
}

// unsaid fails for claims that nothing drawn has made.
func (j *judge[W]) unsaid(t *testing.T) {
	t.Helper()
	for i, n := range j.said {
		if n == 0 {
			t.Errorf("nothing drawn says %s", j.claims[i].pattern)
		}
	}
}

// Whatever was measured, each sentence that is said of it is of a kind that a claim is known for, and the claim holds; and every kind of
// sentence in testdata/sentences.txt is said of something drawn.
func TestWhatIsSaidIsTrue(t *testing.T) {
	all := tale{}
	parts := []struct {
		name string
		said func(t *testing.T, all tale)
	}{
		{"trials", trialsSaid}, {"troubles", troublesSaid}, {"matrices", matricesSaid}, {"searches", searchesSaid}, {"comparisons", comparisonsSaid},
		{"faults", faultsSaid}, {"ledgers", ledgersSaid}, {"rates", autoSaid}, {"stores", storesSaid},
		{"generators", generatorsSaid},
	}
	ran := 0
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			ran++
			p.said(t, all)
		})
	}
	if ran == len(parts) {
		all.everyKind(t)
	}
}

// undrawn are the texts that no draw can come to, with what keeps it from them. Tests of their own state their values.
var undrawn = map[string]string{
	"so far, after %s of %s": ended,
	"%s cannot hold any more: %s %s than it has room for among all that are due.": ended,
	"%s cannot be broken any more: it has room for %s, more than the %s.":         ended,
	"%s holds so far, and in the end unless more than %s of about %s are %s.":     ended,
	"%s is broken so far, and holds in the end if at most %s of about %s are %s.": ended,
	"Nothing is measured yet of":           ended,
	"telemetry of stores is missing%s: %s": silent,
	"outside the faults":                   silent,
	", which no objective limits":          "all that is drawn with faults has an objective on p99",
}

// ended keeps a draw from what is said of a trial that goes on; package analysis draws those (TestOutlookIsWhatTheEndSays).
const ended = "all that is drawn here has ended"

// silent keeps a draw from what is said of a store that is silent outside faults; TestCheck states it.
const silent = "a store is silent only in draws without faults"

// everyKind fails for each text of testdata/sentences.txt that claims something and that nothing drawn says, and for one that is drawn although
// it is said that it cannot be.
func (all tale) everyKind(t *testing.T) {
	for text, condition := range readConditions(t) {
		if condition == "Claims nothing." {
			continue
		}
		pattern := regexp.MustCompile("(?i)" + verbPattern.ReplaceAllStringFunc(regexp.QuoteMeta(text), func(verb string) string {
			if verb == "%%" {
				return "%"
			}
			return ".+?"
		}))
		found := false
		for sentence := range all {
			if found = pattern.MatchString(sentence); found {
				break
			}
		}
		switch reason := undrawn[text]; {
		case !found && reason == "":
			t.Errorf("nothing drawn says %q", text)
		case found && reason != "":
			t.Errorf("%q is drawn, and listed as what cannot be: %s", text, reason)
		}
	}
}

var verbPattern = regexp.MustCompile(`%[-+# 0-9]*[a-zA-Z%]`)

// trialsSaid draws runs of one trial.
func trialsSaid(t *testing.T, all tale) {
	j := newJudge(all, headlineClaims, claims, checkClaims)
	for seed := range uint64(150) {
		d := draw(seed)
		trial := analysis.AnalyzeRecord(d.m, d, analysis.Options{})
		result := analysis.Combine([]analysis.Trial{trial}, nil)
		w := &truth{drawn: d, result: result, trial: &result.Trials[0]}
		for _, s := range sentencesOf(w) {
			j.hold(t, seed, w, s)
		}
	}
	j.unsaid(t)
}

// matricesSaid draws runs of several trials at given loads.
func matricesSaid(t *testing.T, all tale) {
	statements, headlines := newJudge(all, statementClaims), newJudge(all, runHeadlineClaims, headlineClaimsOfOne)
	runChecks, findings := newJudge(all, runCheckClaims), newJudge(all, claims)
	for seed := range uint64(70) {
		w := drawMatrix(seed)
		headlines.hold(t, seed, w, Headline(w.result))
		w.hold(t, seed, statements, runChecks, findings)
	}
	statements.unsaid(t)
}

// searchesSaid draws runs that searched for capacity.
func searchesSaid(t *testing.T, all tale) {
	statements, headlines := newJudge(all, statementClaims), newJudge(all, runHeadlineClaims, headlineClaimsOfOne)
	runChecks, findings, steps := newJudge(all, runCheckClaims), newJudge(all, claims), newJudge(all, stepClaims)
	for seed := range uint64(30) {
		w := drawSearch(seed)
		headlines.hold(t, seed, w, Headline(w.result))
		w.hold(t, seed, statements, runChecks, findings)
		for _, c := range w.result.Capacities {
			for i := range c.Tried {
				tried := w.oneTrial(Number(float64(c.Tried[i].Trial)))
				steps.hold(t, seed, tried, Step(tried.trial, &c.Tried[i].Acceptance))
			}
		}
	}
}

// headlineClaimsOfOne is that a run of one trial has the headline of that trial.
var headlineClaimsOfOne = []claim[*drawnRun]{{`^drawn .*$`, func(w *drawnRun, g []string) bool {
	return len(w.trials) == 1 && holdsOf(headlineClaims, w.trials[0], g[0])
}}}

// hold all that is said of a run but its headline.
func (w *drawnRun) hold(t *testing.T, seed uint64, statements, runChecks *judge[*drawnRun], findings *judge[*truth]) {
	t.Helper()
	if w.scaling != nil {
		for i := range w.scaling.Answer {
			statements.hold(t, seed, w, Statement(&w.scaling.Answer[i]))
		}
	}
	for _, of := range w.trials {
		statements.tale.checks(of.trial.Checks)
	}
	for i := range w.result.Findings {
		f := &w.result.Findings[i]
		text := Finding(w.result, f)
		of := w.trials[0]
		if g := trialPrefix.FindStringSubmatch(text); g != nil {
			of, text = w.oneTrial(g[1]), g[3]
		}
		if of.damage == nil {
			findings.hold(t, seed, of, text)
		}
	}
	for outcome, list := range map[string][]analysis.Check{"failed": w.result.InvalidReasons, "doubt": w.result.Warnings} {
		for _, text := range RunDetails(w.result, list) {
			statements.tale[text] = true
			if strings.Contains(text, "planned trials") || strings.HasPrefix(text, "The search") || strings.HasPrefix(text, "There is more") {
				runChecks.hold(t, seed, w, text)
			} else if err := w.runDetailTrue(text, outcome); err != nil {
				t.Errorf("draw %d: %v: %s", seed, err, text)
			}
		}
	}
}
