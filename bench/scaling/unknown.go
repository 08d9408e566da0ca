package scaling

import (
	"math"
	"net"
	"net/url"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// enoughRepetitions is from how many trials a side two configurations can be compared with some confidence.
const enoughRepetitions = 6

// farApart is how many times as large as the accepted load the refused one of a sweep is before the capacity counts as hardly known.
const farApart = 1.25

// unknown is what a reader might conclude but the run does not support.
func (s *Result) unknown(r *analysis.Result) []Values {
	m := &r.Trials[0].Manifest
	var list []Values
	if n := len(s.LeftOut); n > 0 {
		list = append(list, InvalidTrials{n, len(r.Trials), s.bounding()})
	}
	if s.axis(analysis.RateAxis) == nil && m.Load.Closed == 0 {
		list = append(list, LoadNotVaried{})
	}
	if s.axis(volumeAxis) == nil {
		list = append(list, VolumeNotVaried{m.Dataset.Volume})
	}
	if len(s.Series) == 0 && !slices.ContainsFunc(s.Axes, func(a Axis) bool { return resourceOf(a) != "" }) {
		list = append(list, ResourceNotVaried{})
	}
	list = append(list, s.Doubts...)
	list = append(list, unsteady(r)...)
	if loopback(m) {
		list = append(list, OneMachine{m.Machine.Cores})
	}
	if r.Stack == "embedded" {
		list = append(list, StandIns{})
	}
	if !slices.ContainsFunc(r.Trials, func(t analysis.Trial) bool {
		return slices.ContainsFunc(t.Events, func(e samples.Event) bool { return e.Kind == samples.FaultInjected })
	}) {
		list = append(list, NoFault{})
	}
	return list
}

// bounding is how many of the trials that are not valid a capacity rests on.
func (s *Result) bounding() int {
	n := 0
	for _, c := range s.Capacities {
		for _, t := range c.Tried {
			if (t.Valid || t.GeneratorBound) && slices.ContainsFunc(s.LeftOut, func(l LeftOut) bool { return l.Trial == t.Trial }) {
				n++
			}
		}
	}
	return n
}

// unsteady are the trials whose measured phases were not steady, none when all were.
func unsteady(r *analysis.Result) []Values {
	var u Unsteady
	for i := range r.Trials {
		t := &r.Trials[i]
		if !t.Valid {
			continue
		}
		u.Of++
		changed := false
		for _, c := range t.Warnings() {
			if c.Kind != analysis.CheckDrift && c.Kind != analysis.CheckSteady {
				continue
			}
			if changed = true; u.Example.Kind == "" || further(&c, &u.Example) {
				u.Example = c
			}
		}
		if changed {
			u.Trials++
		}
	}
	if u.Trials == 0 {
		return nil
	}
	return []Values{u}
}

// further reports whether a check shows more of a change than another: the larger drift, and any drift before what has no measure of it.
func further(c, than *analysis.Check) bool {
	if c.Kind == analysis.CheckDrift && than.Kind == analysis.CheckDrift {
		return math.Abs(c.Measured.Value) > math.Abs(than.Measured.Value)
	}
	return c.Kind == analysis.CheckDrift && than.Kind != analysis.CheckDrift
}

// doubts are what limits the numbers: too few repetitions, points without valid trials, loads that stand far apart.
func (s *Result) doubts() []Values {
	var list []Values
	search := slices.ContainsFunc(s.Capacities, func(c analysis.Capacity) bool { return !c.Swept })
	switch fewest, greatest := s.Repetitions[0], s.Repetitions[1]; {
	case search: // a search repeats what it confirms
	case greatest < enoughRepetitions && fewest == greatest:
		list = append(list, FewRepetitions{greatest, enoughRepetitions})
	case fewest != greatest:
		list = append(list, UnequalRepetitions{fewest, greatest})
	}
	empty := 0
	for i := range s.Cells {
		if len(s.Cells[i].Trials) == 0 {
			empty++
		}
	}
	if empty > 0 {
		list = append(list, EmptyPoints{empty})
	}
	for _, c := range s.Capacities {
		if c.Swept && c.Rate > 0 && c.Refused > farApart*c.Rate {
			return append(list, CoarseLoads{s.CapacityLabel(&c), c.Rate, c.Refused})
		}
	}
	return list
}

// loopback reports whether the generator asked its own machine.
func loopback(m *samples.Manifest) bool {
	return slices.ContainsFunc(m.Targets, func(target string) bool {
		u, err := url.Parse(target)
		if err != nil {
			return false
		}
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	})
}
