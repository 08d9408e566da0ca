package scaling

import (
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
)

// maxAlike bounds how many configurations one kind of statement goes through; the tables have all.
const maxAlike = 4

// noChange is the change of throughput, as a ratio, that does not matter.
const noChange = 0.01

// answer is statements on whether the system scales, what limits it, and what the run leaves unknown.
func (s *Result) answer(r *analysis.Result) []Statement {
	var all []Statement
	add := func(topic Topic, figure string, list []Values) {
		for _, v := range list {
			all = append(all, Statement{topic, figure, v})
		}
	}
	add(OnLoad, FigureCapacity, alike(s.largestLoads()))
	add(OnLoad, FigureThroughput, alike(s.loadResponses()))
	add(OnVolume, FigureVolume, alike(s.volumeGrowths()))
	// What is known comes before what is not.
	var known, bounded []Values
	for _, x := range s.Series {
		if x.Bounded {
			bounded = append(bounded, SpeedUp{x})
		} else {
			known = append(known, SpeedUp{x})
		}
	}
	add(OnConfigurations, FigureSpeedup, alike(known))
	add(OnConfigurations, FigureP99, alike(s.settingEffects()))
	add(OnConfigurations, FigureSpeedup, alike(bounded))
	add(OnLimits, "", s.limits(r))
	add(OnUnknown, "", s.unknown(r))
	return all
}

// alike cuts a list of one kind short.
func alike(list []Values) []Values {
	if more := len(list) - maxAlike; more > 0 {
		return append(list[:maxAlike:maxAlike], MoreAlike{more})
	}
	return list
}

// largestLoads has each capacity with the reason why the next load was refused. Offered is set where the measured phases together offered
// another rate than the main phase.
func (s *Result) largestLoads() []Values {
	var list []Values
	for _, c := range s.Capacities {
		l := LargestLoad{Label: s.CapacityLabel(&c), Capacity: c}
		for i := range s.Cells {
			cell := &s.Cells[i]
			if c.Rate > 0 && cell.Rate == c.Rate && math.Abs(cell.Offered/c.Rate-1) > 0.05 && maps.Equal(s.Configurations[cell.Configuration], c.Configuration) {
				l.Offered = cell.Offered
				break
			}
		}
		l.Refused = whyNot(c.Tried, c.Refused, false)
		l.NotShown = whyNot(c.Tried, c.NotShown, true)
		list = append(list, l)
	}
	return list
}

// whyNot is why the first trial at a rate that broke something, or that was uncertain, was not accepted.
func whyNot(tried []analysis.TriedLoad, rate float64, uncertain bool) analysis.Refusal {
	for _, t := range tried {
		if t.Rate == rate && t.Valid && !t.Accepted && t.Uncertain == uncertain {
			return t.Why
		}
	}
	return analysis.Refusal{}
}

// loadResponses follow each curve from its least to its heaviest load.
func (s *Result) loadResponses() []Values {
	var list []Values
	for _, curve := range s.Curves {
		cells := s.valid(curve.Cells)
		if len(cells) < 2 {
			continue
		}
		l := LoadResponse{Label: curve.Label, First: cells[0].loadPoint(), Last: cells[len(cells)-1].loadPoint()}
		for _, c := range cells {
			p := c.loadPoint()
			if !c.answersAll(cells[0].P50.Value) {
				l.FellBehind = &p
				break
			}
			l.KeptUp = &p
		}
		if heaviest := &s.Cells[curve.Cells[len(curve.Cells)-1]]; len(heaviest.Trials) == 0 {
			l.NotMeasured = heaviest.Offered
		}
		list = append(list, l)
	}
	return list
}

func (c *Cell) loadPoint() LoadPoint { return LoadPoint{c.Offered, c.Throughput, c.P99} }

// volumeGrowths follow each trend from its smallest to its largest volume.
func (s *Result) volumeGrowths() []Values {
	var list []Values
	for _, v := range s.Volumes {
		first, last := &s.Cells[v.Cells[0]], &s.Cells[v.Cells[len(v.Cells)-1]]
		if first == last {
			list = append(list, OneVolume{v.Label, v.Rate})
			continue
		}
		list = append(list, VolumeGrowth{
			Label: v.Label, Rate: v.Rate, FromRows: first.Rows, ToRows: last.Rows, FromP99: first.P99, ToP99: last.P99, P99: v.P99, Capacity: v.Capacity,
			Volumes: len(v.Cells), Span: v.Span, Doubt: v.Doubt, WorkingSet: v.WorkingSet,
			FallsBehind: !last.keepsUp() && last.Users == 0, Answered: last.Throughput.Value, Offered: last.Offered,
		})
	}
	return list
}

// settingEffects are the effects of the settings that no fitted series covers.
func (s *Result) settingEffects() []Values {
	var list []Values
	for _, a := range s.Axes {
		covered := slices.ContainsFunc(s.Series, func(x Series) bool { return x.Axis == a.Name && !x.Bounded })
		if a.Name == analysis.RateAxis || a.Name == volumeAxis || covered {
			continue
		}
		for _, v := range a.Values[1:] {
			if base, head := s.pair(a.Name, a.Values[0], v); base != nil {
				list = append(list, settingEffect(a.Name, a.Values[0], v, base, head))
			}
		}
	}
	return list
}

// pair finds the two cells that differ in one axis only and have the heaviest load; nil when there are none.
func (s *Result) pair(axis, from, to string) (base, head *Cell) {
	for i := range s.Cells {
		a := &s.Cells[i]
		settings := s.Configurations[a.Configuration]
		if settings[axis] != from || len(a.Trials) == 0 || base != nil && a.Offered <= base.Offered*(1+1e-9) {
			continue
		}
		other := maps.Clone(settings)
		other[axis] = to
		for j := range s.Cells {
			b := &s.Cells[j]
			if len(b.Trials) > 0 && b.Rate == a.Rate && b.Volume == a.Volume && maps.Equal(s.Configurations[b.Configuration], other) {
				base, head = a, b
			}
		}
	}
	return base, head
}

// settingEffect compares two cells in p99 and throughput.
func settingEffect(axis, from, to string, base, head *Cell) SettingEffect {
	e := SettingEffect{Axis: axis, From: from, To: to, FromP99: base.P99, ToP99: head.P99, Slower: head.P99.against(base.P99),
		FromThroughput: base.Throughput, ToThroughput: head.Throughput}
	if base.Users == 0 {
		e.Offered = base.Offered
	}
	e.Apart = !e.Slower.holds(1) && !math.IsNaN(e.Slower.Value)
	done := head.Throughput.against(base.Throughput)
	e.ThroughputChanges = !done.holds(1) && math.Abs(done.Value-1) >= noChange
	return e
}
