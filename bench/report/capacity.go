package report

import (
	"fmt"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// foundCapacities are those of a search, or without one those read off the loads that were swept.
func foundCapacities(res *analysis.Result, together *scaling.Result) []analysis.Capacity {
	if len(res.Capacities) == 0 && together != nil {
		return together.Capacities
	}
	return res.Capacities
}

// capacityTable has one row a configuration.
func capacityTable(rows []analysis.Capacity) page.Table {
	tab := page.NewTable(words.CapacityTable(), page.Left("configuration"), page.Right("capacity", "not shown", "broke at"), page.Whole("how sure"), page.Right("loads tried").PageOnly())
	for i := range rows {
		c := &rows[i]
		row := page.Cells(words.ConfigurationName(c.Configuration), orAbsent(c.Rate), orAbsent(c.NotShown), orAbsent(c.Refused), "", fmt.Sprint(len(c.Tried)))
		row[4] = sureness(c)
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// orAbsent is a rate, and nothing for 0.
func orAbsent(rate float64) string {
	if rate == 0 {
		return words.Absent
	}
	return words.Rate(rate)
}

// sureness is how well a capacity is known.
func sureness(c *analysis.Capacity) page.Cell {
	text := words.Sureness(c)
	switch {
	case c.Rate == 0 && (c.NotShown > 0 || c.Unsure && !c.GeneratorBound):
		return page.Unknown(text)
	case c.Rate == 0 && !c.GeneratorBound:
		return page.Bad(text)
	case c.GeneratorBound || c.AtLeast || c.Unsure || c.NotShown > 0:
		return page.Doubt(text)
	}
	return page.Good(text)
}

// triedTable has one row a load that was tried, in that order.
func triedTable(c *analysis.Capacity) page.Table {
	tab := page.NewTable(words.TriedTable(c), page.Whole("trial"), page.Right("rate", "goodput", "p99"), page.Whole("outcome"), page.Prose("why"))
	for _, t := range c.Tried {
		became := words.Accepted(&t.Acceptance)
		outcome := page.Bad(became)
		switch {
		case t.Accepted:
			outcome = page.Good(became)
		case !t.Valid || t.Uncertain:
			outcome = page.Unknown(became)
		}
		tab.Rows = append(tab.Rows, []page.Cell{
			trialCell(t.Trial), page.Text(words.Rate(t.Rate)), page.Text(words.Rate(t.Goodput)),
			page.Text(words.Seconds(t.P99)), outcome, page.Text(words.Refusal(&t.Why)),
		})
	}
	return tab
}

// capacityPart shows what was found and by which loads. With one trial there is no section of its own that a row could lead to.
func capacityPart(res *analysis.Result, found []analysis.Capacity) page.Part {
	p := page.Part{ID: "capacity", Title: words.CapacityHeading, Level: 2, Blocks: []page.Block{page.OwnTable(capacityTable(found))}}
	for i := range found {
		tried := triedTable(&found[i])
		if len(res.Trials) == 1 {
			for _, row := range tried.Rows {
				row[0].Link = ""
			}
		}
		p.Blocks = append(p.Blocks, page.Folded(tried.Caption, page.Block{Table: &tried}))
	}
	return p
}
