package compare

import (
	"fmt"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/stats"
)

// Side is one side of a comparison: one run, or several whose trials pool.
type Side struct {
	Name string
	Runs []*analysis.Result
}

// Options of a comparison. The zero Options is the default of bench compare.
type Options struct {
	// Margin is the change below which two configurations count as the same, as a ratio: default 5 %.
	Margin float64
	// Alpha is the chance of calling one thing worse or better that is neither, over all primary rows together: default 5 %.
	Alpha float64
	// Force compares what is not comparable.
	Force bool
}

func (o Options) withDefaults() Options {
	if o.Margin == 0 {
		o.Margin = 0.05
	}
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	return o
}

// Outcome is what a comparison says of a row, a pair or a head, from the head's point of view.
type Outcome string

// The outcomes. Unsure is an answer: the repetitions do not settle it.
const (
	Worse  Outcome = "worse"
	Better Outcome = "better"
	Same   Outcome = "same"
	Unsure Outcome = "unsure"
)

// Party is one of those that are compared: a run, or several that pool, under a name; or one configuration of a run.
type Party struct {
	Name          string
	Configuration map[string]string
}

// Comparison is what came of comparing one or more heads with a base. Times are seconds, ratios 0..1, rates per second.
type Comparison struct {
	Scenario, Stack string
	Options         Options
	Base            Party
	Heads           []Head
	// Outcome is that of the heads together: worse before unsure before better before same.
	Outcome Outcome
	// Refused are the differences that make the sides not comparable; there are some only when Options.Force is set.
	Refused []Difference
	// Warnings are what limits the conclusions.
	Warnings []Warning
	// Primary and Secondary are how many rows each of the two families has.
	Primary, Secondary int
}

// Head is one head against the base.
type Head struct {
	Party
	Outcome Outcome
	// Needed is about how many more repetitions on each side would settle what is unsure; 0 when nothing is, or when it cannot be said.
	Needed int
	Pairs  []Pair
}

// Pair is one configuration of a head against that of the base.
type Pair struct {
	Base, Head Sample
	Outcome    Outcome
	Needed     int
	// Rows are the metrics, primary ones first.
	Rows []Row
	// Operations is the geometric mean of the change of p99 over the operations, a ratio; NaN with fewer than two operations.
	Operations float64
	// Within is how much the p99 of all hits differs between these very runs. It knows nothing of how much runs differ among one another.
	Within WithinRuns
	// Changed is what else differs between the sides: builds, settings, versions. It is what the comparison is about.
	Changed  []Difference
	Warnings []Values
}

// Sample is one side of a pair: the trials of one configuration.
type Sample struct {
	// Configuration distinguishes the trials from others of their run; empty when the run has one configuration only.
	Configuration map[string]string
	// Runs are the runs the trials are of, Trials how many of them are compared, Hits how many hits they have together. With Searches
	// set Trials counts searches, each of them one observation of the capacity, and Hits those of all trials they took.
	Runs     []string
	Trials   int
	Searches bool
	Hits     uint64
	// LeftOut are the trials and searches that are not compared: each a TrialLeftOut or a SearchLeftOut, behind
	// a RunInvalid for each check of the side's runs that failed.
	LeftOut []Values
	// Began and Ended are when the first trial began and the last one ended.
	Began, Ended time.Time
}

// WithinRuns compares the p99 of all hits of one side's trials with the other's as a bootstrap stratified by run.
type WithinRuns struct {
	Base, Head float64
	Shift      stats.Shift
}

// Row is one metric on both sides. Each trial is one observation.
type Row struct {
	// Metric is that of an objective ("p99", "goodput", ...), "capacity", or "cpu": seconds of CPU for each request. Operation is "" for all. Fault is
	// what the objective says of it: "" for the whole trial.
	Metric, Operation, Fault string
	// Primary rows decide the outcome: the metrics of the SLOs, or p99, goodput and failures.
	Primary bool
	// HigherIsBetter is true for rates.
	HigherIsBetter bool
	// Base and Head have one value a trial in the order in which they ran.
	Base, Head             []float64
	BaseMedian, HeadMedian float64
	// BaseRange and HeadRange are intervals of the medians; infinite when there are too few trials for one.
	BaseRange, HeadRange analysis.Interval
	// Change is the head's median over the base's, less one; NaN when the base's is 0.
	Change float64
	// Shift is the Hodges-Lehmann shift in the unit of the metric with its interval at 1-alpha.
	Shift stats.Shift
	// Difference is true when Effect, Equivalence and Margin are in the unit of the metric, as for failures; else they are ratios less
	// one, and the shift is estimated on logarithms, so that a change and its opposite weigh the same.
	Difference bool
	// Effect is the shift with its interval at 1-alpha, Equivalence its interval at 1-2 alpha, Margin what counts as the same.
	Effect              stats.Shift
	Equivalence, Margin analysis.Interval
	// U and P are the Mann-Whitney test, Exact as there; Adjusted is P for the family of rows (Holm).
	U, P, Adjusted float64
	Exact          bool
	Outcome        Outcome
	// Needed is about how many more repetitions on each side would settle an unsure row; MaxNeeded stands for that many or more. 0
	// when the row is not unsure. AtLeast says that it is only the least number that could.
	Needed  int
	AtLeast bool
}

