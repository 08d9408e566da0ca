package history

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"quintet/bench/words"
)

// The geometry of a line, in units of its view: marks are numbered above, zero is the line below.
const (
	sparkWidth, sparkHeight    = 280.0, 74.0
	sparkTop, sparkBottom      = 16.0, 70.0
	sparkLeft, sparkRight      = 5.0, 275.0
	dotRadius, newestDotRadius = 2.0, 3.2
)

// sparkline is one metric's line as a picture. Fields are exported for the templates; all paths are made of numbers alone.
type sparkline struct {
	Metric, Newest, Range, Label string
	// Line joins the runs that count, Spans are their intervals, Levels the means on both sides of a change.
	Line, Spans, Levels string
	Dots                []sparkDot
	Marks               []sparkMark
	Zero                string
}

// sparkDot is one run. Title says which, and its number.
type sparkDot struct {
	X, Y, R, Title string
	Hollow         bool
}

// sparkMark is a vertical line with the number of the sentence that explains it.
type sparkMark struct {
	X, Y1, Y2, TextX, Number string
	Break                    bool
}

// newSparkline draws a metric of a line; numbers are those of the line's marks. It is nil where the metric has fewer than two numbers.
func newSparkline(t *trend, metric trendMetric) *sparkline {
	highest, highestOfAll, count, newest := 0.0, 0.0, 0, math.NaN()
	least, most := math.Inf(1), math.Inf(-1)
	for i := range t.points {
		p := &t.points[i]
		v := metric.of(p)
		if math.IsNaN(v) {
			continue
		}
		count++
		highestOfAll = math.Max(highestOfAll, v)
		if p.solid {
			newest = v
			highest, least, most = math.Max(highest, v), math.Min(least, v), math.Max(most, v)
		}
	}
	if count < 2 {
		return nil
	}
	if highest == 0 {
		highest = highestOfAll
	}
	if highest == 0 {
		highest = 1
	}
	s := &sparkline{Metric: metric.name, Zero: decimal(sparkBottom), Newest: metric.format(newest)}
	if from, to := metric.format(least), metric.format(most); least < most && from != to {
		s.Range = words.Range(from, to)
	}
	x := func(i int) float64 {
		return sparkLeft + (sparkRight-sparkLeft)*float64(i)/float64(max(1, len(t.points)-1))
	}
	// What does not count may lie anywhere: it is held inside the picture, and does not make it small.
	y := func(v float64) float64 {
		return sparkBottom - (sparkBottom-sparkTop)*math.Min(1, math.Max(0, v)/(highest*1.04))
	}
	s.draw(t, metric, x, y)
	for n, m := range t.marks {
		if m.metric != "" && m.metric != metric.name {
			continue
		}
		at := x(m.at)
		if m.at > 0 {
			at = (at + x(m.at-1)) / 2
		}
		s.Marks = append(s.Marks, sparkMark{
			X: decimal(at), TextX: decimal(math.Min(math.Max(at, 6), sparkWidth-6)), Y1: decimal(sparkTop - 3), Y2: decimal(sparkBottom),
			Number: strconv.Itoa(n + 1), Break: m.metric == "",
		})
		if m.metric != "" {
			s.Levels += fmt.Sprintf("M%s %sH%sM%s %sH%s", decimal(x(m.from)), decimal(y(m.before)), decimal(at), decimal(at), decimal(y(m.after)), decimal(x(m.to)))
		}
	}
	s.Label = words.SparkLabel(metric.name, count, s.Newest, s.Range)
	return s
}

// draw draws the runs of the line.
func (s *sparkline) draw(t *trend, metric trendMetric, x func(int) float64, y func(float64) float64) {
	var line, spans strings.Builder
	var last *trendPoint
	newest := -1
	for i := range t.points {
		p := &t.points[i]
		v := metric.of(p)
		if math.IsNaN(v) {
			continue
		}
		dot := sparkDot{X: decimal(x(i)), Y: decimal(y(v)), R: decimal(dotRadius), Title: metric.format(v) + ", " + p.run.Name, Hollow: !p.solid}
		if p.solid {
			if last == nil || last.segment != p.segment {
				line.WriteString("M")
			} else {
				line.WriteString("L")
			}
			line.WriteString(dot.X + " " + dot.Y)
			last, newest = p, len(s.Dots)
			if metric.interval != nil {
				if low, high := metric.interval(p); !math.IsNaN(low) && !math.IsNaN(high) {
					fmt.Fprintf(&spans, "M%s %sV%s", dot.X, decimal(y(low)), decimal(y(high)))
				}
			}
		}
		s.Dots = append(s.Dots, dot)
	}
	if newest >= 0 {
		s.Dots[newest].R = decimal(newestDotRadius)
	}
	s.Line, s.Spans = line.String(), spans.String()
}

// decimal writes a coordinate to a tenth.
func decimal(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
