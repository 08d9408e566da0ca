package report

import (
	"fmt"
	"math"

	"quintet/bench/page"
	"quintet/bench/scaling"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// volumeTable has one row a configuration and volume, at the load that all volumes share.
func volumeTable(s *scaling.Result) page.Table {
	tab := page.NewTable(words.VolumesTable(), page.Left("configuration", "volume"),
		page.Right("rows", "offered", "p50", "p99", "throughput", "cache hits", "read from disk", "bytes on disk/row", "trials"))
	for _, v := range s.Volumes {
		for _, i := range v.Cells {
			c := &s.Cells[i]
			tab.Rows = append(tab.Rows, []page.Cell{
				page.Text(words.LabelName(v.Label)), page.Text(c.Volume), page.Text(words.Count(c.Rows)), page.Text(words.Rate(c.Offered)), estimated("p50", c.P50),
				estimated("p99", c.P99), estimated("throughput", c.Throughput), page.Text(words.Ratio(c.CacheHits)), page.Text(words.ByteRate(c.DiskReads)), page.Text(words.Number(c.BytesPerRow)), page.Text(trialsOf(c)),
			})
		}
	}
	return tab
}

// trendsTable has the slope of everything over the rows.
func trendsTable(s *scaling.Result) page.Table {
	tab := page.NewTable(words.TrendsTable(), page.Left("configuration", "what"), page.Right("slope", words.PercentInterval, "variance explained"), page.Prose("doubt"))
	for _, v := range s.Volumes {
		for _, row := range []struct {
			what string
			of   stats.Trend
		}{{"p50", v.P50}, {"p99", v.P99}, {"throughput", v.Throughput}, {"capacity", v.Capacity}} {
			if math.IsNaN(row.of.Exponent) {
				continue
			}
			interval := "unknown"
			if !math.IsInf(row.of.High, 1) {
				interval = words.Range(fmt.Sprintf("%.2f", row.of.Low), fmt.Sprintf("%.2f", row.of.High))
			}
			tab.Rows = append(tab.Rows, page.Cells(words.LabelName(v.Label), row.what, fmt.Sprintf("%.2f", row.of.Exponent+0), interval, words.Ratio(row.of.R2), words.TrendDoubt(v.Doubt, len(v.Cells), v.Span)))
		}
	}
	return tab
}
