package report

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/page"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// answerPart says in sentences whether the system scales, what limits it and what the run cannot say.
func answerPart(s *scaling.Result, figures []shown) page.Part {
	p := page.Part{ID: "answer", Title: words.AnswerHeading, Level: 2}
	for _, topic := range scaling.Topics() {
		var list []page.Linked
		for i := range s.Answer {
			st := &s.Answer[i]
			if st.Topic != topic {
				continue
			}
			l := page.Linked{Text: words.Statement(st)}
			for i := range figures {
				if f := &figures[i]; f.Name == st.Figure && f.Trial == 0 {
					l.Link, l.Label = f.ID, f.Title
				}
			}
			list = append(list, l)
		}
		if len(list) > 0 {
			p.Blocks = append(p.Blocks, page.Block{Text: words.Topic(topic) + ":"}, page.Block{Findings: list})
		}
	}
	return p
}

// scalingParts are the sections of what the trials say together.
func scalingParts(s *scaling.Result, figures []shown) []page.Part {
	var ran, grown []shown
	for _, f := range ofTrial(figures, 0) {
		if f.Name == scaling.FigureVolume {
			grown = append(grown, f)
		} else {
			ran = append(ran, f)
		}
	}
	scaling := page.Part{ID: "scaling", Title: words.ScalingHeading, Level: 2, Blocks: figureBlocks(ran, further)}
	scaling.Blocks = append(scaling.Blocks, page.TableBlock(pointsTable(s)), page.TableBlock(ratingsTable(s)))
	for i := range s.Series {
		x := &s.Series[i]
		scaling.Blocks = append(scaling.Blocks, page.TableBlock(seriesTable(x)))
		if x.Fit != nil {
			scaling.Blocks = append(scaling.Blocks, page.TableBlock(fitTable(x)))
		} else {
			scaling.Blocks = append(scaling.Blocks, page.Block{Text: words.NotFitted(x)})
		}
		if len(x.Demands) > 0 {
			scaling.Blocks = append(scaling.Blocks, page.TableBlock(demandTable(x)))
		}
	}
	if len(s.LeftOut) > 0 {
		scaling.Blocks = append(scaling.Blocks, page.TableBlock(leftOutTable(s)))
	}
	parts := []page.Part{scaling}
	if len(s.Volumes) > 0 {
		parts = append(parts, page.Part{ID: "volume", Title: words.VolumeHeading, Level: 2, Blocks: append(figureBlocks(grown, further), page.TableBlock(volumeTable(s)), page.TableBlock(trendsTable(s)))})
	}
	return parts
}

// estimated is an estimate with its interval below it.
func estimated(metric string, e scaling.Estimate) page.Cell {
	c := page.Cell{Text: words.Metric(metric, e.Value)}
	if i := words.Interval(metric, e.Low, e.High); e.Low != e.High && i != words.Absent && i != "unknown" {
		c.Note = i
	}
	return c
}

// multiple is an estimate of a factor with its interval below it.
func multiple(e scaling.Estimate) page.Cell {
	c := page.Cell{Text: words.Number(e.Value)}
	if e.Low != e.High && !math.IsNaN(e.Low) {
		c.Note = "> " + words.Number(e.Low)
		if !math.IsInf(e.High, 1) {
			c.Note = words.Range(words.Number(e.Low), words.Number(e.High))
		}
	}
	return c
}

// pointsTable has one row a configuration, load and volume, with all its valid trials together.
func pointsTable(s *scaling.Result) page.Table {
	tab := page.NewTable(words.PointsTable(), page.Whole("configuration"), page.Right("offered", "throughput"), page.Right("goodput").Spare(6), page.Right("p50").Spare(5),
		page.Right("p99"), page.Right("CPU", "memory").PageOnly(), page.Right("trials"), page.Whole("load"))
	for _, l := range s.Curves {
		for _, i := range l.Cells {
			c := &s.Cells[i]
			offered := page.Text(words.Rate(c.Offered))
			if c.Users > 0 {
				offered.Text = words.Users(c.Users)
			}
			tab.Rows = append(tab.Rows, []page.Cell{
				page.Text(words.LabelName(l.Label)), offered, estimated("throughput", c.Throughput), estimated("goodput", c.Goodput), estimated("p50", c.P50), estimated("p99", c.P99),
				page.Text(words.Cores(c.CPU)), page.Text(words.Bytes(c.Memory)), page.Text(trialsOf(c)), accepted(c),
			})
		}
	}
	return tab
}

