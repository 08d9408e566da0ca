package report

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/scaling"
	"quintet/bench/words"
)

// answerPart says in sentences whether the system scales, what limits it and what the run cannot say.
func answerPart(s *scaling.Result, figures []shown) part {
	p := part{ID: "answer", Title: "Does it scale?", Level: 2}
	for _, topic := range scaling.Topics() {
		var list []linked
		for i := range s.Answer {
			st := &s.Answer[i]
			if st.Topic != topic {
				continue
			}
			l := linked{Text: words.Statement(st)}
			for i := range figures {
				if f := &figures[i]; f.Name == st.Figure && f.Trial == 0 {
					l.Link, l.Label = f.ID, f.Title
				}
			}
			list = append(list, l)
		}
		if len(list) > 0 {
			p.Blocks = append(p.Blocks, block{Text: words.Topic(topic) + ":"}, block{Findings: list})
		}
	}
	return p
}

// scalingParts are the sections of what the trials say together.
func scalingParts(s *scaling.Result, figures []shown) []part {
	var ran, grown []shown
	for _, f := range ofTrial(figures, 0) {
		if f.Name == "scaling-volume" {
			grown = append(grown, f)
		} else {
			ran = append(ran, f)
		}
	}
	scaling := part{ID: "scaling", Title: "Load and configurations", Level: 2, Blocks: figureBlocks(ran, further)}
	scaling.Blocks = append(scaling.Blocks, tableBlock(pointsTable(s)), tableBlock(ratingsTable(s)))
	for i := range s.Series {
		x := &s.Series[i]
		scaling.Blocks = append(scaling.Blocks, tableBlock(seriesTable(x)))
		if x.Fit != nil {
			scaling.Blocks = append(scaling.Blocks, tableBlock(fitTable(x)))
		} else {
			scaling.Blocks = append(scaling.Blocks, block{Text: words.NotFitted(x)})
		}
		if len(x.Demands) > 0 {
			scaling.Blocks = append(scaling.Blocks, tableBlock(demandTable(x)))
		}
	}
	if len(s.LeftOut) > 0 {
		scaling.Blocks = append(scaling.Blocks, tableBlock(leftOutTable(s)))
	}
	parts := []part{scaling}
	if len(s.Volumes) > 0 {
		parts = append(parts, part{ID: "volume", Title: "Data volume", Level: 2, Blocks: append(figureBlocks(grown, further), tableBlock(volumeTable(s)), tableBlock(trendsTable(s)))})
	}
	return parts
}

// estimated is an estimate with its interval below it.
func estimated(metric string, e scaling.Estimate) cell {
	c := cell{Text: words.Metric(metric, e.Value)}
	if i := words.Interval(metric, e.Low, e.High); e.Low != e.High && i != words.Absent && i != "unknown" {
		c.Note = i
	}
	return c
}

// multiple is an estimate of a factor with its interval below it.
func multiple(e scaling.Estimate) cell {
	c := cell{Text: words.Number(e.Value)}
	if e.Low != e.High && !math.IsNaN(e.Low) {
		c.Note = "> " + words.Number(e.Low)
		if !math.IsInf(e.High, 1) {
			c.Note = words.Number(e.Low) + " – " + words.Number(e.High)
		}
	}
	return c
}

// pointsTable has one row a configuration, load and volume, with all its valid trials together.
func pointsTable(s *scaling.Result) table {
	tab := table{
		Caption: words.PointsCaption, Empty: "No trial is valid.",
		Columns: columns(whole("configuration"), right("offered", "throughput"), right("goodput").Spare(6), right("p50").Spare(5), right("p99"),
			right("CPU", "memory").PageOnly(), right("trials"), whole("load")),
	}
	for _, l := range s.Curves {
		for _, i := range l.Cells {
			c := &s.Cells[i]
			offered := text(words.Rate(c.Offered))
			switch {
			case c.Users > 0:
				offered.Text = fmt.Sprintf("%d users", c.Users)
			case len(c.Trials) == 0 && c.Rate > 0:
				offered.Text = words.Rate(c.Rate)
			}
			tab.Rows = append(tab.Rows, []cell{
				text(orWord(words.Label(l.Label), "the only one")), offered, estimated("throughput", c.Throughput), estimated("goodput", c.Goodput), estimated("p50", c.P50), estimated("p99", c.P99),
				text(words.Cores(c.CPU)), text(words.Bytes(c.Memory)), text(trialsOf(c)), accepted(c),
			})
		}
	}
	return tab
}

