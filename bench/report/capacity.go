package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
		Caption: "Capacity: the largest offered load at which every objective holds", Empty: "No load was tried.",
		Columns: columns(left("configuration"), right("capacity", "refused at"), whole("how sure"), right("loads tried").PageOnly()),
	}
	for i := range rows {
		c := &rows[i]
		row := cells(configurationText(c.Configuration), words.Rate(c.Rate), words.Rate(c.Refused), "", fmt.Sprint(len(c.Tried)))
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

// sureness says in words how well a capacity is known.
func sureness(c *analysis.Capacity) cell {
	switch {
	case c.Rate == 0 && c.GeneratorBound:
		return cell{Text: "! the generator could not offer enough", State: "doubt"}
	case c.Rate == 0 && c.Unsure:
		return cell{Text: "? unknown: the search did not end", State: "doubt"}
	case c.Rate == 0:
		return cell{Text: "✗ no load was taken", State: "bad"}
	case c.GeneratorBound:
		return cell{Text: "! at least: generator-bound", State: "doubt"}
	case c.AtLeast && c.Swept:
		return cell{Text: "! at least: the largest load tried held", State: "doubt"}
	case c.AtLeast:
		return cell{Text: "! at least: the search's upper end held", State: "doubt"}
	case c.Unsure:
		return cell{Text: "! about: not confirmed", State: "doubt"}
	case c.Swept:
		return cell{Text: "✓ held in every trial", State: "good"}
	}
	return cell{Text: "✓ confirmed", State: "good"}
}

// triedTable has one row a load that was tried, in that order.
func triedTable(c *analysis.Capacity) table {
	tab := table{
		Caption: "Loads tried", Empty: "No load was tried.",
		Columns: columns(whole("trial"), right("offered", "goodput", "p99"), whole("outcome"), prose("why")),
	}
	if len(c.Configuration) > 0 {
		tab.Caption += " with " + configurationText(c.Configuration)
	}
	for _, t := range c.Tried {
		outcome := cell{Text: "✗ refused", State: "bad"}
		switch {
		case t.Accepted:
			outcome = cell{Text: "✓ accepted", State: "good"}
		case !t.Valid:
			outcome = cell{Text: "? not judged", State: "doubt"}
		case t.Uncertain:
			outcome = cell{Text: "? not shown", State: "doubt"}
		}
		tab.Rows = append(tab.Rows, []cell{
			{Text: fmt.Sprintf("trial %d", t.Trial), Link: trialID(t.Trial)}, text(words.Rate(t.Rate)), text(words.Rate(t.Goodput)),
			text(words.Seconds(t.P99)), outcome, text(words.Refusal(&t.Why)),
		})
	}
	return tab
}

// configurationText names a configuration: "api.replicas 2, cache off".
func configurationText(values map[string]string) string {
	var words []string
	for _, axis := range slices.Sorted(maps.Keys(values)) {
		words = append(words, axis+" "+values[axis])
	}
	if words == nil {
		return "the only one"
	}
	return strings.Join(words, ", ")
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
