package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"quintet/bench/compare"
)

// ComparisonDocument is compare.json: what came of comparing heads with a base. Times are seconds, shares and changes ratios, rates per
// second; null is a number that does not exist or has no bound. Fields may be added, never renamed.
type ComparisonDocument struct {
	Scenario string `json:"scenario"`
	Stack    string `json:"stack"`
	Base     string `json:"base"`
	// Verdict is "worse", "unsure", "better" or "same"; ExitCode that of bench compare.
	Verdict  string `json:"verdict"`
	ExitCode int    `json:"exit_code"`
	Headline string `json:"headline"`
	// Margin is the change that counts as the same, Alpha the chance of calling something different that is not, over each family.
	Margin Number `json:"margin"`
	Alpha  Number `json:"alpha"`
	// Primary and Secondary are how many rows the two families have.
	Primary   int              `json:"primary_rows"`
	Secondary int              `json:"secondary_rows"`
	Heads     []ComparedHead   `json:"heads"`
	Refused   []ComparedThings `json:"not_comparable"`
	Warnings  []string         `json:"warnings"`
}

// ComparedHead is one head against the base.
type ComparedHead struct {
	Name     string         `json:"name"`
	Verdict  string         `json:"verdict"`
	Sentence string         `json:"sentence"`
	Needed   int            `json:"more_repetitions"`
	Pairs    []ComparedPair `json:"configurations"`
}

// ComparedPair is one configuration of a head against that of the base.
type ComparedPair struct {
	Base    ComparedSide  `json:"base"`
	Head    ComparedSide  `json:"head"`
	Verdict string        `json:"verdict"`
	Needed  int           `json:"more_repetitions"`
	Rows    []ComparedRow `json:"rows"`
	// Operations is the geometric mean of the changes of the operations' p99.
	Operations Number         `json:"operations_p99_change"`
	Within     ComparedWithin `json:"p99_within_runs"`
	// Changed is what else differs between the sides.
	Changed []ComparedThings `json:"changed"`
}

// ComparedSide is what stands on one side of a pair.
type ComparedSide struct {
	Configuration map[string]string `json:"configuration"`
	Runs          []string          `json:"runs"`
	// Trials are compared; with Searches they are searches for capacity, each of several trials.
	Trials   int       `json:"trials"`
	Searches bool      `json:"searches,omitempty"`
	Hits     uint64    `json:"hits"`
	LeftOut  []string  `json:"left_out"`
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
}

// ComparedRow is one metric. Values are one a trial, in the order in which they ran.
type ComparedRow struct {
	Metric         string           `json:"metric"`
	Primary        bool             `json:"primary"`
	HigherIsBetter bool             `json:"higher_is_better"`
	Base           ComparedValues   `json:"base"`
	Head           ComparedValues   `json:"head"`
	Change         Number           `json:"change"`
	Shift          ComparedInterval `json:"shift"`
	// Effect is the shift in what Margin is in: a ratio less one, or with Absolute the metric's own unit.
	Absolute    bool             `json:"absolute"`
	Effect      ComparedInterval `json:"effect"`
	Equivalence ComparedInterval `json:"equivalence"`
	Margin      ComparedInterval `json:"margin"`
	U           Number           `json:"u"`
	P           Number           `json:"p"`
	Exact       bool             `json:"p_exact"`
	Adjusted    Number           `json:"p_adjusted"`
	Verdict     string           `json:"verdict"`
	// Needed is about how many more repetitions a side would settle an unsure row; with AtLeast it is only the least that could.
	Needed  int  `json:"more_repetitions"`
	AtLeast bool `json:"more_repetitions_at_least,omitempty"`
}

// ComparedValues are one side of a row.
type ComparedValues struct {
	Median Number   `json:"median"`
	Low    Number   `json:"low"`
	High   Number   `json:"high"`
	Values []Number `json:"values"`
}

// ComparedInterval is an interval with its estimate, null where it has none.
type ComparedInterval struct {
	Estimate Number `json:"estimate"`
	Low      Number `json:"low"`
	High     Number `json:"high"`
}

// ComparedWithin is the p99 of all hits of both sides, by a bootstrap within the runs: a hint.
type ComparedWithin struct {
	Base  Number           `json:"base"`
	Head  Number           `json:"head"`
	Shift ComparedInterval `json:"shift"`
}

// ComparedThings is one thing in which two sides differ.
type ComparedThings struct {
	What string `json:"what"`
	Base string `json:"base"`
	Head string `json:"head"`
}

// ExitCode is the exit code of an outcome by the contract of bench compare: 0 the same or better, 1 worse, 3 cannot tell.
func ExitCode(o compare.Outcome) int {
	switch o {
	case compare.Same, compare.Better:
		return 0
	case compare.Worse:
		return 1
	}
	return 3
}

func encodeComparisonDocument(c *compare.Comparison) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(newComparisonDocument(c)); err != nil {
		return nil, fmt.Errorf("encode the comparison: %w", err)
	}
	return b.Bytes(), nil
}