// trialsOf counts the valid trials of a point, and those left out.
func trialsOf(c *scaling.Cell) string {
	if n := len(c.LeftOut); n > 0 {
		return fmt.Sprintf("%d of %d", len(c.Trials), len(c.Trials)+n)
	}
	return fmt.Sprint(len(c.Trials))
}

func accepted(c *scaling.Cell) cell {
	switch {
	case len(c.Trials) == 0:
		return cell{Text: "? no valid trial", State: "doubt"}
	case c.Accepted:
		return cell{Text: "✓ taken", State: "good"}
	case c.Uncertain:
		return cell{Text: "? not shown", State: "doubt"}
	}
	return cell{Text: "✗ not taken", State: "bad"}
}

// ratingsTable has the work of each configuration and its cost.
func ratingsTable(s *scaling.Result) table {
	tab := table{
		Caption: words.RatingsCaption, Empty: "No trial is valid.",
		Columns: columns(left("configuration"), right("work"), left("which is"), right("speed-up", "good answers per CPU second", "good answers/s per GB")),
	}
	for i := range s.Ratings {
		r := &s.Ratings[i]
		tab.Rows = append(tab.Rows, []cell{
			text(orWord(words.Label(r.Label), "the only one")), estimated("throughput", r.Work), text(words.OrAbsent(words.Basis(r))), multiple(r.Speedup), text(words.Number(r.PerCPU)), text(words.Number(r.PerGB)),
		})
	}
	return tab
}

func seriesTable(x *scaling.Series) table {
	tab := table{
		Caption: "Speed-up by number of " + words.Series(x),
		Columns: columns(right(string(x.Resource), "work", "speed-up", "efficiency", "fitted", "residual")),
	}
	for i := range x.Points {
		p := &x.Points[i]
		row := []cell{text(words.Number(p.N)), estimated("throughput", p.Work), multiple(p.Speedup), estimated("failures", p.Efficiency), text(words.Absent), text(words.Absent)}
		if p.AtLeast {
			row[1].Text = "at least " + row[1].Text
		}
		if x.Fit != nil {
			row[4].Text, row[5].Text = words.Rate(x.Fit.Throughput(p.N)), words.SignedRatio(x.Residuals[i])
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// fitTable has the coefficients of the Universal Scalability Law and how far they can be trusted.
func fitTable(x *scaling.Series) table {
	tab := table{
		Caption: "Universal Scalability Law fitted to the " + words.Series(x), Columns: columns(left("coefficient"), right("value", "95 % interval"), prose("which is")),
	}
	for _, c := range words.Coefficients(x) {
		tab.Rows = append(tab.Rows, cells(c.Name, c.Value, c.Interval, c.Meaning))
	}
	return tab
}

// demandTable is the least number of a resource for each load.
func demandTable(x *scaling.Series) table {
	tab := table{Caption: "Demand: the fewest " + words.Series(x) + " that take a load", Columns: columns(right("load", "fewest "+string(x.Resource)))}
	for _, d := range x.Demands {
		tab.Rows = append(tab.Rows, cells(words.Rate(d.Load), words.Demand(d)))
	}
	return tab
}

func leftOutTable(s *scaling.Result) table {
	tab := table{Caption: words.LeftOutCaption, Columns: columns(whole("trial"), prose("why"))}
	for _, l := range s.LeftOut {
		tab.Rows = append(tab.Rows, []cell{{Text: fmt.Sprintf("trial %d", l.Trial), Link: trialID(l.Trial)}, text(strings.Join(words.Details(l.Why[:min(1, len(l.Why))]), ""))})
	}
	return tab
}
