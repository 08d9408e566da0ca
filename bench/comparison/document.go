package comparison

import (
	"bytes"
	"fmt"
	"math"
	"time"

	"quintet/bench/compare"
	"quintet/bench/exitcode"
	"quintet/bench/jsonfile"
	"quintet/bench/words"
)

// Document is compare.json: what came of comparing heads with a base. Times are seconds, shares and changes ratios, rates per
// second; null is a number that does not exist or has no bound. Fields may be added, never renamed.
type Document struct {
	Scenario string `json:"scenario"`
	Stack    string `json:"stack"`
	Base     string `json:"base"`
	// Verdict is "worse", "unsure", "better" or "same"; ExitCode that of bench compare.
	Verdict  string `json:"verdict"`
	ExitCode int    `json:"exit_code"`
	Headline string `json:"headline"`
	// Margin is the change that counts as the same, Alpha the chance of calling something different that is not, over each family.
	Margin float64 `json:"margin"`
	Alpha  float64 `json:"alpha"`
	// Primary and Secondary are how many rows the two families have.
	Primary   int          `json:"primary_rows"`
	Secondary int          `json:"secondary_rows"`
	Heads     []Head       `json:"heads"`
	Refused   []Difference `json:"not_comparable"`
	Warnings  []string     `json:"warnings"`
}

// Head is one head against the base.
type Head struct {
	Name     string `json:"name"`
	Verdict  string `json:"verdict"`
	Sentence string `json:"sentence"`
	Needed   int    `json:"more_repetitions"`
	Pairs    []Pair `json:"configurations"`
}

// Pair is one configuration of a head against that of the base.
type Pair struct {
	Base    Side   `json:"base"`
	Head    Side   `json:"head"`
	Verdict string `json:"verdict"`
	Needed  int    `json:"more_repetitions"`
	Rows    []Row  `json:"rows"`
	// Operations is the geometric mean of the changes of the operations' p99.
	Operations float64    `json:"operations_p99_change"`
	Within     WithinRuns `json:"p99_within_runs"`
	// Changed is what else differs between the sides.
	Changed []Difference `json:"changed"`
}

// Side is what stands on one side of a pair.
type Side struct {
	Configuration map[string]string `json:"configuration"`
	Runs          []string          `json:"runs"`
	// Trials are compared; with Searches they are searches for capacity, each of several trials.
	Trials   int       `json:"trials"`
	Searches bool      `json:"searches,omitzero"`
	Hits     uint64    `json:"hits"`
	LeftOut  []string  `json:"left_out"`
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
}

// Row is one metric. Values are one a trial, in the order in which they ran.
type Row struct {
	Metric         string   `json:"metric"`
	Primary        bool     `json:"primary"`
	HigherIsBetter bool     `json:"higher_is_better"`
	Base           Values   `json:"base"`
	Head           Values   `json:"head"`
	Change         float64  `json:"change"`
	Shift          Interval `json:"shift"`
	// Effect is the shift in what Margin is in: a ratio less one, or with Absolute the metric's own unit.
	Absolute    bool     `json:"absolute"`
	Effect      Interval `json:"effect"`
	Equivalence Interval `json:"equivalence"`
	Margin      Interval `json:"margin"`
	U           float64  `json:"u"`
	P           float64  `json:"p"`
	Exact       bool     `json:"p_exact"`
	Adjusted    float64  `json:"p_adjusted"`
	Verdict     string   `json:"verdict"`
	// Needed is about how many more repetitions a side would settle an unsure row; with AtLeast it is only the least that could.
	Needed  int  `json:"more_repetitions"`
	AtLeast bool `json:"more_repetitions_at_least,omitzero"`
}

// Values are one side of a row.
type Values struct {
	Median float64   `json:"median"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	Values []float64 `json:"values"`
}

// Interval is an interval with its estimate, null where it has none.
type Interval struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Within is the p99 of all hits of both sides, by a bootstrap within the runs: a hint.
type WithinRuns struct {
	Base  float64  `json:"base"`
	Head  float64  `json:"head"`
	Shift Interval `json:"shift"`
}

// Things is one thing in which two sides differ.
type Difference struct {
	What string `json:"what"`
	Base string `json:"base"`
	Head string `json:"head"`
}

// ExitCode is the exit code of an outcome.
func ExitCode(o compare.Outcome) int {
	switch o {
	case compare.Same, compare.Better:
		return exitcode.OK
	case compare.Worse:
		return exitcode.Broken
	}
	return exitcode.Invalid
}

func encodeDocument(c *compare.Comparison) ([]byte, error) {
	var b bytes.Buffer
	if err := jsonfile.Write(&b, newDocument(c)); err != nil {
		return nil, fmt.Errorf("encode the comparison: %w", err)
	}
	return b.Bytes(), nil
}

// newDocument makes compare.json of a comparison.
func newDocument(c *compare.Comparison) Document {
	return Document{
		Scenario: c.Scenario, Stack: c.Stack, Base: words.Party(&c.Base), Verdict: string(c.Outcome), ExitCode: ExitCode(c.Outcome), Headline: words.Comparison(c),
		Margin: c.Options.Margin, Alpha: c.Options.Alpha, Primary: c.Primary, Secondary: c.Secondary,
		Heads: each(c.Heads, func(h *compare.Head) Head { return newHead(c, h) }), Refused: each(c.Refused, newDifference), Warnings: words.ComparisonWarnings(c),
	}
}

func newHead(c *compare.Comparison, h *compare.Head) Head {
	return Head{Name: words.Party(&h.Party), Verdict: string(h.Outcome), Sentence: words.Head(c, h), Needed: h.Needed, Pairs: each(h.Pairs, newPair)}
}

func newPair(p *compare.Pair) Pair {
	return Pair{
		Base: newSide(&p.Base), Head: newSide(&p.Head), Verdict: string(p.Outcome), Needed: p.Needed, Rows: each(p.Rows, newRow),
		Operations: p.Operations, Changed: each(p.Changed, newDifference),
		Within: WithinRuns{p.Within.Base, p.Within.Head, Interval(p.Within.Shift)},
	}
}

func newSide(s *compare.Sample) Side {
	return Side{Configuration: s.Configuration, Runs: s.Runs, Trials: s.Trials, Searches: s.Searches, Hits: s.Hits, LeftOut: words.LeftOut(s),
		Began: s.Began.UTC(), Ended: s.Ended.UTC()}
}

func newRow(r *compare.Row) Row {
	return Row{
		Metric: words.RowName(r), Primary: r.Primary, HigherIsBetter: r.HigherIsBetter,
		Base: Values{r.BaseMedian, r.BaseRange.Low, r.BaseRange.High, r.Base}, Head: Values{r.HeadMedian, r.HeadRange.Low, r.HeadRange.High, r.Head},
		Change: r.Change, Shift: Interval(r.Shift), Absolute: r.Difference, Effect: Interval(r.Effect),
		Equivalence: Interval{r.Effect.Estimate, r.Equivalence.Low, r.Equivalence.High}, Margin: Interval{math.NaN(), r.Margin.Low, r.Margin.High},
		U: r.U, P: r.P, Exact: r.Exact, Adjusted: r.Adjusted, Verdict: string(r.Outcome), Needed: r.Needed, AtLeast: r.AtLeast,
	}
}

func newDifference(d *compare.Difference) Difference {
	return Difference(words.Difference(d))
}

// each converts every element of a list.
func each[A, B any](list []A, convert func(*A) B) []B {
	out := make([]B, len(list))
	for i := range list {
		out[i] = convert(&list[i])
	}
	return out
}