// trialsOf counts the valid trials of a point, and those left out.
func trialsOf(c *scaling.Cell) string {
	if n := len(c.LeftOut); n > 0 {
		return words.Of(fmt.Sprint(len(c.Trials)), fmt.Sprint(len(c.Trials)+n))
	}
	return fmt.Sprint(len(c.Trials))
}

func accepted(c *scaling.Cell) page.Cell {
	switch {
	case len(c.Trials) == 0:
		return page.Unknown(words.PointNotValid)
	case c.Accepted:
		return page.Good(words.PointTaken)
	case c.Uncertain:
		return page.Unknown(words.PointNotShown)
	}
	return page.Bad(words.PointNotTaken)
}

// ratingsTable has the work of each configuration and its cost.
func ratingsTable(s *scaling.Result) page.Table {
	tab := page.NewTable(words.RatingsTable(), page.Left("configuration"), page.Right("work"), page.Left("which is"), page.Right("speed-up", "good answers per CPU second", "good answers/s per GB"))
	for i := range s.Ratings {
		r := &s.Ratings[i]
		tab.Rows = append(tab.Rows, []page.Cell{
			page.Text(words.LabelName(r.Label)), estimated("throughput", r.Work), page.Text(words.OrAbsent(words.Basis(r))), multiple(r.Speedup), page.Text(words.Number(r.PerCPU)), page.Text(words.Number(r.PerGB)),
		})
	}
	return tab
}

func seriesTable(x *scaling.Series) page.Table {
	tab := page.NewTable(words.SpeedUpTable(x), page.Right(string(x.Resource), "work", "speed-up", "efficiency", "fitted", "residual"))
	for i := range x.Points {
		p := &x.Points[i]
		row := []page.Cell{page.Text(words.Number(p.N)), estimated("throughput", p.Work), multiple(p.Speedup), estimated("failures", p.Efficiency), page.Text(words.Absent), page.Text(words.Absent)}
		if p.AtLeast {
			row[1].Text = words.AtLeast(row[1].Text)
		}
		if x.Fit != nil {
			row[4].Text, row[5].Text = words.Rate(x.Fit.Throughput(p.N)), words.Change(x.Residuals[i])
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// fitTable has the coefficients of the Universal Scalability Law and how far they can be trusted.
func fitTable(x *scaling.Series) page.Table {
	tab := page.NewTable(words.FitTable(x), page.Left("coefficient"), page.Right("value", words.PercentInterval), page.Prose("which is"))
	for _, c := range words.Coefficients(x) {
		tab.Rows = append(tab.Rows, page.Cells(c.Name, c.Value, c.Interval, c.Meaning))
	}
	return tab
}

// demandTable is the least number of a resource for each load.
func demandTable(x *scaling.Series) page.Table {
	tab := page.NewTable(words.DemandTable(x), page.Right("load", words.DemandColumn(x.Resource)))
	for _, d := range x.Demands {
		tab.Rows = append(tab.Rows, page.Cells(words.Rate(d.Load), words.Demand(d)))
	}
	return tab
}

func leftOutTable(s *scaling.Result) page.Table {
	tab := page.NewTable(words.LeftOutTable(), page.Whole("trial"), page.Prose("why"))
	for _, l := range s.LeftOut {
		tab.Rows = append(tab.Rows, []page.Cell{trialCell(l.Trial), page.Text(strings.Join(words.Details(l.Why[:min(1, len(l.Why))]), ""))})
	}
	return tab
}
