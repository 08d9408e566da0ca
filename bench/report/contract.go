package report

import "time"

// Document is report.json: every number of the page, for programs. Scripts, dashboards and gates rely on it, so fields are added and
// never renamed, and a field never changes its unit.
//
// Times are seconds, sizes bytes, ratios 0..1, rates per second. A number that does not exist (a percentile of no hits, the upper
// bound of an interval that a sample is too small for) is null. Lists are in the order of the page and empty rather than null; maps are
// written in the order of their keys. The same result gives the same bytes.
type Document struct {
	Scenario string `json:"scenario"`
	Stack    string `json:"stack"`
	// Valid says that the numbers can be believed; InvalidReasons say in words why not, one sentence each.
	Valid          bool     `json:"valid"`
	InvalidReasons []string `json:"invalid_reasons"`
	// Verdict is "pass", "fail" or "invalid"; invalid wins.
	Verdict string `json:"verdict"`
	// Headline is the sentence at the top of the page.
	Headline string `json:"headline"`
	RunID    string `json:"run_id"`
	// Began is the wall-clock beginning of the first trial, null when no trial could be read.
	Began *time.Time `json:"began"`
	// Command repeats the run in a checkout of Build.Revision.
	Command string `json:"command"`
	// Dashboard is where a Grafana shows the run, empty without one.
	Dashboard   string  `json:"dashboard"`
	Description string  `json:"description"`
	Build       Build   `json:"build"`
	Machine     Machine `json:"machine"`
	// SLO has one row an objective; with several trials the worst of them.
	SLO []Objective `json:"slo"`
	// Warnings say what limits the conclusions, one sentence each.
	Warnings []string  `json:"warnings"`
	Findings []Finding `json:"findings"`
	// Checks has one row a validity check, the worst of all trials.
	Checks []Check `json:"checks"`
	// Capacities has one row a configuration of a search for capacity; empty for a run that did not search.
	Capacities []Capacity `json:"capacities"`
	// Deciding is the number of the trial that verdict and headline speak of.
	Deciding int `json:"deciding"`
	// Scaling is what the trials say together, null when they differ in nothing but their repetition.
	Scaling *Scaling `json:"scaling"`
	// Figures are the figures of the page.
	Figures []Figure `json:"figures"`
	Trials  []Trial  `json:"trials"`
	// Source is the text of the scenario as it ran, without secrets.
	Source string `json:"source"`
}

// Objective is one objective as measured over the measured phases.
type Objective struct {
	Expression string `json:"expression"`
	// Measured with its 95 % interval [Low, High], in the unit of Metric; High is null when the sample is too small for a bound.
	Measured Number `json:"measured"`
	Low      Number `json:"low"`
	High     Number `json:"high"`
	Limit    Number `json:"limit"`
	OK       bool   `json:"ok"`
	// Margin is the distance from Measured to the limit as a share of the limit, negative when broken.
	Margin     Number `json:"margin"`
	Metric     string `json:"metric"`
	Operation  string `json:"operation"`
	Comparison string `json:"comparison"`
	// Trial is the number of the trial the row was taken from.
	Trial int `json:"trial"`
}

// Capacity is the largest offered load at which every objective held, for one configuration.
type Capacity struct {
	// Configuration is without the rate.
	Configuration map[string]string `json:"configuration"`
	// Rate was accepted and confirmed, 0 when none was; Refused is the lowest rate above it that was not, 0 when none was.
	Rate    Number `json:"rate"`
	Refused Number `json:"refused"`
	// AtLeast says that the capacity may lie higher, GeneratorBound that the generator could offer no more, Unsure that the search
	// did not come to its end.
	AtLeast        bool `json:"at_least"`
	GeneratorBound bool `json:"generator_bound"`
	Unsure         bool `json:"unsure"`
	// Swept says that the loads were those of an axis: none was confirmed, and nothing between them was tried.
	Swept bool `json:"swept"`
	// Tried are all loads tried, in that order.
	Tried []TriedLoad `json:"tried"`
}

// TriedLoad is one step of a search. One that is not valid could not be judged; Why says why a load was not accepted.
type TriedLoad struct {
	Trial          int    `json:"trial"`
	Rate           Number `json:"rate"`
	P99            Number `json:"p99"`
	Goodput        Number `json:"goodput"`
	Accepted       bool   `json:"accepted"`
	Uncertain      bool   `json:"uncertain"`
	Valid          bool   `json:"valid"`
	GeneratorBound bool   `json:"generator_bound"`
	Why            string `json:"why"`
}

// Finding is one notable thing. Name is the analysis it comes from, Figure the figure that shows it, Trial the trial (0: the run).
type Finding struct {
	Name     string `json:"name"`
	Sentence string `json:"sentence"`
	Figure   string `json:"figure"`
	Trial    int    `json:"trial"`
}

// Check is one validity check. Measured and Limit are words ready to print.
type Check struct {
	Name string `json:"name"`
	// Outcome is "ok", "doubt" (which warns) or "failed" (which makes the trial invalid).
	Outcome  string `json:"outcome"`
	Measured string `json:"measured"`
	Limit    string `json:"limit"`
	Detail   string `json:"detail"`
}

// Figure is one figure of the page. File is relative to the run directory; Empty says in its place why there is none.
type Figure struct {
	Name    string `json:"name"`
	Trial   int    `json:"trial"`
	Title   string `json:"title"`
	Caption string `json:"caption"`
	File    string `json:"file"`
	Empty   string `json:"empty"`
}

// Build is which program measured.
type Build struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
}

// Machine is where generator and stack ran; Memory is in bytes.
type Machine struct {
	Hostname string `json:"hostname"`
	OS       string `json:"os"`
	Kernel   string `json:"kernel"`
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	Memory   int64  `json:"memory"`
}
