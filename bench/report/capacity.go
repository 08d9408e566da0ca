package report

import (
	"fmt"

	"quintet/bench/analysis"
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
func capacityTable(rows []analysis.Capacity) table {
	tab := table{
		Caption: words.CapacityCaption, Empty: "No load was tried.",
		Columns: columns(left("configuration"), right("capacity", "refused at"), whole("how sure"), right("loads tried").PageOnly()),
	}
	for i := range rows {
		c := &rows[i]
		row := cells(words.ConfigurationName(c.Configuration), words.Rate(c.Rate), words.Rate(c.Refused), "", fmt.Sprint(len(c.Tried)))
		if c.Rate == 0 {
			row[1].Text = words.Absent
		}
		if c.Refused == 0 {
			row[2].Text = words.Absent
		}
		row[3] = sureness(c)
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// sureness is how well a capacity is known.
func sureness(c *analysis.Capacity) cell {
	text := words.Sureness(c)
	switch {
	case c.Rate == 0 && !c.GeneratorBound && (c.Unsure || !c.Broke()):
		return cell{Text: "? " + text, State: "doubt"}
	case c.Rate == 0 && !c.GeneratorBound:
		return cell{Text: "✗ " + text, State: "bad"}
	case c.GeneratorBound || c.AtLeast || c.Unsure:
		return cell{Text: "! " + text, State: "doubt"}
	}
	return cell{Text: "✓ " + text, State: "good"}
}

// triedTable has one row a load that was tried, in that order.
func triedTable(c *analysis.Capacity) table {
	tab := table{
		Caption: words.TriedCaption(c), Empty: "No load was tried.",
		Columns: columns(whole("trial"), right("offered", "goodput", "p99"), whole("outcome"), prose("why")),
	}
	for _, t := range c.Tried {
		became := words.Accepted(&t.Acceptance)
		outcome := cell{Text: "✗ " + became, State: "bad"}
		switch {
		case t.Accepted:
			outcome = cell{Text: "✓ " + became, State: "good"}
		case !t.Valid || t.Uncertain:
			outcome = cell{Text: "? " + became, State: "doubt"}
		}
		tab.Rows = append(tab.Rows, []cell{
			{Text: fmt.Sprintf("trial %d", t.Trial), Link: trialID(t.Trial)}, text(words.Rate(t.Rate)), text(words.Rate(t.Goodput)),
			text(words.Seconds(t.P99)), outcome, text(words.Refusal(&t.Why)),
		})
	}
	return tab
}

// capacityPart shows what was found and by which loads. With one trial there is no section of its own that a row could lead to.
func capacityPart(res *analysis.Result, found []analysis.Capacity) part {
	p := part{ID: "capacity", Title: "Capacity", Level: 2, Blocks: []block{ownTable(capacityTable(found))}}
	for i := range found {
		tried := triedTable(&found[i])
		if len(res.Trials) == 1 {
			for _, row := range tried.Rows {
				row[0].Link = ""
			}
		}
		p.Blocks = append(p.Blocks, folded(tried.Caption, block{Table: &tried}))
	}
	return p
}
