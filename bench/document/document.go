package document

import (
	"io"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/jsonfile"
	"quintet/bench/samples"
	"quintet/bench/scaling"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// Document is report.json: every number of the page, for programs. Scripts, dashboards and gates rely on it, so fields are added and
// never renamed, and a field never changes its unit.
//
// Times are seconds, sizes bytes, ratios 0..1, rates per second. A number that does not exist (a percentile of no hits, the upper
// bound of an interval that a sample is too small for) is null. Lists are in the order of the page.
type Document struct {
	analysis.Result
	// InvalidReasons say why the numbers must not be believed, one sentence each.
	InvalidReasons []string `json:"invalid_reasons"`
	// Headline is the sentence at the top of the page.
	Headline string `json:"headline"`
	// Began is the wall-clock beginning of the first trial, null when no trial could be read.
	Began   *time.Time      `json:"began" jsonschema:"nullable"`
	Build   samples.Build   `json:"build"`
	Machine samples.Machine `json:"machine"`
	// Warnings say what limits the conclusions, one sentence each.
	Warnings []string  `json:"warnings"`
	Findings []Finding `json:"findings"`
	// Checks has one row a validity check, the worst of all trials.
	Checks []Check `json:"checks"`
	// Capacities has one row a configuration of a search for capacity; empty for a run that did not search.
	Capacities []Capacity `json:"capacities"`
	// Scaling is what the trials say together, null when they differ in nothing but their repetition.
	Scaling *Scaling `json:"scaling" jsonschema:"nullable"`
	// Resilience is what the trials say together on faults, absent without any.
	Resilience *Resilience `json:"resilience,omitempty" jsonschema:"nullable"`
	Figures    []Figure    `json:"figures"`
	Trials     []Trial     `json:"trials"`
	// Source is the text of the scenario as it ran.
	Source string `json:"source"`
}

// Finding is one notable thing in a sentence.
type Finding struct {
	analysis.Finding
	Sentence string `json:"sentence"`
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

// Capacity is the largest offered load at which every objective held, for one configuration.
type Capacity struct {
	analysis.Capacity
	// Tried are all loads tried, in that order.
	Tried []TriedLoad `json:"tried"`
}

// TriedLoad is one step of a search. Why states why a load was not accepted.
type TriedLoad struct {
	analysis.TriedLoad
	Why string `json:"why"`
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

// New makes report.json of a result, of what its trials say together (nil for nothing), and of the page's figures. Numbers are shared with
// the result, not copied.
func New(res *analysis.Result, together *scaling.Result, figures []Figure) *Document {
	d := &Document{
		Result: *res, InvalidReasons: words.RunDetails(res, res.InvalidReasons), Headline: words.Headline(res),
		Warnings: words.RunDetails(res, res.Warnings), Capacities: newCapacities(res.Capacities), Scaling: newScaling(together), Figures: figures,
	}
	d.Resilience = newResilience(res.Faults())
	for i := range res.Findings {
		d.Findings = append(d.Findings, Finding{res.Findings[i], words.Finding(res, &res.Findings[i])})
	}
	for i := range res.Checks {
		d.Checks = append(d.Checks, newCheck(&res.Checks[i], words.RunCheck(res, &res.Checks[i])))
	}
	for i := range res.Trials {
		d.Trials = append(d.Trials, newTrial(&res.Trials[i]))
	}
	if !res.Began.IsZero() {
		began := res.Began.UTC()
		d.Began = &began
	}
	if len(res.Trials) > 0 {
		m := &res.Trials[0].Manifest
		d.Build, d.Machine, d.Source = m.Build, m.Machine, m.Source
	}
	return d
}

func newCapacities(list []analysis.Capacity) []Capacity {
	var capacities []Capacity
	for _, c := range list {
		capacity := Capacity{Capacity: c}
		for _, t := range c.Tried {
			capacity.Tried = append(capacity.Tried, TriedLoad{t, words.Refusal(&t.Why)})
		}
		capacities = append(capacities, capacity)
	}
	return capacities
}

func newCheck(c *analysis.Check, text words.CheckText) Check {
	return Check{Name: text.Name, Outcome: c.Outcome(), Measured: text.Measured, Limit: text.Limit, Detail: text.Detail}
}

// Write writes the text of report.json, piece by piece. The same document gives the same bytes.
func (d *Document) Write(w io.Writer) error { return jsonfile.Write(w, d) }

// Read reads a report.json, of this or an older version: numbers that it does not have are zero. The errors are those of jsonfile.Read.
func Read(r io.Reader) (*Document, error) {
	d := &Document{}
	return d, jsonfile.Read(r, d)
}

// ReadSummary reads of a report.json what states how the run went as a whole, and passes over what is bulky: what happened in every second,
// by operation and by store, with checks, findings, figures and events.
func ReadSummary(r io.Reader) (*Document, error) {
	d := &Document{}
	return d, jsonfile.Read(r, d,
		jsonfile.Skipping[analysis.Timeline](), jsonfile.Skipping[analysis.Heatmap](), jsonfile.Skipping[scraped.Lines](),
		jsonfile.Skipping[[]analysis.CurvePoint](), jsonfile.Skipping[[]analysis.Operation](), jsonfile.Skipping[[]scraped.StoreLatency](),
		jsonfile.Skipping[[]Store](), jsonfile.Skipping[[]Check](), jsonfile.Skipping[[]Finding](), jsonfile.Skipping[[]Figure](),
		jsonfile.Skipping[[]samples.Event](), jsonfile.Skipping[*Scaling]())
}
