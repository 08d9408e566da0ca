package history

import (
	"cmp"
	"math"
	"slices"

	"quintet/bench/stats"
	"quintet/bench/words"
)

const (
	// maxRunsOfLine is how many of its newest runs a line shows and judges.
	maxRunsOfLine = 60
	// falseAlarms is how many of all lines of one level may ever show a change, whenever somebody looks: a line is looked at after each of its
	// runs, from the first with which one can be found.
	falseAlarms        = 0.01
	changeSignificance = falseAlarms / (maxRunsOfLine - minForChange + 1)
	// minChange is the smallest change of level that is listed, as a share: without noise even steps that do not matter are significant.
	minChange = 0.01
	// minForChange is the fewest comparable values among which a change of level can be found, three on each side.
	minForChange = 6
)

// trend is how one configuration of a scenario on a stack went over runs. Searches have lines of their own: they measure something else.
type trend struct {
	scenario, stack, configuration string
	search                         bool
	// points are in the order of time.
	points []trendPoint
	// marks are what happened along the line, in the order of time.
	marks []mark
}

// trendPoint is one run of a line.
type trendPoint struct {
	run *Run
	measured
	// solid says that the number counts: it is of a valid run.
	solid bool
	// segment counts the stretches of comparable runs.
	segment int
}

// mark is something that happened at a point of a line: a new level of a metric, or runs that cannot be compared with those before.
type mark struct {
	at int
	// metric is "" for a break.
	metric        string
	before, after float64
	// from and to are the points that before and after are the means of.
	from, to int
	words    string
	state    string
}

// trendMetric is a number that has a line.
type trendMetric struct {
	name string
	// higher says that more is better.
	higher bool
	of     func(*trendPoint) float64
	format func(float64) string
	// interval is that of the number; nil when it has none.
	interval func(*trendPoint) (low, high float64)
}

// metrics are those of the line.
func (t *trend) metrics() []trendMetric {
	if t.search {
		return []trendMetric{{name: "capacity", higher: true, of: capacityOf, format: words.Rate}}
	}
	return []trendMetric{
		{name: "p99", of: func(p *trendPoint) float64 { return p.p99 }, format: words.Seconds,
			interval: func(p *trendPoint) (float64, float64) { return p.low, p.high }},
		{name: "throughput", higher: true, of: func(p *trendPoint) float64 { return p.throughput }, format: words.Rate},
	}
}

func capacityOf(p *trendPoint) float64 {
	if p.capacity.Rate == 0 {
		return math.NaN()
	}
	return p.capacity.Rate
}

// trends are the lines of all runs, which come newest first; the line with the newest run is first. A copy of a run, such as an example
// that was kept, is the same run.
func trends(runs []Run) []*trend {
	type key struct {
		scenario, stack, configuration string
		search                         bool
	}
	lines := map[key]*trend{}
	type identity struct {
		id    string
		began int64
	}
	seen := map[identity]bool{}
	var list []*trend
	for i := range runs {
		k := &runs[i]
		// Two runs that began in the same second have one name, and are still two.
		run := identity{k.RunID, k.began.UnixNano()}
		if k.Problem != "" || k.RunID != "" && seen[run] {
			continue
		}
		seen[run] = true
		for _, m := range k.configurations() {
			name := key{k.Scenario, k.Stack, m.configuration, m.search}
			t := lines[name]
			if t == nil {
				t = &trend{scenario: k.Scenario, stack: k.Stack, configuration: m.configuration, search: m.search}
				lines[name] = t
				list = append(list, t)
			}
			if len(t.points) < maxRunsOfLine {
				t.points = append(t.points, trendPoint{run: k, measured: m, solid: k.Valid && (!m.search || m.bounded())})
			}
		}
	}
	for _, t := range list {
		slices.Reverse(t.points)
		t.split()
		t.changes()
	}
	return list
}

// split cuts the line where its runs stop being comparable. Runs that do not count neither join nor cut it.
func (t *trend) split() {
	var last *trendPoint
	level := 0
	for i := range t.points {
		p := &t.points[i]
		if !p.solid {
			p.segment = level
			continue
		}
		if last != nil {
			if conditions := incomparable(last, p); conditions != "" {
				level++
				t.marks = append(t.marks, mark{at: i, words: words.LineBreak(conditions)})
			}
		}
		p.segment, last = level, p
	}
}

// changes finds where a metric changed its level, within each stretch of comparable runs.
func (t *trend) changes() {
	for _, metric := range t.metrics() {
		for from := 0; from < len(t.points); {
			var at []int
			var values []float64
			to := from
			for ; to < len(t.points) && t.points[to].segment == t.points[from].segment; to++ {
				if v := metric.of(&t.points[to]); t.points[to].solid && !math.IsNaN(v) {
					at, values = append(at, to), append(values, v)
				}
			}
			t.marks = append(t.marks, levelChanges(metric, at, values)...)
			from = to
		}
	}
	slices.SortStableFunc(t.marks, func(a, b mark) int { return cmp.Compare(a.at, b.at) })
}

// levelChanges are the changes of one stretch, whose values stand at these points.
func levelChanges(metric trendMetric, at []int, values []float64) []mark {
	changes := stats.ChangePoints(values, changeSignificance)
	var marks []mark
	for i, c := range changes {
		from, to := 0, len(at)-1
		if i > 0 {
			from = changes[i-1].Index
		}
		if i+1 < len(changes) {
			to = changes[i+1].Index - 1
		}
		share := (c.After - c.Before) / c.Before
		if math.Abs(share) < minChange || metric.format(c.Before) == metric.format(c.After) {
			continue
		}
		m := mark{at: at[c.Index], metric: metric.name, before: c.Before, after: c.After, from: at[from], to: at[to], state: "bad"}
		if (share > 0) == metric.higher {
			m.state = "good"
		}
		m.words = words.LevelChange(metric.name, share > 0, metric.format(c.Before), metric.format(c.After))
		marks = append(marks, m)
	}
	return marks
}

// comparable is the largest number of points that one stretch of the line has and that count.
func (t *trend) comparable() int {
	most, counts := 0, map[int]int{}
	for i := range t.points {
		if p := &t.points[i]; p.solid {
			counts[p.segment]++
			most = max(most, counts[p.segment])
		}
	}
	return most
}
