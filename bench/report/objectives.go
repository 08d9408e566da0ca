package report

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/words"
)

// runObjectives are the objectives of a run, each as the worst trial has it.
func runObjectives(res *analysis.Result) page.Table {
	t := objectivesTable(res.SLO, len(res.Trials) > 1)
	t.Empty = words.ObjectivesTable(len(res.Trials)).Empty
	return t
}

// objectivesTable has one row an objective. With several trials it says which trial a row is of.
func objectivesTable(rows []analysis.SLOResult, several bool) page.Table {
	t := page.NewTable(words.ObjectivesTable(1), page.Whole("objective"), page.Whole("outcome").AtEnd(), page.Right("measured"), page.Right(words.PercentInterval).Spare(8),
		page.Right("limit").Spare(2), page.Right("margin").Spare(4), page.Left("bar").PageOnly())
	if several {
		t.Columns = append(t.Columns, page.Left("trial").AtEnd()...)
	}
	for _, o := range rows {
		row := []page.Cell{
			page.Text(o.Expression), objectiveOutcome(o),
			page.Text(words.ObjectiveValue(&o)), page.Text(intervalText(o)),
			page.Text(o.Comparison + " " + words.Metric(o.Metric, o.Limit)),
			page.Text(words.Margin(o.Margin, o.Comparison)), {Bar: newBar(o)},
		}
		if several {
			row = append(row, trialCell(o.Trial))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// intervalText is the interval of an objective; of a maximum, a recovery and a count there is none.
func intervalText(o analysis.SLOResult) string {
	if o.Low == o.High && (o.Metric == "max" || o.Metric == "recovery" || o.Metric == "lost") {
		return words.Absent
	}
	return words.Interval(o.Metric, o.Low, o.High)
}

// objectiveOutcome reports whether an objective holds.
func objectiveOutcome(o analysis.SLOResult) page.Cell {
	switch {
	case math.IsNaN(o.Measured) && !o.Exceeded():
		return page.Unknown(words.NotMeasured)
	case o.NotCertain():
		c := page.Bad(words.BrokenNotCertain)
		if o.OK {
			c = page.Doubt(words.HoldsNotCertain)
		}
		c.Note = words.NeededRun(&o)
		return c
	case o.OK:
		return page.Good(words.Holds)
	}
	return page.Bad(words.Broken)
}

// limitAt is where the limit stands in a bar, unless the value or its interval needs more room.
const limitAt = 75.0

// newBar is nil when there is nothing to draw.
func newBar(o analysis.SLOResult) *page.Bar {
	if math.IsNaN(o.Measured) || math.IsInf(o.Measured, 0) || math.IsNaN(o.Limit) || o.Measured < 0 || o.Limit < 0 {
		return nil
	}
	full := o.Limit / limitAt * 100
	full = math.Max(full, o.Measured*1.02)
	// An interval that is much longer than all else is cut rather than drawn at the cost of the rest.
	if !math.IsInf(o.High, 0) && !math.IsNaN(o.High) {
		full = math.Max(full, math.Min(o.High*1.02, 2*full))
	}
	if full == 0 {
		full = 1 // all are zero: failures = 0 with a limit of 0
	}
	b := &page.Bar{Value: percent(o.Measured, full), Limit: percent(o.Limit, full), Bad: !o.OK}
	b.Low, b.High = b.Value, b.Value
	unknown := o.Low <= 0 && math.IsInf(o.High, 1)
	if !math.IsNaN(o.Low) && !math.IsInf(o.Low, 0) && !unknown {
		b.Low = percent(o.Low, full)
	}
	switch {
	case unknown: // an interval that states nothing is not drawn
	case math.IsInf(o.High, 1):
		b.Open = true
		b.High = 100
	case !math.IsNaN(o.High):
		b.High = percent(o.High, full)
	}
	b.Label = words.LimitBar(&o)
	return b
}

// percent is v as a share of full in per cent, within 0..100, with one digit: more cannot be seen.
func percent(v, full float64) float64 {
	return math.Round(10*math.Min(100, math.Max(0, 100*v/full))) / 10
}