// MaxNeeded is the largest number of further repetitions that is stated; beyond it no reasonable number settles a row.
const MaxNeeded = 1000

// NotComparable is the error of a comparison of what is not comparable. Package words says in what the sides differ.
type NotComparable struct{ Differences []Difference }

func (e *NotComparable) Error() string { return "these runs are not comparable" }

// Runs compares each head with the base, configuration by configuration. The unit is the trial: every repetition of a configuration is
// one observation, whatever run it is of, because hits of one trial share the state that the trial began in, and two starts of
// the same program differ by more than a million hits of one start can show. Of runs that searched for capacity the unit is the search,
// and the only metric is what it found.
//
// A row is better or worse when its Mann-Whitney P, adjusted for its family, is below alpha and its shift lies outside the margin. It
// is the same when the interval of its shift at 1-2 alpha lies inside the margin (two one-sided tests at alpha). Else it is
// unsure. There are two families: the primary rows of all pairs, which decide, and all other rows, so that a scenario with
// many operations does not need more repetitions to see what its SLOs are about.
//
// Of sides that are not comparable the error is a *NotComparable, unless opts.Force.
func Runs(base Side, heads []Side, opts Options) (*Comparison, error) {
	if len(heads) == 0 {
		return nil, fmt.Errorf("compare %s: nothing to compare it with", base.Name)
	}
	c := &Comparison{Options: opts.withDefaults(), Base: Party{Name: base.Name}}
	from := configurations(base)
	var all []matched
	for _, h := range heads {
		to := configurations(h)
		m := match(from, to)
		if len(m.pairs) == 0 {
			return nil, &NotComparable{[]Difference{{Kind: DifferentConfigurations, Base: configurationsOf(from), Head: configurationsOf(to)}}}
		}
		m.head = Party{Name: h.Name}
		for _, lost := range m.lost {
			c.Warnings = append(c.Warnings, Warning{Head: &m.head, Values: lost})
		}
		all = append(all, m)
	}
	return c.compare(all)
}

// Configurations compares the configurations of one side with its first one, as Runs does heads with a base.
func Configurations(s Side, opts Options) (*Comparison, error) {
	c := &Comparison{Options: opts.withDefaults()}
	list := configurations(s)
	if len(list) < 2 {
		return nil, fmt.Errorf("compare %s: it has one configuration only, so there is nothing to compare", s.Name)
	}
	c.Base = Party{Configuration: list[0].configuration}
	var all []matched
	for i := range list[1:] {
		all = append(all, matched{head: Party{Configuration: list[i+1].configuration}, pairs: [][2]*group{{&list[0], &list[i+1]}}})
	}
	return c.compare(all)
}

// compare works out all pairs and then judges them together, since the families span them.
func (c *Comparison) compare(all []matched) (*Comparison, error) {
	for _, m := range all {
		h := Head{Party: m.head}
		for _, p := range m.pairs {
			pair, refused := newPair(p[0], p[1], c.Options)
			c.Refused = appendOnce(c.Refused, refused...)
			h.Pairs = append(h.Pairs, pair)
		}
		c.Heads = append(c.Heads, h)
	}
	if len(c.Refused) > 0 && !c.Options.Force {
		return nil, &NotComparable{c.Refused}
	}
	first := all[0].pairs[0][0].trials[0]
	c.Scenario, c.Stack = first.Manifest.Scenario, first.Manifest.Stack
	c.judge()
	c.warn()
	return c, nil
}

// Deciding is the primary row that the outcome of a head rests on, with its pair: of those with its outcome, the one that needs the most
// repetitions, else the one with the largest effect as a share of its margin. Both are nil when no primary row has the outcome.
func (h *Head) Deciding() (*Pair, *Row) {
	var pair *Pair
	var row *Row
	for i := range h.Pairs {
		for j := range h.Pairs[i].Rows {
			r := &h.Pairs[i].Rows[j]
			if !r.Primary || r.Outcome != h.Outcome {
				continue
			}
			if row == nil || r.Needed > row.Needed || r.Needed == row.Needed && r.weight() > row.weight() {
				pair, row = &h.Pairs[i], r
			}
		}
	}
	return pair, row
}

// weight is the effect as a share of its margin.
func (r *Row) weight() float64 {
	e := r.Effect.Estimate
	if e < 0 {
		return e / r.Margin.Low
	}
	return e / r.Margin.High
}

// Moved is how far the median went from base to head, in the unit of Effect.
func (r *Row) Moved() float64 {
	if r.Difference {
		return r.HeadMedian - r.BaseMedian
	}
	return r.Change
}
